"""The stopping boundary for toxicity: participants treated across, those with unacceptable toxicity up, and the path so far.

Drawn as boundaries of sequential toxicity monitoring are (Ivanova, Qaqish, Schell, Biometrics 2005; 61: 540-5).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.axes import nice_ticks
from equipoise.analysis.figures.marks import MarkKind, draw_line, draw_mark
from equipoise.analysis.figures.palette import CONTROL, INK, LINES
from equipoise.analysis.figures.scales import Scale
from equipoise.analysis.figures.sheet import LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

LEFT, RIGHT, PLOT_HEIGHT = MARGIN + 50, WIDTH - MARGIN - 40, 300.0
TREATED = Text("Participants treated", "已接受治疗的受试者数")
TOXIC = Text("Participants with unacceptable toxicity", "发生不可接受毒性的受试者数")
BOUNDARY, OBSERVED = Text("Stopping boundary", "停止界值"), Text("Observed", "观察值")
NOTHING = Text("The study file has no boundary to draw.", "研究文件未设停止界值。")
STEP = Text(
    "From {first} to {last} treated: stop at {limit} with toxicity.",
    "治疗 {first} 至 {last} 例时：{limit} 例发生毒性即停止。",
)
SEEN = Text(
    "So far {treated} treated, {toxic} of them with unacceptable toxicity.",
    "目前已治疗 {treated} 例，其中 {toxic} 例发生不可接受毒性。",
)


@dataclass(frozen=True, slots=True)
class ToxicityFigure:
    """Everything the figure shows: for 1, 2, 3 … treated the count that stops (None: none does), and the path by day.

    A point of the path is (treated, of these with toxicity) after each change, in order.
    """

    title: Text
    limits: tuple[int | None, ...]
    path: tuple[tuple[int, int], ...] = ()
    notes: tuple[Text, ...] = ()


def draw_toxicity(figure: ToxicityFigure, language: Language, name: str = "toxicity") -> str:
    """The figure as SVG text."""
    sheet = Sheet(figure.title, language, name)
    reached = [(place, limit) for place, limit in enumerate(figure.limits, start=1) if limit is not None]
    if not reached:
        return sheet.finish_empty(NOTHING, figure.notes)
    most = max([len(figure.limits), *(treated for treated, _ in figure.path)])
    highest = max([*(limit for _, limit in reached), *(toxic for _, toxic in figure.path)])
    across_ticks, up_ticks = nice_ticks(most, 12), nice_ticks(highest + 1, 8)
    top = sheet.top + LINE + 14
    across, up = Scale(0, across_ticks[-1], LEFT, RIGHT), Scale(0, up_ticks[-1], top + PLOT_HEIGHT, top)
    axes = _axes(sheet, (across, up), (across_ticks, up_ticks))
    parts = [axes, _boundary(reached, across, up), _path(figure.path, across, up)]
    kinds = [MarkKind("boundary", BOUNDARY, "line", CONTROL), MarkKind("observed", OBSERVED, "circle", INK)]
    legend, below = sheet.legend(kinds if figure.path else kinds[:1], up.start + 48)
    return sheet.finish((*parts, legend), below, figure.notes, _told(figure))


def _axes(sheet: Sheet, scales: tuple[Scale, Scale], ticks: tuple[tuple[int, ...], tuple[int, ...]]) -> str:
    across, up = scales
    parts = [svg.words(MARGIN, sheet.top + SMALL, sheet.say(TOXIC), font_size=SMALL)]
    for tick in ticks[1]:
        y = up.place(tick)
        parts.append(svg.line(LEFT, y, RIGHT, y, stroke=LINES))
        parts.append(svg.words(LEFT - 9, y + 4, str(tick), font_size=SMALL, text_anchor="end"))
    for tick in ticks[0]:
        x = across.place(tick)
        parts.append(svg.line(x, up.start, x, up.start + 5, stroke=INK))
        parts.append(svg.words(x, up.start + 19, str(tick), font_size=SMALL, text_anchor="middle"))
    parts.append(draw_line([(LEFT, up.end), (LEFT, up.start), (RIGHT, up.start)], stroke=INK))
    middle = (LEFT + RIGHT) / 2
    parts.append(svg.words(middle, up.start + 38, sheet.say(TREATED), font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes")


def _boundary(reached: Sequence[tuple[int, int]], across: Scale, up: Scale) -> str:
    """A stair whose step at a number treated begins half a participant before it."""
    points: list[tuple[float, float]] = []
    for treated, limit in reached:
        y = up.place(limit)
        points += [(across.place(treated - 0.5), y), (across.place(treated + 0.5), y)]
    return svg.group((draw_line(points, stroke=CONTROL, stroke_width=2),), class_="figure-boundary")


def _path(path: Sequence[tuple[int, int]], across: Scale, up: Scale) -> str:
    if not path:
        return ""
    places = [(across.place(treated), up.place(toxic)) for treated, toxic in ((0, 0), *path)]
    line = draw_line(places, stroke=INK, stroke_width=2)
    return svg.group((line, draw_mark("circle", *places[-1], 10, INK)), class_="figure-path")


def _told(figure: ToxicityFigure) -> Iterator[Text]:
    first = 1
    for place, limit in enumerate(figure.limits, start=1):
        following = figure.limits[place] if place < len(figure.limits) else None
        if place == len(figure.limits) or following != limit:
            if limit is not None:
                yield STEP.format(first=first, last=place, limit=limit)
            first = place + 1
    if figure.path:
        treated, toxic = figure.path[-1]
        yield SEEN.format(treated=treated, toxic=toxic)
