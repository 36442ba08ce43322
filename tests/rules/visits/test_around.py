"""Edit checks that look beyond their form: the entry before, other forms, variables and events."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from equipoise.facts import History
from equipoise.facts.casebook import QueryOpened
from equipoise.facts.events import Events
from equipoise.protocol.model import Study
from equipoise.rules.visits import (
    around,
    can_touch,
    check_form,
    reaching,
    resting_on,
    wanted_across,
    wanted_queries,
)
from tests.rules.example import item, t
from tests.rules.visits.booklet import FORMS, book, corrected, happened, saved, study

TODAY = date(2026, 9, 1)
CHECKS = {
    "own": {"test": "PULSE <= 200", "says": t("own")},
    "doubled": {"test": "WEIGHT <= previous.WEIGHT * 2", "says": t("doubled")},
    "same_visit": {"test": "not (PULSE > 150 and LB.FEVER = N)", "says": t("same visit"), "severity": "hard"},
    "after_consent": {"test": "VSDTC on or after consent", "says": t("consent")},
    "lighter": {"test": "WEIGHT <= first_weight * 3", "says": t("variable")},
}


@lru_cache
def linked() -> Study:
    plan = study().model_dump()
    vital = {**FORMS["VS"], "checks": CHECKS}
    laboratory = {**FORMS["LB"], "items": {**FORMS["LB"]["items"], "FEVER": item("code", codes="NY")}}
    plan["forms"]["forms"] = {**FORMS, "VS": vital, "LB": laboratory}
    plan["forms"]["code_lists"]["NY"] = {"Y": t("Yes"), "N": t("No")}
    plan["variables"]["first_weight"] = {"name": t("Weight"), "item": "VS.WEIGHT", "pick": "earliest"}
    return Study.model_validate(plan)


def found(facts: History, events: Events | None = None, instance: str = "TA.2", **items: Any) -> set[str]:
    """The edit checks that speak of vital signs with these answers."""
    given = {"VSDTC": "2026-08-01", **items}
    look = around(linked(), facts, events or {}, "VS", instance, instance, TODAY, given)
    return {one.check for one in check_form(linked(), "VS", given, around=look)} & set(CHECKS)


def weighed(instance: str, day: str, weight: str, **more: Any) -> Any:
    return saved("VS", instance, VSDTC=day, WEIGHT=weight, **more)


def test_the_entry_before_is_the_newest_about_an_earlier_day() -> None:
    facts = book(weighed("TA.1", "2026-07-01", "60"), weighed("SCR.1", "2026-06-01", "30"))
    assert found(facts, WEIGHT="90") == set()
    assert found(facts, WEIGHT="121") == {"doubled", "lighter"}
    assert found(facts, WEIGHT="90", instance="TA.1", VSDTC="2026-06-15") == {"doubled"}, (
        "before it only the 30 of June"
    )


def test_neither_the_form_itself_nor_one_of_the_same_or_a_later_day_is_the_entry_before() -> None:
    facts = book(
        weighed("TA.2", "2026-07-01", "10"), weighed("7", "2026-08-01", "10"), weighed("8", "2026-08-02", "10")
    )
    assert "doubled" not in found(facts, WEIGHT="90")


def test_another_form_is_that_of_the_same_visit_or_else_the_newest_until_the_day() -> None:
    here = saved("LB", "TA.2", LBDTC="2026-08-03", FEVER="Y")
    before = saved("LB", "TA.1", LBDTC="2026-07-01", FEVER="N")
    after = saved("LB", "TA.3", LBDTC="2026-08-20", FEVER="N")
    assert found(book(before, here, after), PULSE=160) == set()
    assert found(book(before, after), PULSE=160) == {"same_visit"}
    assert found(book(after), PULSE=160) == set()


def test_variables_are_known_as_of_the_day_of_the_form_and_events_whenever_they_happened() -> None:
    assert found(book(), happened(consent=date(2026, 7, 1))) == set()
    assert found(book(), happened(consent=date(2026, 8, 1))) == set()
    assert found(book(), happened(consent=date(2026, 8, 2))) == {"after_consent"}
    facts = book(weighed("SCR.1", "2026-06-01", "30"))
    assert found(facts, WEIGHT="91") == {"doubled", "lighter"}


@pytest.mark.parametrize("items", [{}, {"WEIGHT": "90"}, {"WEIGHT": {"missing": "ND", "reason": "-"}}, {"PULSE": 160}])
def test_what_is_not_there_is_unknown_and_says_nothing(items: dict[str, Any]) -> None:
    assert found(book(), **items) == set()


def test_without_a_look_around_the_own_checks_speak_alone() -> None:
    given = {"VSDTC": "2026-08-01", "PULSE": 210, "WEIGHT": "90"}
    assert {one.check for one in check_form(linked(), "VS", given)} & set(CHECKS) == {"own"}


def test_the_finding_stands_at_the_first_item_of_the_form() -> None:
    facts = book(weighed("SCR.1", "2026-06-01", "30"))
    given = {"VSDTC": "2026-08-01", "WEIGHT": "80"}
    look = around(linked(), facts, {}, "VS", "TA.2", "TA.2", TODAY, given)
    finding = next(one for one in check_form(linked(), "VS", given, around=look) if one.check == "doubled")
    assert (finding.path, finding.severity) == ("WEIGHT", "soft")


def test_it_is_known_which_forms_rest_on_which() -> None:
    checks = reaching(linked())["VS"]
    assert checks == {
        "doubled": frozenset({"VS"}),
        "same_visit": frozenset({"LB"}),
        "after_consent": frozenset(),
        "lighter": frozenset({"VS"}),
    }
    assert resting_on(linked(), "LB") == ("VS",)
    assert resting_on(linked(), "TU") == ()
    assert around(linked(), book(), {}, "LB", "1", "", TODAY, {}) is None, "nothing beyond it is looked at"


def test_a_change_elsewhere_asks_about_a_form_and_takes_the_question_back() -> None:
    entered = weighed("TA.2", "2026-08-01", "90", PULSE=160)
    facts = book(entered, saved("LB", "TA.2", LBDTC="2026-08-01", FEVER="N"))
    form = facts.form("VS", "TA.2")
    assert form is not None
    look = around(linked(), facts, {}, "VS", "TA.2", "TA.2", TODAY, form.items)
    wanted = wanted_across(linked(), facts, form, look, 2)
    assert [one.check for one in wanted.to_open] == ["same_visit"], "a hard check asks where it cannot refuse"
    assert wanted_queries(linked(), facts, form, look).to_close == ()
    own = wanted_across(linked(), facts, form, None, 2)
    assert own.to_open == ()


def test_a_correction_of_the_entry_before_is_seen() -> None:
    facts = book(weighed("SCR.1", "2026-06-01", "30"), corrected("VS", "SCR.1", {"WEIGHT": "60"}))
    assert found(facts, WEIGHT="90") == set()


def test_a_form_of_the_same_day_counts_as_the_newest_until_the_day() -> None:
    same_day = saved("LB", "TA.1", LBDTC="2026-08-01", FEVER="N")
    next_day = saved("LB", "TA.1", LBDTC="2026-08-02", FEVER="N")
    assert found(book(same_day), PULSE=160) == {"same_visit"}
    assert found(book(next_day), PULSE=160) == set()


@lru_cache
def forms_alone() -> Study:
    """The same with no check but those that look at other forms."""
    plan = linked().model_dump()
    plan["forms"]["forms"]["VS"]["checks"] = {name: CHECKS[name] for name in ("doubled", "same_visit")}
    return Study.model_validate(plan)


@pytest.mark.parametrize(
    ("plan", "instance", "day", "touches"),
    [
        (forms_alone, "TA.1", "2026-07-31", True),
        (forms_alone, "TA.1", "2026-08-01", True),
        (forms_alone, "TA.1", "2026-08-02", False),
        (forms_alone, "TA.2", "2026-08-02", True),
        (linked, "TA.1", "2026-08-02", True),
    ],
)
def test_a_new_form_touches_only_those_at_its_visit_or_about_its_day_or_later(plan, instance, day, touches) -> None:
    facts = book(weighed("TA.2", "2026-08-01", "90", PULSE=160), saved("LB", instance, LBDTC=day, FEVER="N"))
    other, changed = facts.form("VS", "TA.2"), facts.form("LB", instance)
    assert other is not None
    assert changed is not None
    assert can_touch(plan(), changed, other) is touches


def test_a_form_without_a_day_can_be_touched_by_any() -> None:
    facts = book(saved("VS", "TA.2", WEIGHT="90"), saved("LB", "TA.1", LBDTC="2026-08-02", FEVER="N"))
    other, changed = facts.form("VS", "TA.2"), facts.form("LB", "TA.1")
    assert other is not None
    assert changed is not None
    assert can_touch(forms_alone(), changed, other)


def test_a_question_is_asked_once_of_each_form_and_taken_back_when_its_cause_is_gone() -> None:
    def asked(instance: str) -> QueryOpened:
        return QueryOpened(query=instance, form="VS", instance=instance, item="PULSE", words="?", check="same_visit")

    entered = weighed("TA.2", "2026-08-01", "90", PULSE=160)
    fever = saved("LB", "TA.2", LBDTC="2026-08-01", FEVER="N")
    for questions, to_open, to_close in (
        ((), ["same_visit"], ()),
        ((asked("TA.2"),), [], ()),
        ((asked("TA.1"),), ["same_visit"], ()),
    ):
        facts = book(entered, *questions, fever)
        form = facts.form("VS", "TA.2")
        assert form is not None
        look = around(linked(), facts, {}, "VS", "TA.2", "TA.2", TODAY, form.items)
        wanted = wanted_across(linked(), facts, form, look, len(facts.facts))
        assert ([one.check for one in wanted.to_open], wanted.to_close) == (to_open, to_close)
        gone = wanted_across(linked(), facts, form, None, len(facts.facts))
        assert gone.to_close == tuple(one.query for one in questions if one.instance == "TA.2")
