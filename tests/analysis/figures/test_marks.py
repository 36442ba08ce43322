from __future__ import annotations

import pytest

from equipoise.analysis.figures.marks import SHAPES, Shape, draw_mark
from tests.analysis.figures.drawings import Drawing


@pytest.mark.parametrize("shape", SHAPES)
def test_each_shape_is_one_element_of_its_colour(shape: Shape) -> None:
    drawing = Drawing(draw_mark(shape, 50, 50, 10, "#0072b2"))
    assert len(drawing.elements) == 1
    assert "#0072b2" in drawing.elements[0][1].values()


def test_no_two_shapes_look_alike_without_colour() -> None:
    assert len({draw_mark(shape, 50, 50, 10, "#000000") for shape in SHAPES}) == len(SHAPES)
