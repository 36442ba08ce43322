"""Data as they really come: units mixed, values that contradict each other, corrected, taken back, dated wrongly, at every edge."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from equipoise.facts.body import Body
from equipoise.facts.casebook import FormRetracted, ItemsCorrected
from equipoise.protocol.model import Study
from equipoise.rules.eligibility import assess
from tests.rules.example import PLAN, altered, form, history, item, t

DAY = date(2026, 5, 10)


def criterion(test: str, category: str = "inclusion") -> dict[str, Any]:
    return {"category": category, "text": t("-"), "test": test}


@lru_cache
def study() -> Study:
    forms = {
        **PLAN["forms"]["forms"],
        "DM": {
            "name": t("Person"),
            "domain": "DM",
            "date": "DMDTC",
            "items": {"DMDTC": item("date"), "SEX": item("code", codes="SEX"), "BORN": item("date")},
        },
        "CHEM": {
            "name": t("Chemistry"),
            "domain": "LB",
            "date": "AT",
            "items": {
                "AT": item("moment"),
                "LBNAM": item("code", codes="LAB"),
                "ALT": item("quantity", units=["U/L", "ukat/L"], analyte="alt"),
                "BILI": item("quantity", units=["umol/L", "mg/dL"], analyte="bili"),
                "HGB": item("quantity", units=["g/L", "g/dL", "mmol/L"], analyte="hgb"),
            },
        },
        "CM": {
            "name": t("Steroid"),
            "domain": "CM",
            "date": "CMDTC",
            "items": {"CMDTC": item("date"), "CMYN": item("yes_no"), "LAST": item("date")},
        },
    }
    return altered(
        variables={
            "sex": {"name": t("Sex"), "item": "DM.SEX"},
            "birth_date": {"name": t("Born"), "item": "DM.BORN"},
            "alt": {"name": t("ALT"), "item": "CHEM.ALT"},
            "bili": {"name": t("Bilirubin"), "item": "CHEM.BILI"},
            "hgb": {"name": t("Haemoglobin"), "item": "CHEM.HGB"},
            "steroid": {"name": t("Steroid"), "item": "CM.LAST", "absent": "CMYN = N"},
        },
        eligibility={
            "criteria": {
                "AGE": criterion("birth_date on or before today - 18 years"),
                "ALT": criterion("alt <= 3 x ULN within 7 days"),
                "BILI": criterion("bili <= {2.0 mg/dL | 34.2 umol/L} within 7 days"),
                "HGB": criterion("hgb >= 60 g/L within 7 days"),
                "WEEK": criterion("steroid = none or steroid on or before today - 1 week", "exclusion"),
                "MONTHS": criterion("steroid = none or steroid before today - 3 months", "exclusion"),
            }
        },
        randomisation={"method": "simple"},
        safety=PLAN["safety"] | {"laboratory": {}},
        forms={
            "code_lists": {
                "SEX": {"M": t("Male"), "F": t("Female")},
                "LAB": {"A": t("A"), "B": t("B")},
                **PLAN["forms"]["code_lists"],
            },
            "analytes": {
                "alt": {"name": t("ALT"), "unit": "U/L", "factors": {"ukat/L": "60"}},
                "bili": {"name": t("Bilirubin"), "unit": "umol/L", "factors": {"mg/dL": "17.104"}},
                "hgb": {"name": t("Haemoglobin"), "unit": "g/L", "factors": {"g/dL": "10", "mmol/L": "16.114"}},
            },
            "laboratories": {
                "A": {
                    "name": t("A"),
                    "ranges": [
                        {"analyte": "alt", "sex": "M", "valid_to": "2026-05-07", "high": "50", "unit": "U/L"},
                        {"analyte": "alt", "sex": "F", "valid_to": "2026-05-07", "high": "40", "unit": "U/L"},
                        {"analyte": "alt", "valid_from": "2026-05-08", "high": "45", "unit": "U/L"},
                    ],
                },
                "B": {"name": t("B"), "ranges": [{"analyte": "alt", "high": "0.75", "unit": "ukat/L"}]},
            },
            "forms": forms,
        },
    )


def chemistry(at: str = "2026-05-09T08:00:00+08:00", instance: str = "1", laboratory: str = "A", **values: str) -> Body:
    items: dict[str, Any] = {"AT": at, "LBNAM": laboratory}
    for name, words in values.items():
        number, _, unit = words.partition(" ")
        items[name] = {"value": number, "unit": unit}
    return form("CHEM", instance, items)


def person(sex: str | None = "M", born: str = "1970-01-01", day: str = "2026-05-01") -> Body:
    return form("DM", "1", {"DMDTC": day, "BORN": born} | ({"SEX": sex} if sex else {}))


def outcome(name: str, *bodies: Any, at: date = DAY) -> str:
    return assess(study(), history(*bodies), at).verdict(name).outcome


@pytest.mark.parametrize(
    ("bilirubin", "expected"),
    [
        ("34.2 umol/L", "passes"),
        ("34.205 umol/L", "fails"),  # 1.99982 mg/dL: it would pass if it were converted
        ("34.20 umol/L", "passes"),
        ("2.0 mg/dL", "passes"),
        ("2.00 mg/dL", "passes"),
        ("2.001 mg/dL", "fails"),
        ("<34.2 umol/L", "passes"),
        (">34.2 umol/L", "fails"),
        ("<40 umol/L", "unknown"),
    ],
)
def test_bilirubin_is_held_against_the_limit_in_its_reported_unit(bilirubin: str, expected: str) -> None:
    assert outcome("BILI", chemistry(BILI=bilirubin)) == expected


@pytest.mark.parametrize(
    ("haemoglobin", "expected"),
    [
        ("60 g/L", "passes"),
        ("6.0 g/dL", "passes"),
        ("5.99 g/dL", "fails"),
        ("3.724 mmol/L", "passes"),  # 60.008536 g/L
        ("3.723 mmol/L", "fails"),  # 59.992422 g/L
    ],
)
def test_other_units_are_converted_exactly(haemoglobin: str, expected: str) -> None:
    assert outcome("HGB", chemistry(HGB=haemoglobin)) == expected


@pytest.mark.parametrize(
    ("alt", "laboratory", "expected"),
    [
        ("135 U/L", "B", "passes"),  # 2.25 ukat/L, and 3 x 0.75 is the limit
        ("135.1 U/L", "B", "fails"),
        ("2.25 ukat/L", "B", "passes"),
        ("2.25 ukat/L", "A", "passes"),  # 135 U/L against 3 x 45
        ("2.26 ukat/L", "A", "fails"),
        ("20 U/L", "C", "unknown"),  # no laboratory, no limit: never a textbook's
    ],
)
def test_value_and_limit_of_normal_meet_in_one_unit(alt: str, laboratory: str, expected: str) -> None:
    assert outcome("ALT", person(), chemistry(laboratory=laboratory, ALT=alt)) == expected


def test_the_range_of_the_day_of_the_sample_counts_not_that_of_the_decision() -> None:
    old = chemistry("2026-05-07T23:30:00+08:00", ALT="140 U/L")
    new = chemistry("2026-05-08T00:30:00+08:00", ALT="140 U/L")
    assert outcome("ALT", person("M"), old) == "passes", "150 for a man until the 7th"
    assert outcome("ALT", person("F"), old) == "fails", "120 for a woman"
    assert outcome("ALT", person(None), old) == "unknown", "nobody knows which"
    assert outcome("ALT", person(None), new) == "fails", "135 for everybody from the 8th"


def test_the_day_of_a_sample_is_the_local_day_of_the_study() -> None:
    assert outcome("HGB", chemistry("2026-05-02T16:30:00Z", HGB="90 g/L")) == "passes", "the 3rd in Shanghai"
    assert outcome("HGB", chemistry("2026-05-02T15:30:00Z", HGB="90 g/L")) == "stale"


def test_of_two_values_of_one_day_the_later_sample_counts_whichever_was_entered_first() -> None:
    morning = chemistry("2026-05-09T08:00:00+08:00", "1", HGB="59 g/L")
    evening = chemistry("2026-05-09T18:00:00+08:00", "2", HGB="61 g/L")
    assert outcome("HGB", morning, evening) == "passes"
    assert outcome("HGB", evening, morning) == "passes"


def test_without_times_the_one_entered_last_counts_and_a_correction_does_not_move_it() -> None:
    first = form("CM", "1", {"CMDTC": "2026-05-09", "CMYN": True, "LAST": "2026-05-01"})
    second = form("CM", "2", {"CMDTC": "2026-05-09", "CMYN": True, "LAST": "2026-05-08"})
    assert outcome("WEEK", first, second) == "fails"
    correction = ItemsCorrected(form="CM", instance="1", old={"LAST": "2026-05-01"}, new={"LAST": "2026-05-02"})
    assert outcome("WEEK", first, second, correction) == "fails"
    assert outcome("WEEK", second, first) == "passes"


def test_a_corrected_value_counts_as_corrected_and_is_named_as_its_fact() -> None:
    new = {"HGB": {"value": "59", "unit": "g/L"}}
    bodies = (chemistry(HGB="90 g/L"), ItemsCorrected(form="CHEM", instance="1", old={}, new=new))
    found = assess(study(), history(*bodies), DAY).verdict("HGB")
    assert (found.outcome, found.facts) == ("fails", (2,))


def test_a_retracted_form_counts_no_more() -> None:
    gone = FormRetracted(form="CHEM", instance="2")
    older, newer = chemistry("2026-05-08T08:00:00+08:00", "1", HGB="90 g/L"), chemistry(instance="2", HGB="50 g/L")
    assert outcome("HGB", older, newer) == "fails"
    assert outcome("HGB", older, newer, gone) == "passes"
    assert outcome("HGB", newer, gone) == "unknown"


def test_a_value_dated_after_the_day_asked_is_not_seen() -> None:
    later = chemistry("2026-05-11T08:00:00+08:00", "2", HGB="50 g/L")
    assert outcome("HGB", later) == "unknown"
    assert outcome("HGB", chemistry(HGB="90 g/L"), later) == "passes"
    assert outcome("HGB", chemistry(HGB="90 g/L"), later, at=date(2026, 5, 11)) == "fails"


@pytest.mark.parametrize(
    ("born", "at", "expected"),
    [
        ("2008-02-29", "2026-02-28", "fails"),
        ("2008-02-29", "2026-03-01", "passes"),
        ("2010-03-01", "2028-02-29", "fails"),
        ("2010-02-28", "2028-02-29", "passes"),
        ("2008-05", "2026-05-30", "unknown"),
        ("2008-05", "2026-05-31", "passes"),
        ("2008", "2026-12-30", "unknown"),
        ("2008", "2026-12-31", "passes"),
        ("2009", "2026-12-31", "fails"),
    ],
)
def test_age_on_leap_days_and_with_partial_birth_dates(born: str, at: str, expected: str) -> None:
    assert outcome("AGE", person(born=born, day="2026-01-01"), at=date.fromisoformat(at)) == expected


@pytest.mark.parametrize(
    ("last", "at", "week", "months"),
    [
        ("2026-05-03", "2026-05-10", "passes", "fails"),  # seven days exactly
        ("2026-05-04", "2026-05-10", "fails", "fails"),
        ("2026-05-04", "2026-05-11", "passes", "fails"),
        ("2026-02-10", "2026-05-10", "passes", "fails"),  # three calendar months to the day
        ("2026-02-09", "2026-05-10", "passes", "passes"),
        ("2026-02-28", "2026-05-31", "passes", "fails"),  # 31 May less three months is 28 February
        ("2026-02-27", "2026-05-31", "passes", "passes"),  # though 93 days have passed
        ("2026-05", "2026-05-12", "unknown", "fails"),
        ("2026-02", "2026-05-10", "passes", "unknown"),
        ("2025", "2026-05-10", "passes", "passes"),
        ("2026-06-01", "2026-05-10", "fails", "fails"),  # planned, or a slip: never a reason to let in
    ],
)
def test_weeks_are_days_and_months_are_calendar_months(last: str, at: str, week: str, months: str) -> None:
    drug = form("CM", "1", {"CMDTC": "2026-05-09", "CMYN": True, "LAST": last})
    day = date.fromisoformat(at)
    assert (outcome("WEEK", drug, at=day), outcome("MONTHS", drug, at=day)) == (week, months)


def test_never_is_an_answer_and_nothing_said_is_none() -> None:
    never = form("CM", "1", {"CMDTC": "2026-05-09", "CMYN": False})
    silent = form("CM", "1", {"CMDTC": "2026-05-09"})
    assert (outcome("WEEK", never), outcome("WEEK", silent), outcome("WEEK")) == ("passes", "unknown", "unknown")


@pytest.mark.parametrize("limit", ["NaN", "Infinity", "-Infinity", "abc", "", None, True, [], {"value": "40"}])
def test_a_printed_limit_that_is_no_number_is_no_limit(limit: Any) -> None:
    body = form("CHEM", "1", {"AT": "2026-05-09T08:00:00Z", "ALT": {"value": "10", "unit": "U/L", "high": limit}})
    assert outcome("ALT", body) == "unknown"
