"""The swimmer figure: everybody randomised, how long observed, treated when, and what happened."""

from __future__ import annotations

from collections.abc import Iterator

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.marks import MarkKind
from equipoise.analysis.figures.palette import CONTROL, FURTHER, INK, SECOND_INK
from equipoise.analysis.figures.swimmer import SwimmerArm, SwimmerEvent, SwimmerFigure, SwimmerLane, SwimmerPhase
from equipoise.analysis.judge_treatment import has_intervention
from equipoise.analysis.read_participant import (
    DEATH,
    END_OF_TREATMENT,
    FIRST_TREATMENT,
    LOST,
    PROGRESSION,
    STUDY_END,
    WITHDRAWALS,
    Participant,
)
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.product import tells_arms
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.rules.product import chain
from equipoise.values.dates import days_between
from equipoise.values.text import Text, same

TITLE = Text("Time on study of each participant", "各受试者的研究历程")
ANCHOR = Text("randomisation", "随机化")
TREATMENT, RESPONSE = "treatment", "response"
_PHASE = MarkKind(TREATMENT, Text("Treatment", "治疗"), "patch", FURTHER[3])
_MARKS = (
    MarkKind(RESPONSE, Text("First response (CR or PR)", "首次缓解（CR 或 PR）"), "triangle", FURTHER[0]),
    MarkKind(PROGRESSION, Text("Progression", "疾病进展"), "diamond", CONTROL),
    MarkKind(LOST, Text("Lost to follow-up", "失访"), "ring", SECOND_INK),
    MarkKind(DEATH, Text("Death", "死亡"), "cross", INK),
)
_ENDS = Text(
    "A lane ends with death, loss, withdrawal or the end of the study; otherwise on the last day with news of the participant.",
    "色条止于死亡、失访、退出或研究结束；否则止于最近一次获知受试者情况之日。",
)
_HIDDEN = Text("Treatment is not shown while the study is masked.", "盲态下不显示治疗。")
_LAST = (DEATH, LOST, *WITHDRAWALS[1:], STUDY_END)


def compose_swimmer(context: Context, only: str = "") -> SwimmerFigure:
    """A lane for everybody randomised, by allocated arm; with `only`, those of one arm."""
    population = context.population()
    hidden = tells_arms(context.study, masked=context.masked)
    lanes: dict[str, list[SwimmerLane]] = {group.key: [] for group in population.groups}
    for one, arm in population.of(context.people):
        lanes[arm].append(_lane(context.study, one, hidden=hidden))
    arms = tuple(
        SwimmerArm(group.name, group.colour, tuple(lanes[group.key]))
        for group in population.groups
        if only in ("", group.key)
    )
    notes = close(context, population.name, _ENDS, *((_HIDDEN,) if hidden else ()))
    return SwimmerFigure(TITLE, entry_words(context.study, ANCHOR), arms, (_PHASE,), _MARKS, notes)


def _lane(study: Study, one: Participant, *, hidden: bool) -> SwimmerLane:
    assert one.randomised is not None, "everybody randomised has a day of randomisation"
    start = one.randomised.day
    over = [found.day for name in _LAST if (found := one.first(name)) is not None]
    news = [found.day for found in (*one.contacts, *one.assessments, *(o for e in one.events.values() for o in e))]
    last = min(over) if over else max([start, *news])
    if one.events.get(DEATH):
        last = max(last, one.events[DEATH][0].day)
    phases = () if hidden else tuple(_phases(study, one))
    events = [
        SwimmerEvent(kind.key, max(days_between(start, found.day), 0))
        for kind in _MARKS
        if (found := one.first(kind.key)) is not None
    ]
    response = _first_response(study, one)
    if response is not None:
        events.append(SwimmerEvent(RESPONSE, response))
    until = max(days_between(start, last), 0)
    return SwimmerLane(same(one.number), until, not over, phases, tuple(sorted(events, key=lambda event: event.day)))


def _phases(study: Study, one: Participant) -> Iterator[SwimmerPhase]:
    """The courses of a cell product; of another treatment, from its first to its last day (or the last day with news)."""
    assert one.randomised is not None
    start = one.randomised.day
    courses = chain(study, one.facts).courses if study.product is not None else ()
    for course in courses:
        first, last = (days_between(start, day) for day in (course.first_day, course.last_day))
        yield SwimmerPhase(TREATMENT, max(first, 0), max(last + 1, 0))
    begun = one.first(FIRST_TREATMENT)
    if not courses and begun is not None and has_intervention(study, one.arm):
        ended = one.first(END_OF_TREATMENT)
        over = ended.day if ended is not None else max([begun.day, *(seen.day for seen in one.contacts)])
        yield SwimmerPhase(TREATMENT, max(days_between(start, begun.day), 0), max(days_between(start, over), 0))


def _first_response(study: Study, one: Participant) -> int | None:
    if study.response is None or one.randomised is None:
        return None
    scans = one.scans[study.response.endpoint]
    day = next((point.day for point in scans.points if point.overall in ("CR", "PR")), None)
    return None if day is None else max(days_between(one.randomised.day, day), 0)
