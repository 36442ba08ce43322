"""The forest figure: an estimate with its interval for each subgroup, the numbers beside it.

Layout follows Pocock et al., Stat Med 2002; 21: 2917-30: the overall estimate last and drawn as a diamond, the line of no
effect, both directions named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD, width_of, wrap
from equipoise.analysis.figures.marks import draw_mark, draw_polygon
from equipoise.analysis.figures.palette import INK, LINES, SECOND_INK
from equipoise.analysis.figures.scales import Scale, even_ticks, finite, log_ticks, say_number
from equipoise.analysis.figures.sheet import LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

LABEL_WIDTH, NUMBERS_WIDTH, NARROWEST_PLOT, COLUMN_GAP = 210.0, 150.0, 200.0, 14.0
WIDEST_HEADING = 210.0
ROW_GAP, INDENT, WIDEST_RATIO = 6.0, 12.0, 8.0
NOTHING = Text("No subgroup has anybody yet. Each will be a line here.", "尚无亚组数据。此处将以一行表示一个亚组。")
NOT_ESTIMABLE = Text("not estimable", "无法估计")
SUBGROUP = Text("Subgroup", "亚组")
INTERVAL = Text("{estimate} ({level} CI)", "{estimate}（{level} 置信区间）")
RANGE = Text("{estimate} ({lower} to {upper})", "{estimate}（{lower} 至 {upper}）")
ARROWS = Text("An arrow marks an interval that goes on beyond the axis.", "箭头表示区间超出坐标轴范围。")
TOLD = Text("{label}: {numbers}.", "{label}：{numbers}。")


@dataclass(frozen=True, slots=True)
class ForestRow:
    """One line: its name, its cells under the figure's columns, and the estimate with limits, None where there is none.

    A row without estimate that is a `heading` carries the name of the subgroups beneath it; `overall` is a diamond.
    """

    label: Text
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    cells: tuple[str, ...] = ()
    heading: bool = False
    overall: bool = False


@dataclass(frozen=True, slots=True)
class ForestFigure:
    """Everything the figure shows; a ratio has a logarithmic axis and no effect at 1, a difference an even one and at 0."""

    title: Text
    measure: Text
    rows: tuple[ForestRow, ...]
    columns: tuple[Text, ...] = ()
    favours_low: Text | None = None
    favours_high: Text | None = None
    ratio: bool = True
    level: float = 0.95
    decimals: int = 2
    notes: tuple[Text, ...] = ()
    colour: str = INK


@dataclass(frozen=True, slots=True)
class _Layout:
    """How wide the names are, where the columns end, where the plot lies, and where the numbers stand."""

    labels: float
    columns: tuple[float, ...]
    axis: Scale
    ticks: tuple[float, ...]
    numbers: float


def draw_forest(figure: ForestFigure, language: Language, name: str = "forest") -> str:
    """The figure as SVG text; `name` distinguishes several figures on one page."""
    sheet = Sheet(figure.title, language, name)
    if not any(not row.heading for row in figure.rows):
        return sheet.finish_empty(NOTHING, figure.notes)
    layout = _layout(sheet, figure)
    parts, top = _head(sheet, figure, layout)
    rows, bottom = _rows(sheet, figure, layout, top)
    axis, below = _axis(sheet, figure, layout, top, bottom)
    caption = ((ARROWS,) if any(_goes_beyond(row, layout.axis) for row in figure.rows) else ()) + figure.notes
    return sheet.finish((*parts, axis, *rows), below, caption, _told(figure))


def say_estimate(figure: ForestFigure, row: ForestRow) -> Text:
    """The estimate with its limits as the figure prints it, or that there is none."""
    estimate = finite(row.estimate)
    if estimate is None:
        return NOT_ESTIMABLE
    lower, upper = (_say_limit(limit, figure.decimals) for limit in (row.lower, row.upper))
    return RANGE.format(estimate=say_number(estimate, figure.decimals), lower=lower, upper=upper)


def _say_limit(limit: float | None, decimals: int) -> str:
    if limit is None or limit != limit:
        return "–"
    return say_number(limit, decimals) if finite(limit) is not None else ("−∞" if limit < 0 else "∞")


def _layout(sheet: Sheet, figure: ForestFigure) -> _Layout:
    named = (width_of(sheet.say(row.label), SMALL * BOLD) for row in figure.rows)
    labels = min(LABEL_WIDTH, max(named) + INDENT + 10)
    ends, x = [], MARGIN + labels
    for index, column in enumerate(figure.columns):
        cells = [row.cells[index] for row in figure.rows if index < len(row.cells)]
        words = max((width_of(word, SMALL * BOLD) for word in sheet.say(column).split()), default=0)
        x += max(min(words, 80.0), *(width_of(cell, SMALL) for cell in cells), 30.0) + COLUMN_GAP
        ends.append(x)
    said = (width_of(sheet.say(say_estimate(figure, row)), SMALL * BOLD) for row in figure.rows if not row.heading)
    heading = width_of(sheet.say(_interval_name(figure)), SMALL * BOLD)
    numbers = WIDTH - MARGIN - max(NUMBERS_WIDTH, min(heading, WIDEST_HEADING), *said)
    low, high = _span(figure)
    ticks = log_ticks(low, high) if figure.ratio else even_ticks(low, high, 6)
    end = max(numbers - 20, x + NARROWEST_PLOT)
    return _Layout(labels, tuple(ends), Scale(ticks[0], ticks[-1], x + 24, end, figure.ratio), ticks, numbers)


def _interval_name(figure: ForestFigure) -> Text:
    return INTERVAL.format(estimate=figure.measure, level=f"{figure.level * 100:g}%")


def _span(figure: ForestFigure) -> tuple[float, float]:
    """What the axis must hold: no effect, every estimate, and limits as far as a reader can use them."""
    values = [finite(value) for row in figure.rows for value in (row.estimate, row.lower, row.upper)]
    drawn = [value for value in values if value is not None]
    if not figure.ratio:
        return min([0.0, *drawn]), max([0.0, *drawn])
    usable = [min(max(value, 1 / WIDEST_RATIO), WIDEST_RATIO) for value in drawn]
    return min([0.5, *usable]), max([2.0, *usable])


def _head(sheet: Sheet, figure: ForestFigure, layout: _Layout) -> tuple[list[str], float]:
    """The names of the columns and the line beneath them."""
    interval = _interval_name(figure)
    names = [(MARGIN, "start", sheet.lines(SUBGROUP, layout.labels, SMALL * BOLD))]
    starts = (MARGIN + layout.labels, *layout.columns)
    for column, start, end in zip(figure.columns, starts, layout.columns, strict=False):
        names.append((end, "end", sheet.lines(column, end - start - 4, SMALL * BOLD)))
    names.append((layout.numbers, "start", sheet.lines(interval, WIDTH - MARGIN - layout.numbers, SMALL * BOLD)))
    deepest = max(len(lines) for _, _, lines in names)
    parts = [
        svg.paragraph(x, sheet.top + (deepest - len(lines)) * LINE, lines, SMALL, font_weight="600", text_anchor=anchor)
        for x, anchor, lines in names
    ]
    top = sheet.top + deepest * LINE + 6
    return [*parts, svg.line(MARGIN, top, WIDTH - MARGIN, top, stroke=INK)], top


def _rows(sheet: Sheet, figure: ForestFigure, layout: _Layout, top: float) -> tuple[list[str], float]:
    parts, y = [], top + ROW_GAP
    inside = False
    for row in figure.rows:
        inside = inside and not row.overall
        left = MARGIN + (INDENT if inside and not row.heading else 0)
        bold = row.heading or row.overall
        lines = wrap(sheet.say(row.label), MARGIN + layout.labels - left - 6, SMALL * (BOLD if bold else 1))
        weight = "600" if bold else None
        line = [svg.paragraph(left, y, lines, SMALL, font_weight=weight)]
        middle = y + max(len(lines), 1) * LINE / 2
        line += [
            svg.words(x, middle + 4, cell, font_size=SMALL, text_anchor="end")
            for x, cell in zip(layout.columns, row.cells, strict=False)
        ]
        if not row.heading:
            said = sheet.say(say_estimate(figure, row))
            line.append(svg.words(layout.numbers, middle + 4, said, font_size=SMALL, font_weight=weight))
            line.append(_interval(figure, row, layout.axis, middle))
        parts.append(svg.group(line, class_="figure-row"))
        y += max(len(lines), 1) * LINE + ROW_GAP
        inside = inside or row.heading
    return parts, y


def _interval(figure: ForestFigure, row: ForestRow, axis: Scale, y: float) -> str:
    estimate = finite(row.estimate)
    if estimate is None:
        return ""
    lower = row.lower if row.lower is not None and row.lower == row.lower else estimate
    upper = row.upper if row.upper is not None and row.upper == row.upper else estimate
    left, middle, right = axis.place(lower), axis.place(estimate), axis.place(upper)
    if row.overall:
        corners = [(left, y), (middle, y - 6), (right, y), (middle, y + 6)]
        return draw_polygon(corners, fill=figure.colour)
    parts = [svg.line(left, y, right, y, stroke=figure.colour, stroke_width=1.5)]
    for limit, x, way in ((lower, left, -1), (upper, right, 1)):
        if axis.holds(limit):
            parts.append(svg.line(x, y - 4, x, y + 4, stroke=figure.colour, stroke_width=1.5))
        else:
            parts.append(draw_polygon([(x - 7 * way, y - 5), (x, y), (x - 7 * way, y + 5)], fill=figure.colour))
    if axis.holds(estimate):
        parts.append(draw_mark("square", middle, y, 10, figure.colour))
    return "".join(parts)


def _axis(sheet: Sheet, figure: ForestFigure, layout: _Layout, top: float, bottom: float) -> tuple[str, float]:
    axis = layout.axis
    none = axis.place(1.0 if figure.ratio else 0.0)
    parts = [svg.line(axis.start, bottom, axis.end, bottom, stroke=INK)]
    for tick in layout.ticks:
        x = axis.place(tick)
        parts.append(svg.line(x, top, x, bottom, stroke=LINES))
        parts.append(svg.line(x, bottom, x, bottom + 5, stroke=INK))
        parts.append(svg.words(x, bottom + 19, say_number(tick), font_size=SMALL, text_anchor="middle"))
    parts.append(svg.line(none, top, none, bottom, stroke=SECOND_INK, stroke_width=1.5))
    below, deepest = bottom + 26, 0
    sides = (
        (figure.favours_low, axis.start - 30, none, "end", -6),
        (figure.favours_high, none, axis.end + 30, "start", 6),
    )
    for words, start, end, anchor, away in sides:
        if words is not None:
            lines = sheet.lines(words, max(end - start - 8, 60.0), SMALL)
            parts.append(svg.paragraph(none + away, below, lines, SMALL, fill=SECOND_INK, text_anchor=anchor))
            deepest = max(deepest, len(lines))
    return svg.group(parts, class_="figure-axes"), below + deepest * LINE


def _goes_beyond(row: ForestRow, axis: Scale) -> bool:
    limits = [limit for limit in (row.lower, row.upper) if limit is not None and limit == limit]
    return finite(row.estimate) is not None and not all(axis.holds(limit) for limit in limits)


def _told(figure: ForestFigure) -> Iterator[Text]:
    yield Text("{measure}, {level} interval.", "{measure}，{level} 置信区间。").format(
        measure=figure.measure, level=f"{figure.level * 100:g}%"
    )
    yield from (
        TOLD.format(label=row.label, numbers=say_estimate(figure, row)) for row in figure.rows if not row.heading
    )
