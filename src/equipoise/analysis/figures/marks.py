"""The marks of figures: told apart by shape as well as by colour, so they survive a copy in grey."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from equipoise.analysis.figures import svg
from equipoise.analysis.figures.palette import PAPER
from equipoise.values.text import Text

Shape = Literal["circle", "ring", "square", "diamond", "triangle", "down", "cross", "arrow", "patch", "line", "dashes"]
SHAPES: tuple[Shape, ...] = get_args(Shape)

# Corners in units of half the mark's size; y grows downwards.
CORNERS: dict[str, Sequence[tuple[float, float]]] = {
    "square": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "diamond": ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)),
    "triangle": ((0, -1.0), (1.0, 0.85), (-1.0, 0.85)),
    "down": ((0, 1.0), (1.0, -0.85), (-1.0, -0.85)),
    "arrow": ((-0.8, -0.9), (1.0, 0), (-0.8, 0.9)),
    "patch": ((-1.2, -1.0), (1.2, -1.0), (1.2, 1.0), (-1.2, 1.0)),
}


@dataclass(frozen=True, slots=True)
class MarkKind:
    """What a mark stands for: the key by which rows name it, its name, its shape and its colour."""

    key: str
    name: Text
    shape: Shape
    colour: str


def draw_mark(shape: Shape, x: float, y: float, size: float, colour: str) -> str:
    """One mark with its middle at x, y; a thin paper edge keeps it apart from what lies beneath."""
    half = size / 2
    if shape == "circle":
        return svg.element("circle", {"cx": x, "cy": y, "r": half, "fill": colour, "stroke": PAPER})
    if shape == "ring":
        place = {"cx": x, "cy": y, "r": half - 0.5}
        return svg.element("circle", {**place, "fill": PAPER, "stroke": colour, "stroke_width": 2})
    if shape == "cross":
        strokes = (f"M{_at(x - half, y - half)}L{_at(x + half, y + half)}M{_at(x - half, y + half)}",)
        return svg.path((*strokes, f"L{_at(x + half, y - half)}"), stroke=colour, stroke_width=2)
    if shape in ("line", "dashes"):
        dashes = "3 2" if shape == "dashes" else None
        return svg.line(x - 1.6 * half, y, x + 1.6 * half, y, stroke=colour, stroke_width=2, stroke_dasharray=dashes)
    corners = [(x + dx * half, y + dy * half) for dx, dy in CORNERS[shape]]
    return draw_polygon(corners, fill=colour, stroke=PAPER)


def draw_polygon(corners: Sequence[tuple[float, float]], **attributes: svg.Attribute) -> str:
    """A closed area from its corners."""
    return svg.element("path", {"d": "M" + "L".join(_at(x, y) for x, y in corners) + "Z", **attributes})


def draw_line(points: Sequence[tuple[float, float]], **attributes: svg.Attribute) -> str:
    """A line through points."""
    return svg.path(("M" + "L".join(_at(x, y) for x, y in points),), **attributes)


def _at(x: float, y: float) -> str:
    return f"{svg.number(x)} {svg.number(y)}"
