"""The study file of NCT03410368 against the registry record, the assumption register and worked examples."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import equipoise
from equipoise.facts.casebook import FormSaved
from equipoise.facts.events import Occurred
from equipoise.protocol.criteria import Observation, evaluate, parse
from equipoise.protocol.load import load_versions
from equipoise.protocol.model import Form, Item, Study, Visit
from equipoise.rules.visits import calendar, check_form
from equipoise.values.quantity import Quantity
from tests.rules.visits.booklet import book

FOLDER = Path(equipoise.__file__).parent / "studies" / "NCT03410368"
CASES = Path(__file__).parents[2].parent / "shared" / "data" / "cases" / "eligibility.json"
IDS = [
    *("I1", "I2", "I3", "I4", "I5a", "I5b", "I5c", "I5d", "I5e", "I5f", "I6", "I7"),
    *("E1", "E2", "E3", "E4", "E5", "E6a", "E6b", "E7"),
]


@pytest.fixture(scope="module")
def study() -> Study:
    first = load_versions(FOLDER)[0]
    assert first.study is not None
    return first.study


def test_every_version_loads_without_a_fault_or_a_remark() -> None:
    found = load_versions(FOLDER)
    assert [one.study and one.study.version for one in found] == ["1.0", "1.1"]
    assert [(*one.faults, *one.remarks) for one in found] == [(), ()]


def test_all_fourteen_registered_criteria_stand_as_twenty_tests(study: Study) -> None:
    assert list(study.eligibility.criteria) == IDS
    assert all(criterion.test for criterion in study.eligibility.criteria.values())


def test_every_condition_reads_names_that_exist(study: Study) -> None:
    names = {*study.variables, *study.events}
    gates = [gate.criteria for gate in study.eligibility.gates.values()]
    for criteria in (study.eligibility.criteria, *gates):
        for criterion in criteria.values():
            assert criterion.test is not None
            parse(criterion.test, names)
    for factor in study.randomisation.factors.values():
        for words in factor.levels.values():
            parse(words, names)
    beyond = {f"{name}.{item}" for name, form in study.forms.forms.items() for item in form.items}
    for form in study.forms.forms.values():
        for words, known in _conditions(form):
            parse(words, known)
        before = {f"previous.{item}" for item in form.items}
        for check in form.checks.values():
            parse(check.test, {*form.items, *before, *beyond, *names})


def test_half_of_120_participants_are_allocated_to_each_arm(study: Study) -> None:
    assert {name: arm.ratio for name, arm in study.arms.items()} == {"nk": 1, "control": 1}
    assert study.design.enrolment == 120


def test_scans_fall_on_weeks_6_12_18_24_and_every_9_weeks_to_week_87_in_both_arms(study: Study) -> None:
    visit = study.schedule.visits["TA"]
    assert visit.arms == () and visit.anchor == "randomisation"
    assert _days(visit) == [42, 84, 126, 168, 231, 294, 357, 420, 483, 546, 609]
    assert all(day % 7 == 0 for day in _days(visit))


def test_the_nominal_cycle_has_six_collections_and_eighteen_infusion_days_in_87_days(study: Study) -> None:
    assert study.product is not None
    courses = study.product.courses
    collections = [courses.interval_days * course for course in range(courses.number)]
    infusions = [day + study.product.culture.days + offset for day in collections for offset in courses.infusion_days]
    assert collections == [0, 14, 28, 42, 56, 70]
    assert len(infusions) == 18 and infusions[:3] == [14, 15, 16] and infusions[-1] == 86
    assert set(collections[1:]) <= set(infusions)


def test_the_dose_stays_unconfirmed_until_the_investigator_says_what_it_means(study: Study) -> None:
    assert study.product is not None
    dose = study.product.dose
    assert (dose.least, dose.most, dose.per, dose.confirmed) == (10**9, 2 * 10**9, "course", False)
    assert dose.assumed is not None and dose.record is not None


def test_the_window_for_adverse_events_is_the_same_for_both_arms(study: Study) -> None:
    assert study.safety.window_days == (0, 119)
    assert _days(study.schedule.visits["PROW"])[-1] == 119 and study.schedule.visits["PROW"].arms == ()


def test_serology_without_anti_hbc_decides(study: Study) -> None:
    day = date(2018, 5, 8)
    known = {name: Observation("NEGATIVE", "", day, 1) for name in ("hiv", "hbsag", "hcv")}
    test = parse(study.eligibility.criteria["E3"].test or "")
    assert evaluate(test, known.get, date(2018, 5, 10)).truth.value == "true"
    positive = known | {"anti_hbc": Observation("POSITIVE", "", day, 2)}
    assert evaluate(test, positive.get, date(2018, 5, 10)).truth.value == "unknown"
    assert evaluate(test, (positive | {"hbv_dna": Observation("NEGATIVE", "", day, 3)}).get, day).truth.value == "true"


def test_methotrexate_stopped_on_1_march_is_within_three_calendar_months_of_31_may(study: Study) -> None:
    test = parse(study.eligibility.criteria["E6a"].test or "")
    stopped = {"immunosuppressant.last_dose": Observation("2026-03-01")}
    assert evaluate(test, stopped.get, date(2026, 5, 31)).truth.value == "false"
    earlier = {"immunosuppressant.last_dose": Observation("2026-02-27")}
    assert evaluate(test, earlier.get, date(2026, 5, 31)).truth.value == "true"


def test_who_is_born_on_29_february_comes_of_age_on_1_march(study: Study) -> None:
    test = parse(study.eligibility.criteria["I3"].test or "")
    born = {"birth_date": Observation("2000-02-29")}
    assert evaluate(test, born.get, date(2018, 2, 28)).truth.value == "false"
    assert evaluate(test, born.get, date(2018, 3, 1)).truth.value == "true"


@pytest.mark.skipif(not CASES.exists(), reason="the eligibility reference cases lie beside the repository")
def test_the_reference_cases_come_out_right(study: Study) -> None:
    cases = json.loads(CASES.read_text(encoding="utf-8"))["cases"]
    found = {(case["id"], name): _outcome(study, name, case["given"]) for case in cases for name in case["expect"]}
    assert found == {(case["id"], name): wanted for case in cases for name, wanted in case["expect"].items()}


def test_consent_tells_of_the_burden_and_says_that_it_is_a_draft() -> None:
    zh = (FOLDER / "consent" / "1.0.zh.md").read_text(encoding="utf-8")
    en = (FOLDER / "consent" / "1.0.en.md").read_text(encoding="utf-8")
    assert "待批准的草案" in zh and "6次单采、18个输注日" in zh
    assert "draft to be approved" in en and "six collections and eighteen infusion days" in en
    assert zh.count("\n## ") == en.count("\n## ") == 17


def _conditions(form: Form) -> Iterator[tuple[str, set[str]]]:
    names = set(form.items)
    yield from _asked(form.items, names)
    for group in form.groups.values():
        yield from _asked(group.items, names | set(group.items))


def _asked(items: Mapping[str, Item], names: set[str]) -> Iterator[tuple[str, set[str]]]:
    yield from ((item.when, names) for item in items.values() if item.when is not None)


def _days(visit: Visit) -> list[int]:
    days = list(visit.days)
    while visit.every is not None and visit.every.days and days[-1] + visit.every.days <= (visit.every.until or 0):
        days.append(days[-1] + visit.every.days)
    return days


def _outcome(study: Study, name: str, given: dict[str, Any]) -> str:
    found = evaluate(
        parse(study.eligibility.criteria[name].test or ""),
        lambda fact: _observed(given["facts"].get(fact)),
        date.fromisoformat(given["at"]),
    )
    if found.stale:
        return "stale"
    return {"true": "passes", "false": "fails", "unknown": "unknown"}[found.truth.value]


def _observed(fact: Any) -> Observation | None:
    if fact is None or isinstance(fact, str):
        return None if fact is None else Observation(fact)
    unit = fact["unit"] or ""
    high = Quantity(Decimal(fact["upper_limit"]), unit) if "upper_limit" in fact else None
    return Observation(str(fact["value"]), unit, date.fromisoformat(fact["date"]), 1, high=high)


@given(
    st.integers(0, 6),
    st.lists(st.integers(0, 28), min_size=1, max_size=8),
    st.lists(st.dates(date(2026, 5, 29), date(2027, 12, 31)), max_size=6),
    st.dates(date(2026, 5, 29), date(2028, 6, 30)),
)
def test_no_delay_of_the_treatment_moves_a_tumour_assessment_and_every_delay_moves_the_treatment(
    study: Study, first: int, delays: list[int], extra: list[date], at: date
) -> None:
    """Collections that slip by as much as anything can slip, infusions on any day, unscheduled scans: the scans stay."""
    randomised = date(2026, 5, 29)
    days = list(
        accumulate(
            delays, lambda day, delay: day + timedelta(days=14 + delay), initial=randomised + timedelta(days=first)
        )
    )
    happened = {
        "randomisation": (Occurred(randomised, 1),),
        "collection": tuple(Occurred(day, 2) for day in days),
        "first_collection": (Occurred(days[0], 2),),
        "course_started": tuple(Occurred(day, 3) for day in sorted(extra)),
        "end_of_treatment": (Occurred(days[-1], 4),),
    }
    scans = [
        FormSaved(form="TU", instance=f"UNSTA.{place}", items={"TRDAT": day.isoformat()})
        for place, day in enumerate(extra, 1)
    ]
    found = calendar(study, book(*scans), happened, at, "nk")
    control = calendar(study, book(), {"randomisation": happened["randomisation"]}, at, "control")
    planned = [one.target for one in found if one.tumour_assessment and one.scheduled]
    assert planned == [one.target for one in control if one.tumour_assessment]
    assert [(day - randomised).days for day in planned[:4]] == [42, 84, 126, 168]
    assert [one.target for one in found if one.visit == "CD1"] == sorted(day + timedelta(days=14) for day in days)


def test_every_measured_value_can_be_impossible_and_can_be_unlikely(study: Study) -> None:
    """Whoever mistakes a unit or a key is asked; scores of questionnaires and grades have a scale instead."""
    measured = {
        f"{form_id}.{name}": item
        for form_id, form in study.forms.forms.items()
        for items in (form.items, *(group.items for group in form.groups.values()))
        for name, item in items.items()
        if item.kind in ("quantity", "decimal", "integer") and item.derived is None
    }
    assert [path for path, item in measured.items() if item.least is None or item.most is None] == []
    unasked = [path for path, item in measured.items() if item.unlikely_below is None and item.unlikely_above is None]
    scales = {
        "INF.IVGAUGE",
        "AE.AETOXGR",
        "BR.ROOMTEMP",
    }  # a gauge and a room temperature have an edit check of their own
    assert [path for path in unasked if path not in scales and not path.startswith(("QLQ.", "PRO."))] == []


@pytest.mark.parametrize(
    ("form", "item", "value", "unit", "found"),
    [
        ("VS", "TEMP_VSORRES", "41.2", "Cel", "unlikely"),
        ("LB", "HGB_LBORRES", "13.5", "g/L", "impossible"),
        ("LB", "HGB_LBORRES", "13.5", "g/dL", ""),
        ("LB", "CREAT_LBORRES", "0.9", "umol/L", "impossible"),
        ("LB", "BILI_LBORRES", "1.1", "umol/L", "unlikely"),
        ("LB", "GLUC_LBORRES", "95", "mmol/L", "impossible"),
        ("LB", "PLAT_LBORRES", "196000", "10*9/L", "impossible"),
        ("LB", "K_LBORRES", "6.6", "mmol/L", "unlikely"),
        ("ECHO", "LVEF_CVORRES", "0.62", "%", "impossible"),
        ("VS", "WEIGHT_VSORRES", "650", "kg", "impossible"),
        ("VS", "WEIGHT_VSORRES", "132", "kg", "unlikely"),
    ],
)
def test_a_mistaken_unit_or_point_is_noticed(
    study: Study, form: str, item: str, value: str, unit: str, found: str
) -> None:
    findings = check_form(study, form, {item: {"value": value, "unit": unit}})
    assert [one.check for one in findings if one.path == item and one.check in ("unlikely", "impossible")] == (
        [found] if found else []
    )
