from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.protocol.criteria import Range
from equipoise.protocol.criteria.ranges import Exact, compare, read_number
from equipoise.values.truth import Truth


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12.50", Decimal("12.50")),
        ("-3", Decimal(-3)),
        (">=50", Range(least=Fraction(50))),
        ("≥ 50", Range(least=Fraction(50))),
        ("> 50", Range(least=Fraction(50), least_out=True)),
        ("<0.3", Range(most=Fraction(3, 10), most_out=True)),
        ("<= 0.3", Range(most=Fraction(3, 10))),
        ("50-55", Range(Fraction(50), Fraction(55))),
        ("50 ~ 55", Range(Fraction(50), Fraction(55))),
        ("55-50", None),
        ("about 50", None),
        ("1e5", None),
        ("", None),
        ("2018-05-10", None),
    ],
)
def test_an_answer_is_read_as_a_number_or_a_bound(words: str, number: Decimal | Range | None) -> None:
    assert read_number(words) == number


@pytest.mark.parametrize(("text", "bounds"), [(">50", ">50"), (">=50", ">=50"), ("<0.3", "<0.3"), ("5-6", "5–6")])
def test_a_range_is_written_as_it_was_answered(text: str, bounds: str) -> None:
    assert str(read_number(text)) == bounds


quarters = st.integers(-8, 8).map(lambda n: Fraction(n, 4))


@given(quarters, quarters, quarters, quarters, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]))
def test_a_decision_between_ranges_holds_for_every_number_in_them(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, relation: str
) -> None:
    one, other = Range(min(a, b), max(a, b)), Range(min(c, d), max(c, d))
    found = compare(one, relation, other)
    ends: list[tuple[Exact, Exact]] = [(x, y) for x in (a, b, (a + b) / 2) for y in (c, d, (c + d) / 2)]
    if found is not Truth.UNKNOWN:
        assert {compare(x, relation, y) for x, y in ends} == {found}
