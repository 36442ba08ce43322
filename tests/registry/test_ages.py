"""Ages of a record: an absent bound is open, and both bounds are compared in one unit."""

from __future__ import annotations

from fractions import Fraction

import pytest

from equipoise.registry.ages import Ages, days_of_age

YEAR = Fraction(1461, 4)


def test_an_absent_bound_is_open():
    assert Ages.read("18 Years", "") == Ages(18 * YEAR, None)
    assert Ages.read("", "").meets(200 * YEAR, None)


def test_an_upper_bound_counts_to_the_end_of_its_year():
    takes = Ages.read("18 Years", "65 Years")
    assert takes.meets(Fraction(65) * YEAR, None)
    assert not takes.meets(66 * YEAR, None)


def test_bounds_in_different_units_are_compared_in_one():
    newborns = Ages.read("30 Minutes", "28 Days")
    assert newborns.meets(Fraction(0), Fraction(1))
    assert not newborns.meets(Fraction(29), None)


@pytest.mark.parametrize("words", ["", "N/A", "18", "eighteen Years", "-1 Years", "18 Years old"])
def test_what_is_not_an_age_is_none(words: str):
    assert days_of_age(words) is None
