from __future__ import annotations

import json
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.protocol.closed import is_working_day
from equipoise.protocol.model import Calendar, Clock
from equipoise.protocol.model.safety import ReportingRule
from equipoise.rules.safety import due_moment, end_of_day, is_late, last_day, reporting_duties
from tests.rules.example import t

SPRING = Calendar(
    holidays=("2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20"), worked=("2026-02-14",)
)
"""A spring festival of five weekdays, with one Saturday worked for it."""


def clock(**parts: object) -> Clock:
    return Clock.model_validate({"name": t("-"), "to": t("-"), **parts})


def test_the_study_file_knows_every_rule_of_the_data_file_and_no_other():
    assert set(get_args(ReportingRule)) == set(reporting_duties())


def test_each_rule_has_one_time_a_source_and_a_name_in_two_languages():
    for duty in reporting_duties().values():
        assert (duty.hours is None) != (duty.days is None)
        assert duty.source and duty.name.en and duty.name.zh


def test_rules_that_count_from_a_report_are_told_by_their_names():
    rules = json.loads(files("equipoise.rules.safety").joinpath("reporting_rules.json").read_text("utf-8"))["rules"]
    for rule in rules:
        assert (rule["from"] == "report") == rule["id"].endswith("_follow_up"), rule["id"]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("nmpa_fatal", 7), ("nmpa_follow_up", 8), ("nmpa_other", 15), ("ich_fatal", 7), ("ich_follow_up", 8), ("ich_other", 15),
        ("eu_fatal", 7), ("eu_follow_up", 8), ("eu_other", 15), ("us_fatal", 7), ("us_other", 15), ("uk_fatal", 7),
        ("uk_follow_up", 8), ("uk_other", 15),
    ],
)  # fmt: skip
def test_fatal_is_seven_days_other_fifteen_and_what_is_missing_eight_more(rule: str, days: int):
    assert reporting_duties()[rule].days == days


def test_the_investigator_has_a_day_towards_the_sponsor():
    aware = datetime(2026, 2, 13, 8, 30, tzinfo=UTC)
    assert due_moment(clock(rule="sponsor_cn"), aware, "Asia/Shanghai") == datetime(2026, 2, 14, 8, 30, tzinfo=UTC)


def test_the_day_of_knowledge_is_day_zero_and_holidays_do_not_matter():
    assert last_day(date(2026, 2, 13), 7) == date(2026, 2, 20)
    assert last_day(date(2026, 2, 13), 7, calendar=SPRING) == date(2026, 2, 20)
    assert last_day(date(2026, 2, 13), 0) == date(2026, 2, 13)


def test_working_days_jump_over_what_is_free_and_count_a_worked_saturday():
    assert last_day(date(2026, 2, 13), 1, working=True, calendar=SPRING) == date(2026, 2, 14)
    assert last_day(date(2026, 2, 13), 2, working=True, calendar=SPRING) == date(2026, 2, 23)


@pytest.mark.parametrize(("roll", "day"), [("none", 18), ("before", 14), ("after", 23)])
def test_a_last_day_that_is_free_moves_as_it_is_told(roll: str, day: int):
    assert last_day(date(2026, 2, 11), 7, roll=roll, calendar=SPRING) == date(2026, 2, day)  # type: ignore[arg-type]


def test_a_weekend_is_free_unless_it_is_worked():
    assert is_working_day(date(2026, 2, 14), SPRING)
    assert not is_working_day(date(2026, 2, 15), SPRING)
    assert not is_working_day(date(2026, 2, 17), SPRING)
    assert is_working_day(date(2026, 2, 23), SPRING)


def test_a_day_ends_at_local_midnight_in_summer_time_and_out_of_it():
    assert end_of_day(date(2026, 3, 28), "Europe/Berlin") == datetime(2026, 3, 28, 23, tzinfo=UTC)
    assert end_of_day(date(2026, 3, 29), "Europe/Berlin") == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_midnight_is_late_for_days_and_in_time_for_hours():
    due = datetime(2026, 2, 20, 16, tzinfo=UTC)
    assert is_late(clock(days=7), due, due)
    assert not is_late(clock(hours=24), due, due)
    assert is_late(clock(rule="nmpa_fatal"), due, due)


def test_a_clock_without_a_time_is_a_programmer_error():
    with pytest.raises(ValueError, match="hours, days or a rule"):
        due_moment(clock(), datetime(2026, 2, 13, tzinfo=UTC), "Asia/Shanghai")


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30))
def test_working_days_never_end_before_calendar_days(day: date, days: int):
    assert last_day(day, days, working=True, calendar=SPRING) >= last_day(day, days)
    assert last_day(day, days, roll="before", calendar=SPRING) <= last_day(day, days)
