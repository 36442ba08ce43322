from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.safety import Grade, grade

V5, V6 = "CTCAE 5.0", "CTCAE 6.0"


def graded(term: str, value: str, unit: str, version: str = V5, **limits: str) -> Grade:
    return grade(version, term, Decimal(value), unit, **{name: Decimal(words) for name, words in limits.items()})


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("79", "g/L", 3), ("80", "g/L", 2), ("99.9", "g/L", 2), ("100", "g/L", 1), ("139", "g/L", 1), ("140", "g/L", 0),
        ("7.9", "g/dL", 3), ("4.9", "mmol/L", 2), ("4.8", "mmol/L", 3),
    ],
)  # fmt: skip
def test_anemia_is_graded_in_the_reported_unit(value: str, unit: str, expected: int):
    low = {"g/L": "140", "g/dL": "14.0", "mmol/L": "8.7"}[unit]
    assert graded("Anemia", value, unit, low=low).grade == expected


def test_without_a_limit_a_value_is_graded_only_where_that_does_not_matter():
    assert graded("Anemia", "79", "g/L") == Grade(3)
    assert graded("Anemia", "139", "g/L") == Grade(None, "limit")


def test_what_is_missing_is_named_and_never_grade_zero():
    assert grade(V5, "Anemia", None, "g/L") == Grade(None, "value")
    assert grade(V5, "Anemia", Decimal(79), None) == Grade(None, "unit")
    assert graded("Anemia", "79", "g/cL") == Grade(None, "unit")
    assert graded("Homesickness", "79", "g/L") == Grade(None, "term")


@pytest.mark.parametrize("unit", ["10*9/L", "10^9/L", "x10^9/L", "10*9/l", "10⁹/L"])
def test_a_unit_is_known_by_its_usual_spellings(unit: str):
    assert graded("Platelet count decreased", "24", unit).grade == 4


@pytest.mark.parametrize(("value", "v5", "v6"), [("0.49", 4, 3), ("0.09", 4, 4), ("1.2", 2, 1), ("1.7", 1, 0)])
def test_version_six_grades_neutrophils_otherwise(value: str, v5: int, v6: int):
    assert graded("Neutrophil count decreased", value, "10*9/L", V5, low="2.0").grade == v5
    assert graded("Neutrophil count decreased", value, "10*9/L", V6, low="2.0").grade == v6


@pytest.mark.parametrize(
    ("value", "expected"), [("119.9", 0), ("120", 1), ("240", 1), ("240.1", 2), ("400.1", 3), ("1600.1", 4)]
)
def test_alt_with_an_abnormal_baseline_is_held_against_the_baseline(value: str, expected: int):
    assert graded("Alanine aminotransferase increased", value, "U/L", high="50", baseline="80").grade == expected


def test_alt_with_a_normal_baseline_is_held_against_the_limit():
    assert graded("Alanine aminotransferase increased", "150", "U/L", high="50", baseline="35").grade == 1
    assert graded("Alanine aminotransferase increased", "150.1", "U/L", high="50", baseline="35").grade == 2


def test_whether_a_baseline_was_abnormal_cannot_be_told_without_a_limit():
    assert graded("Alanine aminotransferase increased", "150", "U/L", baseline="35") == Grade(None, "limit")


def test_creatinine_counts_against_the_baseline_as_well():
    assert graded("Creatinine increased", "100", "umol/L", high="104", baseline="60").grade == 2
    assert graded("Creatinine increased", "100", "umol/L", high="104").grade == 0
    assert graded("Creatinine increased", "260", "umol/L", high="104").grade == 2


def test_fibrinogen_is_also_graded_by_its_loss():
    assert graded("Fibrinogen decreased", "1.3", "g/L", low="2.0", baseline="1.6").grade == 1
    assert graded("Fibrinogen decreased", "0.8", "g/L", low="2.0", baseline="1.6").grade == 3
    assert graded("Fibrinogen decreased", "49", "mg/dL").grade == 4


def test_fractions_and_decimals_are_held_against_each_other_exactly():
    third = Fraction(1, 3)
    assert grade(V5, "Blood lactate dehydrogenase increased", third, "ukat/L", high=third).grade == 0
    assert grade(V5, "Alanine aminotransferase increased", Decimal(2), "ukat/L", high=third).grade == 3


@given(st.decimals("0", "300", places=1), st.decimals("0", "300", places=1))
def test_a_lower_haemoglobin_never_has_a_lower_grade(one: Decimal, other: Decimal):
    low, high = sorted((one, other))
    grades = [grade(V5, "Anemia", value, "g/L", low=Decimal(130)).grade for value in (low, high)]
    assert grades[0] is not None
    assert grades[1] is not None
    assert grades[0] >= grades[1]
