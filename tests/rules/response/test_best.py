from __future__ import annotations

from datetime import date

from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study
from equipoise.rules.response import Best, best_response, has_measurable_disease, progression, sources, time_points
from tests.rules.example import PLAN, altered, form, history, item, study, t
from tests.rules.response.test_time_points import RANDOMISED, WEEKS, scan

FACTS = history(scan(WEEKS[0], "50"), RANDOMISED, scan(WEEKS[1], "30"), scan(WEEKS[2], "60"), scan(WEEKS[3], "70"))


def test_progression_is_the_first_assessment_that_shows_it():
    assert progression(study(), FACTS) == Occurred(date(2026, 8, 1), 4)


def test_without_progression_there_is_none():
    assert progression(study(), history(scan(WEEKS[0], "50"))) is None


def test_the_best_response_of_a_participant_is_read_from_the_forms():
    assert best_response(study(), FACTS) == Best("PR", date(2026, 6, 20))
    assert best_response(study(), FACTS, confirm=True) == Best("PD", date(2026, 8, 1))  # 41 days are not yet stable


def test_only_who_has_target_lesions_counts_in_a_response_rate():
    assert has_measurable_disease(time_points(study(), FACTS))
    assert not has_measurable_disease(time_points(study(), history(scan(WEEKS[0]))))
    assert not has_measurable_disease(())


def worsened(counts: bool) -> Study:
    """The example study with symptomatic deterioration on a form of its own."""
    forms = PLAN["forms"]["forms"] | {
        "WORSE": {"name": t("-"), "domain": "DS", "date": "D", "items": {"D": item("date")}}
    }
    return altered(
        forms=PLAN["forms"] | {"forms": forms},
        events=PLAN["events"] | {"worse": {"name": t("Worse"), "form": "WORSE"}},
        response=PLAN["response"] | {"symptomatic": "worse", "symptomatic_is_progression": counts},
    )


def test_symptomatic_deterioration_is_progression_only_if_the_study_file_says_so():
    facts = history(scan(WEEKS[0], "50"), RANDOMISED, form("WORSE", "1", {"D": "2026-06-01"}), scan(WEEKS[2], "80"))
    assert progression(worsened(counts=False), facts) == Occurred(date(2026, 8, 1), 4)
    assert progression(worsened(counts=True), facts) == Occurred(date(2026, 6, 1), 3)
    assert progression(worsened(counts=True), facts, "central") is None
    assert sources(worsened(counts=True))[-1] == "WORSE"
