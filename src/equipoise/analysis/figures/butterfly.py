"""The butterfly of adverse events: for each term the share of people in two arms, severe ones within all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD, width_of
from equipoise.analysis.figures.palette import INK, LINES
from equipoise.analysis.figures.scales import Scale, even_ticks, say_number
from equipoise.analysis.figures.sheet import LABEL, LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text

WIDEST_TERM, ROW_GAP, BAR, NUMBERS = 240.0, 8.0, 14.0, 62.0
LIGHT = "0.35"
NOTHING = Text(
    "No adverse event has been reported yet. Each term will be a line here.",
    "尚无不良事件报告。此处将以一行表示一个术语。",
)
ARM = Text("{name} (n\u00a0=\u00a0{n})", "{name}（n\u00a0=\u00a0{n}）")
SHARE = Text("Participants with the event (%)", "发生该事件的受试者（%）")
COLOURS = Text("Pale bar: {any}; dark bar within it: {severe}.", "浅色条：{any}；其中深色部分：{severe}。")
COUNT = Text(
    "The number beside a bar counts participants: {any}, and in brackets {severe}.",
    "条旁数字为受试者例数：{any}，括号内为 {severe}。",
)
TOLD = Text(
    "{term}: {left} {left_any} of {left_n}, {left_severe} severe; {right} {right_any} of {right_n}, {right_severe} severe.",
    "{term}：{left} {left_any}/{left_n} 例，其中重度 {left_severe} 例；{right} {right_any}/{right_n} 例，其中重度 {right_severe} 例。",
)
ANY_GRADE, SEVERE = Text("any grade", "任何级别"), Text("grade 3 or worse", "3 级及以上")


@dataclass(frozen=True, slots=True)
class ButterflyArm:
    """One side: its name, the colour it has everywhere, and how many people stand under the shares."""

    name: Text
    colour: str
    people: int


@dataclass(frozen=True, slots=True)
class EventCount:
    """Participants with a term at least once: with any grade, and of these with a severe one."""

    any_grade: int
    severe: int = 0


@dataclass(frozen=True, slots=True)
class ButterflyRow:
    """One term with the counts of the left and of the right arm."""

    term: Text
    left: EventCount
    right: EventCount


@dataclass(frozen=True, slots=True)
class ButterflyFigure:
    """Everything the figure shows, terms in the order given; two names say what pale and dark mean."""

    title: Text
    left: ButterflyArm
    right: ButterflyArm
    rows: tuple[ButterflyRow, ...]
    any_grade: Text = ANY_GRADE
    severe: Text = SEVERE
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sides:
    """The two axes that run away from the terms, and the middle between them."""

    left: Scale
    right: Scale
    middle: float
    ticks: tuple[float, ...]


def draw_butterfly(figure: ButterflyFigure, language: Language, name: str = "butterfly") -> str:
    """The figure as SVG text; an arm without people has no shares and shows its counts only."""
    sheet = Sheet(figure.title, language, name)
    if not figure.rows:
        return sheet.finish_empty(NOTHING, figure.notes)
    terms = [sheet.lines(row.term, WIDEST_TERM) for row in figure.rows]
    sides = _sides(figure, terms)
    head, top = _head(sheet, figure, sides)
    parts, y = [], top
    for row, lines in zip(figure.rows, terms, strict=True):
        height = max(len(lines) * LINE, BAR) + ROW_GAP
        parts.append(_row(figure, row, lines, sides, (y, height)))
        y += height
    axis = _axis(sheet, sides, top, y)
    words = {"any": figure.any_grade, "severe": figure.severe}
    caption = (COLOURS.format(**words), COUNT.format(**words), *figure.notes)
    return sheet.finish((head, axis, *parts), y + 44, caption, _told(figure))


def _share(count: int, arm: ButterflyArm) -> float:
    return 100 * count / arm.people if arm.people else 0.0


def _sides(figure: ButterflyFigure, terms: list[list[str]]) -> _Sides:
    half = max(width_of(line, SMALL) for lines in terms for line in lines) / 2 + 10
    arms = [(figure.left, row.left) for row in figure.rows] + [(figure.right, row.right) for row in figure.rows]
    ticks = even_ticks(0, max(_share(count.any_grade, arm) for arm, count in arms), 5)
    middle = WIDTH / 2
    left = Scale(0, ticks[-1], middle - half, MARGIN + NUMBERS)
    right = Scale(0, ticks[-1], middle + half, WIDTH - MARGIN - NUMBERS)
    return _Sides(left, right, middle, ticks)


def _head(sheet: Sheet, figure: ButterflyFigure, sides: _Sides) -> tuple[str, float]:
    """Each arm's name over its side."""
    parts, deepest = [], 0
    for arm, edge, anchor in ((figure.left, sides.left.start, "end"), (figure.right, sides.right.start, "start")):
        way = -1 if anchor == "end" else 1
        room = abs((MARGIN if way < 0 else WIDTH - MARGIN) - edge) - 10
        lines = sheet.lines(ARM.format(name=arm.name, n=arm.people), room, LABEL * BOLD)
        height = len(lines) * LABEL * svg.LINE_HEIGHT
        parts.append(svg.box(edge - (3 if way < 0 else 0), sheet.top, 3, height, fill=arm.colour))
        parts.append(svg.paragraph(edge + 8 * way, sheet.top, lines, LABEL, font_weight="600", text_anchor=anchor))
        deepest = max(deepest, len(lines))
    return svg.group(parts, class_="figure-labels"), sheet.top + deepest * LABEL * svg.LINE_HEIGHT + 10


def _row(
    figure: ButterflyFigure, row: ButterflyRow, lines: list[str], sides: _Sides, place: tuple[float, float]
) -> str:
    top, height = place
    middle = top + height / 2
    parts = [svg.paragraph(sides.middle, middle - len(lines) * LINE / 2, lines, SMALL, text_anchor="middle")]
    for arm, count, scale in ((figure.left, row.left, sides.left), (figure.right, row.right, sides.right)):
        way = 1 if scale.end > scale.start else -1
        for people, opacity in ((count.any_grade, LIGHT), (count.severe, None)):
            end = scale.place(_share(people, arm))
            box = (min(scale.start, end), middle - BAR / 2, abs(end - scale.start), BAR)
            parts.append(svg.box(*box, fill=arm.colour, fill_opacity=opacity))
        end = scale.place(_share(count.any_grade, arm))
        said = f"{count.any_grade} ({count.severe})"
        anchor = "start" if way > 0 else "end"
        parts.append(svg.words(end + 6 * way, middle + 4, said, font_size=SMALL, text_anchor=anchor))
    return svg.group(parts, class_="figure-row")


def _axis(sheet: Sheet, sides: _Sides, top: float, bottom: float) -> str:
    parts = []
    for scale in (sides.left, sides.right):
        parts.append(svg.line(scale.start, bottom, scale.end, bottom, stroke=INK))
        parts.append(svg.line(scale.start, top, scale.start, bottom, stroke=INK))
        for tick in sides.ticks:
            x = scale.place(tick)
            if tick:
                parts.append(svg.line(x, top, x, bottom, stroke=LINES))
            parts.append(svg.line(x, bottom, x, bottom + 5, stroke=INK))
            parts.append(svg.words(x, bottom + 19, say_number(tick), font_size=SMALL, text_anchor="middle"))
    parts.append(svg.words(sides.middle, bottom + 38, sheet.say(SHARE), font_size=SMALL, text_anchor="middle"))
    return svg.group(parts, class_="figure-axes")


def _told(figure: ButterflyFigure) -> Iterator[Text]:
    for row in figure.rows:
        yield TOLD.format(
            term=row.term,
            left=figure.left.name,
            left_any=row.left.any_grade,
            left_n=figure.left.people,
            left_severe=row.left.severe,
            right=figure.right.name,
            right_any=row.right.any_grade,
            right_n=figure.right.people,
            right_severe=row.right.severe,
        )
