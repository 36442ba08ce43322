"""Every situation of the endpoint table in docs/reference/results.md, with days counted by hand (day 1 is randomisation)."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.analysis.derive_time_to_event import derive_time_to_event
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import select_set
from equipoise.analysis.time_to_event import TimeToEventRow, TimeToEventTable
from tests.analysis.trial_example import Step, alive, death, form, randomised, scan, study, trial

LATE = date(2030, 1, 1)


def table(*steps: Step, endpoint: str = "pfs", until: date = LATE) -> TimeToEventTable:
    people = read_participants(trial(*randomised("P1", "cells"), *steps), study(), until)
    return derive_time_to_event(study(), endpoint, people, select_set(study(), "itt", people))


def row(*steps: Step, endpoint: str = "pfs", until: date = LATE) -> TimeToEventRow:
    (found,) = table(*steps, endpoint=endpoint, until=until).rows
    return found


BASELINE = scan("P1", "2026-01-05")


def test_progression_at_a_scan_counts_on_its_date():
    found = row(BASELINE, scan("P1", "2026-02-20"), scan("P1", "2026-04-01", "30"))
    assert (found.event, found.source, found.day, found.on) == (True, "progression", 82, date(2026, 4, 1))
    assert found.seq == 5
    assert found.says.en == "Progression on 1 April 2026."
    assert found.says.zh == "Progression，日期：2026年4月1日。"


def test_a_new_lesion_at_an_unscheduled_scan_counts_on_its_date():
    found = row(BASELINE, scan("P1", "2026-01-25", new=True))
    assert (found.event, found.day) == (True, 16)


def test_death_without_progression_counts_on_its_date():
    found = row(BASELINE, scan("P1", "2026-02-20"), death("P1", "2026-03-01"))
    assert (found.event, found.source, found.day) == (True, "death", 51)


def test_the_earlier_of_progression_and_death_counts():
    found = row(BASELINE, death("P1", "2026-06-01"), scan("P1", "2026-04-01", "30"))
    assert (found.source, found.day) == ("progression", 82)


def test_alive_without_progression_is_censored_at_the_last_evaluable_scan():
    found = row(BASELINE, scan("P1", "2026-02-20"), scan("P1", "2026-04-01"), scan("P1", "2026-05-01", None))
    assert (found.event, found.source, found.day, found.on) == (False, "tumour_assessment", 82, date(2026, 4, 1))
    assert found.says.en == "No event; last evaluable tumour assessment on 1 April 2026."


def test_without_an_assessment_after_randomisation_the_day_is_one():
    found = row(BASELINE, alive("P1", "2026-05-01"))
    assert (found.event, found.source, found.day, found.on) == (False, "origin", 1, date(2026, 1, 10))


def test_an_event_after_two_missed_scans_still_counts_on_its_date():
    found = row(BASELINE, scan("P1", "2026-02-20"), scan("P1", "2027-01-10", "40"))
    assert (found.event, found.day) == (True, 366)


def test_a_participant_lost_is_censored_at_the_last_scan_and_not_when_lost():
    found = row(BASELINE, scan("P1", "2026-02-20"), form("P1", "LTFU", {"DSSTDAT": "2026-09-01"}, "2026-09-01"))
    assert (found.event, found.day) == (False, 42)


def test_an_event_on_the_last_day_of_the_horizon_counts():
    found = row(BASELINE, death("P1", "2027-09-10"))
    assert (found.event, found.day) == (True, 609)


def test_an_event_after_the_horizon_is_censored_twenty_calendar_months_after_randomisation():
    found = row(BASELINE, scan("P1", "2026-02-20"), death("P1", "2027-09-11"))
    assert (found.event, found.source, found.on, found.day) == (False, "horizon", date(2027, 9, 10), 609)
    assert found.says.en == "Death on 11 September 2027, after the horizon of 20 months: censored on 10 September 2027."


def test_a_scan_after_the_horizon_censors_at_the_horizon():
    found = row(BASELINE, scan("P1", "2027-12-01"))
    assert (found.event, found.source, found.day) == (False, "horizon", 609)


def test_survival_is_censored_at_the_newest_contact_of_any_declared_form():
    found = row(BASELINE, alive("P1", "2026-03-01"), scan("P1", "2026-04-01"), endpoint="os")
    assert (found.event, found.source, found.day) == (False, "contact", 82)


def test_contacts_after_the_data_cut_do_not_extend_survival():
    found = row(alive("P1", "2026-03-01"), alive("P1", "2026-08-01"), endpoint="os", until=date(2026, 7, 1))
    assert (found.event, found.day) == (False, 51)


def test_an_event_after_the_data_cut_has_not_happened_yet():
    found = row(BASELINE, scan("P1", "2026-02-20"), scan("P1", "2026-04-01", "30"), until=date(2026, 3, 31))
    assert (found.event, found.day) == (False, 42)


def test_the_day_of_the_data_cut_is_in():
    assert row(BASELINE, death("P1", "2026-03-31"), until=date(2026, 3, 31)).event


@pytest.mark.parametrize(
    ("words", "day", "on"),
    [("2026-06", 143, date(2026, 6, 1)), ("2026", 1, date(2026, 1, 10)), ("2027", 357, date(2027, 1, 1))],
)
def test_a_partial_date_of_death_counts_on_its_earliest_possible_day_and_says_so(words: str, day: int, on: date):
    found = row(death("P1", words), endpoint="os")
    assert (found.event, found.day, found.on, found.partial) == (True, day, on, True)
    assert f"(date known as {words}: the earliest possible day)" in found.says.en


def test_an_event_before_randomisation_is_told_and_does_not_count():
    found = table(death("P1", "2025-12-01"), alive("P1", "2026-02-09"), endpoint="os")
    assert (found.rows[0].event, found.rows[0].day) == (False, 31)
    assert [remark.en for remark in found.remarks] == [
        "P1: Death on 1 December 2025, before Randomisation: not counted."
    ]


def test_a_death_without_a_date_is_told_and_does_not_count():
    found = table(form("P1", "DD", {}), endpoint="os")
    assert [remark.en for remark in found.remarks] == ["P1: Death is entered without a date: not counted."]


def test_who_is_not_in_the_set_has_no_row():
    people = read_participants(trial(*randomised("P1", "cells"), *randomised("P2", "control")), study(), LATE)
    found = derive_time_to_event(study(), "pfs", people, select_set(study(), "infused", people))
    assert found.rows == ()
