"""The waterfall and the spider: the sum of diameters of the target lesions against that at baseline (RECIST 1.1, 4.3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from equipoise.analysis.compose.caption import close
from equipoise.analysis.figures.marks import MarkKind
from equipoise.analysis.figures.palette import FURTHER, INK, SECOND_INK
from equipoise.analysis.figures.spider import SpiderArm, SpiderFigure, SpiderLine, SpiderPoint
from equipoise.analysis.figures.waterfall import WaterfallArm, WaterfallBar, WaterfallFigure
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.read_responses import read_responses
from equipoise.analysis.tables import Context, Population
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.protocol.model.response import Reading
from equipoise.rules.response import TimePoint
from equipoise.values.dates import days_between
from equipoise.values.text import Text, same

WATERFALL = Text("Best change of the target lesions", "靶病灶最佳变化")
SPIDER = Text("Change of the target lesions over time", "靶病灶随时间的变化")
ANCHOR = Text("randomisation", "随机化")
_RESPONSES = (
    MarkKind("CR", Text("Complete response", "完全缓解"), "diamond", FURTHER[0]),
    MarkKind("PR", Text("Partial response", "部分缓解"), "triangle", FURTHER[0]),
    MarkKind("SD", Text("Stable disease", "疾病稳定"), "ring", INK),
    MarkKind("PD", Text("Progressive disease", "疾病进展"), "cross", INK),
    MarkKind("NE", Text("Not evaluable", "无法评价"), "square", SECOND_INK),
)
_UNTIL = Text(
    "Assessments until the first progression, that one included. Only those in which every target lesion was measured count.",
    "计入至首次进展（含该次）的评估；仅计全部靶病灶均有测量值者。",
)
_ZERO = Text("The baseline stands at day 0.", "基线标于第 0 天。")


@dataclass(frozen=True, slots=True)
class Change:
    """One complete assessment: days after randomisation, change of the sum in percent, whether a new lesion was seen."""

    day: int
    percent: float
    new_lesion: bool


def compose_waterfall(context: Context) -> WaterfallFigure:
    """A bar for each member with a measured change: the smallest sum after baseline until progression."""
    study, population, reading = context.study, measured_in(context), reading_of(context.study)
    best = _best(context)
    arms = []
    for group in population.groups:
        inside = [one for one, arm in population.of(context.people) if arm == group.key]
        found = [
            (one, min(seen, key=lambda change: change.percent)) for one in inside if (seen := changes(one, reading))
        ]
        bars = tuple(WaterfallBar(same(one.number), change.percent, best.get(one.number, "")) for one, change in found)
        arms.append(WaterfallArm(group.name, group.colour, bars, len(inside) - len(bars)))
    assert study.response is not None
    return WaterfallFigure(WATERFALL, tuple(arms), _RESPONSES, close(context, population.name, _UNTIL))


def compose_spider(context: Context) -> SpiderFigure:
    """A line for each member with a measured change."""
    population, reading = measured_in(context), reading_of(context.study)
    arms = []
    for group in population.groups:
        lines = [
            SpiderLine(same(one.number), (SpiderPoint(0, 0.0), *_points(seen)))
            for one, arm in population.of(context.people)
            if arm == group.key and (seen := changes(one, reading))
        ]
        arms.append(SpiderArm(group.name, group.colour, tuple(lines)))
    return SpiderFigure(
        SPIDER, entry_words(context.study, ANCHOR), tuple(arms), close(context, population.name, _UNTIL, _ZERO)
    )


def _points(seen: Sequence[Change]) -> tuple[SpiderPoint, ...]:
    return tuple(SpiderPoint(one.day, one.percent, one.new_lesion) for one in seen)


def measured_in(context: Context) -> Population:
    """Who is drawn: the set of the study's first response rate; all randomised in a study without one."""
    rates = context.study.analysis.responses
    return context.population(next(iter(rates.values())).set if rates else "")


def reading_of(study: Study) -> Reading:
    """Whose reading of the scans is drawn: that of the first response rate, otherwise that of the study's endpoint."""
    assert study.response is not None, "drawn only where response is read"
    first = next(iter(study.analysis.responses.values()), None)
    return (first.reading if first is not None else None) or study.response.endpoint


def changes(one: Participant, reading: Reading) -> tuple[Change, ...]:
    """The changes of a participant until the first progression; none without a baseline that can be divided by."""
    scans = one.scans.get(reading)
    if scans is None or one.randomised is None or not scans.has_baseline:
        return ()
    found: list[Change] = []
    for point in scans.points:
        percent = _percent(point)
        if percent is not None:
            found.append(Change(max(days_between(one.randomised.day, point.day), 0), percent, point.new_lesion))
        if point.overall == "PD":
            break
    return tuple(found)


def _percent(point: TimePoint) -> float | None:
    if point.baseline or point.sum is None or not point.baseline_sum or point.missing:
        return None
    return float(100 * (point.sum - point.baseline_sum) / point.baseline_sum)


def _best(context: Context) -> dict[str, str]:
    """The best response of each member, by the study's first response rate."""
    read = ((key, rate) for key, rate in context.study.analysis.responses.items() if rate.event is None)
    key, declared = next(read, ("", None))
    if declared is None:
        return {}
    found = read_responses(context.study, key, context.people, context.sets[declared.set])
    return {row.participant: row.best for row in found}
