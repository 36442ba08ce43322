"""Until when a filled bag may be used."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from equipoise.rules.product import chain, shelf_state_of
from tests.rules.product.cells import Trail

I1 = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("before_the_end", "state"),
    [
        (timedelta(hours=4, microseconds=1), "usable"),
        (timedelta(hours=4), "alert"),
        (timedelta(microseconds=1), "alert"),
        (timedelta(0), "expired"),
    ],
)
def test_a_bag_alerts_from_its_hour_on_and_is_expired_at_the_end_itself(before_the_end: timedelta, state: str) -> None:
    trail = Trail()
    trail.collect(1, date(2026, 6, 1))
    name = trail.fill(1, 1, I1)
    assert trail.study.product is not None
    shelf = trail.study.product.shelf
    assert (shelf.hours, shelf.alert_hours) == (24, 20)
    bag = chain(trail.study, trail.history).bags[name]
    assert shelf_state_of(shelf, bag, bag.expires - before_the_end) == state
