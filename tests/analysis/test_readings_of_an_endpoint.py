"""An endpoint read in other ways: on scheduled days, between scans, by the central reader, until treatment is complete."""

from __future__ import annotations

from datetime import date
from typing import Any

from equipoise.analysis.derive_time_to_event import derive_time_to_event
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.say_warnings import say_warnings
from equipoise.analysis.select_set import select_set
from equipoise.analysis.time_to_event import TimeToEventRow, TimeToEventTable
from equipoise.facts.casebook import FormSaved
from equipoise.protocol.model import Study
from tests.analysis.trial_example import (
    ANALYSIS,
    ARMS,
    EVENTS,
    FORMS,
    Step,
    alive,
    death,
    form,
    randomised,
    scan,
    trial,
)
from tests.rules.example import PLAN, altered, t
from tests.rules.product.cells import PRODUCT

BASELINE = scan("P1", "2026-01-05")


def endpoint(**more: Any) -> dict[str, Any]:
    """Progression-free survival, read in another way."""
    return ANALYSIS["endpoints"]["pfs"] | more


STUDY = altered(
    forms=FORMS,
    arms=ARMS,
    product=PRODUCT,
    events=EVENTS
    | {
        "stopped": {"name": t("Stopped"), "form": "EOT", "when": "DSDECOD != COMPLETED"},
        "completed": {"name": t("Completed"), "form": "EOT", "when": "DSDECOD = COMPLETED"},
    },
    schedule={
        "visits": {
            "TA": {
                "name": t("Tumour assessment"), "epoch": next(iter(PLAN["epochs"])), "anchor": "randomised", "days": [42, 84],
                "window": {"before": 7, "after": 7}, "forms": ["TU"], "tumour_assessment": True,
            }
        }
    },
    response=PLAN["response"]
    | {"readers": {"item": "TREVAL", "investigator": ["INV"], "central": ["IND"]}},
    analysis=ANALYSIS
    | {
        "endpoints": {
            "pfs": endpoint(),
            "scheduled": endpoint(dating="scheduled"),
            "midpoint": endpoint(dating="midpoint"),
            "central": endpoint(reading="central"),
            "dor": endpoint(origin="response", horizon_months=None),
            "ttd": endpoint(events=["stopped", "death"], censor=["contact"], ends=["completed"], horizon_months=None),
        }
    },
)  # fmt: skip


def table(key: str, *steps: Step, of: Study = STUDY) -> TimeToEventTable:
    people = read_participants(trial(*randomised("P1", "cells"), *steps, of=of), of, date(2030, 1, 1))
    return derive_time_to_event(of, key, people, select_set(of, "itt", people))


def row(key: str, *steps: Step) -> TimeToEventRow:
    (found,) = table(key, *steps).rows
    return found


def at_visit(visit: str, day: str, diameter: str = "20", reader: str = "INV") -> Step:
    """A scan that was made at a visit, by a reader."""
    rows = ({"TULNKID": "T1", "DIAM": diameter},)
    items = {"TUDTC": day, "NEWLIND": "N", "TREVAL": reader}
    return (
        "P1",
        FormSaved(form="TU", instance=f"TU.{day}.{reader}", visit=visit, items=items, groups={"TARGET": rows}),
        day,
    )


def test_on_scheduled_days_a_scan_in_its_window_counts_on_the_day_that_was_planned():
    """Randomised on 10 January: week 6 is 21 February, day 43. The scan took place on 25 February."""
    steps = (at_visit("", "2026-01-05"), at_visit("TA.1", "2026-02-25", "40"))
    assert (row("pfs", *steps).day, row("scheduled", *steps).day) == (47, 43)
    assert row("scheduled", *steps).says.en == "Progression: the scheduled day of the scan, 21 February 2026."


def test_on_scheduled_days_progression_at_an_unscheduled_scan_counts_on_the_next_one():
    """The next planned day after 1 March is 4 April, day 85."""
    steps = (at_visit("", "2026-01-05"), at_visit("TA.1", "2026-02-20"), at_visit("", "2026-03-01", "40"))
    assert (row("pfs", *steps).day, row("scheduled", *steps).day) == (51, 85)


def test_on_scheduled_days_an_unscheduled_scan_beyond_the_schedule_keeps_its_day():
    steps = (at_visit("", "2026-01-05"), at_visit("", "2026-09-01", "40"))
    assert row("scheduled", *steps).on == date(2026, 9, 1)


def test_on_scheduled_days_death_keeps_its_day_and_censoring_moves_with_the_scan():
    assert row("scheduled", at_visit("", "2026-01-05"), death("P1", "2026-03-01")).day == 51
    censored = row("scheduled", at_visit("", "2026-01-05"), at_visit("TA.1", "2026-02-25"))
    assert (censored.event, censored.day) == (False, 43)


def test_the_middle_lies_between_the_last_scan_without_and_the_first_with_progression():
    """20 February to 1 April are 40 days: the middle is 12 March, day 62. The row names both scans and the randomisation."""
    found = row("midpoint", at_visit("", "2026-01-05"), at_visit("", "2026-02-20"), at_visit("", "2026-04-01", "40"))
    assert (found.event, found.day, found.on) == (True, 62, date(2026, 3, 12))
    assert found.between == (42, 82)
    assert found.facts == (2, 4, 5)
    assert found.says.en == "Progression between 20 February 2026 and 1 April 2026: the middle, 12 March 2026."


def test_without_a_scan_between_the_interval_begins_at_the_origin():
    found = row("midpoint", at_visit("", "2026-01-05"), at_visit("", "2026-01-31", "40"))
    assert (found.between, found.day) == ((1, 22), 11)


def test_death_is_known_to_the_day_and_has_no_interval():
    found = row("midpoint", at_visit("", "2026-01-05"), at_visit("", "2026-02-20"), death("P1", "2026-04-01"))
    assert (found.day, found.between, found.source) == (82, None, "death")


def test_the_central_reading_counts_its_own_scans():
    steps = (
        at_visit("", "2026-01-05"), at_visit("", "2026-01-05", reader="IND"), at_visit("", "2026-02-20", "40"),
        at_visit("", "2026-02-20", reader="IND"), at_visit("", "2026-04-01", "40", reader="IND"),
    )  # fmt: skip
    assert (row("pfs", *steps).day, row("central", *steps).day) == (42, 82)


def test_while_the_central_reader_has_not_read_nothing_is_known_of_progression():
    found = row("central", at_visit("", "2026-01-05"), at_visit("", "2026-02-20", "40"))
    assert (found.event, found.day, found.source) == (False, 1, "origin")


def test_a_remark_counts_whose_scans_the_central_reader_has_not_read():
    seen = (at_visit("", "2026-01-05"), at_visit("", "2026-02-20", "40"))
    (remark,) = table("central", *seen).remarks
    assert remark.en == (
        "Scans that this reading does not have yet: of 1 of 1 participants. Their progression cannot be seen."
    )
    read = (at_visit("", "2026-01-05", reader="IND"), at_visit("", "2026-02-20", reader="IND"))
    assert [table("central", *seen, *read).remarks, table("pfs", *seen).remarks] == [(), ()]


def test_the_duration_of_response_counts_from_the_first_response_and_only_in_responders():
    steps = (at_visit("", "2026-01-05"), at_visit("", "2026-02-20", "10"), at_visit("", "2026-04-01", "40"))
    found = row("dor", *steps)
    assert (found.origin, found.day, found.event) == (date(2026, 2, 20), 41, True)
    none = table("dor", at_visit("", "2026-01-05"), at_visit("", "2026-02-20"))
    assert (none.rows, none.without_origin, none.expected) == ((), ("P1",), False)
    assert not any(
        "begun" in warning.en
        for warning in say_warnings("", ((t("DoR"), none),), (), ())
        if isinstance(warning.en, str)
    )


def test_treatment_that_was_completed_ends_the_time_at_risk():
    done = form("P1", "EOT", {"DSSTDAT": "2026-03-01", "DSDECOD": "COMPLETED"})
    found = row("ttd", done, alive("P1", "2026-08-01"), death("P1", "2026-09-01"))
    assert (found.event, found.day, found.source) == (False, 51, "completed")
    assert found.says.en == "No event until Completed on 1 March 2026, which ends the time at risk."


def test_treatment_that_was_stopped_early_is_the_event():
    stopped = form("P1", "EOT", {"DSSTDAT": "2026-03-01", "DSDECOD": "PROGRESSIVE DISEASE"})
    found = row("ttd", stopped, alive("P1", "2026-08-01"))
    assert (found.event, found.day, found.source, found.facts) == (True, 51, "stopped", (2, 3))
