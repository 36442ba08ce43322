"""Which of a laboratory's ranges counts: by sex, age and day, and none where that is not sure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from equipoise.facts.limits import SexAndBirth, limits_of
from equipoise.protocol.model import Laboratory, ReferenceRange
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

DAY = date(2026, 5, 10)


def lab(*ranges: dict[str, Any]) -> Laboratory:
    limits = tuple(ReferenceRange(**{"analyte": "creat", "unit": "umol/L"} | one) for one in ranges)
    return Laboratory(name=Text("One", "一"), ranges=limits)


def high(
    laboratory: Laboratory, sex: str | None = None, born: str | None = None, day: date | None = DAY
) -> Decimal | None:
    person = SexAndBirth(sex, PartialDate.parse(born) if born else None)
    found = limits_of(laboratory, "creat", person, day)[1]
    return found.value if found is not None else None


BY_SEX = lab({"sex": "M", "high": "104"}, {"sex": "F", "high": "84"})


@pytest.mark.parametrize(("sex", "limit"), [("M", 104), ("F", 84), (None, None)])
def test_without_the_sex_no_limit_by_sex_counts(sex: str | None, limit: int | None) -> None:
    assert high(BY_SEX, sex) == limit


def test_a_more_specific_range_goes_before_one_for_everybody_in_whatever_order_they_stand() -> None:
    general, women = {"high": "110"}, {"sex": "F", "high": "84"}
    for laboratory in (lab(general, women), lab(women, general)):
        assert (high(laboratory, "F"), high(laboratory, "M")) == (84, 110)
        assert high(laboratory) is None, "she may be a woman: then 84 would count"
    assert high(lab({"high": "84"}, {"sex": "F", "high": "84"})) == 84, "whoever it is, it is the same"


@pytest.mark.parametrize(
    ("day", "limit"),
    [("2025-12-31", 100), ("2026-01-01", 104), ("2026-06-30", 104), ("2026-07-01", None)],
)
def test_a_range_counts_from_its_first_to_its_last_day(day: str, limit: int | None) -> None:
    laboratory = lab(
        {"valid_to": "2025-12-31", "high": "100"},
        {"valid_from": "2026-01-01", "valid_to": "2026-06-30", "high": "104"},
    )
    assert high(laboratory, day=date.fromisoformat(day)) == limit


def test_of_two_ranges_in_force_the_newer_counts() -> None:
    laboratory = lab({"valid_from": "2024-01-01", "high": "100"}, {"valid_from": "2026-01-01", "high": "104"})
    assert high(laboratory) == 104
    assert high(laboratory, day=None) is None


@pytest.mark.parametrize(
    ("born", "limit"),
    [
        ("2008-05-10", 104),  # 18 on the day
        ("2008-05-11", 90),  # 17
        ("2008", None),  # 17 or 18
        ("2007", 104),
        ("1961-05-11", 104),  # 64
        ("1961-05-10", 120),  # 65
        ("2008-02-29", 104),
    ],
)
def test_age_is_counted_in_completed_years_and_a_partial_birth_date_decides_only_where_it_can(
    born: str, limit: int | None
) -> None:
    laboratory = lab(
        {"age_to": 17, "high": "90"}, {"age_from": 18, "age_to": 64, "high": "104"}, {"age_from": 65, "high": "120"}
    )
    assert high(laboratory, born=born) == limit
    assert high(laboratory) is None


def test_another_analyte_or_no_laboratory_has_no_limit() -> None:
    assert limits_of(None, "creat", SexAndBirth(), DAY) == (None, None)
    assert limits_of(BY_SEX, "alt", SexAndBirth("M"), DAY) == (None, None)
