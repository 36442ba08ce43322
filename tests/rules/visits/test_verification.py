from __future__ import annotations

from functools import lru_cache

from equipoise.facts import Body
from equipoise.facts.casebook import FormRetracted, SourceVerified
from equipoise.protocol.model import Study
from equipoise.rules.visits import Verification, verification, verified_items, void_items
from tests.rules.visits.booklet import FORMS, book, corrected, saved, study

ENTERED = saved("VS", "SCR.1", VSDTC="2026-06-15", PULSE=72, NOTE="", WEIGHT="80", HEIGHT="1.6", BMI="31.25")


def checked(*items: str) -> SourceVerified:
    return SourceVerified(form="VS", instance="SCR.1", items=items)


@lru_cache
def critical() -> Study:
    plan = study().model_dump()
    items = {**FORMS["VS"]["items"], "PULSE": {**FORMS["VS"]["items"]["PULSE"], "critical": True}}
    plan["forms"]["forms"] = {**FORMS, "VS": {**FORMS["VS"], "items": items}}
    return Study.model_validate(plan)


def come(*bodies: Body) -> Verification:
    return verification(critical(), book(ENTERED, *bodies))


def test_answers_are_counted_and_neither_blanks_nor_computed_ones() -> None:
    found = come()
    assert (found.verified, found.answers, found.percent) == (0, 4, 0)
    assert (found.critical_verified, found.critical, found.critical_percent) == (0, 1, 0)
    assert found.critical_open == (("VS", "SCR.1", "PULSE"),)


def test_the_share_is_rounded_down_so_that_a_hundred_means_all() -> None:
    assert come(checked("PULSE")).percent == 25
    assert come(checked("PULSE", "VSDTC", "WEIGHT")).percent == 75
    found = come(checked("PULSE", "VSDTC"), checked("WEIGHT", "HEIGHT"))
    assert (found.percent, found.critical_percent, found.critical_open) == (100, 100, ())
    two_thirds = Verification(2, 3, 0, 0, (), ())
    assert (two_thirds.percent, two_thirds.critical_percent) == (66, 100)
    assert Verification(0, 0, 0, 0, (), ()).percent == 100


def test_a_change_makes_the_verification_of_its_own_item_void_until_it_is_verified_again() -> None:
    changed = corrected("VS", "SCR.1", {"PULSE": 73})
    found = come(checked("PULSE", "VSDTC"), changed)
    assert (found.verified, found.void, found.critical_open) == (
        1,
        (("VS", "SCR.1", "PULSE"),),
        (("VS", "SCR.1", "PULSE"),),
    )
    again = book(ENTERED, checked("PULSE"), changed, checked("PULSE"))
    assert verified_items(again, "VS", "SCR.1") == {"PULSE"}
    assert void_items(again, "VS", "SCR.1") == frozenset()


def test_rows_are_verified_row_by_row() -> None:
    rows = saved("VS", "SCR.1", VSDTC="2026-06-15")
    form = type(rows)(form="VS", instance="SCR.1", items=rows.items, groups={"TIMES": ({"AT": "BEFORE", "SYS": 120},)})
    found = verification(critical(), book(form, checked("TIMES.0.SYS")))
    assert (found.verified, found.answers) == (1, 3)


def test_what_was_verified_before_a_form_was_entered_anew_does_not_count() -> None:
    facts = book(ENTERED, checked("PULSE"), FormRetracted(form="VS", instance="SCR.1"), ENTERED)
    assert verified_items(facts, "VS", "SCR.1") == frozenset()
    assert void_items(facts, "VS", "SCR.1") == frozenset()
    assert verified_items(facts, "VS", "SCR.9") == void_items(facts, "VS", "SCR.9") == frozenset()
    assert verification(critical(), facts, ()).answers == 0
