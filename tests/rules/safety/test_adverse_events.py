from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from equipoise.facts import FormInstance
from equipoise.facts.casebook import ItemsCorrected
from equipoise.rules.safety import adverse_events, unacceptable
from tests.rules.example import form, history, study

CHILLS = {"AETERM": "Chills", "AETOXGR": 2, "AESER": "N", "AEREL": "RELATED", "AESTDTC": "2026-06-15"}
WORSE = CHILLS | {"AETOXGR": 4, "AESER": "Y", "AEAWARE": "2026-06-16T02:00:00.000000Z", "AESTDTC": "2026-06-16"}


def test_an_entry_is_read_by_the_items_that_the_study_names():
    (event,) = adverse_events(study(), history(form("AE", "1", WORSE)))
    assert (event.term, event.grade, event.serious, event.related) == ("Chills", 4, True, True)
    assert event.onset == date(2026, 6, 16)
    assert event.aware == datetime(2026, 6, 16, 2, tzinfo=UTC)
    assert isinstance(event.form, FormInstance)


def test_without_awareness_the_first_keeping_of_the_form_counts():
    (event,) = adverse_events(study(), history(form("AE", "1", CHILLS)))
    assert event.aware == datetime(2026, 5, 1, 1, tzinfo=UTC)


def test_a_day_of_awareness_counts_from_its_first_local_instant():
    (event,) = adverse_events(study(), history(form("AE", "1", CHILLS | {"AEAWARE": "2026-06-16"})))
    assert event.aware == datetime(2026, 6, 15, 16, tzinfo=UTC)


@pytest.mark.parametrize("answer", [None, {"missing": "NK", "reason": "?"}, True, "severe"])
def test_a_grade_that_is_not_stated_is_none(answer: object):
    (event,) = adverse_events(study(), history(form("AE", "1", CHILLS | {"AETOXGR": answer})))
    assert event.grade is None


def test_an_event_is_serious_where_its_form_says_so():
    facts = history(form("AE", "1", CHILLS), form("AE", "2", WORSE))
    assert [event.serious for event in adverse_events(study(), facts)] == [False, True]


def test_unacceptable_toxicity_names_the_rule_and_the_fact():
    (found,) = unacceptable(study(), history(form("AE", "1", CHILLS), form("AE", "2", WORSE)))
    assert (found.rule, found.event.instance) == ("UT1", "2")
    assert found.reason.facts == (2,)
    assert found.reason.protocol == "safety.unacceptable.UT1"


def test_an_unknown_relation_does_not_make_toxicity_unacceptable():
    assert unacceptable(study(), history(form("AE", "1", {**WORSE, "AEREL": None}))) == ()


def test_a_correction_of_the_grade_is_seen():
    change = ItemsCorrected(form="AE", instance="1", old={"AETOXGR": 4}, new={"AETOXGR": 2})
    assert unacceptable(study(), history(form("AE", "1", WORSE), change)) == ()
