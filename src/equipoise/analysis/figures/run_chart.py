"""The run chart of cell batches: each measure in its own panel, batches in order, limits as lines, misses by shape."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD, width_of
from equipoise.analysis.figures.marks import MarkKind, draw_line, draw_mark
from equipoise.analysis.figures.palette import EXPERIMENTAL, INK, SECOND_INK
from equipoise.analysis.figures.scales import Scale, even_ticks, finite, log_ticks, say_number
from equipoise.analysis.figures.sheet import LABEL, LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text, listed, same

NARROWEST_AXIS, RIGHT, PANEL, PANEL_GAP = 60.0, WIDTH - MARGIN - 90, 110.0, 16.0
JOINED = "#9aa5b1"
SEEN = 7.0
"""A point outside a limit is never smaller than this, however many batches there are."""
LOWER, UPPER = Text("lowest {value}", "下限 {value}"), Text("highest {value}", "上限 {value}")
MEASURE = Text("{name} ({unit})", "{name}（{unit}）")
BATCHES = Text("Batch, in order of start", "批次（按启动先后）")
NOTHING = Text(
    "No batch has been measured yet. Each will be a point in every panel here.",
    "尚无批次的检测结果。此处每一图格以一点表示一个批次。",
)
WITHIN, OUTSIDE = Text("within limits", "在限度内"), Text("outside a limit", "超出限度")
MISSING = Text("no value", "无数值")
TOLD = Text("{name}: {values}.", "{name}：{values}。")
SHAPES = (
    MarkKind("within", WITHIN, "circle", EXPERIMENTAL),
    MarkKind("outside", OUTSIDE, "diamond", INK),
)


@dataclass(frozen=True, slots=True)
class RunPanel:
    """One measure: a value for each batch of the figure, None where there is none, and its limits where it has them.

    A logarithmic panel draws values above 0 only.
    """

    name: Text
    unit: Text
    values: tuple[float | None, ...]
    lowest: float | None = None
    highest: float | None = None
    logarithmic: bool = False


@dataclass(frozen=True, slots=True)
class RunChartFigure:
    """Everything the figure shows; `batches` names them in the order in which they were started."""

    title: Text
    batches: tuple[Text, ...]
    panels: tuple[RunPanel, ...]
    notes: tuple[Text, ...] = ()


def draw_run_chart(figure: RunChartFigure, language: Language, name: str = "run-chart") -> str:
    """The figure as SVG text; ValueError where a panel has not exactly one value, or None, for each batch."""
    if any(len(panel.values) != len(figure.batches) for panel in figure.panels):
        raise ValueError("a run chart needs one value, or None, for each batch in every panel")
    sheet = Sheet(figure.title, language, name)
    if not any(_usable(panel, value) is not None for panel in figure.panels for value in panel.values):
        return sheet.finish_empty(NOTHING, figure.notes)
    widest = max(width_of(say_number(tick), SMALL) for panel in figure.panels for tick in _ticks(panel))
    left = MARGIN + max(NARROWEST_AXIS, widest + 10)
    across = Scale(-0.5, max(len(figure.batches) - 0.5, 0.5), left, RIGHT)
    parts, y = [], sheet.top
    for panel in figure.panels:
        drawn, y = _panel(sheet, panel, across, y)
        parts.append(drawn)
        y += PANEL_GAP
    parts.append(_batch_names(sheet, figure, across, y - PANEL_GAP))
    kinds = [kind for kind in SHAPES if any(kind.key == _kind(p, v) for p in figure.panels for v in p.values)]
    legend, bottom = sheet.legend(kinds, y + 40)
    return sheet.finish((*parts, legend), bottom, figure.notes, _told(figure))


def _usable(panel: RunPanel, value: float | None) -> float | None:
    drawn = finite(value)
    return None if drawn is None or (panel.logarithmic and drawn <= 0) else drawn


def _kind(panel: RunPanel, value: float | None) -> str:
    drawn = finite(value)
    if drawn is None:
        return ""
    low = panel.lowest is not None and drawn < panel.lowest
    high = panel.highest is not None and drawn > panel.highest
    return "outside" if low or high else "within"


def _panel(sheet: Sheet, panel: RunPanel, across: Scale, top: float) -> tuple[str, float]:
    """One measure with its name, axis, limits and points, and where it ends."""
    lines = sheet.lines(MEASURE.format(name=panel.name, unit=panel.unit), RIGHT - MARGIN, LABEL * BOLD)
    parts = [svg.paragraph(MARGIN, top, lines, LABEL, font_weight="600")]
    head = top + len(lines) * LABEL * svg.LINE_HEIGHT + 10
    ticks = _ticks(panel)
    up = Scale(ticks[0], ticks[-1], head + PANEL, head, panel.logarithmic)
    parts.append(draw_line([(across.start, up.end), (across.start, up.start), (RIGHT, up.start)], stroke=INK))
    for tick in ticks:
        y = up.place(tick)
        parts.append(svg.line(across.start - 5, y, across.start, y, stroke=INK))
        parts.append(svg.words(across.start - 9, y + 4, say_number(tick), font_size=SMALL, text_anchor="end"))
    parts.append(_limits(sheet, panel, across, up))
    parts.append(_points(panel, across, up))
    return svg.group(parts, class_="figure-panel"), up.start


def _ticks(panel: RunPanel) -> tuple[float, ...]:
    values = [_usable(panel, value) for value in (*panel.values, panel.lowest, panel.highest)]
    drawn = [value for value in values if value is not None] or [1.0]
    if panel.logarithmic:
        return log_ticks(min(drawn), max(drawn), 6)
    low, high = min(drawn), max(drawn)
    # A measure that stays far from 0 would be a flat line on an axis from 0.
    return even_ticks(0 if 0 <= low < 0.6 * high else low - (high - low) / 20, high, 5)


def _limits(sheet: Sheet, panel: RunPanel, across: Scale, up: Scale) -> str:
    """Each limit as a line with its value at the right, the two apart."""
    parts = []
    both = panel.lowest is not None and panel.highest is not None
    for limit, words in ((panel.highest, UPPER), (panel.lowest, LOWER)):
        if limit is None:
            continue
        y = up.place(limit)
        parts.append(svg.line(across.start, y, RIGHT, y, stroke=SECOND_INK, stroke_dasharray="4 3"))
        said = sheet.lines(words.format(value=say_number(limit)), WIDTH - MARGIN - RIGHT - 6)
        close = both and abs(up.place(panel.highest or 0) - up.place(panel.lowest or 0)) < LINE * 1.2
        away = (-LINE / 2 if words is UPPER else LINE / 2) if close else 0.0
        parts.append(svg.paragraph(RIGHT + 6, y - SMALL * 0.7 + away, said, SMALL, fill=SECOND_INK))
    return "".join(parts)


def _points(panel: RunPanel, across: Scale, up: Scale) -> str:
    """The points, joined where batches follow one another with a value each."""
    kinds = {kind.key: kind for kind in SHAPES}
    size = min(9.0, max(3.0, (across.end - across.start) / max(len(panel.values), 1) * 0.8))
    stretches: list[list[tuple[float, float]]] = [[]]
    marks = []
    for index, value in enumerate(panel.values):
        drawn = _usable(panel, value)
        if drawn is None:
            stretches.append([])
            continue
        point = (across.place(index), up.place(drawn))
        stretches[-1].append(point)
        kind = kinds[_kind(panel, drawn)]
        marks.append(draw_mark(kind.shape, *point, size if kind.key == "within" else max(size, SEEN), kind.colour))
    joined = [draw_line(stretch, stroke=JOINED, stroke_width=1.5) for stretch in stretches if len(stretch) > 1]
    return svg.group((*joined, *marks), class_="figure-points")


def _batch_names(sheet: Sheet, figure: RunChartFigure, across: Scale, bottom: float) -> str:
    """Names beneath the last panel, as many as stand apart from one another."""
    names = [sheet.say(batch) for batch in figure.batches]
    widest = max(width_of(name, SMALL) for name in names) + 8
    step = max(1, -int(-widest * len(names) // (across.end - across.start)))
    parts = [
        svg.words(across.place(index), bottom + 20, names[index], font_size=SMALL, text_anchor="middle")
        for index in range(0, len(names), step)
    ]
    parts.append(
        svg.words((across.start + RIGHT) / 2, bottom + 40, sheet.say(BATCHES), font_size=SMALL, text_anchor="middle")
    )
    return svg.group(parts, class_="figure-axes")


def _told(figure: RunChartFigure) -> Iterator[Text]:
    outside = Text("{batch} {value} (outside a limit)", "{batch} {value}（超出限度）")
    for panel in figure.panels:
        said = []
        for batch, value in zip(figure.batches, panel.values, strict=True):
            drawn = finite(value)
            pattern = outside if _kind(panel, value) == "outside" else same("{batch} {value}")
            said.append(pattern.format(batch=batch, value=MISSING if drawn is None else say_number(drawn)))
        name = MEASURE.format(name=panel.name, unit=panel.unit)
        yield TOLD.format(name=name, values=listed(said, en="; ", zh="；"))
