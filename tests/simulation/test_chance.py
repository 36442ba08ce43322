from __future__ import annotations

from collections import Counter
from decimal import Decimal
from statistics import fmean, median, stdev

import pytest

from equipoise.simulation.rehearsal.chance import Chance, weigh


def draws(chance: Chance, count: int = 5) -> list[float]:
    return [chance.unit() for _ in range(count)]


def test_the_same_seed_and_place_draw_the_same_on_every_machine() -> None:
    assert draws(Chance(7, 3)) == draws(Chance(7, 3))
    assert [round(one, 6) for one in draws(Chance(1), 3)] == [0.511822, 0.950464, 0.14416], "NumPy keeps PCG64's stream"


def test_another_seed_or_place_draws_otherwise() -> None:
    streams = [tuple(draws(Chance(*place))) for place in ((7, 3), (7, 4), (8, 3), (7, 3, 0), (7,), (73,))]
    assert len(set(streams)) == len(streams)


def test_one_stream_does_not_move_another() -> None:
    one, other = Chance(7, 1), Chance(7, 2)
    expected = draws(Chance(7, 2))
    draws(one, 1000)
    assert draws(other) == expected


def test_whole_numbers_include_both_ends() -> None:
    chance = Chance(5)
    assert {chance.between(2, 4) for _ in range(200)} == {2, 3, 4}
    assert chance.between(3, 3) == 3
    assert chance.between(3, 1) == 3


def test_weights_weigh() -> None:
    chance = Chance(5)
    seen = Counter(
        chance.weighted({"often": Decimal("0.9"), "seldom": Decimal("0.1"), "never": Decimal(0)}) for _ in range(5000)
    )
    assert seen["never"] == 0
    assert 0.88 < seen["often"] / 5000 < 0.92


def test_a_sure_thing_happens_and_an_impossible_one_does_not() -> None:
    chance = Chance(5)
    assert all(chance.happens(1) for _ in range(500))
    assert not any(chance.happens(Decimal(0)) for _ in range(500))


def test_draws_have_the_centre_that_their_name_says() -> None:
    chance = Chance(5)
    assert fmean(chance.normal(90, 3) for _ in range(4000)) == pytest.approx(90, abs=0.2)
    assert median(chance.lognormal(20, 1.5) for _ in range(4000)) == pytest.approx(20, rel=0.05)
    assert fmean(chance.waiting(12) for _ in range(4000)) == pytest.approx(12, rel=0.06)


def test_what_is_rare_comes_as_often_as_the_usual_to_an_exception() -> None:
    chance = Chance(5).of_exceptions()
    weights = weigh({"often": Decimal("0.98"), "seldom": Decimal("0.02"), "never": Decimal(0)})
    seen = Counter(chance.among(weights) for _ in range(4000))
    assert seen["never"] == 0
    assert 0.46 < seen["seldom"] / 4000 < 0.54
    assert stdev(chance.normal(0, 1) for _ in range(4000)) == pytest.approx(3, rel=0.05)


def test_an_exception_draws_from_the_same_stream() -> None:
    one, other = Chance(7, 1), Chance(7, 1)
    assert [one.of_exceptions().unit(), one.unit()] == [other.unit(), other.unit()]
