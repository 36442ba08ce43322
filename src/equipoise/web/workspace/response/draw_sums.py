"""The sums of diameters over time as a picture, with the lines at which RECIST 1.1 calls a response and progression."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from html import escape
from typing import Final

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.scales import even_ticks
from equipoise.rules.response import TimePoint
from equipoise.values.dates import days_between
from equipoise.values.quantity import decimal_words
from equipoise.values.say_day import day_words
from equipoise.values.text import Language, Text

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720.0, 300.0, 56.0, 186.0, 30.0, 54.0
PARTIAL: Final = Decimal("0.7")
GROWTH: Final = Decimal("1.2")
LEAST_MM: Final = Decimal(5)
TITLE = Text("Sum of the diameters of the target lesions", "靶病灶径线总和")
UP = Text("Sum, mm", "径线和（mm）")
ACROSS = Text("Days since baseline", "距基线天数")
PR_LINE = Text("−30 % of baseline", "较基线 −30 %")
PD_LINE = Text("+20 % and 5 mm of nadir", "较最低点 +20 % 且 5 mm")
TOLD = Text("{day}: {sum} mm, {response}", "{day}：径线和 {sum} mm，{response}")
BASELINE = Text("baseline", "基线")


@dataclass(frozen=True, slots=True)
class Series:
    """The assessments of one reader; `kind` is the class of the line."""

    name: Text
    points: Sequence[TimePoint]
    kind: str = "first"


def draw_sums(series: Sequence[Series], language: Language) -> str:
    """The picture as SVG text; empty where no sum was measured."""
    with_sums = [one for one in series if any(point.sum is not None for point in one.points)]
    return _Picture(with_sums, language).draw() if with_sums else ""


class _Picture:
    """Places of the picture. The thresholds are those of the first reader."""

    def __init__(self, series: Sequence[Series], language: Language) -> None:
        self.series = series
        self.language = language
        self.start: date = min(point.day for one in series for point in one.points)
        self.days = max(7, *(days_between(self.start, point.day) for one in series for point in one.points))
        first = series[0].points
        self.baseline = first[0].sum
        sums = [point.sum for one in series for point in one.points if point.sum is not None]
        self.nadir = min((point.sum for point in first if point.sum is not None and not point.missing), default=None)
        tops = [*sums, *([max(self.nadir * GROWTH, self.nadir + LEAST_MM)] if self.nadir is not None else [])]
        self.ticks = even_ticks(0, float(max(tops, default=Decimal(10))) * 1.08 or 10.0, 6)

    def x(self, day: date) -> float:
        """Where a day stands."""
        return LEFT + (WIDTH - LEFT - RIGHT) * days_between(self.start, day) / self.days

    def y(self, mm: Decimal | float) -> float:
        """Where a sum stands."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * float(mm) / max(self.ticks[-1], 1.0)

    def say(self, text: Text) -> str:
        """Words in the language of the picture."""
        return text.in_(self.language)

    def draw(self) -> str:
        """The whole picture."""
        told = "; ".join(self._told())
        parts = [
            svg.element("title", {"id": "sums-title"}, escape(self.say(TITLE))),
            svg.element("desc", {"id": "sums-desc"}, escape(told)),
            *self._axes(),
            *self._limits(),
            *(part for one in self.series for part in self._line(one)),
        ]
        root: dict[str, svg.Attribute] = {
            "viewBox": f"0 0 {WIDTH:g} {HEIGHT:g}",
            "class": "sums",
            "role": "img",
            "aria-labelledby": "sums-title sums-desc",
        }
        return svg.element("svg", root, "".join(parts))

    def _told(self) -> Iterator[str]:
        for one in self.series:
            for point in one.points:
                amount = decimal_words(point.sum) if point.sum is not None else "–"
                read = Text(point.overall, point.overall) if point.overall is not None else BASELINE
                yield self.say(TOLD.format(day=day_words(point.day), sum=amount, response=read))

    def _axes(self) -> Iterator[str]:
        low, right = self.y(0), WIDTH - RIGHT
        yield svg.words(8, TOP - 12, self.say(UP))
        for tick in self.ticks:
            y = self.y(tick)
            yield svg.line(LEFT, y, right, y, class_="axis" if tick == 0 else "hair")
            yield svg.words(LEFT - 8, y + 4, f"{tick:g}", text_anchor="end")
        for day in even_ticks(0, self.days, 7):
            x = LEFT + (right - LEFT) * day / self.days
            if day <= self.days:
                yield svg.line(x, low, x, low + 4, class_="axis")
                yield svg.words(x, low + 18, f"{day:g}", text_anchor="middle")
        yield svg.words((LEFT + right) / 2, low + 40, self.say(ACROSS), text_anchor="middle")

    def _limits(self) -> Iterator[str]:
        right = WIDTH - RIGHT
        if self.baseline:
            y = self.y(self.baseline * PARTIAL)
            yield svg.line(LEFT, y, right, y, class_="limit partial")
            yield svg.words(right + 8, y + 4, self.say(PR_LINE), class_="limit-words")
        if self.nadir is not None:
            y = self.y(max(self.nadir * GROWTH, self.nadir + LEAST_MM))
            yield svg.line(LEFT, y, right, y, class_="limit progression")
            yield svg.words(right + 8, y + 4, self.say(PD_LINE), class_="limit-words")

    def _line(self, one: Series) -> Iterator[str]:
        places = [(self.x(point.day), self.y(point.sum), point) for point in one.points if point.sum is not None]
        if len(places) > 1:
            drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
            yield svg.element("polyline", {"points": drawn, "class": f"sum-line {one.kind}"})
        for x, y, point in places:
            kind = "progressed" if point.overall == "PD" else ""
            hollow = "hollow" if point.missing else ""
            yield svg.element("circle", {"cx": x, "cy": y, "r": 4, "class": f"sum {one.kind} {kind} {hollow}".strip()})
            if one.kind == "first":
                said = point.overall or self.say(BASELINE)
                yield svg.words(x, y - 10, said, class_="sum-words", text_anchor="middle")
            if point.new_lesion:
                yield svg.words(x, y + 18, self.say(_NEW), class_="sum-words new", text_anchor="middle")


_NEW = Text("new lesion", "新病灶")
