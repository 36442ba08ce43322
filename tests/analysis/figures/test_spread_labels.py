from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from equipoise.analysis.figures.spread_labels import spread_labels


def test_labels_that_have_room_stay_where_they_want_to_be() -> None:
    assert spread_labels([0, 1], [50, 200], [20, 20], 0, 300) == (50, 200)


def test_labels_wanted_at_one_place_are_moved_just_apart() -> None:
    assert spread_labels([0, 1], [100, 100], [20, 30], 0, 300) == (100, 125)


def test_labels_at_the_bottom_are_pushed_up() -> None:
    assert spread_labels([1, 0], [300, 300], [20, 20], 0, 300) == (290, 270)


@given(some.lists(some.tuples(some.floats(0, 300), some.floats(5, 90)), max_size=6))
def test_labels_never_overlap_and_keep_their_order(labels: list[tuple[float, float]]) -> None:
    order = list(range(len(labels)))
    heights = [height for _, height in labels]
    places = spread_labels(order, [wanted for wanted, _ in labels], heights, 0, 300)
    edge = 0.0
    for place, height in zip(places, heights, strict=True):
        assert place - height / 2 >= edge - 1e-6
        edge = place + height / 2
