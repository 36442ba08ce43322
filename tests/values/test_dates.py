"""Days and partial dates, beside a calendar on paper."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.values.dates import (
    PartialDate,
    add_months,
    completed_months,
    completed_years,
    days_between,
    is_day,
    read_day,
)


def test_a_day_is_written_in_one_way_only() -> None:
    assert is_day("2018-05-10") and is_day("2024-02-29")
    written_otherwise = ["20180510", "2018-W19-4", "2018-5-10", "10/05/2018", " 2018-05-10", ""]
    assert [words for words in written_otherwise if is_day(words)] == []


def test_a_day_is_read_as_it_is_written_and_nothing_else_is_one() -> None:
    assert read_day("2018-05-10") == date(2018, 5, 10)
    assert read_day("20180510") is None and read_day("soon") is None


def test_a_day_that_no_calendar_has_is_none() -> None:
    assert not is_day("2018-02-29") and not is_day("2018-13-01") and not is_day("0000-01-01")


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2018-02", date(2018, 2, 1), date(2018, 2, 28)),
        ("2018-05-10", date(2018, 5, 10), date(2018, 5, 10)),
    ],
)
def test_a_partial_date_is_the_span_of_days_that_it_may_be(words: str, earliest: date, latest: date) -> None:
    found = PartialDate.parse(words)
    assert (found.earliest, found.latest, str(found)) == (earliest, latest, words)
    assert found.exact == (earliest if earliest == latest else None)


@pytest.mark.parametrize("words", ["", "18", "2018-5", "2018-02-30", "2018-00", "2018-05-00", "２０１８"])
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match=r"is not a date|month"):
        PartialDate.parse(words)


def test_a_month_later_is_the_last_day_where_that_month_is_shorter() -> None:
    assert add_months(date(2018, 1, 31), 1) == date(2018, 2, 28)
    assert add_months(date(2018, 3, 31), -1) == date(2018, 2, 28)
    assert add_months(date(2018, 11, 15), 14) == date(2020, 1, 15)


def test_who_is_born_on_a_leap_day_completes_a_year_on_the_first_of_march() -> None:
    born = date(2000, 2, 29)
    assert (completed_years(born, date(2018, 2, 28)), completed_years(born, date(2018, 3, 1))) == (17, 18)


def test_a_month_is_complete_on_its_day_and_not_before() -> None:
    since = date(2018, 5, 10)
    assert [completed_months(since, on) for on in (date(2018, 6, 9), date(2018, 6, 10), date(2019, 6, 9))] == [0, 1, 12]


def test_days_are_counted_backwards_as_well() -> None:
    assert days_between(date(2018, 2, 27), date(2018, 3, 1)) == 2
    assert days_between(date(2018, 3, 1), date(2018, 2, 27)) == -2
