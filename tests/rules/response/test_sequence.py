from __future__ import annotations

from datetime import date, timedelta

import pytest

from equipoise.protocol.model import Response
from equipoise.rules.response import (
    Best,
    BestRules,
    best_of,
    by_table_3,
    duration_of_response,
    duration_of_stable_disease,
)
from tests.rules.example import PLAN

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


def test_a_complete_response_that_was_none_makes_the_best_response_partial():
    assert by_table_3("CR", "PR", False, complete_was_real=False) == "PR"


def test_one_stable_disease_may_lie_between_if_the_protocol_says_so():
    seen = visits("PR", "SD", "PR")
    assert best_of(seen, START, CONFIRMED).response == "SD"
    assert best_of(seen, START, BestRules(confirm=True, stable_between=True)).response == "PR"
    twice = visits("PR", "SD", "SD", "PR")
    assert best_of(twice, START, BestRules(confirm=True, stable_between=True)).response == "SD"


def test_a_response_is_confirmed_from_the_last_day_that_the_protocol_asks_for():
    first, soon, late = START + timedelta(42), START + timedelta(69), START + timedelta(70)
    assert best_of([(first, "PR"), (soon, "PR")], START, CONFIRMED).response == "SD"
    assert best_of([(first, "PR"), (late, "PR")], START, CONFIRMED).response == "PR"


def test_who_was_never_assessed_is_what_the_study_file_says():
    assert best_of([], START, BestRules(missing_as_not_evaluable=True)) == Best("NE", None)


def test_a_response_lasts_from_its_first_day_to_progression():
    found = duration_of_response(visits("SD", "PR", "CR", "PD"), START, BestRules())
    assert found is not None
    assert (found.start, found.until, found.ended, found.days) == (
        START + timedelta(84),
        START + timedelta(168),
        True,
        85,
    )


def test_a_response_without_progression_lasts_to_the_last_evaluable_assessment():
    found = duration_of_response(visits("PR", "PR", "NE"), START, CONFIRMED)
    assert found is not None
    assert (found.until, found.ended, found.days) == (START + timedelta(84), False, 43)


def test_without_a_confirmed_response_there_is_no_duration():
    assert duration_of_response(visits("PR", "SD"), START, CONFIRMED) is None


def test_stable_disease_lasts_from_the_start():
    found = duration_of_stable_disease(visits("SD", "PR", "PD"), START)
    assert found is not None and (found.start, found.days, found.ended) == (START, 127, True)
    assert duration_of_stable_disease(visits("NE"), START) is None


def test_a_partial_response_seen_again_too_early_is_still_confirmed_later():
    seen = [(START + timedelta(days=day), "PR") for day in (42, 56, 70)]
    assert best_of(seen, START, CONFIRMED) == Best("PR", START + timedelta(days=42))
    assert best_of(seen[:2], START, CONFIRMED).response == "SD"


@pytest.mark.parametrize(("said", "counts"), [("NE", True), ("MISSING", False)])
def test_the_study_file_says_what_nobody_assessed_counts_as(said: str, counts: bool):
    plan = Response.model_validate(PLAN["response"] | {"no_assessment": said})
    assert BestRules.of(plan).missing_as_not_evaluable is counts
