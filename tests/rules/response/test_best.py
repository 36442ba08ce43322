from __future__ import annotations

from datetime import date, timedelta

import pytest

from equipoise.facts.events import Occurred
from equipoise.rules.response import Best, BestRules, best_of, best_response, by_table_3, progression
from tests.rules.example import history, study
from tests.rules.response.test_time_points import RANDOMISED, WEEKS, scan

START = date(2026, 1, 1)
CONFIRMED = BestRules(confirm=True)


def visits(*found: str) -> list[tuple[date, str]]:
    """Responses every six weeks."""
    return [(START + timedelta(days=42 * place), each) for place, each in enumerate(found, start=1)]


@pytest.mark.parametrize(
    ("found", "plain", "confirmed"),
    [
        (("PR", "SD"), "PR", "SD"),
        (("SD", "PR", "PR"), "PR", "PR"),
        (("PR", "NE", "PR"), "PR", "PR"),
        (("PR", "NE", "NE", "PR"), "PR", "SD"),
        (("PR", "CR", "PR"), "CR", "PR"),
        (("CR", "CR"), "CR", "CR"),
        (("PD", "CR"), "PD", "PD"),
        (("NE", "NE"), "NE", "NE"),
        (("NON-CR/NON-PD", "PD"), "NON-CR/NON-PD", "NON-CR/NON-PD"),
        (("NED", "PD"), "NED", "NED"),
        ((), "MISSING", "MISSING"),
    ],
)
def test_the_best_response_of_a_course(found: tuple[str, ...], plain: str, confirmed: str):
    assert best_of(visits(*found), START, BestRules()).response == plain
    assert best_of(visits(*found), START, CONFIRMED).response == confirmed


def test_a_partial_response_may_be_confirmed_by_a_complete_one():
    assert best_of(visits("PR", "CR"), START, CONFIRMED) == Best("PR", START + timedelta(days=42))


def test_stable_disease_counts_from_its_least_duration():
    early, late = [(START + timedelta(days=41), "SD")], [(START + timedelta(days=42), "SD")]
    assert best_of(early, START, BestRules()).response == "NE"
    assert best_of(late, START, BestRules()).response == "SD"


def test_the_day_is_the_first_on_which_it_was_reached():
    assert best_of(visits("SD", "SD", "PR", "PR"), START, BestRules()) == Best("PR", START + timedelta(days=126))


def test_a_complete_response_that_becomes_partial_is_read_as_the_footnote_does():
    assert (by_table_3("CR", "PR", True), by_table_3("CR", "PR", False)) == ("SD", "PD")


FACTS = history(scan(WEEKS[0], "50"), RANDOMISED, scan(WEEKS[1], "30"), scan(WEEKS[2], "60"), scan(WEEKS[3], "70"))


def test_progression_is_the_first_assessment_that_shows_it():
    assert progression(study(), FACTS) == Occurred(date(2026, 8, 1), 4)


def test_without_progression_there_is_none():
    assert progression(study(), history(scan(WEEKS[0], "50"))) is None


def test_the_best_response_of_a_participant_is_read_from_the_forms():
    assert best_response(study(), FACTS) == Best("PR", date(2026, 6, 20))
    assert best_response(study(), FACTS, confirm=True) == Best("PD", date(2026, 8, 1))  # 41 days are not yet stable
