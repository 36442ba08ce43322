from __future__ import annotations

from typing import Any

from equipoise.rules.safety import syndrome_grades
from tests.rules.example import PLAN, altered, form, history, item, study, t

CRS = {
    "form": "RX", "temperature": "TEMP", "treated": "ANTIPYR", "hypotension": "PRESS", "hypoxia": "OXY",
    "hypotension_codes": {"NO": "none", "LOW": "no_pressor", "ONE": "one_pressor", "MORE": "several_pressors"},
    "hypoxia_codes": {"NO": "none", "LOW": "low_flow", "HIGH": "high_flow", "POS": "positive_pressure"},
    "other_cause": {"hypotension": "PRESSOTH"},
}  # fmt: skip
ICANS = {
    "form": "RX", "ice": ["ORIENT", "NAMING", "REST"], "consciousness": "AWAKE", "seizure": "FIT", "motor": "WEAK", "oedema": "SWELL",
    "consciousness_codes": {"A": "awake", "V": "to_voice", "T": "to_touch", "U": "unarousable"},
    "seizure_codes": {"NO": "none", "YES": "resolved", "LONG": "prolonged"},
    "oedema_codes": {"NO": "none", "FOCAL": "focal", "ALL": "diffuse"},
}  # fmt: skip
ITEMS = {
    "RXDTC": item("date"),
    "TEMP": item("quantity", units=["Cel", "[degF]"]),
    **{name: item("yes_no") for name in ("ANTIPYR", "PRESSOTH", "WEAK")},
    **{name: item("code", codes="NY") for name in ("PRESS", "OXY", "AWAKE", "FIT", "SWELL")},
    **{name: item("integer") for name in ("ORIENT", "NAMING", "REST")},
}
RX = {"name": t("Reaction"), "domain": "CE", "date": "RXDTC", "items": ITEMS}
FORMS = {**PLAN["forms"], "forms": {**PLAN["forms"]["forms"], "RX": RX}}
STUDY = altered(forms=FORMS, safety={**PLAN["safety"], "cytokines": CRS, "neurotoxicity": ICANS})
SEEN = {
    "RXDTC": "2026-06-15", "TEMP": {"value": "100.4", "unit": "[degF]"}, "PRESS": "LOW", "OXY": "NO",
    "ORIENT": 4, "NAMING": 2, "REST": 1, "AWAKE": "A", "FIT": "NO", "WEAK": "N", "SWELL": "NO",
}  # fmt: skip


def grades(**answers: Any) -> dict[str, int | None]:
    found = syndrome_grades(STUDY, history(form("RX", "1", {**SEEN, **answers})))
    assert all((each.form, each.instance, each.seq) == ("RX", "1", 1) for each in found)
    return {each.found.syndrome: each.found.grade for each in found}


def test_one_form_tells_both_grades_the_temperature_in_its_own_unit():
    assert grades() == {"CRS": 2, "ICANS": 1}
    assert grades(TEMP={"value": "100.3", "unit": "[degF]"})["CRS"] == 0


def test_treated_fever_and_other_causes_are_read():
    assert grades(TEMP={"value": "36.5", "unit": "Cel"}, ANTIPYR="Y", PRESS="ONE")["CRS"] == 3
    assert grades(PRESSOTH="Y")["CRS"] == 1


def test_a_missing_answer_is_unknown_and_never_none():
    assert grades(PRESS=None)["CRS"] is None
    assert grades(TEMP=None)["CRS"] is None
    assert grades(NAMING=None)["ICANS"] is None
    assert grades(WEAK=None)["ICANS"] is None
    assert grades(NAMING=9)["ICANS"] is None


def test_the_gravest_sign_of_the_form_decides():
    assert grades(FIT="LONG")["ICANS"] == 4
    assert grades(AWAKE="T")["ICANS"] == 3
    assert grades(WEAK="Y")["ICANS"] == 4


def test_a_study_that_declares_none_has_none():
    assert syndrome_grades(study(), history(form("AE", "1", {"AETERM": "Fever"}))) == ()


def test_a_score_counts_from_nothing_to_ten_and_not_beyond():
    assert grades(ORIENT=0, NAMING=0, REST=0)["ICANS"] == 3
    assert grades(ORIENT=4, NAMING=3, REST=3)["ICANS"] == 0
    assert grades(ORIENT=4, NAMING=3, REST=4)["ICANS"] is None
    assert grades(ORIENT=0, NAMING=0, REST=-1)["ICANS"] is None
