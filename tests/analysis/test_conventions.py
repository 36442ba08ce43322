"""Each situation of the censoring conventions, with days counted by hand (randomised on 10 January 2026)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.analysis.conventions import FDA_TABLE_A, Stop, by_table_a, censored_by
from equipoise.analysis.derive_time_to_event import derive_time_to_event
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import select_set
from equipoise.analysis.time_to_event import TimeToEventRow
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study
from tests.analysis.trial_example import (
    ANALYSIS,
    ARMS,
    EVENTS,
    FORMS,
    Step,
    death,
    form,
    randomised,
    scan,
    trial,
)
from tests.rules.example import altered
from tests.rules.product.cells import PRODUCT

R0 = date(2026, 1, 10)
RULES = by_table_a("new_therapy", {0: 98, 168: 140})


def seen(*days: str) -> list[Occurred]:
    return [Occurred(date.fromisoformat(day), place) for place, day in enumerate(days, start=1)]


def stopped(happened: str | None, *days: str, therapy: str | None = None, has_baseline: bool = True) -> Any:
    """Why a time is censored and on which day (None: the origin); None where nothing stops it."""
    found = censored_by(
        RULES,
        R0,
        None if happened is None else date.fromisoformat(happened),
        seen(*days),
        has_baseline=has_baseline,
        therapy=None if therapy is None else date.fromisoformat(therapy),
    )
    return None if found is None else (found.why, None if found.last is None else found.last.day.isoformat())


def test_an_event_soon_after_an_assessment_counts():
    assert stopped("2026-04-01", "2026-02-20", "2026-04-01") is None


def test_an_event_on_the_last_day_that_is_allowed_counts_and_a_day_later_it_does_not():
    assert stopped("2026-05-29", "2026-02-20") is None  # 98 days
    assert stopped("2026-05-30", "2026-02-20") == ("missed_assessments", "2026-02-20")


def test_later_in_the_study_longer_gaps_are_allowed():
    assert stopped("2026-11-14", "2026-06-27") is None  # 140 days from day 168
    assert stopped("2026-11-15", "2026-06-27") == ("missed_assessments", "2026-06-27")
    assert stopped("2026-10-03", "2026-06-26") == ("missed_assessments", "2026-06-26")  # day 167: 98 days still hold


def test_without_any_assessment_the_gap_counts_from_the_origin():
    assert stopped("2026-04-18") is None  # 98 days
    assert stopped("2026-04-19") == ("missed_assessments", None)


def test_the_assessment_that_shows_progression_does_not_close_its_own_gap():
    assert stopped("2026-06-30", "2026-02-20", "2026-06-30") == ("missed_assessments", "2026-02-20")


def test_what_happens_after_a_new_therapy_does_not_count():
    assert stopped("2026-05-01", "2026-02-20", "2026-05-01", therapy="2026-03-01") == ("new_therapy", "2026-02-20")
    assert stopped(None, "2026-02-20", "2026-05-01", therapy="2026-03-01") == ("new_therapy", "2026-02-20")
    assert stopped(None, "2026-02-20", therapy="2026-02-20") == ("new_therapy", "2026-02-20")


def test_a_therapy_on_the_day_of_the_event_does_not_undo_it():
    assert stopped("2026-03-01", "2026-02-20", therapy="2026-03-01") is None


def test_a_therapy_before_any_assessment_censors_at_the_origin():
    assert stopped(None, "2026-05-01", therapy="2026-02-01") == ("new_therapy", None)


def test_an_assessment_on_the_day_of_the_origin_is_baseline_and_no_further_one():
    assert stopped(None, "2026-01-10", therapy="2026-02-01") == ("new_therapy", None)


def test_of_two_conventions_the_one_that_ends_the_time_first_applies():
    found = stopped("2026-12-01", "2026-02-20", "2026-05-01", therapy="2026-03-01")
    assert found == ("new_therapy", "2026-02-20")


def test_without_a_baseline_the_time_is_censored_at_the_origin():
    assert stopped("2026-02-20", has_baseline=False) == ("no_baseline", None)


def test_without_conventions_of_its_own_nothing_stops_a_time():
    nothing = by_table_a(None, {}).model_copy(update={"needs_baseline": False})
    assert censored_by(nothing, R0, date(2027, 1, 1), [], has_baseline=False) is None
    assert Stop("no_baseline", None).last is None


@pytest.mark.parametrize(
    ("situation", "rule", "event"),
    [
        ("no_baseline", "randomisation", False),
        ("pd_between_scheduled_visits", "progression", True),
        ("no_progression", "last_assessment", False),
        ("discontinued_undocumented_progression", "last_assessment", False),
        ("discontinued_toxicity_or_other", "last_assessment", False),
        ("new_anticancer_treatment", "last_assessment", False),
        ("death_before_first_assessment", "death", True),
        ("death_between_assessments", "death", True),
        ("event_after_missed_visits", "last_assessment", False),
    ],
)
def test_the_table_of_the_guidance_row_by_row(situation: str, rule: str, event: bool):
    assert (FDA_TABLE_A[situation].date, FDA_TABLE_A[situation].event) == (rule, event)
    assert set(FDA_TABLE_A[situation].says.zh)


def study() -> Study:
    """The example trial whose progression-free survival follows the table; ending treatment stands for a new therapy."""
    endpoint = ANALYSIS["endpoints"]["pfs"] | {
        "conventions": {"needs_baseline": True, "new_therapy": "end_of_treatment", "gap_days": {0: 98}}
    }
    analysis = ANALYSIS | {"endpoints": ANALYSIS["endpoints"] | {"pfs": endpoint}}
    return altered(forms=FORMS, events=EVENTS, analysis=analysis, arms=ARMS, product=PRODUCT)


def row(*steps: Step) -> TimeToEventRow:
    plan = study()
    people = read_participants(trial(*randomised("P1", "cells"), *steps, of=plan), plan, date(2030, 1, 1))
    (found,) = derive_time_to_event(plan, "pfs", people, select_set(plan, "itt", people)).rows
    return found


BASELINE = scan("P1", "2026-01-05")


def new_therapy(day: str) -> Step:
    return form("P1", "EOT", {"DSSTDAT": day}, day)


def test_an_endpoint_obeys_its_conventions():
    found = row(BASELINE, scan("P1", "2026-02-20"), new_therapy("2026-03-01"), scan("P1", "2026-04-01", "40"))
    assert (found.event, found.source, found.on, found.day) == (False, "tumour_assessment", date(2026, 2, 20), 42)
    assert found.says.en == (
        "Not counted: another treatment began before; last evaluable tumour assessment on 20 February 2026."
    )
    assert found.says.zh == "不计事件：此前已开始其他抗肿瘤治疗；末次可评价的肿瘤评估：2026年2月20日。"


def test_a_death_after_missed_assessments_is_censored_at_the_last_one():
    found = row(BASELINE, scan("P1", "2026-02-20"), death("P1", "2026-06-30"))
    assert (found.event, found.on) == (False, date(2026, 2, 20))


def test_without_a_baseline_scan_the_endpoint_is_censored_on_day_one():
    found = row(scan("P1", "2026-02-20"), death("P1", "2026-03-01"))
    assert (found.event, found.source, found.day) == (False, "origin", 1)
    assert "no tumour assessment at baseline" in found.says.en


def test_what_no_convention_touches_counts_as_ever():
    found = row(BASELINE, scan("P1", "2026-02-20"), scan("P1", "2026-04-01", "40"))
    assert (found.event, found.source, found.day) == (True, "progression", 82)
