from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.protocol.model import Study
from equipoise.rules.visits import check_form, check_row, derive
from equipoise.rules.visits.occurrence import Window
from tests.rules.example import item
from tests.rules.visits.booklet import study

GOOD: dict[str, Any] = {
    "VSDTC": "2026-06-15",
    "TEMP": {"value": "36.8", "unit": "Cel"},
    "PULSE": 72,
    "SEX": "F",
    "PREG": False,
}


def codes(items: dict[str, Any], groups: Any = None, form: str = "VS") -> list[tuple[str, str, str]]:
    return [(found.severity, found.path, found.check) for found in check_form(study(), form, items, groups)]


def test_a_good_form_has_no_finding() -> None:
    assert codes(GOOD) == []


@pytest.mark.parametrize(
    ("item", "answer", "check"),
    [
        ("TEMP", {"value": "36.8", "unit": "K"}, "wrong-unit"),
        ("TEMP", {"value": "36.8"}, "no-unit"),
        ("TEMP", {"value": "warm", "unit": "Cel"}, "wrong-kind"),
        ("TEMP", "36.8", "wrong-kind"),
        ("TEMP", {"value": "98.6", "unit": "Cel"}, "impossible"),
        ("TEMP", {"value": "36.8", "unit": "[degF]"}, "impossible"),
        ("PULSE", -1, "impossible"),
        ("PULSE", "7.5", "wrong-kind"),
        ("PULSE", True, "wrong-kind"),
        ("SEX", "X", "not-a-code"),
        ("PREG", "maybe", "wrong-kind"),
        ("PREG", 1.0, "wrong-kind"),
        ("VSDTC", "2026-02-30", "not-a-date"),
        ("VSDTC", "15/06/2026", "not-a-date"),
        ("SEEN", "2026-06-15T09:00", "not-a-moment"),
        ("NOTE", 5, "wrong-kind"),
        ("NOTE", {"missing": "ND"}, "no-reason"),
        ("COLOUR", "red", "no-such-item"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(item: str, answer: Any, check: str) -> None:
    assert ("hard", item, check) in codes(GOOD | {item: answer})


@pytest.mark.parametrize(
    ("item", "answer"),
    [
        ("TEMP", {"value": "98.6", "unit": "[degF]"}),
        ("TEMP", {"missing": "ND", "reason": "thermometer broken"}),
        ("PULSE", 0),
        ("PULSE", "0"),
        ("SEEN", "2026-06-15T09:00:00Z"),
        ("NOTE", "咳" * 10_000),
        ("PREG", "N"),
    ],
)
def test_an_answer_that_can_be_is_accepted(item: str, answer: Any) -> None:
    assert codes(GOOD | {item: answer}) == []


def test_a_unit_of_an_analyte_is_converted_before_its_range_is_tested() -> None:
    alt = {"LBDTC": "2026-06-15", "ALT": {"value": "100", "unit": "ukat/L"}}
    assert codes(alt, form="LB") == []
    too_high = {"LBDTC": "2026-06-15", "ALT": {"value": "100.1", "unit": "ukat/L"}}
    assert codes(too_high, form="LB") == [("hard", "ALT", "impossible")]


@pytest.mark.parametrize(
    ("value", "unit", "found"),
    [
        ("35", "Cel", []),
        ("40", "Cel", []),
        ("40.1", "Cel", [("soft", "TEMP", "unlikely")]),
        ("34.9", "Cel", [("soft", "TEMP", "unlikely")]),
        ("104", "[degF]", []),
        ("104.1", "[degF]", [("soft", "TEMP", "unlikely")]),
        ("<34", "Cel", [("soft", "TEMP", "unlikely")]),
        (">39", "Cel", []),
        ("45.1", "Cel", [("hard", "TEMP", "impossible")]),
    ],
)
def test_an_unlikely_value_is_asked_about_and_an_impossible_one_refused(value: str, unit: str, found: Any) -> None:
    assert codes(GOOD | {"TEMP": {"value": value, "unit": unit}}) == found


def test_an_unlikely_value_is_told_with_what_is_usual_in_units_as_they_are_printed() -> None:
    (found,) = check_form(study(), "VS", GOOD | {"TEMP": {"value": "41.2", "unit": "Cel"}})
    assert found.says.en.endswith("41.2 °C is unusual (usually 35–40 °C): is it right?")
    assert "41.2 °C 少见（通常为 35–40 °C），请核对。" in found.says.zh


@pytest.mark.parametrize("words", ["2026", "2026-06"])
def test_a_visit_without_its_day_is_asked_about(words: str) -> None:
    assert codes(GOOD | {"VSDTC": words}) == [("soft", "VSDTC", "day-missing")]


def test_a_visit_long_before_the_trial_knew_the_participant_is_asked_about() -> None:
    last_year = GOOD | {"VSDTC": "2025-06-15"}
    (found,) = check_form(study(), "VS", last_year, since=date(2026, 6, 10))
    assert (found.severity, found.path, found.check) == ("soft", "VSDTC", "long-before")
    assert "15 June 2025" in found.says.en and "2025年6月15日" in found.says.zh
    assert check_form(study(), "VS", GOOD | {"VSDTC": "2026-04-12"}, since=date(2026, 6, 10)) == ()


@pytest.mark.parametrize(
    ("day", "en", "zh"),
    [
        ("2026-05-31", "31 May 2026 is 15 days before the window of this visit begins (15 June 2026)", "早 15 天"),
        ("2026-07-06", "6 July 2026 is 15 days after the window of this visit ended (21 June 2026)", "晚 15 天"),
    ],
)
def test_a_day_far_from_the_window_of_its_visit_is_asked_about(day: str, en: str, zh: str) -> None:
    week = Window(date(2026, 6, 15), date(2026, 6, 21))
    (found,) = check_form(study(), "VS", GOOD | {"VSDTC": day}, window=week)
    assert (found.severity, found.path, found.check) == ("soft", "VSDTC", "far-from-window")
    assert en in found.says.en and zh in found.says.zh


@pytest.mark.parametrize("day", ["2026-06-01", "2026-06-14", "2026-06-15", "2026-06-21", "2026-06-22", "2026-07-05"])
def test_a_visit_a_little_early_or_late_is_a_deviation_and_no_question(day: str) -> None:
    week = Window(date(2026, 6, 15), date(2026, 6, 21))
    assert check_form(study(), "VS", GOOD | {"VSDTC": day}, window=week) == ()


def test_a_wide_window_is_left_farther_behind_before_anybody_asks() -> None:
    month = Window(date(2026, 6, 1), date(2026, 6, 29))
    assert check_form(study(), "VS", GOOD | {"VSDTC": "2026-08-24"}, window=month) == ()
    (found,) = check_form(study(), "VS", GOOD | {"VSDTC": "2026-08-25"}, window=month)
    assert found.check == "far-from-window"


def test_a_row_by_itself_is_judged_without_asking_for_the_rest() -> None:
    assert check_row(study(), "VS", "TIMES", {"SYS": 120}, date(2026, 6, 15)) == ()
    (found,) = check_row(study(), "VS", "TIMES", {"SYS": 12}, date(2026, 6, 15))
    assert (found.severity, found.path, found.check) == ("hard", "SYS", "impossible")


def test_a_bound_is_impossible_only_where_it_surely_is() -> None:
    below = {"LBDTC": "2026-06-15", "ALT": {"value": "<5", "unit": "U/L"}}
    above = {"LBDTC": "2026-06-15", "ALT": {"value": ">6001", "unit": "U/L"}}
    assert codes(below, form="LB") == []
    assert codes(above, form="LB") == [("hard", "ALT", "impossible")]


def test_what_is_missing_is_asked_for_softly() -> None:
    assert codes({"VSDTC": "2026-06-15"}) == [("soft", "TEMP", "required"), ("soft", "PULSE", "required")]


def test_a_conditional_item_is_wanted_only_where_its_condition_holds() -> None:
    asked = {name: answer for name, answer in GOOD.items() if name != "PREG"}
    assert codes(asked) == [("soft", "PREG", "required")]
    assert codes(asked | {"SEX": "M"}) == []
    assert codes({name: answer for name, answer in asked.items() if name != "SEX"}) == []
    assert codes(GOOD | {"SEX": "M"}) == [("soft", "PREG", "not-asked")]


def test_edit_checks_are_hard_or_soft_and_silent_about_what_is_missing() -> None:
    assert codes(GOOD | {"PULSE": 201}) == [("soft", "PULSE", "C1")]
    assert ("hard", "SEX", "C2") in codes(GOOD | {"SEX": "M", "PREG": True})
    assert codes(GOOD | {"PULSE": {"missing": "ND", "reason": "asleep"}}) == []


def test_every_fault_is_named_at_once_in_both_languages() -> None:
    found = check_form(study(), "VS", GOOD | {"VSDTC": "soon", "PULSE": 999, "SEX": "X"})
    assert [one.path for one in found] == ["VSDTC", "PULSE", "SEX", "PREG", "PULSE"]
    assert all(one.says.en and one.says.zh and "{" not in one.says.en + one.says.zh for one in found)


def test_fixed_rows_are_complete_and_each_row_is_checked() -> None:
    good = ({"AT": "BEFORE", "SYS": 120}, {"AT": "AFTER", "SYS": 118})
    assert codes(GOOD, {"TIMES": good}) == []
    assert codes(GOOD, {"TIMES": good[:1]}) == [("soft", "TIMES", "row-missing-AFTER")]
    wrong = ({"AT": "NOON", "SYS": 12},)
    assert ("hard", "TIMES.0.SYS", "impossible") in codes(GOOD, {"TIMES": wrong})
    assert ("hard", "TIMES.0.AT", "no-such-row") in codes(GOOD, {"TIMES": wrong})
    assert codes(GOOD, {"EXTRA": ()}) == [("hard", "EXTRA", "no-such-group")]


def test_a_form_that_does_not_exist_is_a_finding() -> None:
    assert codes({}, form="ZZ") == [("hard", "", "no-such-form")]


def test_a_derived_item_is_computed_and_never_entered() -> None:
    measured = GOOD | {"WEIGHT": "62", "HEIGHT": "1.60"}
    assert derive(study(), "VS", measured) == {"BMI": "24.2188"}
    assert derive(study(), "VS", GOOD) == {}
    assert codes(measured | {"BMI": "24.2188"}) == []
    assert codes(measured | {"BMI": "20"}) == [("hard", "BMI", "computed")]


@pytest.mark.parametrize(
    ("limits", "faulty"),
    [
        ({}, False),
        ({"low": "7", "high": "40"}, False),
        ({"low": "40", "high": "40"}, False),
        ({"low": "40", "high": "7"}, True),
        ({"low": "", "high": "40"}, False),
        ({"low": None, "high": "40"}, False),
        ({"low": "7"}, False),
        ({"low": "normal", "high": "40"}, True),
        ({"high": "normal"}, True),
    ],
)
def test_the_limits_of_a_laboratory_are_numbers_in_their_order(limits: dict[str, Any], faulty: bool) -> None:
    answer = {"value": "20", "unit": "U/L", **limits}
    found = codes({"LBDTC": "2026-06-15", "ALT": answer}, form="LB")
    assert found == ([("hard", "ALT", "limits")] if faulty else [])


def test_a_long_answer_is_cut_in_a_message_after_forty_characters() -> None:
    def shown(answer: str) -> str:
        return next(one for one in check_form(study(), "VS", {**GOOD, "PULSE": answer}) if one.path == "PULSE").says.en

    assert f"{'x' * 40} is not" in shown("x" * 40)
    assert f"{'x' * 40}… is not" in shown("x" * 41)


def deriving() -> Study:
    """The form with a derived whole number and a derived day."""
    plan = study().model_dump()
    items = plan["forms"]["forms"]["VS"]["items"]
    items["SINCE"] = item("date", required=False)
    items["HALF"] = item("integer", derived="PULSE / 2", required=False)
    items["FROM"] = item("date", derived="SINCE", required=False)
    return Study.model_validate(plan)


@pytest.mark.parametrize(
    ("answers", "derived"),
    [
        ({"PULSE": 72}, {"HALF": 36}),
        ({"PULSE": 73}, {}),
        ({"SINCE": "2026-06-15"}, {"FROM": "2026-06-15"}),
        ({"SINCE": "2026-06"}, {}),
    ],
)
def test_a_whole_number_and_a_day_are_derived_only_where_they_are_exact(answers: dict, derived: dict) -> None:
    assert derive(deriving(), "VS", answers) == derived
