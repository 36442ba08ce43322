from __future__ import annotations

from typing import Any

import pytest

from equipoise.protocol.model import Study
from equipoise.rules.safety import Assessment, adverse_events, assess_event, clocks
from tests.rules.example import PLAN, altered, form, history, item, t
from tests.rules.safety.test_clocks import at

EVENT = {
    **PLAN["safety"]["event"],
    "related_sponsor": "AERELSP",
    "unexpected": "AEUNEXP",
    "criteria": {"death": "AESDTH", "life_threatening": "AESLIFE", "hospital": "AESHOSP"},
    "open": "AEONGO = Y",
}
AE = PLAN["forms"]["forms"]["AE"]
MORE = {
    "AERELSP": item("code", codes="REL"),
    **{name: item("yes_no") for name in ("AEUNEXP", "AESDTH", "AESLIFE", "AESHOSP", "AEONGO")},
}
FORMS = {**PLAN["forms"], "forms": {**PLAN["forms"]["forms"], "AE": {**AE, "items": {**AE["items"], **MORE}}}}
SEPSIS = {
    "AETERM": "Sepsis", "AETOXGR": 3, "AESER": "Y", "AEREL": "RELATED", "AESTDTC": "2026-06-15",
    "AEAWARE": "2026-06-15T10:00:00.000000Z", "AESHOSP": "Y",
}  # fmt: skip
BROCHURE = {"document": t("Brochure 3"), "terms": {"Fever": 3, "sepsis": 2}}


def plan(**more: Any) -> Study:
    return altered(forms=FORMS, safety={**PLAN["safety"], "event": EVENT, **more})


def assessed(study: Study, **answers: Any) -> Assessment:
    (event,) = adverse_events(study, history(form("AE", "1", {**SEPSIS, **answers})))
    return assess_event(study, event)


@pytest.mark.parametrize(
    ("answers", "marked", "criteria"),
    [
        ({"AESER": "N"}, False, ("hospital",)),
        ({"AESHOSP": "N"}, True, ()),
        ({"AESER": "N", "AESHOSP": "N", "AETOXGR": 5}, False, ("death",)),
    ],
)
def test_an_event_is_serious_by_its_mark_or_by_a_criterion(
    answers: dict[str, Any], marked: bool, criteria: tuple[str, ...]
):
    (event,) = adverse_events(plan(), history(form("AE", "1", {**SEPSIS, **answers})))
    assert (event.marked_serious, event.criteria, event.serious) == (marked, criteria, True)
    (event,) = adverse_events(plan(), history(form("AE", "1", {**SEPSIS, "AESER": "N", "AESHOSP": "N"})))
    assert not event.serious


def test_a_serious_related_event_that_is_not_known_to_be_expected_is_a_susar():
    found = assessed(plan())
    assert (found.serious, found.criteria, found.expected) == (True, ("hospital",), None)
    assert found.classes == {"any", "serious", "related_serious", "susar", "susar_other"}


@pytest.mark.parametrize("answers", [{"AESDTH": "Y"}, {"AESLIFE": "Y"}, {"AETOXGR": 5}])
def test_death_or_threat_to_life_makes_it_the_short_clock(answers: dict[str, Any]):
    found = assessed(plan(), **answers)
    assert "susar_fatal" in found.classes
    assert "susar_other" not in found.classes


@pytest.mark.parametrize(
    ("investigator", "sponsor", "related"),
    [("RELATED", "NOT", True), ("NOT", "POSSIBLE", True), ("NOT", "NOT", False), ("NOT", None, False)],
)
def test_either_view_that_cannot_exclude_it_makes_it_related(investigator: str, sponsor: str | None, related: bool):
    found = assessed(plan(), AEREL=investigator, AERELSP=sponsor)
    assert found.related == related
    assert ("susar" in found.classes) == related


@pytest.mark.parametrize(
    ("term", "grade", "expected"),
    [("Sepsis", 2, True), ("Sepsis", 3, False), ("FEVER", 3, True), ("Chills", 1, False), ("Sepsis", None, False)],
)
def test_the_reference_list_expects_a_term_up_to_its_grade(term: str, grade: int | None, expected: bool):
    found = assessed(plan(reference=BROCHURE), AETERM=term, AETOXGR=grade)
    assert found.expected == expected
    assert ("susar" in found.classes) == (not expected)


def test_without_a_list_the_form_says_what_is_unexpected():
    assert assessed(plan(), AEUNEXP="N").expected is True
    assert "susar" not in assessed(plan(), AEUNEXP="N").classes
    assert assessed(plan(), AEUNEXP="Y").expected is False


def test_the_list_counts_where_the_form_says_otherwise_and_the_difference_is_told():
    found = assessed(plan(reference=BROCHURE), AEUNEXP="N")
    assert found.expected is False
    assert [point.code for point in found.open_points] == ["expectedness_differs"]


def test_a_criterion_makes_it_serious_whatever_the_box_says():
    found = assessed(plan(), AESER="N")
    assert found.serious
    assert [point.code for point in found.open_points] == ["serious_by_criterion"]
    assert [point.code for point in assessed(plan(), AESHOSP="N").open_points] == ["no_criterion"]


def test_a_mild_event_is_of_no_class_but_any():
    assert assessed(plan(), AESER="N", AESHOSP="N").classes == {"any"}


CLOCKS = {
    "fatal": {"name": t("Fatal"), "to": t("Authority"), "rule": "nmpa_fatal"},
    "more": {"name": t("More"), "to": t("Authority"), "rule": "nmpa_follow_up", "after": "fatal"},
    "other": {"name": t("Other"), "to": t("Authority"), "rule": "nmpa_other"},
}


def test_the_class_of_an_event_starts_the_clock_of_its_rule():
    study = plan(clocks=CLOCKS)
    (other,) = clocks(study, history(form("AE", "1", SEPSIS)), at(16, 0))
    assert (other.clock, other.rule, other.state) == ("other", "nmpa_other", "running")
    (fatal,) = clocks(study, history(form("AE", "1", {**SEPSIS, "AESDTH": "Y"})), at(30, 0))
    assert (fatal.clock, fatal.state) == ("fatal", "late")
