from __future__ import annotations

from equipoise.analysis.survival import estimate_follow_up, read_observations


def test_an_event_hides_how_long_somebody_would_have_been_followed() -> None:
    data = read_observations([2, 10, 20, 30], [1, 0, 0, 0], ["a", "a", "b", "b"], ("a", "b"))
    follow_up = estimate_follow_up(data)
    assert (follow_up.n, follow_up.median) == (4, 20.0)


def test_follow_up_is_not_reached_where_everybody_had_the_event() -> None:
    follow_up = estimate_follow_up(read_observations([2, 3], [1, 1], ["a", "b"], ("a", "b")))
    assert (follow_up.median, follow_up.lower, follow_up.upper) == (None, None, None)


def test_follow_up_of_nobody_is_not_reached() -> None:
    assert estimate_follow_up(read_observations([], [], [], ("a",))).median is None
