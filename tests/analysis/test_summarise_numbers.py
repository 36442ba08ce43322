from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from equipoise.analysis.summarise_numbers import Summary, summarise_numbers


def test_the_line_of_a_table_is_computed_by_hand():
    found = summarise_numbers([2, 4, 4, 6])
    assert (found.n, found.mean, found.median, found.least, found.most) == (4, 4.0, 4.0, 2.0, 6.0)
    assert found.sd is not None
    assert round(found.sd, 6) == 1.632993


def test_nothing_has_no_numbers_and_one_value_no_deviation():
    assert summarise_numbers([]) == Summary(0)
    assert summarise_numbers([Fraction(3)]) == Summary(1, 3.0, None, 3.0, 3.0, 3.0)


@given(st.lists(st.fractions(max_denominator=1000), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_values_changes_nothing(values, chance):
    mixed = list(values)
    chance.shuffle(mixed)
    assert summarise_numbers(mixed) == summarise_numbers(values)
