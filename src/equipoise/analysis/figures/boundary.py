"""The stopping boundary: critical values at each look, and where the observed statistic stands.

Drawn as in Jennison & Turnbull, Group Sequential Methods (2000), chapter 2: information across, standardised statistic up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import width_of
from equipoise.analysis.figures.marks import MarkKind, draw_line, draw_mark
from equipoise.analysis.figures.palette import FURTHER, INK, LINES, SECOND_INK
from equipoise.analysis.figures.scales import Scale, even_ticks, finite, say_number
from equipoise.analysis.figures.sheet import LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

LEFT, RIGHT, PLOT_HEIGHT, HIGHEST = MARGIN + 50, WIDTH - MARGIN - 40, 320.0, 8.0
SIZES = {"efficacy": 13.0, "futility": 9.0, "observed": 11.0}
STATISTIC = Text("Standardised statistic z", "标准化统计量 z")
INFORMATION = Text("Share of the planned information (%)", "占计划信息量的比例（%）")
NOTHING = Text("No look is planned. Each will be a point here.", "未计划期中分析。此处将以一点表示一次分析。")
EFFICACY, FUTILITY = Text("Efficacy boundary", "有效性界值"), Text("Futility boundary", "无效性界值")
OBSERVED = Text("Observed", "观察值")
BEYOND = Text("An arrow marks a value beyond the axis.", "箭头表示数值超出坐标轴范围。")
TOLD = Text("{look}, {percent}% of the information: {values}.", "{look}，信息量 {percent}%：{values}。")
LOOK = Text("{look} ({percent}%)", "{look}（{percent}%）")
VALUE = Text("{name} {value}", "{name} {value}")


@dataclass(frozen=True, slots=True)
class BoundaryLook:
    """One look: its name, its share of the information (above 0), critical values and the observed z, None where none."""

    name: Text
    information: float
    efficacy: float | None
    futility: float | None = None
    observed: float | None = None


@dataclass(frozen=True, slots=True)
class BoundaryFigure:
    """Everything the figure shows; `futility` names the lower values, binding or not."""

    title: Text
    looks: tuple[BoundaryLook, ...]
    efficacy: Text = EFFICACY
    futility: Text = FUTILITY
    observed: Text = OBSERVED
    notes: tuple[Text, ...] = ()


def draw_boundary(figure: BoundaryFigure, language: Language, name: str = "boundary") -> str:
    """The figure as SVG text; looks in any order."""
    sheet = Sheet(figure.title, language, name)
    looks = sorted(figure.looks, key=lambda look: look.information)
    if not looks:
        return sheet.finish_empty(NOTHING, figure.notes)
    values = [value for look in looks for value in _values(look)]
    ticks = even_ticks(min([0.0, *(max(value, -HIGHEST) for value in values)]), _highest(values), 8)
    top = sheet.top + LINE + 14
    last = max(1.0, looks[-1].information)
    across = Scale(0, last * 100, LEFT, RIGHT)
    up = Scale(ticks[0], ticks[-1], top + PLOT_HEIGHT, top)
    axes, bottom = _axes(sheet, looks, (across, up), ticks)
    rows = [(kind, _series(kind.key, looks)) for kind in _kinds(figure)]
    drawn = [_draw(kind, points, across, up) for kind, points in rows if points]
    legend, below = sheet.legend((kind for kind, points in rows if points), bottom)
    beyond = (BEYOND,) if any(not up.holds(value) for value in values) else ()
    return sheet.finish((axes, *drawn, legend), below, (*beyond, *figure.notes), _told(figure, looks))


def _values(look: BoundaryLook) -> list[float]:
    found = (finite(value) for value in (look.efficacy, look.futility, look.observed))
    return [value for value in found if value is not None]


def _highest(values: list[float]) -> float:
    return max([1.0, *(min(value, HIGHEST) for value in values)])


def _kinds(figure: BoundaryFigure) -> tuple[MarkKind, ...]:
    return (
        MarkKind("efficacy", figure.efficacy, "square", FURTHER[0]),
        MarkKind("futility", figure.futility, "triangle", SECOND_INK),
        MarkKind("observed", figure.observed, "circle", INK),
    )


def _series(key: str, looks: list[BoundaryLook]) -> list[tuple[float, float]]:
    """Information in percent and value of the looks that have one."""
    found = [
        (look, finite({"efficacy": look.efficacy, "futility": look.futility}.get(key, look.observed))) for look in looks
    ]
    return [(look.information * 100, value) for look, value in found if value is not None]


def _draw(kind: MarkKind, points: list[tuple[float, float]], across: Scale, up: Scale) -> str:
    places = [(across.place(information), up.place(value)) for information, value in points]
    dashes = "4 3" if kind.key == "futility" else "1 3" if kind.key == "observed" else None
    line = draw_line(places, stroke=kind.colour, stroke_width=1.5, stroke_dasharray=dashes) if len(places) > 1 else ""
    marks = []
    for (_, value), (x, y) in zip(points, places, strict=True):
        if up.holds(value):
            marks.append(draw_mark(kind.shape, x, y, SIZES[kind.key], kind.colour))
        else:
            marks.append(draw_mark("triangle" if value > up.high else "down", x, y, 11, kind.colour))
    return svg.group((line, *marks), class_="figure-series")


def _axes(
    sheet: Sheet, looks: list[BoundaryLook], scales: tuple[Scale, Scale], ticks: tuple[float, ...]
) -> tuple[str, float]:
    """Both axes, a guide and a name for each look, and where they end."""
    across, up = scales
    parts = [svg.words(MARGIN, sheet.top + SMALL, sheet.say(STATISTIC), font_size=SMALL)]
    for tick in ticks:
        y = up.place(tick)
        parts.append(svg.line(LEFT, y, RIGHT, y, stroke=INK if tick == 0 else LINES))
        parts.append(svg.words(LEFT - 9, y + 4, say_number(tick), font_size=SMALL, text_anchor="end"))
    parts.append(draw_line([(LEFT, up.end), (LEFT, up.start), (RIGHT, up.start)], stroke=INK))
    ends: list[float] = []
    for look in looks:
        x = across.place(look.information * 100)
        parts.append(svg.line(x, up.end, x, up.start + 5, stroke=LINES))
        said = sheet.say(LOOK.format(look=look.name, percent=say_number(round(look.information * 100, 1))))
        half = width_of(said, SMALL) / 2
        middle = min(x, WIDTH - MARGIN - half)
        row = next((row for row, end in enumerate(ends) if middle - half > end + 8), len(ends))
        ends[row : row + 1] = [middle + half]
        parts.append(svg.words(middle, up.start + 19 + row * LINE, said, font_size=SMALL, text_anchor="middle"))
    bottom = up.start + 19 + len(ends) * LINE + 3
    middle = (LEFT + RIGHT) / 2
    parts.append(svg.words(middle, bottom, sheet.say(INFORMATION), font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes"), bottom + 12


def _told(figure: BoundaryFigure, looks: list[BoundaryLook]) -> Iterator[Text]:
    for look in looks:
        named = ((figure.efficacy, look.efficacy), (figure.futility, look.futility), (figure.observed, look.observed))
        said = [(name, finite(value)) for name, value in named]
        values = [VALUE.format(name=name, value=say_number(value, 3)) for name, value in said if value is not None]
        listing = Text(
            ", ".join(text.en for text in values) or "no value", "，".join(text.zh for text in values) or "无数值"
        )
        yield TOLD.format(look=look.name, percent=say_number(round(look.information * 100, 1)), values=listing)
