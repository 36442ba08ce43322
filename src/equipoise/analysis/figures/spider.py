"""The spider figure: each participant's change of the sum of diameters over time, a line each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.axes import MONTHS, TimeUnit, nice_ticks
from equipoise.analysis.figures.marks import MarkKind, draw_line, draw_mark
from equipoise.analysis.figures.palette import INK, LINES, SECOND_INK
from equipoise.analysis.figures.scales import Scale, even_ticks, say_number
from equipoise.analysis.figures.sheet import LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.analysis.figures.spread_labels import spread_labels
from equipoise.analysis.figures.waterfall import RESPONSE_LIMITS, say_change
from equipoise.values.text import Language, Text, listed, same

LEFT, RIGHT, PLOT_HEIGHT, MOST_LABELS = MARGIN + 56, WIDTH - MARGIN - 110, 340.0, 20
LOWEST, HIGHEST, MOST_TICKS = -100.0, 200.0, 10
AXIS = Text("Change of the sum of diameters from baseline (%)", "靶病灶直径之和较基线的变化（%）")
TIME = Text("Time from {anchor} ({unit})", "自{anchor}起的时间（{unit}）")
NOTHING = Text(
    "No change over time has been measured yet. Each participant will be a line here.",
    "尚无随时间变化的测量值。此处将以一条线表示一例受试者。",
)
LIMITS = Text("Broken lines: {low}% and +{high}%.", "虚线：{low}% 与 +{high}%。")
BEYOND = Text("A triangle at the edge marks a change beyond +{highest}%.", "边缘的三角形表示变化超过 +{highest}%。")
NEW_LESION = Text("Ring: new lesion at that assessment.", "圆环：该次评估发现新病灶。")
ARM = Text("{name} (n\u00a0=\u00a0{n})", "{name}（n\u00a0=\u00a0{n}）")
TOLD = Text("{label}: {points}.", "{label}：{points}。")
POINT = Text("day {day} {change}%", "第 {day} 天 {change}%")


@dataclass(frozen=True, slots=True)
class SpiderPoint:
    """One assessment: its day after the anchor, the change in percent, and whether a new lesion was seen."""

    day: int
    change: float
    new_lesion: bool = False

    def __post_init__(self) -> None:
        """Refuse what has no height: an assessment without a sum is no point."""
        if not isfinite(self.change):
            raise ValueError("a point needs a finite change")


@dataclass(frozen=True, slots=True)
class SpiderLine:
    """One participant's assessments in any order; the baseline is a point like the others where it is to be drawn."""

    label: Text
    points: tuple[SpiderPoint, ...]


@dataclass(frozen=True, slots=True)
class SpiderArm:
    """The lines of one arm, with the colour the arm has everywhere."""

    name: Text
    colour: str
    lines: tuple[SpiderLine, ...]


@dataclass(frozen=True, slots=True)
class SpiderFigure:
    """Everything the figure shows; `limits` are the broken lines, lower and upper, in percent."""

    title: Text
    anchor: Text
    arms: tuple[SpiderArm, ...]
    notes: tuple[Text, ...] = ()
    measure: Text = AXIS
    limits: tuple[float, float] = RESPONSE_LIMITS
    unit: TimeUnit = MONTHS


def draw_spider(figure: SpiderFigure, language: Language, name: str = "spider") -> str:
    """The figure as SVG text; lines carry their names where there are few enough to read."""
    sheet = Sheet(figure.title, language, name)
    points = [point for arm in figure.arms for line in arm.lines for point in line.points]
    if not points:
        return sheet.finish_empty(NOTHING, figure.notes)
    across_ticks = nice_ticks(max(point.day for point in points) / figure.unit.days, MOST_TICKS, figure.unit.steps)
    highest = min(HIGHEST, max(point.change for point in points))
    up_ticks = even_ticks(LOWEST, max(highest, figure.limits[1], 50.0), 8)
    top = sheet.top + LINE + 14
    across = Scale(0, across_ticks[-1] * figure.unit.days, LEFT, RIGHT)
    up = Scale(up_ticks[0], up_ticks[-1], top + PLOT_HEIGHT, top)
    axes = _axes(sheet, figure, (across, up), (across_ticks, up_ticks))
    lines = [(arm, line) for arm in figure.arms for line in arm.lines if line.points]
    drawn = svg.group((_line(arm, line, across, up) for arm, line in lines), class_="figure-lines")
    labels = _labels(sheet, lines, across, up) if len(lines) <= MOST_LABELS else ""
    kinds = [
        MarkKind(
            str(index), ARM.format(name=arm.name, n=sum(bool(line.points) for line in arm.lines)), "line", arm.colour
        )
        for index, arm in enumerate(figure.arms)
    ]
    legend, bottom = sheet.legend(kinds, up.start + 48)
    return sheet.finish((axes, drawn, labels, legend), bottom, _caption(figure, points, up), _told(figure))


def _axes(
    sheet: Sheet,
    figure: SpiderFigure,
    scales: tuple[Scale, Scale],
    ticks: tuple[tuple[int, ...], tuple[float, ...]],
) -> str:
    across, up = scales
    parts = [svg.words(MARGIN, sheet.top + SMALL, sheet.say(figure.measure), font_size=SMALL)]
    parts.append(draw_line([(LEFT, up.end), (LEFT, up.start), (RIGHT, up.start)], stroke=INK))
    for tick in ticks[1]:
        y = up.place(tick)
        parts.append(svg.line(LEFT - 5, y, LEFT, y, stroke=INK))
        parts.append(svg.words(LEFT - 9, y + 4, say_change(tick), font_size=SMALL, text_anchor="end"))
    parts.append(svg.line(LEFT, up.place(0), RIGHT, up.place(0), stroke=LINES))
    for limit in figure.limits:
        y = up.place(limit)
        parts.append(svg.line(LEFT, y, RIGHT, y, stroke=SECOND_INK, stroke_dasharray="4 3"))
    for day in ticks[0]:
        x = across.place(day * figure.unit.days)
        parts.append(svg.line(x, up.start, x, up.start + 5, stroke=INK))
        parts.append(svg.words(x, up.start + 19, str(day), font_size=SMALL, text_anchor="middle"))
    time = sheet.say(TIME.format(anchor=figure.anchor, unit=figure.unit.axis))
    parts.append(svg.words((LEFT + RIGHT) / 2, up.start + 38, time, font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes")


def _ordered(line: SpiderLine) -> list[SpiderPoint]:
    return sorted(line.points, key=lambda point: point.day)


def _line(arm: SpiderArm, line: SpiderLine, across: Scale, up: Scale) -> str:
    points = _ordered(line)
    places = [(across.place(point.day), up.place(point.change)) for point in points]
    parts = [draw_line(places, stroke=arm.colour, stroke_width=1.3)] if len(places) > 1 else []
    for point, (x, y) in zip(points, places, strict=True):
        if not up.holds(point.change):
            parts.append(draw_mark("triangle", x, y + 5, 9, arm.colour))
        elif point.new_lesion:
            parts.append(draw_mark("ring", x, y, 10, arm.colour))
        else:
            parts.append(draw_mark("circle", x, y, 6, arm.colour))
    return svg.group(parts)


def _labels(sheet: Sheet, lines: list[tuple[SpiderArm, SpiderLine]], across: Scale, up: Scale) -> str:
    """Each line's name at the right, moved apart, with a lead from its last point."""
    ends = [_ordered(line)[-1] for _, line in lines]
    wanted = [up.place(end.change) for end in ends]
    order = sorted(range(len(lines)), key=lambda index: (wanted[index], index))
    places = spread_labels(order, wanted, [LINE] * len(lines), up.end - LINE / 2, up.start + LINE / 2)
    parts = []
    for (arm, line), end, y, middle in zip(lines, ends, wanted, places, strict=True):
        said = sheet.label(line.label, WIDTH - MARGIN - RIGHT - 16)
        lead = [(across.place(end.day) + 4, y), (RIGHT + 2, y), (RIGHT + 14, middle)]
        parts.append(draw_line(lead, stroke=arm.colour, stroke_dasharray="1 3"))
        parts.append(svg.words(RIGHT + 16, middle + 4, said, font_size=SMALL))
    return svg.group(parts, class_="figure-labels")


def _caption(figure: SpiderFigure, points: list[SpiderPoint], up: Scale) -> Iterator[Text]:
    yield LIMITS.format(low=say_number(figure.limits[0]), high=say_number(figure.limits[1]))
    if any(point.new_lesion for point in points):
        yield NEW_LESION
    if any(point.change > up.high for point in points):
        yield BEYOND.format(highest=say_number(up.high))
    yield from figure.notes


def _told(figure: SpiderFigure) -> Iterator[Text]:
    for arm in figure.arms:
        yield same("{name}.").format(name=arm.name)
        for line in arm.lines:
            said = [POINT.format(day=point.day, change=say_change(point.change)) for point in _ordered(line)]
            yield TOLD.format(label=line.label, points=listed(said))
