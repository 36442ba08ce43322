"""A logger's series by hand: extremes, minutes outside, gaps, and what a receipt may not say against it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import is_excursion, read_logger
from tests.rules.product.cells import Trail, at, study

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
LOW, HIGH = Decimal(2), Decimal(8)


def series(*degrees: float, step: int = 5) -> tuple[tuple[int, Decimal], ...]:
    return tuple((place * step, Decimal(str(one))) for place, one in enumerate(degrees))


@pytest.mark.parametrize(
    ("degrees", "outside"),
    [
        ((4, 5, 6), 0),
        ((2, 8, 2), 0),
        ((4, 8.1, 6), 10),
        ((4, 8.1, 9, 6), 15),
        ((4, 9, 4, 4, 9, 4), 20),
        ((9, 4), 5),
        ((4, 1.9), 5),
        ((9,), 1),
        ((4,), 0),
    ],
)
def test_minutes_outside_add_up_over_all_excursions(degrees: tuple[float, ...], outside: int) -> None:
    assert read_logger(series(*degrees), LOW, HIGH).minutes_outside == outside


def test_extremes_and_the_longest_gap() -> None:
    found = read_logger(((0, Decimal(4)), (5, Decimal("3.5")), (17, Decimal(7))), LOW, HIGH)
    assert (found.lowest_c, found.highest_c, found.longest_gap) == (Decimal("3.5"), Decimal(7), 12)
    assert read_logger(((6, Decimal(4)), (10, Decimal(4))), LOW, HIGH).longest_gap == 6
    with pytest.raises(ValueError, match="reading"):
        read_logger((), LOW, HIGH)


@pytest.mark.parametrize(
    ("minutes", "lowest", "readings", "excursion"),
    [
        (30, "4", (), False),
        (31, "4", (), True),
        (0, "0", (), False),
        (5, "-0.1", (), True),
        (0, "4", ((0, Decimal(4)), (5, Decimal(4))), False),
        (0, "4", ((0, Decimal(4)), (6, Decimal(4))), True),
        (0, "4", ((6, Decimal(4)), (10, Decimal(4))), True),
    ],
)
def test_too_long_outside_frozen_or_out_of_sight_is_an_excursion(
    minutes: int, lowest: str, readings: Any, excursion: bool
) -> None:
    product = study().product
    assert product is not None
    body = made.BagReceived(
        bag="-", lowest_c=Decimal(lowest), highest_c=Decimal(8), minutes_outside=minutes, readings=readings
    )
    assert is_excursion(product.shelf, body) is excursion


def on_the_way() -> tuple[Trail, str]:
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    trail.release(bag, I1)
    trail.do(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(I1, 11))
    return trail, bag


def receipt(bag: str, readings: Any, low: str = "4", high: str = "6", minutes: int = 0) -> made.BagReceived:
    return made.BagReceived(
        bag=bag, lowest_c=Decimal(low), highest_c=Decimal(high), minutes_outside=minutes, readings=readings
    )


def test_a_receipt_agrees_with_the_series_that_comes_with_it() -> None:
    trail, bag = on_the_way()
    good = series(4, 5, 6, 5, 5, 5, 5)
    assert trail.ask(receipt(bag, good), at(I1, 11, 30), "nie") == []
    assert trail.ask(receipt(bag, good, high="7"), at(I1, 11, 30), "nie") == ["logger-contradicts"]
    assert trail.ask(receipt(bag, good, low="3"), at(I1, 11, 30), "nie") == ["logger-contradicts"]
    warm = series(4, 9, 6, 5, 5, 5, 5)
    assert trail.ask(receipt(bag, warm, high="9", minutes=10), at(I1, 11, 30), "nie") == []
    assert trail.ask(receipt(bag, warm, high="9", minutes=5), at(I1, 11, 30), "nie") == ["logger-contradicts"]


def test_the_series_covers_the_way_and_is_in_order() -> None:
    trail, bag = on_the_way()
    assert trail.ask(receipt(bag, series(4, 6, 5, 5, 5, 5)), at(I1, 11, 30), "nie") == []
    assert trail.ask(receipt(bag, series(4, 6, 5, 5, 5)), at(I1, 11, 30), "nie") == ["logger-gap"]
    backwards = ((0, Decimal(4)), (0, Decimal(6)))
    assert trail.ask(receipt(bag, backwards), at(I1, 11), "nie") == ["logger-out-of-order"]
