from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from equipoise.ledger.export import from_lines, to_line
from equipoise.ledger.faults import KeyReused, StoreFault
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.store import Writing
from equipoise.ledger.verify import verify
from equipoise.trial import commands as act
from equipoise.trial import gateway
from equipoise.trial.decision import By
from equipoise.trial.gateway import SYSTEM, Gateway
from equipoise.trial.person import people
from equipoise.trial.state import fold
from equipoise.values.text import Text
from tests.rehearsals import FIRST, played
from tests.trial.stage import SITE, Stage, codes, consent, small_study


def test_the_same_command_twice_makes_one_fact_and_gives_the_same_answer() -> None:
    stage = Stage.opened()
    command = act.RegisterParticipant(site=SITE)
    first = stage.do("coordinator", command, key="k")
    second = stage.do("coordinator", command, key="k")
    assert (first.again, second.again) == (False, True)
    assert first.facts == second.facts
    assert len(stage.gateway.trial().participants) == 1


def test_the_same_key_with_another_command_is_refused_and_nothing_is_kept() -> None:
    stage = Stage.opened()
    stage.do("coordinator", act.RegisterParticipant(site=SITE), key="k")
    head = stage.gateway.trial().head
    trial = stage.gateway.trial()
    with pytest.raises(KeyReused, match="another command"):
        stage.do("coordinator", act.RegisterParticipant(site=SITE, reason="other"), key="k")
    with pytest.raises(KeyReused):
        stage.do("investigator", act.RegisterParticipant(site=SITE), key="k")
    assert stage.gateway.trial().head == head
    assert stage.gateway.trial() is trial, "nothing was appended, so nothing is folded anew"


def test_a_command_that_waited_in_line_is_recorded_after_what_it_waited_for() -> None:
    stage = Stage.opened()
    by = By("coordinator", "coordinator", SITE)
    late, early = stage.now + timedelta(seconds=9), stage.now + timedelta(seconds=8)
    stage.gateway.do(act.RegisterParticipant(site=SITE), by, late, "first")
    (waited,) = stage.gateway.do(act.RegisterParticipant(site=SITE), by, early, "second").facts
    assert waited.recorded == stage.gateway.trial().recorded[-2]
    assert not verify(stage.store.read(stage.protocols.first.id)).clock_back
    stage.gateway.do(act.RegisterParticipant(site=SITE), by, late - timedelta(minutes=2), "third")
    assert verify(stage.store.read(stage.protocols.first.id)).clock_back, (
        "longer than anybody waits: a clock stepped back"
    )


def test_a_refused_gated_act_asked_again_with_its_key_is_the_same_refusal() -> None:
    stage = Stage.opened()
    number = stage.registered()
    command = act.Randomise(participant=number)
    first = stage.do("coordinator", command, key="k")
    second = stage.do("coordinator", command, key="k")
    assert second.again
    assert second.reasons == first.reasons, "facts, protocol and remedy included"
    assert second.facts == first.facts


def test_a_repeated_command_tells_its_consequences_again() -> None:
    stage = Stage.opened(small_study().model_copy(update={"safety": _quick_boundary()}))
    numbers = [stage.randomised(stage=level) for level in ("LD", "ED", "LD", "ED")]
    number = next(number for number in numbers if stage.one(number).receives_product)
    stage.treat(number)
    command = act.SaveForm(participant=number, form="AE", instance="1", items=_toxic(stage))
    answer = stage.must("coordinator", command)
    kinds = [fact.body.KIND for fact in answer.facts]
    assert kinds[-1] == "hold.placed", kinds
    again = stage.do("coordinator", command, key=f"key-{stage.count}")
    assert again.again
    assert [fact.body.KIND for fact in again.facts] == kinds
    hold = answer.facts[-1]
    assert (hold.actor, hold.role, hold.cause) == (SYSTEM, SYSTEM, answer.facts[0].seq)
    assert "boundary" in hold.reason


def _quick_boundary() -> Any:
    boundary = small_study().safety.boundary
    assert boundary is not None
    sooner = boundary.model_copy(update={"rate": Decimal("0.01"), "stop_chance": Decimal("0.9")})
    return small_study().safety.model_copy(update={"boundary": sooner})


def _toxic(stage: Stage) -> dict[str, Any]:
    day = stage.now.date().isoformat()
    return {"AETERM": "Sepsis", "AETOXGR": 4, "AESER": "Y", "AEREL": "RELATED", "AESTDTC": day, "AEAWARE": day}


def test_ten_thousand_chinese_characters_are_read_back_byte_for_byte() -> None:
    stage = Stage.opened()
    number = stage.consented()
    note = "患者诉乏力，查体未见明显异常。“继续观察”——" * 500
    assert len(note) > 10_000
    assert stage.save(number, "HX", "1", {"NOTE": note}).accepted
    assert stage.one(number).facts.forms("HX")[0].items["NOTE"] == note
    rows = list(from_lines(to_line(row) for row in stage.store.read(small_study().id)))
    assert any(note in row.body for row in rows)
    assert verify(rows).ok


@pytest.mark.parametrize(
    ("items", "code"),
    [({"NOTE": 1.5}, "impossible_number"), ({"NOTE": 2**60}, "impossible_number"), ({"NOTE": "a\0b"}, "impossible_words"),
     ({"NOTE": "\ud800"}, "impossible_words"), ({"N\0": "1"}, "impossible_words")],
)  # fmt: skip
def test_what_no_ledger_can_keep_is_refused_in_words(items: dict[str, Any], code: str) -> None:
    stage = Stage.opened()
    answer = stage.save(stage.consented(), "HX", "1", items)
    assert codes(answer) == [code]
    assert not answer.facts


def test_answers_that_nest_without_end_are_refused() -> None:
    stage = Stage.opened()
    deep: Any = "x"
    for _ in range(3000):
        deep = [deep]
    answer = stage.save(stage.consented(), "HX", "1", {"NOTE": deep})
    assert not answer.accepted
    assert set(codes(answer)) <= {"too_deep", "impossible_number"}


@pytest.mark.parametrize("volume", ["NaN", "Infinity", "-Infinity", "1E+9999", "1E-9999"])
def test_a_volume_that_nobody_measured_is_refused(volume: str) -> None:
    stage = Stage.opened()
    command = act.DisposeBag(participant=stage.registered(), bag="?", volume_ml=Decimal(volume), second="x")
    assert stage.refused("cell_technician", command) == ["impossible_number"]


def test_a_reading_of_a_logger_that_nobody_measured_is_refused() -> None:
    stage = Stage.opened()
    readings = ((0, Decimal(5)), (3, Decimal("NaN")))
    command = act.ReceiveBag(
        participant=stage.registered(), bag="?", lowest_c=Decimal(5), highest_c=Decimal(5), readings=readings
    )
    assert stage.refused("infusion_nurse", command) == ["impossible_number"]


@pytest.mark.parametrize("key", ["", "x" * 201, "k\0", "k/consequence"])
def test_a_key_that_cannot_serve_is_refused(key: str) -> None:
    stage = Stage.opened()
    head = stage.gateway.trial().head
    answer = stage.gateway.do(act.RegisterParticipant(site=SITE), stage.by("coordinator"), stage.now, key)
    assert codes(answer) == ["impossible_key"]
    assert stage.gateway.trial().head == head


def test_words_that_look_like_an_escaped_nul_are_words() -> None:
    stage = Stage.opened()
    number = stage.consented()
    assert stage.save(number, "HX", "1", {"NOTE": "\\u0000"}).accepted
    assert stage.one(number).facts.forms("HX")[0].items["NOTE"] == "\\u0000"


def test_a_session_that_fails_keeps_nothing_of_its_commands() -> None:
    stage = Stage.opened()
    head = stage.gateway.trial().head

    def fail() -> None:
        with stage.gateway.session() as session:
            assert session.do(act.RegisterParticipant(site=SITE), stage.by("coordinator"), stage.now, "a").accepted
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    assert stage.gateway.trial().head == head
    assert stage.registered().startswith(f"{SITE}-0001")


def test_a_past_moment_shows_only_what_was_recorded_until_then() -> None:
    stage = Stage.opened()
    number = stage.registered()
    before = stage.now
    stage.must("investigator", consent(number, happened="2026-05-01"))
    assert stage.one(number).consent == "1"
    then = stage.gateway.trial_as_of(before)
    assert list(then.participants) == [number]
    assert [one.consent for one in people(then, before.date())] == [None], "recorded later, though it happened earlier"
    assert stage.gateway.trial_as_of(before - timedelta(days=1)).head == 0


def test_any_past_moment_of_a_rehearsal_is_a_beginning_of_its_ledger() -> None:
    rehearsed = played()
    recorded = rehearsed.trial.recorded
    rows = list(rehearsed.store.read(FIRST))
    for at in (0, 1, len(rows) // 3, len(rows) - 1):
        moment = rehearsed.facts[at].recorded
        then = rehearsed.gateway.trial_as_of(datetime.fromisoformat(moment))
        assert then.head == max(place for place, one in enumerate(recorded, start=1) if one <= moment)


class _FullStore(MemoryStore):
    """A store whose disk can be full when it commits."""

    full = False

    @contextmanager
    def writing(self, study: str) -> Iterator[Writing]:
        with super().writing(study) as block:
            yield block
            if self.full:
                raise StoreFault(Text("The disk is full.", "磁盘已满。"))


def test_a_trial_that_somebody_holds_forgets_what_was_not_stored() -> None:
    store = _FullStore()
    stage = Stage.opened(store=store)
    other, number = stage.confirmed(), stage.confirmed()
    held = stage.gateway.trial()
    before, untouched = held.head, held.participants[other]
    history, form = held.participants[number], held.participants[number].form("HX", "1")
    assert form is not None
    facts, answers = list(history.facts), dict(form.items)
    people(held, stage.now.date())
    store.full = True
    commands = [
        ("coordinator", act.Randomise(participant=number)),
        ("coordinator", act.RegisterParticipant(site=SITE)),
        ("investigator", consent(number)),
        (
            "investigator",
            act.CorrectItems(participant=number, form="HX", instance="1", new={"KPS": 10}, reason="Misread"),
        ),
    ]
    for role, command in commands:
        with pytest.raises(StoreFault, match="disk is full"):
            stage.do(role, command)
        assert held.head == before
        assert held.participants[other] is untouched
        assert held.participants[number] is history, "a page holds it"
        assert (history.facts, form.items, form.corrections) == (facts, answers, [])
    with pytest.raises(StoreFault):
        stage.do("administrator", act.DelegateDuty(person="somebody", duty="monitor"))
    with pytest.raises(StoreFault):
        stage.do("investigator", act.PlaceHold(scope=("accrual",), reason="Looking into an event"))
    anew = fold(held.protocols, store.read(small_study().id))
    assert stage.gateway.trial() is held
    assert (held.recorded, held.duties, held.holds, held.terms, held.allocations) == (
        anew.recorded, anew.duties, anew.holds, anew.terms, anew.allocations
    )  # fmt: skip
    assert {name: one.facts for name, one in held.participants.items()} == {
        name: one.facts for name, one in anew.participants.items()
    }
    assert held.study.facts == anew.study.facts
    assert [one.arm for one in people(held, stage.now.date())] == [None, None]
    store.full = False
    stage.must("coordinator", act.Randomise(participant=number))
    assert stage.one(number).arm is not None


def test_what_was_not_stored_leaves_no_finding_behind() -> None:
    """The fact that was not kept and the next one bear the same number."""
    store = _FullStore()
    stage = Stage.opened(store=store)
    number = stage.confirmed()
    store.full = True
    statuses = []

    def fail() -> None:
        with stage.gateway.session() as session:
            lost = act.FailScreening(participant=number, cause="other", reason="Did not come back")
            assert session.do(lost, stage.by("investigator"), stage.now, "a").accepted
            statuses.extend(one.status for one in people(session.trial, stage.now.date()))

    with pytest.raises(StoreFault):
        fail()
    assert statuses == ["screen_failed"]
    assert stage.one(number).status == "screening"
    store.full = False
    stage.must("coordinator", act.Randomise(participant=number))
    assert stage.one(number).status not in ("screening", "screen_failed")


def test_a_large_ledger_is_not_looked_through_for_garbage_once_it_is_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    rehearsed = played()
    assert rehearsed.trial.head > 1000
    monkeypatch.setattr(gateway, "_MANY", 1000)
    protocols = rehearsed.trial.protocols
    before = gc.get_freeze_count()
    try:
        again = Gateway(rehearsed.store, protocols)
        assert again.trial().head == rehearsed.trial.head
        frozen = gc.get_freeze_count()
        assert frozen > before + rehearsed.trial.head, "every fact stays"
        again.trial()
        assert gc.get_freeze_count() == frozen, "nothing more was folded"
        assert gc.isenabled()
    finally:
        gc.unfreeze()
