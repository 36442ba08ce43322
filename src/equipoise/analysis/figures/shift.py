"""The shift figure of a laboratory test: grade at baseline by worst grade on study, a grid for each arm."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.fit_text import BOLD
from equipoise.analysis.figures.palette import INK, LINES, PAPER, SECOND_INK
from equipoise.analysis.figures.sheet import LABEL, LINE, MARGIN, SMALL, WIDTH, Sheet
from equipoise.values.text import Language, Text, same

CELL_HEIGHT, WIDEST_CELL, ROW_NAMES, ARM_GAP = 34.0, 62.0, 84.0, 28.0
PALEST, DARKEST = 0.12, 0.7
ARMS_IN_A_ROW = 2
NOTHING = Text(
    "No baseline and later value of this test yet. Each participant will be counted in a cell here.",
    "该检验尚无基线值及基线后数值。每例受试者将计入此处的一个格。",
)
ARM = Text("{name} (n\u00a0=\u00a0{n})", "{name}（n\u00a0=\u00a0{n}）")
GRADE, MISSING = Text("Grade {grade}", "{grade} 级"), Text("Missing", "缺失")
WORST, BASELINE = Text("Worst grade on study", "研究期间最差级别"), Text("Baseline", "基线")
READ = Text(
    "Cells count participants. Right of the heavy line the grade became worse.",
    "格内为受试者例数。粗线右侧表示级别加重。",
)
TOLD = Text("{arm}: baseline {baseline}, worst {worst}: {n}.", "{arm}：基线{baseline}，最差{worst}：{n} 例。")


@dataclass(frozen=True, slots=True)
class ShiftCount:
    """How many participants had this grade at baseline and this worst grade afterwards; None is a missing value."""

    baseline: int | None
    worst: int | None
    n: int


@dataclass(frozen=True, slots=True)
class ShiftArm:
    """The counts of one arm; cells that are not listed hold nobody."""

    name: Text
    colour: str
    counts: tuple[ShiftCount, ...]


@dataclass(frozen=True, slots=True)
class ShiftFigure:
    """Everything the figure shows; the title names the test, `grades` the grades of its scale in order."""

    title: Text
    arms: tuple[ShiftArm, ...]
    grades: tuple[int, ...] = (0, 1, 2, 3, 4)
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class _Grid:
    """The grades of both sides, a missing one last where it occurs, and the size of the cells."""

    grades: tuple[int | None, ...]
    cell: float
    busiest: int

    @property
    def width(self) -> float:
        return ROW_NAMES + self.cell * len(self.grades)


def draw_shift(figure: ShiftFigure, language: Language, name: str = "shift") -> str:
    """The figure as SVG text; ValueError where a count names a grade that the scale does not have."""
    counts = [count for arm in figure.arms for count in arm.counts]
    unknown = {grade for count in counts for grade in (count.baseline, count.worst)} - {None, *figure.grades}
    if unknown:
        raise ValueError(f"grades outside the scale: {unknown}")
    sheet = Sheet(figure.title, language, name)
    if not any(count.n for count in counts):
        return sheet.finish_empty(NOTHING, figure.notes)
    missing = any(None in (count.baseline, count.worst) for count in counts if count.n)
    grades = (*figure.grades, None) if missing else figure.grades
    across = min(len(figure.arms), ARMS_IN_A_ROW)
    room = (WIDTH - 2 * MARGIN - ARM_GAP * (across - 1)) / across - ROW_NAMES
    grid = _Grid(grades, min(WIDEST_CELL, room / len(grades)), max(count.n for count in counts))
    parts, y, lowest = [], sheet.top, sheet.top
    for index, arm in enumerate(figure.arms):
        column = index % ARMS_IN_A_ROW
        y = y if column else lowest + (16 if index else 0)
        x = MARGIN + column * (ROW_NAMES + room + ARM_GAP)
        drawn, bottom = _arm(sheet, arm, grid, x, y)
        parts.append(drawn)
        lowest = max(lowest, bottom)
    return sheet.finish(parts, lowest, (READ, *figure.notes), _told(figure))


def _say_grade(grade: int | None) -> Text:
    return MISSING if grade is None else GRADE.format(grade=grade)


def _arm(sheet: Sheet, arm: ShiftArm, grid: _Grid, left: float, top: float) -> tuple[str, float]:
    """One arm's grid under its name, and where it ends."""
    total = sum(count.n for count in arm.counts)
    lines = sheet.lines(ARM.format(name=arm.name, n=total), grid.width - 8, LABEL * BOLD)
    height = len(lines) * LABEL * svg.LINE_HEIGHT
    parts = [
        svg.box(left, top, 3, height, fill=arm.colour),
        svg.paragraph(left + 8, top, lines, LABEL, font_weight="600"),
    ]
    first, y = left + ROW_NAMES, top + height + 10
    middle = first + grid.cell * len(grid.grades) / 2
    parts.append(svg.words(middle, y + SMALL, sheet.say(WORST), font_size=SMALL, text_anchor="middle"))
    parts.append(svg.words(left, y + LINE + SMALL, sheet.say(BASELINE), font_size=SMALL))
    for column, grade in enumerate(grid.grades):
        x = first + (column + 0.5) * grid.cell
        said = sheet.say(MISSING if grade is None else same(str(grade)))
        parts.append(svg.words(x, y + LINE + SMALL, said, font_size=SMALL, text_anchor="middle"))
    y += 2 * LINE + 6
    held = {(count.baseline, count.worst): count.n for count in arm.counts}
    for row, baseline in enumerate(grid.grades):
        base = y + row * CELL_HEIGHT
        said = sheet.say(_say_grade(baseline))
        parts.append(svg.words(first - 8, base + CELL_HEIGHT / 2 + 4, said, font_size=SMALL, text_anchor="end"))
        for column, worst in enumerate(grid.grades):
            n = held.get((baseline, worst), 0)
            parts.append(_cell(n, grid, arm.colour, (first + column * grid.cell, base)))
    parts.append(_diagonal(grid, first, y))
    return svg.group(parts, class_="figure-shift"), y + len(grid.grades) * CELL_HEIGHT


def _cell(n: int, grid: _Grid, colour: str, corner: tuple[float, float]) -> str:
    x, y = corner
    share = n / grid.busiest
    opacity = f"{PALEST + (DARKEST - PALEST) * share:.2f}" if n else "0"
    parts = [
        svg.box(x, y, grid.cell, CELL_HEIGHT, fill=PAPER, stroke=LINES),
        svg.box(x, y, grid.cell, CELL_HEIGHT, fill=colour, fill_opacity=opacity),
    ]
    ink = INK if n else SECOND_INK
    weight = "600" if n else None
    middle = (x + grid.cell / 2, y + CELL_HEIGHT / 2 + 4)
    parts.append(svg.words(*middle, str(n), font_size=SMALL, fill=ink, font_weight=weight, text_anchor="middle"))
    return "".join(parts)


def _diagonal(grid: _Grid, left: float, top: float) -> str:
    """The stair between what stayed or became better and what became worse; missing grades lie outside it."""
    known = sum(grade is not None for grade in grid.grades)
    steps = [f"M{svg.number(left + grid.cell)} {svg.number(top)}"]
    steps += [
        f"V{svg.number(top + index * CELL_HEIGHT)}H{svg.number(left + (index + 1) * grid.cell)}"
        for index in range(1, known)
    ]
    steps.append(f"V{svg.number(top + known * CELL_HEIGHT)}")
    return svg.path(steps, stroke=INK, stroke_width=2)


def _told(figure: ShiftFigure) -> Iterator[Text]:
    for arm in figure.arms:
        for count in arm.counts:
            if count.n:
                baseline, worst = _say_grade(count.baseline), _say_grade(count.worst)
                yield TOLD.format(arm=arm.name, baseline=baseline, worst=worst, n=count.n)
