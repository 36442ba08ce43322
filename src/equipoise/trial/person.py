"""Where a participant stands: arm, status, events, response, safety. All of it is derived, nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from equipoise.facts import Body, History, local_day
from equipoise.facts.events import Events, Occurred, events, first_day
from equipoise.facts.observe import observations
from equipoise.facts.participant import (
    ConsentSigned,
    ConsentWithdrawn,
    EligibilityConfirmed,
    ParticipantRegistered,
    ScreeningFailed,
)
from equipoise.facts.product import Collected, InfusionEnded, InfusionStarted, LotRecalled
from equipoise.facts.randomisation import Randomised
from equipoise.facts.study import AmendmentApproved, DutyDelegated, DutyWithdrawn
from equipoise.facts.variable_source import forms_of
from equipoise.protocol.model import Study
from equipoise.rules import product, response, safety
from equipoise.trial.state import Trial, holds_on
from equipoise.values.text import Text

_KINDS: Final = (
    ParticipantRegistered, ConsentSigned, ConsentWithdrawn, ScreeningFailed, EligibilityConfirmed, Randomised, Collected,
    InfusionStarted, InfusionEnded,
)  # fmt: skip
"""The kinds of facts that a participant's standing is read from, besides forms."""

STATUSES: Final[Mapping[str, Text]] = {
    "registered": Text("Registered", "已登记"),
    "screening": Text("In screening", "筛选中"),
    "screen_failed": Text("Screening failed", "筛选失败"),
    "on_treatment": Text("On treatment", "治疗中"),
    "observation": Text("Under observation", "观察中"),
    "follow_up": Text("In follow-up", "随访中"),
    "survival_follow_up": Text("In survival follow-up", "生存随访中"),
    "completed": Text("Completed the study", "完成研究"),
    "lost": Text("Lost to follow-up", "失访"),
    "withdrawn": Text("Withdrawn from the study", "退出研究"),
    "dead": Text("Died", "死亡"),
}
"""Where a participant can stand, in the order of the way through the study."""

_NOTHING: Final[frozenset[str]] = frozenset()
EXCEPTIONAL_RELEASE: Final = "exceptional_release"
"""The permission of a consent version to receive a product outside its specification."""
WEIGHT: Final = "weight"
"""The variable of a study file that holds the newest body weight."""


@dataclass(frozen=True, slots=True)
class Person:
    """One participant as of a ledger head."""

    number: str
    site: str
    study: Study
    facts: History
    events: Events
    arm: str | None
    status: str
    progression: Occurred | None
    unacceptable: bool
    consent: str | None
    consent_due: str | None
    withdrawn: frozenset[str]

    def day(self, event: str) -> date | None:
        """The day on which a named event first happened."""
        return first_day(self.events, event)

    @property
    def alive(self) -> bool:
        """False once a death is recorded."""
        return self.status != "dead"

    @property
    def active(self) -> bool:
        """Whether anything is still due: not dead, not lost, not out of the study or done with it, not failed in screening."""
        return self.status not in ("dead", "lost", "withdrawn", "completed", "screen_failed")

    @property
    def receives_product(self) -> bool:
        """Whether the arm is one that gets the cell product."""
        return self.arm is not None and self.study.arms[self.arm].cell_product


def person(trial: Trial, number: str, on: date) -> Person | None:
    """Where a participant stands on a day; None for a number that the study does not know.

    Kept in the trial's memory until a fact arrives that it rests on, one of the study, or an amendment comes into force.
    """
    facts = trial.facts_of(number)
    if facts is None:
        return None
    kept: _Kept | None = trial.memory.get(("person", number))
    if kept is not None and kept.study_head == trial.study.head and (kept.on == on or kept.lasts(trial, on)):
        if kept.head == facts.head:
            return kept.found
        if not facts.has_since(kept.head, _rests_on(trial, kept.found.study)):
            kept.head = facts.head
            return kept.found
    study = trial.version_for(facts, on)
    consent_due = _consent_due(trial, facts, on)
    newest = facts.head_of(_rests_on(trial, study))
    found = kept.found if kept is not None and kept.newest == newest else None
    if found is None or found.study is not study or found.consent_due != consent_due:
        found = _person(study, facts, consent_due, kept.found.events if kept is not None else {})
    trial.memory[("person", number)] = _Kept(
        facts.head, newest, trial.study.head, on, trial.amendments_in_force(on), found
    )
    return found


@dataclass(slots=True)
class _Kept:
    """A person as last asked for: with the participant's head then, with the newest fact behind the answer, and with what of the
    study's own facts and the day can change it."""

    head: int
    newest: int
    study_head: int
    on: date
    in_force: int
    found: Person

    def lasts(self, trial: Trial, on: date) -> bool:
        """Whether the same version holds on another day, as long as no further fact of the study has come."""
        if trial.amendments_in_force(on) != self.in_force:
            return False
        self.on = on
        return True


def people(trial: Trial, on: date) -> Sequence[Person]:
    """All participants, in the order of registration."""
    found = (person(trial, number, on) for number in trial.participants)
    return [one for one in found if one is not None]


def standing(trial: Trial, one: Person, on: date) -> product.Standing:
    """What the rules of the cell product need to know of the participant beyond the product itself.

    Kept in the trial's memory while nothing is known that changes it: whoever plans an act and the gate of the act both ask.
    """
    around = (trial.study.head, one.facts.head_of(forms_of(one.study, (WEIGHT,))), on)
    kept: _Stood | None = trial.memory.get(("standing", one.number))
    if kept is None or kept.one is not one or kept.around != around:
        kept = trial.memory[("standing", one.number)] = _Stood(one, around, _standing(trial, one, on))
    return kept.found


class _Stood(NamedTuple):
    """A standing as last asked for, with the person and with whatever else can change it."""

    one: Person
    around: tuple[int, int, date]
    found: product.Standing


def _standing(trial: Trial, one: Person, on: date) -> product.Standing:
    signed = one.facts.last(ConsentSigned)
    return product.Standing(
        arm_receives_product=one.receives_product,
        consent_in_force=one.consent is not None and one.consent_due is None and "treatment" not in one.withdrawn,
        alive=one.alive,
        progressed=one.progression is not None and _stops_on_progression(one.study),
        unacceptable_toxicity=one.unacceptable,
        withdrawn="treatment" in one.withdrawn,
        ended=bool(one.events.get("end_of_treatment")),
        holds=_held_scopes(trial),
        real=trial.environment == "real",
        accepts_exceptional=signed is not None and bool(signed.body.ticks.get(EXCEPTIONAL_RELEASE)),
        weight_kg=_weight(one, on),
        recalled=recalled_lots(trial),
        team=_team(trial),
    )


def recalled_lots(trial: Trial) -> frozenset[tuple[str, str]]:
    """The lots that quality recalled, as (material, lot)."""
    facts = trial.study
    return facts.remember(
        "recalled lots",
        (LotRecalled,),
        lambda: frozenset((fact.body.material, fact.body.lot) for fact in facts.of(LotRecalled)),
    )


def _held_scopes(trial: Trial) -> frozenset[str]:
    """What the holds that now stand stop."""
    return frozenset(scope for fact in trial.holds.values() for scope in fact.body.scope) if trial.holds else _NOTHING


def _team(trial: Trial) -> frozenset[str]:
    """Everybody who now has a duty in the delegation log."""
    return trial.study.remember(
        "team",
        (DutyDelegated, DutyWithdrawn),
        lambda: frozenset(person for person, roles in trial.duties.items() if roles),
    )


def accrual_held(trial: Trial) -> bool:
    """Whether a hold stops randomisation."""
    return bool(holds_on(trial, "accrual"))


def _rests_on(trial: Trial, study: Study) -> frozenset[str | type[Body]]:
    """The kinds and forms that a participant's standing is derived from: other facts leave it as it is."""
    key = ("rests on", study.version)
    known: frozenset[str | type[Body]] | None = trial.memory.get(key)
    if known is None:
        forms = {event.form for event in study.events.values() if event.form is not None}
        forms |= {study.safety.event.form, *_tumour_forms(study)}
        known = trial.memory[key] = frozenset((*forms, *_KINDS))
    return known


def _tumour_forms(study: Study) -> tuple[str, ...]:
    return (study.response.lesions.form,) if study.response is not None else ()


def _person(study: Study, facts: History, consent_due: str | None, before: Events) -> Person:
    """Everything derived anew; events that are as `before` stay the very same object, so that others can see it at a glance."""
    progression = _progression(study, facts)
    happened = events(study, facts, progression)
    happened = before if before == happened else happened
    randomised = facts.first(Randomised)
    registered = facts.first(ParticipantRegistered)
    arm = randomised.body.arm if randomised else None
    withdrawn = frozenset(scope for fact in facts.of(ConsentWithdrawn) for scope in fact.body.scopes)
    signed = facts.last(ConsentSigned)
    return Person(
        number=facts.subject,
        site=registered.body.site if registered else "",
        study=study,
        facts=facts,
        events=happened,
        arm=arm,
        status=_status(study, facts, happened, arm, withdrawn),
        progression=progression,
        unacceptable=bool(safety.unacceptable(study, facts)),
        consent=signed.body.version if signed else None,
        consent_due=consent_due,
        withdrawn=withdrawn,
    )


def _progression(study: Study, facts: History) -> Occurred | None:
    if study.response is None:
        return None
    sources = response.sources(study)
    return facts.remember("progression", sources, lambda: response.progression(study, facts), study)


def _status(study: Study, facts: History, happened: Events, arm: str | None, withdrawn: frozenset[str]) -> str:
    if happened.get("death"):
        return "dead"
    if facts.first(ScreeningFailed) is not None:
        return "screen_failed"
    if {"procedures", "data"} & withdrawn:
        return "withdrawn"
    if happened.get("lost_to_follow_up"):
        return "lost"
    if happened.get("study_end"):
        return "completed"
    if arm is None:
        return "screening" if facts.first(ConsentSigned) else "registered"
    if happened.get("progression"):
        return "survival_follow_up"
    treated = bool(study.arms[arm].interventions)
    if happened.get("end_of_treatment") or "treatment" in withdrawn:
        return "follow_up"
    return "on_treatment" if treated else "observation"


def _consent_due(trial: Trial, facts: History, on: date) -> str | None:
    """The consent version that an amendment in force asks for and that is not signed yet."""
    amended = trial.study.of(AmendmentApproved)
    signed = {fact.body.version for fact in facts.of(ConsentSigned)} if amended else None
    if not signed or facts.first(ScreeningFailed) is not None:
        return None
    due = None
    for fact in amended:
        wanted = fact.body.consent_version
        if not wanted or fact.body.effective > on.isoformat():
            continue
        first = facts.first(ConsentSigned)
        assert first is not None
        began_before = local_day(first.happened, trial.protocols.first.time_zone).isoformat() < fact.body.effective
        # Whoever signed a later version need not sign those between.
        due = wanted if wanted not in signed and began_before else None
    return due


def _stops_on_progression(study: Study) -> bool:
    return study.response is not None and study.response.progression_stops_treatment


def _weight(one: Person, on: date) -> Decimal | None:
    if WEIGHT not in one.study.variables:
        return None
    seen = observations(one.study, one.facts, on, one.events)(WEIGHT)
    return seen.value if seen is not None and isinstance(seen.value, Decimal) else None
