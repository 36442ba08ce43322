"""A map of points without anybody's tiles."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.show.world import WIDTH, Spot, region, world

spots = st.builds(
    Spot,
    st.floats(-89, 89, allow_nan=False),
    st.floats(-180, 180, allow_nan=False),
    st.integers(1, 5000),
)


def test_the_world_runs_from_180_west_to_180_east() -> None:
    drawn = world([Spot(0, 0, 1), Spot(80, -180, 4), Spot(-60, 180, 1)])
    assert (drawn.width, drawn.height) == (1000, 388.9)
    assert [(dot.x, dot.y) for dot in drawn.dots] == [(0, 0), (500, 222.2), (1000, 388.9)]
    assert drawn.dots[0].radius == 14.0, "the most stands for the largest dot"


def test_what_lies_beyond_the_map_is_left_out() -> None:
    assert world([Spot(-78, 166, 1)]).dots == ()


def test_a_region_across_the_date_line_is_the_narrow_one() -> None:
    drawn = region([Spot(52, 178, 3), Spot(51, -176, 1)])
    assert drawn is not None
    first, second = drawn.dots
    assert first.x < second.x
    assert [line.label for line in drawn.meridians][2:5] == ["178°E", "180°", "178°W"]


def test_the_degrees_of_a_wide_country_stand_apart_on_a_phone() -> None:
    drawn = region([Spot(20, 75, 1), Spot(50, 133, 1)])
    assert drawn is not None
    assert [line.label for line in drawn.meridians] == ["80°E", "90°E", "100°E", "110°E", "120°E", "130°E"]
    assert [line.label for line in world([]).meridians] == ["135°W", "90°W", "45°W", "0°", "45°E", "90°E", "135°E"]


def test_nothing_is_no_region() -> None:
    assert region([]) is None


@given(st.lists(spots, min_size=1, max_size=30))
def test_every_spot_of_a_region_lies_on_it(some: list[Spot]) -> None:
    drawn = region(some)
    assert drawn is not None
    assert len(drawn.dots) == len(some)
    assert all(-1 <= dot.x <= WIDTH + 1 and -1 <= dot.y <= drawn.height + 1 for dot in drawn.dots)
