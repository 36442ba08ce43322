"""The rehearsal as a whole: repeatable to the byte, true to the rules, and alive with trouble."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import pytest

from equipoise.facts.participant import ScreeningFailed
from equipoise.ledger.export import to_line
from equipoise.ledger.memory import MemoryStore
from equipoise.ledger.store import Store
from equipoise.ledger.verify import verify
from equipoise.protocol.model import Study
from equipoise.simulation.rehearsal import NotEmpty, rehearse
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply, Session
from equipoise.trial.permissions import GATED, MAY
from equipoise.trial.person import people
from equipoise.trial.state import Protocols
from equipoise.web.store import open_store
from tests.custody import broken
from tests.rehearsals import FIRST, KEY, SECOND, Rehearsed, play, played, protocols_of


def exported(store: Store, study: str) -> list[bytes]:
    return [to_line(row) for row in store.read(study)]


def test_the_same_seed_gives_the_same_ledger_byte_for_byte_in_memory_and_in_sqlite(tmp_path: Path) -> None:
    kept = open_store(f"sqlite:///{tmp_path / 'ledger.sqlite3'}")
    play(FIRST, 12, 1, kept)
    assert exported(kept, FIRST) == exported(played().store, FIRST)
    kept.close()


def test_a_study_rehearsed_twice_in_one_process_is_the_same_and_another_seed_another() -> None:
    one, again, other = (exported(play(SECOND, 4, seed).store, "ASPIRE-3") for seed in (3, 3, 4))
    assert one == again
    assert one != other


def test_a_larger_rehearsal_begins_like_a_smaller_one() -> None:
    """Each person draws from a stream of his own. Until the first one comes whom the smaller trial no longer invites, both are one."""
    small, large = (list(play(FIRST, count, 2).store.read(FIRST)) for count in (3, 6))
    invited = [sum(row.kind == "participant.registered" for row in rows) for rows in (small, large)]
    assert invited[0] < invited[1]
    alike = next(place for place, (one, other) in enumerate(zip(small, large, strict=False)) if one != other)
    assert sum(row.kind == "participant.registered" for row in small[:alike]) >= 3
    assert large[alike].kind == "participant.registered"


def test_a_rehearsal_that_stops_in_the_middle_is_the_beginning_of_the_whole_one() -> None:
    protocols, store = protocols_of(FIRST), MemoryStore()
    summary = rehearse(
        Gateway(store, protocols, KEY), protocols.first, 12, 1, until=datetime(2018, 8, 15, 3, tzinfo=UTC)
    )
    part, whole = exported(store, FIRST), exported(played().store, FIRST)
    assert 0 < len(part) < len(whole)
    assert part == whole[: len(part)]
    assert summary.until <= datetime(2018, 8, 15, 3, tzinfo=UTC) < played().summary.until


def test_a_ledger_that_holds_facts_is_not_rehearsed_into() -> None:
    rehearsed = played()
    head = rehearsed.trial.head
    with pytest.raises(NotEmpty):
        play(FIRST, 2, 9, rehearsed.store)
    assert rehearsed.trial.head == head


@pytest.mark.parametrize(("study", "count"), [(FIRST, 12), (SECOND, 12)])
def test_as_many_are_randomised_as_were_asked_for(study: str | Path, count: int) -> None:
    rehearsed = played(study, count)
    assert len(rehearsed.trial.allocations) == count
    assert [fact.body.sequence for fact in rehearsed.trial.allocations] == list(range(1, count + 1))
    assert verify(rehearsed.store.read(rehearsed.study.id)).ok
    assert rehearsed.trial.environment == "rehearsal"


def test_nobody_is_invited_beyond_the_planned_enrolment() -> None:
    protocols = protocols_of(SECOND)
    small = protocols.first.model_copy(update={"design": protocols.first.design.model_copy(update={"enrolment": 3})})
    gateway = Gateway(MemoryStore(), Protocols((small,), protocols.digests), KEY)
    rehearse(gateway, small, 8, 1)
    assert len(gateway.trial().allocations) == 3
    unlucky = sum(one.first(ScreeningFailed) is not None for one in gateway.trial().participants.values())
    assert len(gateway.trial().participants) == 3 + unlucky


@pytest.mark.parametrize("study", [FIRST, SECOND], ids=str)
def test_every_fact_is_by_somebody_who_then_held_a_role_that_may(study: str | Path) -> None:
    held: dict[str, set[str]] = defaultdict(set)
    every = {role for roles in MAY.values() for role in roles}
    for fact in played(study).facts:
        if fact.body.KIND == "duty.delegated":
            held[fact.body.person].add(fact.body.role)
        if fact.actor != "equipoise":
            assert fact.role in held[fact.actor] | {"administrator"}, fact
            assert fact.role in every


@pytest.mark.parametrize("seed", [1, 2])
def test_no_invariant_of_custody_is_broken(seed: int) -> None:
    rehearsed = played(FIRST, 12, seed)
    assert broken(rehearsed.study, rehearsed.facts) == []


def test_facts_are_recorded_in_order_and_nothing_happens_after_it_is_recorded() -> None:
    facts = played().facts
    recorded = [fact.recorded for fact in facts]
    assert recorded == sorted(recorded)
    assert all(fact.happened[:10] <= _local(fact.recorded) for fact in facts)


def _local(moment: str) -> str:
    """The latest local day of a moment anywhere in the study's zone: UTC may be the evening before."""
    return date.fromordinal(date.fromisoformat(moment[:10]).toordinal() + 1).isoformat()


def test_real_life_is_in_it() -> None:
    """Every trouble that the study file names leaves its trace, in the run of one seed or another."""
    kinds: Counter[str] = Counter()
    for seed in (1, 2):
        kinds += Counter(fact.body.KIND for fact in played(FIRST, 12, seed).facts)
    for kind in ("screening.failed", "form.corrected", "query.opened", "query.answered", "query.closed", "bag.rejected",
                 "bag.disposed", "safety.report_sent", "source.verified", "study.amended", "collection.booked",
                 "infusion.ended", "batch.closed"):  # fmt: skip
        assert kinds[kind], kind
    missing = [
        value
        for fact in played().facts
        if fact.body.KIND == "form.saved"
        for value in fact.body.items.values()
        if isinstance(value, dict) and "missing" in value
    ]
    assert missing, "values that were lost"


def test_few_commands_are_refused_and_each_for_a_reason_that_staff_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    refused: Counter[str] = Counter()
    given = 0
    do = Session.do

    def listen(self: Session, command: Any, by: By, at: Any, key: str) -> Reply:
        nonlocal given
        answer = do(self, command, by, at, key)
        given += 1
        refused.update(reason.code for reason in answer.reasons)
        return answer

    monkeypatch.setattr(Session, "do", listen)
    rehearsed = play(FIRST, 20, 3)
    assert rehearsed.summary.commands <= given
    assert rehearsed.summary.refused < given / 50
    foolish = {"not_permitted", "not_delegated", "unknown_participant", "unknown_form", "impossible_answer", "not_your_form",
               "unknown_visit", "no_consent", "in_the_future", "impossible_time", "rest-after-collection", "unknown-bag",
               "verification-too-old", "over-dose", "same-person", "wrong-identifier",
               "entered_already"}  # fmt: skip
    assert not foolish & set(refused), refused


def test_a_refused_gated_act_of_the_rehearsal_stands_in_its_ledger() -> None:
    acts = {fact.body.act for fact in play(FIRST, 20, 3).facts if fact.body.KIND == "act.refused"}
    assert acts <= {kind.__struct_config__.tag for kind in GATED}


def test_nobody_is_busy_after_death() -> None:
    rehearsed = played()
    for one in people(rehearsed.trial, rehearsed.summary.until.date()):
        died = one.day("death")
        if died is None:
            continue
        after = [fact for fact in one.facts.facts if fact.day(rehearsed.study.time_zone) > died and fact.subject]
        about = {fact.body.KIND for fact in after}
        assert not about & {
            "infusion.started",
            "collection.done",
            "consent.signed",
            "participant.randomised",
            "bag.released",
        }
        assert one.progression is None or one.progression.day <= died


def test_treatment_ends_once() -> None:
    rehearsed = played()
    form = rehearsed.study.events["end_of_treatment"].form
    assert form is not None
    for one in people(rehearsed.trial, rehearsed.summary.until.date()):
        assert len(one.facts.forms(form)) <= 1, one.number


def test_doses_given_lie_where_the_study_wants_them() -> None:
    rehearsed = played(FIRST, 12, 2)
    product = rehearsed.study.product
    assert product is not None
    given: dict[tuple[str, int], list[int]] = defaultdict(list)
    for fact in rehearsed.facts:
        if fact.body.KIND == "infusion.ended":
            given[fact.subject, fact.body.course].append(fact.body.cells_given)
    whole = [sum(cells) for cells in given.values() if len(cells) == len(product.courses.infusion_days)]
    assert len(whole) > 8
    assert all(cells <= product.dose.most for cells in whole)
    assert product.dose.least <= median(whole) <= product.dose.most
    assert sum(cells >= product.dose.least for cells in whole) > 0.8 * len(whole)


@pytest.mark.proof
def test_progression_comes_at_about_the_median_that_the_study_file_gives() -> None:
    """The median time to recorded progression lies near its prior: later by up to a scan's interval, since scans find it."""
    seen: dict[str, list[float]] = defaultdict(list)
    for seed in (1, 2):
        rehearsed = play(FIRST, 60, seed)
        for one in people(rehearsed.trial, rehearsed.summary.until.date()):
            if one.arm is None:
                continue
            start = one.day("randomisation")
            assert start is not None
            event = one.progression.day if one.progression else one.day("death")
            seen[one.arm].append((event - start).days / 30.4375 if event else 99.0)
    prior = _prior(rehearsed, "progression")
    for arm, times in seen.items():
        assert prior[arm] * 0.7 <= median(times) <= prior[arm] * 1.4 + 1.4, (arm, median(times))


def _prior(rehearsed: Rehearsed, event: str) -> dict[str, float]:
    found = next(one for one in rehearsed.study.simulation.survival if one.event == event)
    return {arm: float(months) for arm, months in found.median_months.items()}


def test_a_study_without_a_product_and_without_scans_is_rehearsed_with_no_change_of_code() -> None:
    rehearsed = played(SECOND)
    study: Study = rehearsed.study
    assert (study.product, study.response) == (None, None)
    kinds = Counter(fact.body.KIND for fact in rehearsed.facts)
    assert kinds["form.saved"] > 100
    arms = Counter(fact.body.arm for fact in rehearsed.trial.allocations)
    assert set(arms) <= set(study.arms)
    assert len(arms) > 1
