from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.rules.safety import Grade, grade, terms
from equipoise.rules.safety.criteria import Bound, Row, row_of
from equipoise.rules.safety.grade import _all_hold, _Limits, _test

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


@pytest.mark.parametrize(
    ("term", "unit", "grades"),
    [
        (
            "Electrocardiogram QT corrected interval prolonged",
            "ms",
            {"449": 0, "450": 1, "480": 1, "481": 2, "500": 2, "501": 3},
        ),
        ("Ejection fraction decreased", "%", {"51": 0, "50": 2, "40": 2, "39": 3, "20": 3, "19": 4}),
        (
            "Forced expiratory volume decreased",
            "%",
            {"100": 0, "99": 1, "70": 1, "69": 2, "60": 2, "59": 3, "50": 3, "49": 4},
        ),
        ("Vital capacity abnormal", "%", {"91": 0, "90": 1, "75": 1, "74.9": 2, "50": 2, "49.9": 3}),
        ("Fever", "Cel", {"37.9": 0, "38.0": 1, "39.0": 1, "39.1": 2, "40.0": 2, "40.1": 3}),
        ("Hypothermia", "Cel", {"35.1": 0, "35": 2, "32.1": 2, "32": 3, "28.1": 3, "28": 4}),
        ("Hypertension (Systolic)", "mm[Hg]", {"119": 0, "120": 1, "140": 2, "160": 3}),
        ("Hypertension (Diastolic)", "mmHg", {"79": 0, "80": 1, "90": 2, "100": 3}),
        ("Obesity", "kg/m2", {"24.9": 0, "25": 2, "30": 3, "40": 4}),
        ("Hypoxia", "%", {"88": 0, "87": 3}),
        ("Neutrophil count decreased", "/mm3", {"1500": 1, "1499": 2, "1000": 2, "500": 3, "499": 4}),
    ],
)
def test_numbers_without_limits_are_graded_as_printed(term: str, unit: str, grades: dict[str, int]):
    found = {value: graded(term, value, unit, low="1800").grade for value in grades}
    assert found == grades


@pytest.mark.parametrize(
    ("term", "unit", "grades", "limits"),
    [
        ("Acidosis", "pH", {"7.35": 0, "7.34": 1, "7.3": 1, "7.29": 3}, {"low": "7.35"}),
        ("Alkalosis", "[pH]", {"7.45": 0, "7.46": 1, "7.5": 1, "7.51": 3}, {"high": "7.45"}),
        (
            "Chronic kidney disease",
            "mL/min/{1.73_m2}",
            {"90": 0, "89": 1, "60": 1, "59": 2, "30": 2, "29": 3, "14": 4},
            {"low": "90"},
        ),
        ("Proteinuria", "g/(24.h)", {"0.14": 0, "0.15": 1, "0.99": 1, "1.0": 2, "3.4": 2, "3.5": 3}, {"high": "0.15"}),
        (
            "Carbon monoxide diffusing capacity decreased",
            "mL/min/mm[Hg]",
            {"18": 0, "17": 1, "14": 2, "11": 3},
            {"low": "20"},
        ),
        ("Hyperuricemia", "umol/L", {"420": 0, "421": 3}, {"high": "420"}),
        ("Thyroid stimulating hormone increased", "m[IU]/L", {"4": 0, "4.1": 1}, {"high": "4"}),
        ("Eosinophilia", "10*9/L", {"0.5": 0, "0.6": 1}, {"high": "0.5"}),
    ],
)
def test_numbers_with_limits_are_graded_as_printed(
    term: str, unit: str, grades: dict[str, int], limits: dict[str, str]
):
    assert {value: graded(term, value, unit, **limits).grade for value in grades} == grades


def test_a_weight_is_held_against_its_baseline_and_cannot_be_graded_without_one():
    assert [graded("Weight gain", value, "kg", baseline="60").grade for value in ("62.9", "63", "66", "72")] == [
        0,
        1,
        2,
        3,
    ]
    assert [graded("Weight loss", value, "kg", baseline="60").grade for value in ("57.1", "57", "54", "48")] == [
        0,
        1,
        2,
        3,
    ]
    assert graded("Weight loss", "50", "kg") == Grade(None, "baseline")


def test_a_longer_qt_and_a_lower_ejection_fraction_count_by_their_change_too():
    qt, ef = "Electrocardiogram QT corrected interval prolonged", "Ejection fraction decreased"
    assert graded(qt, "445", "ms", baseline="385").grade == 0
    assert graded(qt, "446", "ms", baseline="385").grade == 3
    assert [graded(ef, value, "%", baseline="75").grade for value in ("66", "65", "55")] == [0, 2, 3]


def test_eosinophils_must_be_above_the_limit_and_above_the_baseline():
    found = [
        graded("Eosinophilia", value, "10*9/L", high="0.5", baseline="0.8").grade for value in ("0.5", "0.8", "0.9")
    ]
    assert found == [0, 0, 1]


def test_diffusing_capacity_is_held_against_the_baseline_once_there_is_one():
    unit = "mL/min/mm[Hg]"
    found = [
        graded("Carbon monoxide diffusing capacity decreased", value, unit, low="20", baseline="16").grade
        for value in ("13.1", "13", "11", "10.9", "8", "7.9")
    ]
    assert found == [0, 1, 1, 2, 2, 3]


def test_inr_on_anticoagulants_is_held_against_the_baseline():
    def on(value: str, **limits: Decimal) -> Grade:
        return grade(V5, "INR increased", Decimal(value), "{INR}", anticoagulated=True, **limits)

    assert [on(value, baseline=Decimal(2)).grade for value in ("2", "2.1", "3", "3.1", "5.1")] == [0, 1, 1, 2, 3]
    assert on("3") == Grade(None, "baseline")
    assert graded("INR increased", "2.6", "{INR}", baseline="2").grade == 3


def test_version_six_counts_creatinine_against_a_baseline_below_the_lower_limit():
    limits = {"low": "50", "high": "100", "version": V6}
    assert graded("Creatinine increased", "70", "umol/L", baseline="40", **limits).grade == 2
    assert graded("Creatinine increased", "70", "umol/L", baseline="60", **limits).grade == 0
    assert graded("Creatinine increased", "130", "umol/L", baseline="40", **limits).grade == 3
    unknown = graded("Creatinine increased", "70", "umol/L", baseline="40", high="100", version=V6)
    assert unknown == Grade(None, "limit")
    assert graded("Creatinine increased", "601", "umol/L", baseline="40", high="100", version=V6).grade == 4


V6_BASELINE = [
    (
        "Alanine aminotransferase increased",
        {"79": 0, "80": 1, "120": 1, "121": 2, "160": 2, "161": 3, "320": 3, "321": 4},
    ),
    ("GGT increased", {"79": 0, "80": 1, "120": 1, "121": 2, "240": 2, "241": 3, "800": 3, "801": 4}),
    ("Blood bilirubin increased", {"79": 0, "80": 1, "120": 1, "121": 2, "200": 2, "201": 3, "800": 3, "801": 4}),
]


@pytest.mark.parametrize(("term", "grades"), V6_BASELINE)
def test_version_six_has_bounds_of_its_own_for_a_baseline_above_the_limit(term: str, grades: dict[str, int]):
    found = {value: graded(term, value, "U/L", V6, high="50", low="10", baseline="80").grade for value in grades}
    assert found == grades


def test_version_six_takes_a_baseline_below_the_limits_as_normal_and_version_five_as_abnormal():
    limits = {"high": "50", "low": "10", "baseline": "8"}
    assert graded("Alanine aminotransferase increased", "45", "U/L", V6, **limits).grade == 0
    assert graded("Alanine aminotransferase increased", "45", "U/L", V5, **limits).grade == 3


NUMBERS = st.decimals(min_value=0, max_value=2000, places=2)
ROWS = [
    (dictionary, row)
    for dictionary in (V5, V6)
    for term in terms(dictionary)
    if (row := row_of(dictionary, term)) is not None
]


@settings(max_examples=300)
@given(st.sampled_from(ROWS), NUMBERS, NUMBERS, st.integers(0, 50), st.data())
def test_a_worse_value_never_has_a_lower_grade(
    drawn: tuple[str, Row], one: Decimal, other: Decimal, which: int, data: st.DataObject
):
    dictionary, row = drawn
    unit = list(row.units)[which % len(row.units)]
    baseline = data.draw(st.none() | NUMBERS)
    better, worse = sorted((one, other), reverse=row.direction == "low")
    grades = [
        grade(dictionary, row.term, value, unit, low=Decimal(7), high=Decimal(11), baseline=baseline).grade
        for value in (better, worse)
    ]
    assert (grades[0] is None) == (grades[1] is None)
    if grades[0] is not None and grades[1] is not None:
        assert grades[0] <= grades[1]


SAME = [
    ("Neutrophil count decreased", "10*9/L", "/mm3", Fraction(1000), Fraction(0)),
    ("Platelet count decreased", "10*9/L", "/mm3", Fraction(1000), Fraction(0)),
    ("Anemia", "g/dL", "g/L", Fraction(10), Fraction(0)),
    ("Hypoalbuminemia", "g/dL", "g/L", Fraction(10), Fraction(0)),
    ("Hemoglobin increased", "g/dL", "g/L", Fraction(10), Fraction(0)),
    ("Fever", "Cel", "[degF]", Fraction(9, 5), Fraction(32)),
    ("Hypothermia", "Cel", "[degF]", Fraction(9, 5), Fraction(32)),
]


@given(
    st.sampled_from(SAME),
    st.decimals(min_value=0, max_value=150, places=2),
    st.decimals(min_value=1, max_value=140, places=1),
)
def test_a_change_of_unit_keeps_the_grade(
    drawn: tuple[str, str, str, Fraction, Fraction], value: Decimal, limit: Decimal
):
    term, one, other, factor, add = drawn
    first = grade(V5, term, value, one, low=limit, high=limit)
    converted = Fraction(limit) * factor + add
    assert grade(V5, term, Fraction(value) * factor + add, other, low=converted, high=converted) == first


def test_a_baseline_on_a_limit_of_normal_is_normal():
    """CTCAE 5.0, ALT: 1.5 to 3.0 x baseline only if the baseline was abnormal; otherwise above ULN."""
    alt = "Alanine aminotransferase increased"
    assert graded(alt, "60", "U/L", low="10", high="50", baseline="50").grade == 1
    assert graded(alt, "60", "U/L", low="10", high="50", baseline="50.1").grade == 0
    assert graded(alt, "15", "U/L", low="10", high="50", baseline="10").grade == 0
    assert graded(alt, "15", "U/L", low="10", high="50", baseline="9.9").grade == 1


def test_a_creatinine_on_the_lower_limit_is_not_below_it():
    """CTCAE 6.0: more than 1.5 x baseline counts only where the baseline was below the lower limit."""
    limits = {"low": "50", "high": "100"}
    assert graded("Creatinine increased", "80", "umol/L", V6, **limits, baseline="50").grade == 0
    assert graded("Creatinine increased", "80", "umol/L", V6, **limits, baseline="49.9").grade == 2


@pytest.mark.parametrize(("add", "holds"), [("0", False), ("1", False), ("-1", True)])
def test_a_bound_with_an_addend_is_not_the_bare_limit(add: str, holds: bool):
    test = _test(Bound(">=", Decimal(1), "ULN", Decimal(add)))
    assert test.bare == (add == "0")
    assert _all_hold((test,), Decimal("49.5"), _Limits(None, Decimal(50), None)) is holds
