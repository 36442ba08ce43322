"""The growth of a culture as a picture: cells on a logarithmic axis by culture day, against the band of the study file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor, log10
from typing import Final

from equipoise.analysis.figures import svg
from equipoise.protocol.model import Product
from equipoise.values.text import Language, Text
from equipoise.web.workspace.cells.growth import Growing
from equipoise.web.workspace.tags import cells

WIDTH, HEIGHT = 520.0, 280.0
LEFT, RIGHT, TOP, BOTTOM = 84.0, 16.0, 24.0, 44.0
Place = Callable[[float], float]
"""Where a day or a number of cells stands."""
_MARGIN: Final = 0.12
"""Room above and below the data, in powers of ten."""
_WIDE: Final = 2.5
_TITLE: Final = Text("Growth of {unit}", "{unit} 的生长曲线")
_TOLD: Final = Text(
    "{n} counts; the newest, on day {day}, is {cells} cells, {fold} times the first. {where} The table beside holds the same.",
    "共 {n} 次计数；最近一次为第 {day} 天，细胞 {cells}，为首次计数的 {fold} 倍。{where}旁表含相同内容。",
)
_IN: Final = Text("It is not below the expected band.", "未低于预期区间。")
_BELOW: Final = Text("It lies below the expected band.", "低于预期区间。")
_DAY: Final = Text("Day of the culture", "培养天数")
_CELLS: Final = Text("Nucleated cells", "有核细胞数")
_BAND: Final = Text("expected", "预期")


def draw_growth(planned: Product, unit: str, grown: Growing, language: Language) -> str:
    """The curve as SVG with classes for its colours; the words say the same."""
    counts = [(one.body.culture_day, one.body.total_cells) for one in grown.counts]
    numbers = [n for _, n in counts if n > 0] + [
        edge for band in grown.band for edge in (band.least, band.most) if edge > 0
    ]
    if not numbers:
        return ""
    low, high = log10(min(numbers)) - _MARGIN, log10(max(numbers)) + _MARGIN
    last = max([planned.culture.days, *(day for day, _ in counts), *(band.day for band in grown.band)])

    def x(day: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * day / last

    def y(number: float) -> float:
        share = (log10(max(number, 1)) - low) / (high - low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(max(share, 0), 1)

    parts = [*_axes(planned, low, high, last, x, y, language), *_band(grown, x, y, language)]
    points = [(x(day), y(number)) for day, number in counts]
    parts.append(
        svg.path(
            (f"{'L' if at else 'M'}{svg.number(a)} {svg.number(b)}" for at, (a, b) in enumerate(points)),
            class_="growth-line",
        )
    )
    for (a, b), fact in zip(points, grown.counts, strict=True):
        parts.append(svg.element("circle", {"cx": a, "cy": b, "r": 4, "class": "growth-point"}))
        anchor = "end" if a > WIDTH - 120 else "start"
        parts.append(
            svg.words(
                a + (-8 if anchor == "end" else 8),
                b - 7,
                cells(fact.body.total_cells),
                class_="growth-words",
                text_anchor=anchor,
            )
        )
    told = _TOLD.format(
        n=len(counts),
        day=grown.newest.body.culture_day,
        cells=cells(grown.newest.body.total_cells),
        fold=grown.fold,
        where=(_BELOW if grown.below else _IN) if grown.band else Text("", ""),
    )
    head = [
        svg.element("title", {"id": "growth-title"}, _TITLE.format(unit=unit).in_(language)),
        svg.element("desc", {"id": "growth-desc"}, told.in_(language)),
    ]
    root: dict[str, svg.Attribute] = {
        "class": "growth",
        "viewBox": f"0 0 {svg.number(WIDTH)} {svg.number(HEIGHT)}",
        "role": "img",
        "aria-labelledby": "growth-title growth-desc",
    }
    return svg.element("svg", root, "".join([*head, *parts]))


def _axes(
    planned: Product, low: float, high: float, last: int, x: Place, y: Place, language: Language
) -> Iterator[str]:
    floor_y = HEIGHT - BOTTOM
    yield svg.line(LEFT, floor_y, WIDTH - RIGHT, floor_y, class_="growth-axis")
    for day in sorted({0, *planned.culture.controls, planned.culture.days}):
        if day <= last:
            yield svg.line(x(day), floor_y, x(day), floor_y + 4, class_="growth-axis")
            yield svg.words(x(day), floor_y + 17, str(day), class_="growth-tick", text_anchor="middle")
    for value in _round_numbers(low, high):
        yield svg.line(LEFT, y(value), WIDTH - RIGHT, y(value), class_="growth-hair")
        yield svg.words(LEFT - 8, y(value) + 4, cells(value), class_="growth-tick", text_anchor="end")
    yield svg.words(
        (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, _DAY.in_(language), class_="growth-name", text_anchor="middle"
    )
    yield svg.words(LEFT, 11, _CELLS.in_(language), class_="growth-name")


def _round_numbers(low: float, high: float) -> list[int]:
    """Numbers of cells that a reader expects on the axis: 1, 2 and 5 times a power of ten; of a wide range the powers alone."""
    powers = range(max(0, floor(low)), ceil(high) + 1)
    factors = (1, 2, 5) if high - low < _WIDE else (1,)
    return [factor * 10**power for power in powers for factor in factors if low <= log10(factor * 10**power) <= high]


def _band(grown: Growing, x: Place, y: Place, language: Language) -> Iterator[str]:
    if len(grown.band) < 2:
        return
    upper = [(x(one.day), y(one.most)) for one in grown.band]
    lower = [(x(one.day), y(one.least)) for one in reversed(grown.band)]
    corners = [*upper, *lower]
    steps = (f"{'L' if at else 'M'}{svg.number(a)} {svg.number(b)}" for at, (a, b) in enumerate(corners))
    yield svg.element("path", {"d": " ".join(steps) + " Z", "class": "growth-band"})
    yield svg.words(
        upper[-1][0] - 6,
        (upper[-1][1] + lower[0][1]) / 2 + 4,
        _BAND.in_(language),
        class_="growth-tick",
        text_anchor="end",
    )
