"""The enrolment figure: people enrolled so far as steps, the plan as a line, and the forecast with its range."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from math import ceil

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.axes import nice_ticks
from equipoise.analysis.figures.fit_text import width_of
from equipoise.analysis.figures.marks import MarkKind, draw_line, draw_polygon
from equipoise.analysis.figures.palette import FURTHER, INK, LINES, SECOND_INK
from equipoise.analysis.figures.scales import Scale, say_number
from equipoise.analysis.figures.sheet import LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

NARROWEST_AXIS, RIGHT, PLOT_HEIGHT, MOST_MONTHS = 50.0, WIDTH - MARGIN - 40, 300.0, 9
EARLIEST, LATEST = date.min.year * 12, date.max.year * 12 + 11
MONTH_STEPS = (1, 2, 3, 6, 12, 24, 60)
DECADE = 120
ABOVE_TARGET = 1.02
"""The axis goes on a little above the target, so that its words have room."""
PLANNED, RANGE_GROUND = FURTHER[0], "#e4e5e7"
MEASURE = Text("People enrolled", "入组人数")
NOTHING = Text(
    "Nobody has been enrolled and no plan has been given. Both will be lines here.",
    "尚无人入组，亦无入组计划。此处将显示两条曲线。",
)
ACTUAL, PLAN, FORECAST = Text("Enrolled", "实际入组"), Text("Planned", "计划"), Text("Forecast", "预测")
RANGE = Text("Range of the forecast", "预测范围")
TARGET = Text("Target {n}", "目标 {n}")
TOLD = Text("{name}: {n} by {day}.", "{name}：至 {day} 共 {n} 例。")
FORECAST_TOLD = Text("{name}: {n} by {day}, from {low} to {high}.", "{name}：至 {day} 共 {n} 例，范围 {low}～{high}。")


@dataclass(frozen=True, slots=True)
class EnrolmentPoint:
    """How many people had been, or are planned to be, enrolled by the end of a day."""

    day: date
    n: int


@dataclass(frozen=True, slots=True)
class ForecastPoint:
    """How many people the forecast expects by the end of a day, with the range it gives."""

    day: date
    n: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class EnrolmentFigure:
    """Everything the figure shows; `until` carries the last count on to the day of the data cut."""

    title: Text
    actual: tuple[EnrolmentPoint, ...]
    plan: tuple[EnrolmentPoint, ...] = ()
    forecast: tuple[ForecastPoint, ...] = ()
    target: int | None = None
    until: date | None = None
    measure: Text = MEASURE
    notes: tuple[Text, ...] = ()


def draw_enrolment(figure: EnrolmentFigure, language: Language, name: str = "enrolment") -> str:
    """The figure as SVG text; points in any order."""
    sheet = Sheet(figure.title, language, name)
    days = [point.day for point in (*figure.actual, *figure.plan)] + [point.day for point in figure.forecast]
    if not days:
        return sheet.finish_empty(NOTHING, figure.notes)
    months = _month_ticks(min(days), max([*days, figure.until] if figure.until else days))
    counts = [point.n for point in (*figure.actual, *figure.plan)] + [point.high for point in figure.forecast]
    numbers = nice_ticks(max([1, *counts, (figure.target or 0) * ABOVE_TARGET]), 6)
    top = sheet.top + LINE + 14
    left = MARGIN + max(NARROWEST_AXIS, width_of(say_number(numbers[-1]), SMALL) + 10)
    across = Scale(months[0].toordinal(), months[-1].toordinal(), left, RIGHT)
    up = Scale(0, numbers[-1], top + PLOT_HEIGHT, top)
    axes = _axes(sheet, figure, (across, up), (months, numbers))
    curves = svg.group(_curves(figure, across, up), class_="figure-curves")
    legend, bottom = sheet.legend(_kinds(figure), up.start + 32)
    return sheet.finish((axes, curves, legend), bottom, figure.notes, _told(figure))


def _month_ticks(first: date, last: date) -> tuple[date, ...]:
    """The first days of months from at or before the first to after the last day, so many that each can be read."""
    start, end = first.year * 12 + first.month - 1, last.year * 12 + last.month
    decades = DECADE * ceil((end - start) / DECADE / MOST_MONTHS)
    step = next((step for step in MONTH_STEPS if step * MOST_MONTHS >= end - start), decades)
    start -= start % step
    return tuple(_first_of(month) for month in range(start, end + step, step))


def _first_of(month: int) -> date:
    inside = min(max(month, EARLIEST), LATEST)
    return date(inside // 12, inside % 12 + 1, 1)


def _axes(
    sheet: Sheet,
    figure: EnrolmentFigure,
    scales: tuple[Scale, Scale],
    ticks: tuple[tuple[date, ...], tuple[float, ...]],
) -> str:
    across, up = scales
    parts = [svg.words(MARGIN, sheet.top + SMALL, sheet.say(figure.measure), font_size=SMALL)]
    for tick in ticks[1]:
        y = up.place(tick)
        parts.append(svg.line(across.start, y, RIGHT, y, stroke=LINES))
        parts.append(svg.words(across.start - 9, y + 4, say_number(tick), font_size=SMALL, text_anchor="end"))
    for day in ticks[0]:
        x = across.place(day.toordinal())
        parts.append(svg.line(x, up.start, x, up.start + 5, stroke=INK))
        said = f"{day.year}-{day.month:02d}"
        parts.append(svg.words(x, up.start + 19, said, font_size=SMALL, text_anchor="middle"))
    parts.append(draw_line([(across.start, up.end), (across.start, up.start), (RIGHT, up.start)], stroke=INK))
    if figure.target is not None:
        y = up.place(figure.target)
        parts.append(svg.line(across.start, y, RIGHT, y, stroke=SECOND_INK, stroke_dasharray="1 3"))
        said = sheet.say(TARGET.format(n=figure.target))
        parts.append(svg.words(across.start + 6, y - 5, said, font_size=SMALL, fill=SECOND_INK))
    return svg.group(parts, class_="figure-axes")


def _curves(figure: EnrolmentFigure, across: Scale, up: Scale) -> Iterator[str]:
    def at(day: date, n: float) -> tuple[float, float]:
        return across.place(day.toordinal()), up.place(n)

    forecast = sorted(figure.forecast, key=lambda point: point.day)
    if len(forecast) > 1:
        edge = [at(p.day, p.high) for p in forecast] + [at(p.day, p.low) for p in reversed(forecast)]
        yield draw_polygon(edge, fill=RANGE_GROUND)
        middle = [at(p.day, p.n) for p in forecast]
        yield draw_line(middle, stroke=INK, stroke_width=2, stroke_dasharray="3 2")
    if figure.plan:
        plan = [at(p.day, p.n) for p in sorted(figure.plan, key=lambda point: point.day)]
        yield draw_line(plan, stroke=PLANNED, stroke_width=2)
    if figure.actual:
        points = sorted(figure.actual, key=lambda point: (point.day, point.n))
        steps = [at(points[0].day, 0)]
        for point in points:
            x, y = at(point.day, point.n)
            steps += [(x, steps[-1][1]), (x, y)]
        if figure.until:
            steps.append((across.place(figure.until.toordinal()), steps[-1][1]))
        yield draw_line(steps, stroke=INK, stroke_width=2)


def _kinds(figure: EnrolmentFigure) -> Iterator[MarkKind]:
    if figure.actual:
        yield MarkKind("actual", ACTUAL, "line", INK)
    if figure.plan:
        yield MarkKind("plan", PLAN, "line", PLANNED)
    if len(figure.forecast) > 1:
        yield MarkKind("forecast", FORECAST, "dashes", INK)
        yield MarkKind("range", RANGE, "patch", RANGE_GROUND)


def _told(figure: EnrolmentFigure) -> Iterator[Text]:
    for name, points in ((ACTUAL, figure.actual), (PLAN, figure.plan)):
        if points:
            last = max(points, key=lambda point: (point.day, point.n))
            yield TOLD.format(name=name, n=last.n, day=last.day.isoformat())
    if figure.forecast:
        end = max(figure.forecast, key=lambda point: point.day)
        numbers = {"n": say_number(end.n), "low": say_number(end.low), "high": say_number(end.high)}
        yield FORECAST_TOLD.format(name=FORECAST, day=end.day.isoformat(), **numbers)
    if figure.target is not None:
        yield Text("{words}.", "{words}。").format(words=TARGET.format(n=figure.target))
