"""The flow of participants, counted from the facts (CONSORT 2010: Schulz, Altman & Moher, BMJ 2010; 340: c332)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from equipoise.analysis.figures.consort import ConsortArm, ConsortFlow, Tally
from equipoise.analysis.find_origin import say_origin
from equipoise.analysis.group_arms import POOLED, Group
from equipoise.analysis.judge_treatment import received, why_ended
from equipoise.analysis.read_participant import DEATH, LOST, STUDY_END, WITHDRAWALS, Participant
from equipoise.analysis.same_person import counted_twice
from equipoise.analysis.select_set import SelectedSet
from equipoise.analysis.time_to_event import TimeToEventTable
from equipoise.facts.participant import ParticipantRegistered, ScreeningFailed
from equipoise.facts.randomisation import RandomisedInError
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.values.text import Text

TITLE = Text("Flow of participants", "受试者流程图")
CAUSES: Mapping[str, Text] = {
    "criteria": Text("Not meeting criteria", "不符合入排标准"),
    "declined": Text("Declined to participate", "拒绝参加"),
    "other": Text("Other reasons", "其他原因"),
}
NO_ORIGIN = Text("Time has no beginning: {event} has not happened", "无时间起点：{event}未发生")
IN_ERROR = Text(
    "{n} randomised in error, counted like everybody else (Yelland et al. 2015).",
    "{n} 例为误随机，与其他受试者同等计入（Yelland 等 2015）。",
)
_MASKED_BOXES = frozenset({"received", "not_received", "waiting", "discontinued"})

Reasons = Mapping[str, Text]
"""Participant -> why."""


@dataclass(frozen=True, slots=True)
class Consort:
    """The flow, and who stands in each of its boxes: `assessed`, `excluded`, `in_screening`, `randomised`, `{arm}.received` …

    `failed_criteria` counts excluded participants by criterion; one participant may fail several.
    """

    flow: ConsortFlow
    members: Mapping[str, tuple[str, ...]]
    failed_criteria: tuple[tuple[str, int], ...]


def count_consort(
    study: Study,
    people: Sequence[Participant],
    groups: Sequence[Group],
    chosen: SelectedSet | None = None,
    table: TimeToEventTable | None = None,
) -> Consort:
    """The flow for any number of arms. Analysed is who has a row of the primary endpoint, or belongs to the chosen set.

    While masked (one group of all), the boxes that would tell an arm are counted and not listed.
    """
    assessed = [one for one in people if one.arm is not None or one.facts.first(ParticipantRegistered) is not None]
    randomised = [one for one in assessed if one.arm is not None]
    excluded = {one.number: CAUSES[cause] for one in assessed if (cause := _why_excluded(one))}
    members = {
        "assessed": _numbers(assessed),
        "excluded": tuple(excluded),
        "in_screening": tuple(one.number for one in assessed if one.arm is None and one.number not in excluded),
        "randomised": _numbers(randomised),
    }
    arms = []
    for group in groups:
        inside = [one for one in randomised if group.key in (POOLED, one.arm)]
        arm, boxes = _count_arm(study, group, inside, chosen, table)
        arms.append(arm)
        members |= {
            f"{group.key}.{box}": found
            for box, found in boxes.items()
            if not (group.key == POOLED and box in _MASKED_BOXES)
        }
    flow = ConsortFlow(
        title=TITLE,
        assessed=len(assessed),
        excluded=tally(excluded),
        randomised=len(randomised),
        arms=tuple(arms),
        in_screening=len(members["in_screening"]),
        notes=tuple(_notes(study, randomised)),
        by_chance=not study.single_arm,
        treats=study.gives_treatment,
    )
    return Consort(flow, members, _failed(assessed))


def tally(reasons: Reasons) -> Tally:
    """So many participants, by reason; the most frequent first."""
    counts = Counter(reasons.values())
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0].en))
    return Tally(len(reasons), tuple(ordered))


def _why_excluded(one: Participant) -> str:
    """The cause of an end before randomisation; empty for the randomised and those in screening."""
    if one.arm is not None:
        return ""
    failed = one.facts.first(ScreeningFailed)
    if failed is not None:
        return failed.body.cause if failed.body.cause in CAUSES else "other"
    if any(one.first(name) is not None for name in WITHDRAWALS):
        return "declined"
    return "other" if one.first(DEATH) is not None else ""


def _count_arm(
    study: Study,
    group: Group,
    inside: Sequence[Participant],
    chosen: SelectedSet | None,
    table: TimeToEventTable | None,
) -> tuple[ConsortArm, Mapping[str, tuple[str, ...]]]:
    got = [one for one in inside if received(study, one)]
    had = set(_numbers(got))
    ended = {one.number: why for one in inside if (why := why_ended(study, one)) is not None}
    never = {number: why for number, why in ended.items() if number not in had}
    stopped = {number: why for number, why in ended.items() if number in had}
    lost = [one for one in inside if one.first(LOST) is not None and one.first(DEATH) is None]
    died = tuple(one.number for one in inside if one.first(DEATH) is not None)
    waiting = tuple(one.number for one in inside if one.number not in had and one.number not in never)
    gone = (DEATH, LOST, STUDY_END, *WITHDRAWALS[1:])
    continuing = tuple(one.number for one in inside if all(one.first(name) is None for name in gone))
    left_out = _not_analysed(study, inside, chosen, table)
    analysed = tuple(one.number for one in inside if one.number not in left_out)
    arm = ConsortArm(
        name=group.name,
        colour=group.colour,
        allocated=len(inside),
        received=len(got),
        analysed=len(analysed),
        not_received=tally(never),
        lost=Tally(len(lost)),
        discontinued=tally(stopped),
        not_analysed=tally(left_out),
        waiting=len(waiting),
        continuing=len(continuing),
        died=len(died),
    )
    boxes = {
        "allocated": _numbers(inside),
        "received": _numbers(got),
        "not_received": tuple(never),
        "waiting": waiting,
        "lost": _numbers(lost),
        "discontinued": tuple(stopped),
        "died": died,
        "continuing": continuing,
        "analysed": analysed,
        "not_analysed": tuple(left_out),
    }
    return arm, boxes


def _not_analysed(
    study: Study, inside: Iterable[Participant], chosen: SelectedSet | None, table: TimeToEventTable | None
) -> Reasons:
    found: dict[str, Text] = {}
    for one in inside:
        if chosen is not None and one.number in chosen.left_out:
            found[one.number] = chosen.left_out[one.number]
        elif table is not None and one.number in table.without_origin:
            origin = say_origin(study, study.analysis.endpoints[table.endpoint])
            found[one.number] = NO_ORIGIN.format(event=origin)
    return found


def _failed(assessed: Iterable[Participant]) -> tuple[tuple[str, int], ...]:
    counts = Counter(
        criterion
        for one in assessed
        if one.arm is None and (failed := one.facts.first(ScreeningFailed)) is not None
        for criterion in failed.body.criteria
    )
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _notes(study: Study, randomised: Sequence[Participant]) -> Iterable[Text]:
    mistaken = sum(one.facts.first(RandomisedInError) is not None for one in randomised)
    return [*([entry_words(study, IN_ERROR).format(n=mistaken)] if mistaken else []), *counted_twice(randomised)]


def _numbers(people: Iterable[Participant]) -> tuple[str, ...]:
    return tuple(one.number for one in people)
