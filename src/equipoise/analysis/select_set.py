"""Who belongs to an analysis set, by arm, and why everybody else does not (ICH E9, section 5.2).

A set starts from all who were screened or all who were randomised and leaves out whoever does not fulfil a rule of the study
file. Members and exclusions together are always those whom the set starts from, so that they add up to the flow of participants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from equipoise.analysis.group_arms import POOLED
from equipoise.analysis.judge_treatment import infused, received, receives_product
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.same_person import counted_once
from equipoise.facts.form_condition import form_holds
from equipoise.facts.participant import IneligibilityFound, ParticipantRegistered
from equipoise.facts.randomisation import OtherTreatmentGiven, RandomisedInError
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import AnalysisSet, Study
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed

NOT_RANDOMISED = ""
"""The arm under which a member of a screened set counts who was never randomised."""


@dataclass(frozen=True, slots=True)
class SelectedSet:
    """One set: the arm under which each member counts, and every reason why each other one of those it starts from does not.

    `withheld`: the set asks what was received, which would tell arms while the study is masked; then it is empty.
    """

    key: str
    name: Text
    arm_of: Mapping[str, str]
    exclusions: Mapping[str, tuple[Reason, ...]] = field(default_factory=dict)
    withheld: bool = False

    @property
    def left_out(self) -> Mapping[str, Text]:
        """Who does not belong, with the first reason."""
        return {number: reasons[0].says for number, reasons in self.exclusions.items()}

    def members(self, arm: str) -> tuple[str, ...]:
        """The participants who count under an arm."""
        return tuple(number for number, counted in self.arm_of.items() if counted == arm)


def select_set(study: Study, key: str, people: Sequence[Participant], masked: bool = False) -> SelectedSet:
    """One declared set, under the arm that participants were allocated to or received.

    Of one person under two numbers the first counts. By received: under the arm of the cell product as soon as any of it
    went in, else under the arm whose treatment was recorded as given, else the own one; whoever did not receive the arm's
    intervention is left out. KeyError for a set that the study does not have.
    """
    declared = study.analysis.sets[key]
    if masked and declared.by == "received" and _tells_arms(study):
        return SelectedSet(key, declared.name, {}, withheld=True)
    arm_of: dict[str, str] = {}
    exclusions: dict[str, tuple[Reason, ...]] = {}
    twice = counted_once(people)
    for one in people:
        if not _starts(declared, one):
            continue
        duplicate = (twice[one.number],) if declared.of == "randomised" and one.number in twice else ()
        reasons = (*duplicate, *against(study, key, one))
        if reasons:
            exclusions[one.number] = reasons
        else:
            arm_of[one.number] = POOLED if masked else _arm(study, declared, one) or NOT_RANDOMISED
    return SelectedSet(key, declared.name, arm_of, exclusions)


def against(study: Study, key: str, one: Participant) -> tuple[Reason, ...]:
    """Every rule of a set that a participant does not fulfil, with the facts; empty for a member."""
    declared, path = study.analysis.sets[key], f"analysis.sets.{key}"
    return tuple(
        Reason(code, says, facts or _entered(one), f"{path}.{part}")
        for code, says, facts, part in (
            *_events(study, declared, one),
            *_treatment(study, declared, one),
            *_tumour(declared, one),
            *_entries(study, declared, one),
        )
    )


_Broken = tuple[str, Text, tuple[int, ...], str]
"""Code, words, facts and the part of the set that is not fulfilled."""
_WITHOUT = Text("Without: {event}", "未发生：{event}")
_WITHOUT_ANY = Text("Without any of: {events}", "均未发生：{events}")
_NOT_RECEIVED = Text("Did not receive the intervention", "未接受干预")
_OTHER_TREATMENT = Text("Given the treatment of another arm", "接受了其他组的治疗")
_INELIGIBLE = Text("Found not to have been eligible", "事后发现不符合入排标准")
_IN_ERROR = Text("Randomised in error", "误随机")
_NO_BASELINE = Text("No tumour assessment at baseline", "无基线肿瘤评估")
_NOT_MEASURABLE = Text("No measurable disease at baseline", "基线无可测量病灶")
_NOT_ASSESSED = Text("No evaluable tumour assessment after baseline", "基线后无可评价的肿瘤评估")


def _starts(declared: AnalysisSet, one: Participant) -> bool:
    """Whether the set starts from this participant, as the flow of participants counts them."""
    if declared.of == "randomised":
        return one.arm is not None
    return one.arm is not None or one.facts.first(ParticipantRegistered) is not None


def _events(study: Study, declared: AnalysisSet, one: Participant) -> Iterator[_Broken]:
    for name in declared.needs:
        if one.first(name) is None:
            yield "set.event_missing", _WITHOUT.format(event=study.events[name].name), (), "needs"
    if declared.any_of and all(one.first(name) is None for name in declared.any_of):
        names = listed([study.events[name].name for name in declared.any_of])
        yield "set.event_missing", _WITHOUT_ANY.format(events=names), (), "any_of"


def _treatment(study: Study, declared: AnalysisSet, one: Participant) -> Iterator[_Broken]:
    other = one.facts.last(OtherTreatmentGiven)
    mistaken = one.facts.first(RandomisedInError)
    if declared.not_in_error and mistaken is not None:
        yield "set.randomised_in_error", entry_words(study, _IN_ERROR), (mistaken.seq,), "not_in_error"
    unfit = one.facts.of(IneligibilityFound)
    if declared.not_in_error and unfit:
        yield "set.found_ineligible", _INELIGIBLE, tuple(fact.seq for fact in unfit), "not_in_error"
    if declared.as_allocated and one.arm is not None and given_other(study, one):
        yield "set.other_treatment", _OTHER_TREATMENT, (other.seq,) if other is not None else (), "as_allocated"
    if declared.by == "received" and arm_received(study, one) is None:
        yield "set.not_received", _NOT_RECEIVED, (), "by"


def _tumour(declared: AnalysisSet, one: Participant) -> Iterator[_Broken]:
    scans = next(iter(one.scans.values()), None)
    first = (scans.points[0].seq,) if scans is not None and scans.points else ()
    if (declared.baseline or declared.measurable) and (scans is None or not scans.has_baseline):
        yield "set.no_baseline", _NO_BASELINE, first, "measurable" if declared.measurable else "baseline"
    elif declared.measurable and scans is not None and not scans.measurable:
        yield "set.not_measurable", _NOT_MEASURABLE, first, "measurable"
    if declared.assessed and not one.assessments:
        points = tuple(point.seq for point in scans.points) if scans is not None else ()
        yield "set.not_assessed", _NOT_ASSESSED, points, "assessed"


def _entries(study: Study, declared: AnalysisSet, one: Participant) -> Iterator[_Broken]:
    for name, rule in declared.without.items():
        found = tuple(
            form.seq for form in one.facts.forms(rule.form) if rule.when is None or form_holds(study, form, rule.when)
        )
        if found:
            yield "set.excluded", rule.name, found, f"without.{name}"


def _entered(one: Participant) -> tuple[int, ...]:
    """The facts by which the participant came in: what an absence rests on."""
    first = one.facts.first(ParticipantRegistered)
    return (one.randomised.seq,) if one.randomised is not None else (first.seq,) if first is not None else ()


def _arm(study: Study, declared: AnalysisSet, one: Participant) -> str | None:
    return one.arm if declared.by == "allocated" else arm_received(study, one)


def arm_received(study: Study, one: Participant) -> str | None:
    """The arm whose treatment a participant received; None for nobody's."""
    if one.arm is None:
        return None
    if infused(one) and not receives_product(study, one.arm):
        product_arms = [key for key, arm in study.arms.items() if arm.cell_product]
        return product_arms[0] if product_arms else one.arm
    other = one.facts.last(OtherTreatmentGiven)
    if other is not None and not (infused(one) and receives_product(study, one.arm)):
        return other.body.received
    return one.arm if received(study, one) else None


def given_other(study: Study, one: Participant) -> bool:
    """Whether the treatment of another arm was given: so recorded, or cells went into somebody who was to have none."""
    if one.facts.last(OtherTreatmentGiven) is not None:
        return True
    return infused(one) and not receives_product(study, one.arm)


def _tells_arms(study: Study) -> bool:
    """Whether having received something tells the arm: some arms get the cell product and others do not."""
    return len({arm.cell_product for arm in study.arms.values()}) > 1
