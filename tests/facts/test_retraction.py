from __future__ import annotations

from equipoise.facts.casebook import FormRetracted
from tests.rules.visits.booklet import book, corrected, saved


def test_a_retracted_form_counts_no_more_and_stays_in_the_ledger() -> None:
    facts = book(saved("VS", "SCR.1", PULSE=70), FormRetracted(form="VS", instance="SCR.1"))
    assert facts.form("VS", "SCR.1") is None
    assert facts.forms("VS") == ()
    assert facts.at_visit("SCR.1") == {}
    assert len(facts.facts) == 2


def test_the_same_instance_can_be_entered_anew_and_corrected() -> None:
    again = saved("VS", "SCR.1", PULSE=71)
    facts = book(
        saved("VS", "SCR.1", PULSE=70),
        FormRetracted(form="VS", instance="SCR.1"),
        again,
        corrected("VS", "SCR.1", {"PULSE": 72}),
    )
    found = facts.form("VS", "SCR.1")
    assert found is not None
    assert (found.items["PULSE"], found.seq, facts.at_visit("SCR.1")["VS"]) == (72, 4, found)


def test_a_second_entry_at_the_visit_takes_the_place_of_a_retracted_one() -> None:
    facts = book(
        saved("VS", "7", "SCR.1", PULSE=70),
        saved("VS", "8", "SCR.1", PULSE=71),
        FormRetracted(form="VS", instance="7"),
    )
    assert facts.at_visit("SCR.1")["VS"].instance == "8"
    assert facts.at_visit("7") == {}


def test_what_is_remembered_of_a_form_is_asked_again_when_it_is_retracted() -> None:
    facts = book(saved("VS", "SCR.1", PULSE=70))
    assert facts.remember("count", ("VS",), lambda: len(facts.forms("VS"))) == 1
    for fact in book(saved("VS", "SCR.1"), FormRetracted(form="VS", instance="SCR.1")).facts[1:]:
        facts.add(fact)
    assert facts.remember("count", ("VS",), lambda: len(facts.forms("VS"))) == 0
