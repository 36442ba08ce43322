"""Random lives of participants, from registration to death, withdrawal and lock, through the one gateway, a model beside them.

Every command's fate is foretold by the model (`life_model.py`), and after each the trial is compared with it. What must never
happen is looked for in the bare facts as well, without the model.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from equipoise.facts import Body, Fact
from equipoise.facts import casebook as book
from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, EligibilityConfirmed, IneligibilityFound
from equipoise.facts.randomisation import Randomised
from equipoise.facts.study import ActRefused
from equipoise.ledger.verify import verify
from equipoise.rules import eligibility, visits
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.gateway import Reply
from equipoise.trial.person import person
from equipoise.trial.state import fold
from tests.trial.life_model import STEPS, Entry, Life, Question
from tests.trial.stage import Stage, codes, consent

ZONE = ZoneInfo("Asia/Shanghai")
INSTANCES = st.sampled_from(["1", "2"])
FORMS = st.sampled_from(["HX", "LB"])
REST = {"HGB": {"value": "130", "unit": "g/L"}, "K": {"value": "4.1", "unit": "mmol/L"}}
DATA = (book.FormSaved, book.ItemsCorrected, book.FormRetracted, ConsentSigned, EligibilityConfirmed, Randomised)


def seldom(data: st.DataObject) -> bool:
    """One time in six, and never in the simplest example: after it little else is possible."""
    return bool(data.draw(st.integers(0, 5)) == 5)


class ParticipantsLife(RuleBasedStateMachine):
    """Two participants at most, so that their ways cross at the trial's lock."""

    @initialize(how_far=st.sampled_from(["registered", "consented", "confirmed", "confirmed", "randomised"]))
    def opens(self, how_far: str) -> None:
        """A trial with a first participant somewhere on the way."""
        self.stage = Stage.opened()
        self.lives: list[Life] = []
        self.trial_locked = False
        self.deviations: dict[str, set[str]] = {}
        self.registers(how_far != "registered")
        if how_far in ("confirmed", "randomised"):
            self.becomes_fit(self.lives[0], "1")
        if how_far == "randomised":
            self.randomises(self.lives[0])

    # --- saying a command ------------------------------------------------------------------------------------------

    @property
    def today(self) -> date:
        return (self.stage.now + timedelta(minutes=1)).astimezone(ZONE).date()

    @property
    def clock(self) -> int:
        return self.stage.gateway.trial().head

    def says(self, role: str, command: Command, holds: bool) -> Reply:
        """Give a command whose fate is foretold; a refusal has reasons and leaves no fact but that of the attempt."""
        before = self.clock
        answer = self.stage.do(role, command)
        assert answer.accepted == holds, (command, codes(answer))
        if not holds:
            assert answer.reasons
            attempts = [fact for fact in answer.facts if isinstance(fact.body, ActRefused)]
            assert len(attempts) == len(answer.facts) == self.clock - before <= int(isinstance(command, act.Randomise))
        return answer

    def life(self, data: st.DataObject) -> Life:
        found: Life = data.draw(st.sampled_from(self.lives))
        return found

    def may_write(self, one: Life, form: str, instance: str) -> bool:
        return one.consented and "data" not in one.withdrawn and not self.closed(one, form, instance)

    def closed(self, one: Life, form: str = "", instance: str = "") -> bool:
        return self.trial_locked or one.is_locked(form, instance)

    # --- the way in ------------------------------------------------------------------------------------------------

    @precondition(lambda self: len(self.lives) < 2)
    @rule(consents=st.sampled_from([True, True, True, False]))
    def register(self, consents: bool) -> None:
        self.registers(consents)

    def registers(self, consents: bool) -> None:
        answer = self.says("coordinator", act.RegisterParticipant(site="S1"), not self.trial_locked)
        if answer.accepted:
            self.lives.append(Life(answer.facts[0].subject))
            if consents:
                self.consents(self.lives[-1])

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def sign_consent(self, data: st.DataObject) -> None:
        self.consents(self.life(data))

    def consents(self, one: Life) -> None:
        holds = not (one.consented or one.dead or self.closed(one))
        self.says("investigator", consent(one.number), holds)
        one.consented = True if holds else one.consented

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), instance=INSTANCES)
    def is_found_fit(self, data: st.DataObject, instance: str) -> None:
        """Seldom would chance alone make anybody eligible: whatever is needed in a row, each step foretold."""
        self.becomes_fit(self.life(data), instance)

    def becomes_fit(self, one: Life, instance: str) -> None:
        day = self.today.isoformat()
        fit = {"HXDTC": day, "STAGE": "ED", "KPS": 90, "INFECTION": "N", "NOTE": "-"}
        self.enter(one, "HX", instance, fit, True)
        self.enter(
            one, "LB", instance, {"LBDTC": day, "ALT": {"value": "20", "unit": "U/L", "high": "40"}, **REST}, True
        )
        self.judges(one, "E2", True)
        self.confirms(one)

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), criterion=st.sampled_from(["E1", "E2", "E2"]), met=st.sampled_from([True, True, False]))
    def judge(self, data: st.DataObject, criterion: str, met: bool) -> None:
        self.judges(self.life(data), criterion, met)

    def judges(self, one: Life, criterion: str, met: bool) -> None:
        holds = one.consented and one.in_screening and not self.closed(one)
        command = act.JudgeCriterion(participant=one.number, criterion=criterion, met=met, reason="Examined")
        self.says("investigator", command, holds)
        if holds:
            one.judged[criterion] = met
            one.confirmed = False

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def confirm(self, data: st.DataObject) -> None:
        self.confirms(self.life(data))

    def confirms(self, one: Life) -> None:
        holds = one.consented and one.in_screening and not self.closed(one) and one.eligible(self.today)
        rests_on = one.outcomes(self.today)[1]
        self.says("investigator", act.ConfirmEligibility(participant=one.number), holds)
        if holds:
            one.confirmed, one.rests_on = True, rests_on

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def randomise(self, data: st.DataObject) -> None:
        self.randomises(self.life(data))

    def randomises(self, one: Life) -> None:
        ready = one.consented and one.in_screening and one.confirmed and one.eligible(self.today)
        holds = ready and not self.closed(one)
        answer = self.says("coordinator", act.Randomise(participant=one.number), holds)
        if holds:
            body = answer.facts[0].body
            assert isinstance(body, Randomised)
            one.arm = body.arm
            self.deviations[one.number] = set()

    @precondition(lambda self: any(one.confirmed and not one.arm for one in self.lives))
    @rule(data=st.data(), what=st.sampled_from(["corrected", "retracted", "judged", "locked", "a week passes"]))
    def something_comes_between_signature_and_allocation(self, data: st.DataObject, what: str) -> None:
        one = data.draw(st.sampled_from([one for one in self.lives if one.confirmed and not one.arm]))
        if what == "corrected":
            self.corrects(one, "1", 80, None)
        elif what == "retracted":
            self.retracts(one, "HX", "1")
        elif what == "judged":
            self.judges(one, "E2", True)
        elif what == "locked":
            self.settles(one)
            self.locks(one, "participant", "1")
        else:
            self.stage.now += timedelta(days=8)
        self.randomises(one)

    @precondition(lambda self: any(one.confirmed for one in self.lives))
    @rule(data=st.data())
    def randomise_whoever_is_confirmed(self, data: st.DataObject) -> None:
        self.randomises(data.draw(st.sampled_from([one for one in self.lives if one.confirmed])))

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def fail_screening(self, data: st.DataObject) -> None:
        one = self.life(data)
        if not seldom(data):
            return
        holds = one.in_screening and not self.closed(one)
        self.says("investigator", act.FailScreening(participant=one.number, cause="other", reason="Moved away"), holds)
        one.failed = one.failed or holds

    # --- data ------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.lives)
    @rule(
        data=st.data(),
        instance=INSTANCES,
        kps=st.sampled_from([90, 90, 90, 80, 79, 40]),
        infection=st.sampled_from(["N", "N", "N", "Y", None]),
        ago=st.sampled_from([0, 0, 1, 7, 8, -1]),
    )
    def enter_history(self, data: st.DataObject, instance: str, kps: int, infection: str | None, ago: int) -> None:
        day = (self.today - timedelta(days=ago)).isoformat()
        items = {"HXDTC": day, "STAGE": "LD", "KPS": kps, "INFECTION": infection, "NOTE": "-"}
        self.enter(self.life(data), "HX", instance, items, ago >= 0)

    @precondition(lambda self: self.lives)
    @rule(
        data=st.data(),
        instance=INSTANCES,
        alt=st.sampled_from(["20", "120", "121"]),
        limit=st.sampled_from([True, True, False]),
    )
    def enter_laboratory(self, data: st.DataObject, instance: str, alt: str, limit: bool) -> None:
        value = {"value": alt, "unit": "U/L"} | ({"high": "40"} if limit else {})
        self.enter(self.life(data), "LB", instance, {"LBDTC": self.today.isoformat(), "ALT": value, **REST}, True)

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def die(self, data: st.DataObject) -> None:
        if seldom(data):
            self.enter(self.life(data), "DD", "1", {"DTHDAT": self.today.isoformat()}, True)

    def enter(self, one: Life, form: str, instance: str, items: dict[str, Any], has_come: bool) -> None:
        holds = self.may_write(one, form, instance) and (form, instance) not in one.entries and has_come
        answer = self.says(
            "coordinator", act.SaveForm(participant=one.number, form=form, instance=instance, items=items), holds
        )
        if holds:
            seq = answer.facts[0].seq
            entry = one.entries[form, instance] = Entry(form, instance, dict(items), seq, seq)
            one.endorsed = False
            one.asks(entry, answer.facts[-1].seq)
            entry.changed = seq
            self.deviates(one)

    @precondition(lambda self: self.lives)
    @rule(
        data=st.data(),
        instance=INSTANCES,
        kps=st.sampled_from([90, 80, 60, 40]),
        infection=st.sampled_from([None, "N", "Y"]),
    )
    def correct(self, data: st.DataObject, instance: str, kps: int, infection: str | None) -> None:
        self.corrects(self.life(data), instance, kps, infection)

    def corrects(self, one: Life, instance: str, kps: int, infection: str | None) -> None:
        entry = one.entries.get(("HX", instance))
        new: dict[str, Any] = {"KPS": kps} if infection is None else {"KPS": kps, "INFECTION": infection}
        changes = entry is not None and any(entry.values[name] != value for name, value in new.items())
        holds = self.may_write(one, "HX", instance) and changes
        command = act.CorrectItems(participant=one.number, form="HX", instance=instance, new=new, reason="Slip")
        answer = self.says("coordinator", command, holds)
        if holds and entry is not None:
            seq = answer.facts[0].seq
            entry.values |= new
            entry.signed = False
            entry.verified -= set(new)
            one.changes("HX", instance, seq)
            one.asks(entry, answer.facts[-1].seq)
            entry.changed = seq
            self.deviates(one)

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), form=FORMS | st.just("DD"), instance=INSTANCES)
    def retract(self, data: st.DataObject, form: str, instance: str) -> None:
        self.retracts(self.life(data), form, instance)

    def retracts(self, one: Life, form: str, instance: str) -> None:
        holds = self.may_write(one, form, instance) and (form, instance) in one.entries
        command = act.RetractForm(participant=one.number, form=form, instance=instance, reason="Other person")
        answer = self.says("coordinator", command, holds)
        if holds:
            del one.entries[form, instance]
            one.changes(form, instance, answer.facts[0].seq)
            for question in one.questions:
                if (question.form, question.instance) == (form, instance) and question.state in STEPS["cancel"][0]:
                    question.state, question.moved = "cancelled", answer.facts[-1].seq
            self.deviates(one)

    def deviates(self, one: Life) -> None:
        """After randomisation, what fails on that day is a deviation, each criterion once."""
        if one.arm:
            facts = self.stage.gateway.trial().participants[one.number]
            randomised = facts.of(Randomised)[0]
            found = one.outcomes(randomised.day("Asia/Shanghai"))[0]
            self.deviations[one.number] |= {name for name, outcome in found.items() if outcome == "fails"}

    # --- questions, source, signatures -----------------------------------------------------------------------------

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), instance=INSTANCES)
    def ask(self, data: st.DataObject, instance: str) -> None:
        one = self.life(data)
        holds = ("HX", instance) in one.entries and not self.closed(one, "HX", instance)
        command = act.OpenQuery(participant=one.number, form="HX", instance=instance, item="KPS", words="Sure?")
        answer = self.says("monitor", command, holds)
        if holds:
            one.questions.append(Question("HX", instance, "KPS", "", moved=answer.facts[0].seq))

    @precondition(lambda self: any(one.questions for one in self.lives))
    @rule(data=st.data(), step=st.sampled_from(["answer", "answer", "close", "close", "cancel", "reopen"]))
    def step(self, data: st.DataObject, step: str) -> None:
        one: Life = data.draw(st.sampled_from([life for life in self.lives if life.questions]))
        place = data.draw(st.integers(0, len(one.questions) - 1))
        question, name = one.questions[place], f"Q{place + 1:03d}"
        commands: dict[str, tuple[str, Command]] = {
            "answer": ("coordinator", act.AnswerQuery(participant=one.number, query=name, words="Yes")),
            "close": ("data_manager", act.CloseQuery(participant=one.number, query=name)),
            "cancel": ("monitor", act.CloseQuery(participant=one.number, query=name, cancelled=True, reason="Twice")),
            "reopen": ("data_manager", act.ReopenQuery(participant=one.number, query=name, words="Sure?")),
        }
        starts, end = STEPS[step]
        holds = question.state in starts
        if step == "reopen":
            place_of = (question.form, question.instance)
            holds = holds and place_of in one.entries and not self.closed(one, *place_of)
        answer = self.says(*commands[step], holds)
        if holds:
            question.state, question.moved = end, answer.facts[0].seq

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), instance=INSTANCES)
    def sign(self, data: st.DataObject, instance: str) -> None:
        one = self.life(data)
        entry = one.entries.get(("HX", instance))
        command = act.SignForm(participant=one.number, form="HX", instance=instance, meaning="Reviewed")
        self.says("investigator", command, entry is not None)
        if entry is not None:
            entry.signed = True

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), instance=INSTANCES)
    def check_source(self, data: st.DataObject, instance: str) -> None:
        one = self.life(data)
        entry = one.entries.get(("HX", instance))
        command = act.VerifySource(participant=one.number, form="HX", instance=instance, items=("KPS", "STAGE"))
        self.says("monitor", command, entry is not None)
        if entry is not None:
            entry.verified |= {"KPS", "STAGE"}

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def endorse(self, data: st.DataObject) -> None:
        self.endorses(self.life(data))

    def endorses(self, one: Life) -> None:
        holds = bool(one.entries) and not one.unsettled and not one.unsigned
        self.says("investigator", act.EndorseCasebook(participant=one.number, meaning="Complete"), holds)
        one.endorsed = one.endorsed or holds

    @precondition(lambda self: self.lives)
    @rule(data=st.data())
    def settle_everything(self, data: st.DataObject) -> None:
        """Seldom would chance alone settle all: answer, close, sign and endorse in a row, each foretold."""
        self.settles(self.life(data))

    def settles(self, one: Life) -> None:
        for place, question in enumerate(one.questions, start=1):
            if question.state in STEPS["cancel"][0]:
                cancel = act.CloseQuery(participant=one.number, query=f"Q{place:03d}", cancelled=True, reason="Known")
                question.moved = self.says("data_manager", cancel, True).facts[0].seq
                question.state = "cancelled"
        for form, instance in one.entries:
            if form == "HX":
                sign = act.SignForm(participant=one.number, form="HX", instance=instance, meaning="Reviewed")
                self.says("investigator", sign, True)
                one.entries[form, instance].signed = True
        self.endorses(one)

    # --- the ends --------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), scopes=st.sets(st.sampled_from(["treatment", "procedures", "data"]), min_size=1))
    def withdraw(self, data: st.DataObject, scopes: set[str]) -> None:
        if seldom(data):
            one = self.life(data)
            self.says("coordinator", act.WithdrawConsent(participant=one.number, scopes=tuple(scopes)), True)
            one.withdrawn |= scopes

    @precondition(lambda self: self.lives)
    @rule(data=st.data(), level=st.sampled_from(["form", "visit", "participant"]), instance=INSTANCES)
    def lock(self, data: st.DataObject, level: str, instance: str) -> None:
        self.locks(self.life(data), level, instance)

    def locks(self, one: Life, level: str, instance: str) -> None:
        target = {"form": f"HX/{instance}", "visit": instance, "participant": ""}[level]
        there = {"form": ("HX", instance) in one.entries, "visit": any(name == instance for _, name in one.entries)}
        holds = (level, target) not in one.locks and there.get(level, not (one.unsettled or one.unsigned))
        self.says("data_manager", act.Lock(participant=one.number, level=level, target=target), holds)
        if holds:
            one.locks.add((level, target))

    @precondition(lambda self: any(one.locks for one in self.lives))
    @rule(data=st.data())
    def unlock(self, data: st.DataObject) -> None:
        one: Life = data.draw(st.sampled_from([life for life in self.lives if life.locks]))
        level, target = data.draw(st.sampled_from(sorted(one.locks)))
        second = data.draw(st.sampled_from(["investigator", "data_manager", ""]))
        holds = second == "investigator"
        command = act.Unlock(participant=one.number, level=level, target=target, reason="Late", second=second)
        self.says("data_manager", command, holds)
        if holds:
            one.locks.discard((level, target))

    @precondition(lambda self: any(one.entries for one in self.lives))
    @rule(data=st.data())
    def lock_the_trial(self, data: st.DataObject) -> None:
        if not seldom(data):
            return
        open_still = any(one.unsettled or one.unsigned or (one.entries and not one.endorsed) for one in self.lives)
        holds = not self.trial_locked and not open_still
        self.says("data_manager", act.Lock(level="trial", target=""), holds)
        self.trial_locked = self.trial_locked or holds

    @precondition(lambda self: self.trial_locked)
    @rule()
    def unlock_the_trial(self) -> None:
        command = act.Unlock(level="trial", target="", reason="Late result", second="sub_investigator")
        self.says("data_manager", command, True)
        self.trial_locked = False

    @rule(days=st.sampled_from([1, 1, 3, 8]))
    def days_pass(self, days: int) -> None:
        self.stage.now += timedelta(days=days)

    # --- what holds after every step -------------------------------------------------------------------------------

    @invariant()
    def the_trial_is_as_the_model_says(self) -> None:
        trial = self.stage.gateway.trial()
        today = self.stage.now.astimezone(ZONE).date()
        for one in self.lives:
            found = person(trial, one.number, today)
            assert found is not None
            assert (found.status, found.arm or "", found.withdrawn) == (one.status, one.arm, one.withdrawn)
            assert (found.consent is not None) == one.consented
            outcomes = eligibility.assess(found.study, found.facts, today).outcomes
            assert outcomes == one.outcomes(today)[0]
            states = [(ask.form, ask.instance, ask.item, ask.check, ask.state) for ask in visits.queries(found.facts)]
            assert states == [(ask.form, ask.instance, ask.item, ask.check, ask.state) for ask in one.questions]
            signed = {place for place, entry in one.entries.items() if entry.signed}
            assert visits.signed_forms(found.facts) == signed
            for (form, instance), entry in one.entries.items():
                assert visits.verified_items(found.facts, form, instance) == entry.verified
            endorsed = visits.endorsement(found.facts)
            assert (endorsed is not None and endorsed.valid) == one.endorsed
            deviations = {name for fact in found.facts.of(IneligibilityFound) for name in fact.body.criteria}
            assert deviations == self.deviations.get(one.number, set())

    @invariant()
    def the_bare_facts_show_nothing_that_must_never_happen(self) -> None:
        assert list(_broken(self.stage)) == []

    def teardown(self) -> None:
        stage = self.stage
        rows = list(stage.store.read(stage.protocols.first.id))
        assert verify(rows).ok
        again, today = fold(stage.protocols, rows), stage.now.astimezone(ZONE).date()
        for one in self.lives:
            found = person(again, one.number, today)
            assert found is not None
            assert found.status == one.status


def _broken(stage: Stage) -> list[str]:
    """What the facts alone, in their order, show to be wrong."""
    trial = stage.gateway.trial()
    facts: list[Fact[Body]] = [*trial.study.facts, *(fact for one in trial.participants.values() for fact in one.facts)]
    wrong: list[str] = []
    locked: set[str] = set()
    consented: set[str] = set()
    without: set[str] = set()
    randomised: set[str] = set()
    signed: set[str] = set()
    withdrawn: set[str] = set()
    for fact in sorted(facts, key=lambda one: one.seq):
        body, who = fact.body, fact.subject
        if isinstance(body, book.Locked) and body.level in ("trial", "participant"):
            locked.add(who)
        elif isinstance(body, book.Unlocked) and body.level in ("trial", "participant"):
            locked.discard(who)
        elif isinstance(body, DATA):
            wrong += [f"fact {fact.seq} after a lock"] if locked & {"", who} else []
            wrong += (
                [f"fact {fact.seq} before consent"]
                if who not in consented and not isinstance(body, ConsentSigned)
                else []
            )
        if isinstance(body, ConsentSigned):
            consented.add(who)
        elif isinstance(body, ConsentWithdrawn):
            withdrawn.add(who)
            without |= {who} if "data" in body.scopes else set()
        elif isinstance(body, book.FormSaved | book.ItemsCorrected) and who in without:
            wrong.append(f"fact {fact.seq} though the use of data is withdrawn")
        elif isinstance(body, EligibilityConfirmed):
            signed.add(who)
            wrong += [f"{who} confirmed unfit"] if set(body.verdicts.values()) != {"passes"} else []
        elif isinstance(body, Randomised):
            wrong += [f"{who} randomised twice"] if who in randomised else []
            wrong += [f"{who} randomised unsigned or withdrawn"] if who not in signed or who in withdrawn else []
            randomised.add(who)
    return wrong


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


class TestShortLives(ParticipantsLife.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=QUIET)


@pytest.mark.proof
class TestLongLives(ParticipantsLife.TestCase):  # type: ignore[misc]
    settings = settings(max_examples=400, stateful_step_count=120, deadline=None, suppress_health_check=QUIET)
