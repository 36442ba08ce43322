"""CRS by the table of the ASTCT consensus (Lee et al. 2019, table 2), row by row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.safety import CrsSigns, crs, oxygen, pressure
from equipoise.rules.safety.crs import CrsSign, Device

PRESSURE = ["none", "no_pressor", "one_pressor", "several_pressors"]
OXYGEN = ["none", "low_flow", "high_flow", "positive_pressure"]


def signs(
    temperature: str | None = "38.0", hypotension: str | None = "none", hypoxia: str | None = "none", **more: object
) -> CrsSigns:
    fever = None if temperature is None else Decimal(temperature)
    return CrsSigns(fever, hypotension, hypoxia, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("temperature", "hypotension", "hypoxia", "grade"),
    [
        ("37.9", "none", "none", 0),
        ("38.0", "none", "none", 1),
        ("38.0", "no_pressor", "none", 2),
        ("38.0", "none", "low_flow", 2),
        ("39.1", "no_pressor", "low_flow", 2),
        ("38.0", "one_pressor", "low_flow", 3),
        ("38.0", "none", "high_flow", 3),
        ("38.0", "several_pressors", "none", 4),
        ("38.0", "no_pressor", "positive_pressure", 4),
        ("37.9", "several_pressors", "positive_pressure", 0),
    ],
)
def test_the_graver_of_hypotension_and_hypoxia_decides(temperature: str, hypotension: str, hypoxia: str, grade: int):
    assert crs(signs(temperature, hypotension, hypoxia)).grade == grade


def test_after_antipyretics_fever_is_no_longer_asked():
    assert crs(signs("36.8", "no_pressor", treated=True)).grade == 2
    assert crs(signs(None, "one_pressor", treated=True)).grade == 3
    assert crs(signs("36.8", treated=True)).grade == 0


def test_a_sign_with_another_cause_does_not_count():
    septic: frozenset[CrsSign] = frozenset({"hypotension"})
    assert crs(signs("38.5", "several_pressors", "low_flow", other_cause=septic)).grade == 2
    assert crs(signs("38.5", "no_pressor", other_cause=frozenset({"fever"}))).grade == 0


def test_what_is_not_known_is_unknown_and_never_none():
    unknown = crs(signs("38.5", None, "low_flow"))
    assert (unknown.grade, [reason.code for reason in unknown.reasons]) == (None, ["crs_unknown"])
    assert "Hypotension" in unknown.reasons[0].says.en
    assert crs(signs(None)).grade is None
    assert crs(signs("38.5", None, "positive_pressure")).grade == 4  # nothing could be graver
    assert crs(signs("37.0", None, None)).grade == 0  # no fever, whatever else


def test_death_of_it_is_grade_five():
    assert crs(signs(fatal=True)).grade == 5


def test_the_signs_that_give_the_grade_are_named():
    found = crs(signs("38.5", "one_pressor", "high_flow"))
    assert found.signs == ("hypotension", "hypoxia")
    assert found.reasons[0].says.zh == "低血压对应 3 级。"


@pytest.mark.parametrize(
    ("hypotensive", "pressors", "vasopressin", "level"),
    [
        (False, 0, False, "none"),
        (True, 0, False, "no_pressor"),
        (True, 1, False, "one_pressor"),
        (True, 1, True, "one_pressor"),
        (True, 0, True, "one_pressor"),
        (True, 2, False, "several_pressors"),
    ],
)
def test_vasopressin_is_not_counted_beside_another_pressor(
    hypotensive: bool, pressors: int, vasopressin: bool, level: str
):
    assert pressure(hypotensive, pressors, vasopressin) == level


@pytest.mark.parametrize(
    ("device", "flow", "level"),
    [
        ("none", None, "none"),
        ("blow_by", None, "low_flow"),
        ("nasal_cannula", "6", "low_flow"),
        ("nasal_cannula", "6.1", "high_flow"),
        ("nasal_cannula", None, None),
        ("face_mask", "5", "high_flow"),
        ("non_rebreather", None, "high_flow"),
        ("venturi", None, "high_flow"),
        ("cpap", None, "positive_pressure"),
        ("bipap", None, "positive_pressure"),
        ("ventilator", None, "positive_pressure"),
    ],
)
def test_six_litres_a_minute_are_low_flow_and_a_mask_is_not(device: Device, flow: str | None, level: str | None):
    assert oxygen(device, None if flow is None else Decimal(flow)) == level


@given(st.integers(0, 3), st.integers(0, 3), st.integers(0, 3), st.integers(350, 420))
def test_a_graver_sign_never_lowers_the_grade(first: int, second: int, oxygen_level: int, tenths: int):
    less, more = sorted((first, second))
    temperature = str(Decimal(tenths) / 10)
    lower = crs(signs(temperature, PRESSURE[less], OXYGEN[oxygen_level])).grade
    higher = crs(signs(temperature, PRESSURE[more], OXYGEN[oxygen_level])).grade
    assert lower is not None and higher is not None and lower <= higher


def test_after_treatment_of_fever_an_unknown_temperature_leaves_no_sign_open():
    assert crs(signs(None, treated=True)).grade is None, "it may still be a fever"
    assert crs(signs(None, "no_pressor", treated=True)).grade == 2


@pytest.mark.parametrize("explained", ["hypotension", "hypoxia"])
def test_fever_with_one_sign_explained_and_the_other_absent_is_grade_one(explained: CrsSign):
    assert crs(signs("38.0", other_cause=frozenset({explained}))).grade == 1
