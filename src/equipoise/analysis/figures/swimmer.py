"""The swimmer figure: a lane a participant, how long observed, what was given when, and what happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.axes import MONTHS, TimeUnit, nice_ticks
from equipoise.analysis.figures.fit_text import BOLD, width_of
from equipoise.analysis.figures.marks import MarkKind, draw_mark
from equipoise.analysis.figures.palette import INK, LINES, SECOND_INK
from equipoise.analysis.figures.scales import Scale
from equipoise.analysis.figures.sheet import LABEL, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

MOST_TICKS, ROOM_FOR_ALL, HIGHEST_LANE, LOWEST_LANE = 10, 900.0, 22.0, 11.0
WIDEST_LABEL, END_ROOM, HEADING = 150.0, 22.0, 24.0
TIME = Text("Time from {anchor} ({unit})", "自{anchor}起的时间（{unit}）")
NOBODY = Text(
    "Nobody has been observed yet. Each participant will be a lane here.",
    "尚无受试者进入观察。此处将以一行表示一例受试者。",
)
ONGOING = Text("Observation continues", "仍在观察")
PEOPLE = Text("{name} (n\u00a0=\u00a0{n})", "{name}（n\u00a0=\u00a0{n}）")
LONGEST_FIRST = Text("Within an arm the longest observed stands first.", "组内按观察时间由长到短排列。")
LANE_TOLD = Text("{label}: {days} days{ongoing}.", "{label}：{days} 天{ongoing}。")
STILL = Text(", continuing", "，仍在继续")


@dataclass(frozen=True, slots=True)
class SwimmerPhase:
    """A stretch of a lane, from its first to its last day after the anchor; `kind` is a key of the figure's phases."""

    kind: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class SwimmerEvent:
    """Something that happened on one day after the anchor; `kind` is a key of the figure's events."""

    kind: str
    day: int


@dataclass(frozen=True, slots=True)
class SwimmerLane:
    """One participant: observed until this day after the anchor, and whether observation continues."""

    label: Text
    until: int
    ongoing: bool
    phases: tuple[SwimmerPhase, ...] = ()
    events: tuple[SwimmerEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class SwimmerArm:
    """The lanes of one arm, with the colour the arm has everywhere."""

    name: Text
    colour: str
    lanes: tuple[SwimmerLane, ...]


@dataclass(frozen=True, slots=True)
class SwimmerFigure:
    """Everything the figure shows; phases are drawn as patches, events as marks. `notes` close the caption."""

    title: Text
    anchor: Text
    arms: tuple[SwimmerArm, ...]
    phases: tuple[MarkKind, ...] = ()
    events: tuple[MarkKind, ...] = ()
    notes: tuple[Text, ...] = ()
    unit: TimeUnit = MONTHS


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where lanes lie: days across, the height of a lane and of its label."""

    days: Scale
    pitch: float

    @property
    def size(self) -> float:
        return min(SMALL, self.pitch - 2)


def draw_swimmer(figure: SwimmerFigure, language: Language, name: str = "swimmer") -> str:
    """The figure as SVG text; days before the anchor stand at its edge. `name` distinguishes figures on one page."""
    sheet = Sheet(figure.title, language, name)
    lanes = [lane for arm in figure.arms for lane in arm.lanes]
    if not lanes:
        return sheet.finish_empty(NOBODY, figure.notes)
    plot, ticks = _plot(sheet, figure, lanes)
    parts, bottom = _lanes(sheet, figure, plot, sheet.top)
    grid = _grid(sheet, figure, plot, ticks, bottom)
    legend, below = sheet.legend(_kinds(figure, lanes), bottom + 50)
    caption = (LONGEST_FIRST, *figure.notes)
    return sheet.finish((grid, *parts, legend), below, caption, _told(figure))


def _plot(sheet: Sheet, figure: SwimmerFigure, lanes: list[SwimmerLane]) -> tuple[_Plot, tuple[int, ...]]:
    pitch = min(HIGHEST_LANE, max(LOWEST_LANE, ROOM_FOR_ALL / len(lanes)))
    widest = max(width_of(sheet.say(lane.label), min(SMALL, pitch - 2)) for lane in lanes)
    days = [lane.until for lane in lanes] + [event.day for lane in lanes for event in lane.events]
    ticks = nice_ticks(max(0, *days) / figure.unit.days, MOST_TICKS, figure.unit.steps)
    left = MARGIN + min(widest, WIDEST_LABEL) + 10
    return _Plot(Scale(0, ticks[-1] * figure.unit.days, left, WIDTH - MARGIN - END_ROOM), pitch), ticks


def _grid(sheet: Sheet, figure: SwimmerFigure, plot: _Plot, ticks: tuple[int, ...], bottom: float) -> str:
    parts = [svg.line(plot.days.start, bottom, plot.days.end, bottom, stroke=INK)]
    for tick in ticks:
        x = plot.days.place(tick * figure.unit.days)
        parts.append(svg.line(x, sheet.top + HEADING, x, bottom, stroke=LINES))
        parts.append(svg.line(x, bottom, x, bottom + 5, stroke=INK))
        parts.append(svg.words(x, bottom + 19, str(tick), font_size=SMALL, text_anchor="middle"))
    time = sheet.say(TIME.format(anchor=figure.anchor, unit=figure.unit.axis))
    middle = (plot.days.start + plot.days.end) / 2
    parts.append(svg.words(middle, bottom + 38, time, font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes")


def _lanes(sheet: Sheet, figure: SwimmerFigure, plot: _Plot, top: float) -> tuple[list[str], float]:
    """The arms below one another, each with its heading, and where the last lane ends."""
    parts, y = [], top
    for arm in figure.arms:
        heading = PEOPLE.format(name=arm.name, n=len(arm.lanes))
        lines = sheet.lines(heading, WIDTH - 2 * MARGIN - 8, LABEL * BOLD)
        height = len(lines) * LABEL * svg.LINE_HEIGHT
        parts.append(svg.box(MARGIN, y + 1, 3, height, fill=arm.colour))
        parts.append(svg.paragraph(MARGIN + 8, y, lines, LABEL, font_weight="600"))
        y += height + HEADING - LABEL * svg.LINE_HEIGHT
        for lane in sorted(arm.lanes, key=lambda lane: -lane.until):
            parts.append(_lane(sheet, figure, arm, lane, plot, y))
            y += plot.pitch
        y += 8
    return parts, y


def _lane(sheet: Sheet, figure: SwimmerFigure, arm: SwimmerArm, lane: SwimmerLane, plot: _Plot, top: float) -> str:
    middle, thick = top + plot.pitch / 2, plot.pitch * 0.62
    start, end = plot.days.start, plot.days.place(lane.until)
    label = sheet.label(lane.label, start - MARGIN - 10, plot.size)
    parts = [svg.words(start - 8, middle + plot.size * 0.36, label, font_size=plot.size, text_anchor="end")]
    parts.append(svg.box(start, middle - thick / 2, end - start, thick, fill=arm.colour, fill_opacity="0.28"))
    phases = {kind.key: kind for kind in figure.phases}
    for phase in lane.phases:
        first, last = plot.days.place(phase.first), plot.days.place(max(phase.first, phase.last))
        height = thick * 0.6
        colour = phases[phase.kind].colour
        parts.append(svg.box(first, middle - height / 2, max(last - first, 1.5), height, fill=colour))
    if lane.ongoing:
        parts.append(draw_mark("arrow", end + 6, middle, thick * 0.8, INK))
    events = {kind.key: kind for kind in figure.events}
    for event in lane.events:
        kind = events[event.kind]
        parts.append(draw_mark(kind.shape, plot.days.place(event.day), middle, min(10.0, thick), kind.colour))
    return svg.group(parts, class_="figure-lane")


def _kinds(figure: SwimmerFigure, lanes: list[SwimmerLane]) -> Iterator[MarkKind]:
    """What the legend explains: only what is drawn."""
    drawn = {phase.kind for lane in lanes for phase in lane.phases}
    yield from (kind for kind in figure.phases if kind.key in drawn)
    drawn = {event.kind for lane in lanes for event in lane.events}
    yield from (kind for kind in figure.events if kind.key in drawn)
    if any(lane.ongoing for lane in lanes):
        yield MarkKind("", ONGOING, "arrow", SECOND_INK)


def _told(figure: SwimmerFigure) -> Iterator[Text]:
    for arm in figure.arms:
        yield Text("{words}.", "{words}。").format(words=PEOPLE.format(name=arm.name, n=len(arm.lanes)))
        for lane in arm.lanes:
            still = STILL if lane.ongoing else ""
            yield LANE_TOLD.format(label=lane.label, days=lane.until, ongoing=still)
