"""What agrees and what differs: exact unless the case says otherwise, and nothing beyond what it expects."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.validation.cases import Tolerance
from equipoise.validation.compare import NOTHING, Difference, compare, compared

D = Decimal
ABSOLUTE = Tolerance(absolute=D("0.1"))
RELATIVE = Tolerance(relative=D("0.01"))


def agree(expected: Any, found: Any, tolerance: Tolerance | None = None) -> bool:
    return not compare({"x": expected}, {"x": found}, tolerance)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1, 1),
        (1, D("1.0")),
        (D("0.1"), D("0.10")),
        (D("0.1"), 0.1),
        (D("0.5"), Fraction(1, 2)),
        (D("0.3333333333333333"), Fraction(1, 3)),  # the nearest number that JSON can write
        ("0.1", D("0.10")),
        ("1/3", "1/3"),
        (3, "3"),
        ("PR", "PR"),
        ("2018-05-10", date(2018, 5, 10)),
        (None, None),
        (True, True),
        ([1, 2], (1, 2)),
        ([], []),
        ({}, {"a": 1}),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"2": D("0.5")}, {2: Fraction(1, 2)}),
    ],
)
def test_these_agree(expected: Any, found: Any) -> None:
    assert agree(expected, found)


@pytest.mark.parametrize(
    ("expected", "found"),
    [
        (1, 2),
        (1, True),
        (0, False),
        (True, 1),
        (None, 0),
        (0, None),
        (None, False),
        ("", None),
        ("PR", "pr"),
        ("2.0", "2.00"),  # texts: a number is found as a number
        ("PR", D(1)),
        ("0.3333333333333333", Fraction(1, 3)),  # in quotes: exact
        (D("0.1"), D("0.1000000001")),
        ([1, 2], [2, 1]),
        ([1], [1, 1]),
        ([1], 1),
        ({"a": 1}, 1),
        ({"a": 1}, {"b": 1}),
        ({"a": None}, {}),
        ("2018-05-10", date(2018, 5, 11)),
        (D("1e400"), D(1)),
    ],
)
def test_these_differ(expected: Any, found: Any) -> None:
    assert not agree(expected, found)


@pytest.mark.parametrize(
    ("expected", "found", "tolerance", "same"),
    [
        (1, D("1.1"), ABSOLUTE, True),
        (1, D("1.1000001"), ABSOLUTE, False),
        (1, D("0.9"), ABSOLUTE, True),
        (200, 202, RELATIVE, True),
        (200, D("202.01"), RELATIVE, False),
        (-200, -202, RELATIVE, True),
        (0, D("0.001"), RELATIVE, False),
        (200, 202, Tolerance(D("0.01"), D("0.1")), True),  # one of the two is enough
        (0, D("0.05"), Tolerance(D("0.01"), D("0.1")), True),
        ("1", D("1.05"), ABSOLUTE, False),  # in quotes: exact
        (None, 0, ABSOLUTE, False),
        ([1, 2], [D("1.05"), 2], ABSOLUTE, True),
        ({"a": 1}, {"a": D("1.05")}, ABSOLUTE, True),
    ],
)
def test_a_tolerance_widens_numbers_alone(expected: Any, found: Any, tolerance: Tolerance, same: bool) -> None:
    assert agree(expected, found, tolerance) is same


def test_every_difference_has_its_path() -> None:
    expect = {"a": {"b": [1, {"c": 2}]}, "d": 3, "e": 4, "f": None}
    found = {"a": {"b": [1, {"c": 9}]}, "d": 8, "e": 4}
    assert compare(expect, found) == (
        Difference("a.b[1].c", 2, 9),
        Difference("d", 3, 8),
        Difference("f", None, NOTHING),
    )


@pytest.mark.parametrize(
    ("found", "agrees"),
    [
        ({"response": "SD"}, True),
        ({"response": "CR"}, False),
        ({"response": "SD", "date": "2018"}, True),
        ({"one_of": ["PD", "SD"]}, True),
        ({"one_of": ["SD"]}, False),
        ({"one_of": ["SD", "PD", "CR"]}, False),
        ({}, False),
    ],
)
def test_one_of_several_answers_is_enough(found: Any, agrees: bool) -> None:
    assert (not compare({"one_of": ["SD", "PD"]}, found)) is agrees


def test_what_is_shown_is_what_was_asked_for() -> None:
    assert compared({"a": {"x": 1}, "b": [{"y": 2}]}, {"a": {"x": 9, "z": 0}, "b": [{"y": 8, "w": 0}], "c": 7}) == {
        "a": {"x": 9},
        "b": [{"y": 8}],
    }


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False, places=6)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4))
def test_whatever_is_found_agrees_with_itself(found: dict[str, Any]) -> None:
    assert compare(found, found) == ()


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4), st.text(), VALUES)
def test_what_is_not_expected_never_counts(found: dict[str, Any], name: str, value: Any) -> None:
    assert compare(found, {name: value} | found) == ()
