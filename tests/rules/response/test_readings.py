"""The blinded readings that are still to be given: one scan after the other, each reader apart, a decision where they differ."""

from __future__ import annotations

from datetime import date

from equipoise.facts import History
from equipoise.rules.response import is_blind_reading, readings
from tests.rules.example import history
from tests.rules.response.test_readers import plan, read, scan
from tests.rules.response.test_time_points import WEEKS

STUDY = plan()
DAYS = [date.fromisoformat(day) for day in WEEKS]


def wanted(facts: History) -> list[tuple[str, date, int, int]]:
    """Who is to read which scan next: reader, day, number of the scan, how many wait."""
    return [(one.reader, one.day, one.number, one.waiting) for one in readings(STUDY, facts).wanted]


def test_each_reader_is_given_the_oldest_scan_that_the_site_has_assessed() -> None:
    facts = read(INV=("50", "40"))
    assert wanted(facts) == [("ONE", DAYS[0], 1, 2), ("TWO", DAYS[0], 1, 2)]


def test_a_later_scan_waits_until_the_one_before_is_read() -> None:
    facts = read(INV=("50", "40", "30"), ONE=("52",))
    assert wanted(facts) == [("ONE", DAYS[1], 2, 2), ("TWO", DAYS[0], 1, 3)]


def test_nothing_is_to_be_read_before_randomisation_or_where_nobody_reads_blinded() -> None:
    assert readings(STUDY, history(scan("INV", WEEKS[0], "50"))).wanted == ()
    assert readings(plan(central=[], adjudicator=None, endpoint="investigator"), read(INV=("50", "40"))).wanted == ()


def test_readers_who_agree_need_no_decision() -> None:
    facts = read(INV=("50", "40"), ONE=("50", "40"), TWO=("50", "41"))
    assert wanted(facts) == []
    assert not readings(STUDY, facts).adjudicate


def test_a_decision_is_asked_for_once_both_have_read_all_and_differ() -> None:
    half = read(INV=("50", "40"), ONE=("50", "70"), TWO=("50",))
    assert not readings(STUDY, half).adjudicate
    both = read(INV=("50", "40"), ONE=("50", "70"), TWO=("50", "40"))
    assert wanted(both) == [("THREE", DAYS[0], 1, 2)]  # without `decided` the adjudicator reads for himself
    chosen = plan(decided="CHOICE")
    assert readings(chosen, both).adjudicate


def test_who_has_read_under_which_code_is_told() -> None:
    facts = read(INV=("50",), ONE=("50",))
    found = readings(STUDY, facts)
    assert {code for code, _ in found.people} == {"INV", "ONE"}
    (person,) = {name for _, name in found.people}
    assert found.read_by(person) == ("INV", "ONE")
    assert found.read_by("somebody else") == ()


def test_the_codes_of_blinded_readers_and_adjudicator_are_blind() -> None:
    assert [is_blind_reading(STUDY, code) for code in ("INV", "ONE", "TWO", "THREE", None)] == [
        False,
        True,
        True,
        True,
        False,
    ]
