from __future__ import annotations

import warnings
from decimal import Decimal
from fractions import Fraction

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.values.quantity import AnalyteUnits, Quantity, compatible, conversion, decimal_words
from equipoise.values.units import UnitFault, tidy_unit, unit

BILIRUBIN = AnalyteUnits("umol/L", (("mg/dL", "17.104"),))
CREATININE = AnalyteUnits("umol/L", (("mg/dL", "88.42"),))
CALCIUM = AnalyteUnits("mmol/L", (("mg/dL", "0.2495"),))
HEMOGLOBIN = AnalyteUnits("g/L", (("mmol/L", "16.114"),))
GLUCOSE = AnalyteUnits("mmol/L", (("mg/dL", "0.0555"),))


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("umol/L", "umol/L"),
        ("µmol/L", "umol/L"),  # micro sign
        ("μmol/l", "umol/L"),  # Greek mu
        ("mg/dl", "mg/dL"),
        ("x10^9/L", "10*9/L"),
        ("×10⁹/L", "10*9/L"),
        ("10^9/L", "10*9/L"),
        ("10E9/L", "10*9/L"),
        ("10*3/uL", "10*3/uL"),
        ("K/uL", "10*3/uL"),
        ("IU/L", "U/L"),
        ("U/L", "U/L"),
        ("mIU/mL", "m[IU]/mL"),
        ("mmHg", "mm[Hg]"),
        ("℃", "Cel"),
        ("bpm", "/min"),
        ("次/分", "/min"),
        ("次/分钟", "/min"),
        ("公斤", "kg"),
        ("千克", "kg"),
        ("厘米", "cm"),
        ("毫米汞柱", "mm[Hg]"),
        ("千帕", "kPa"),
        ("毫摩尔/升", "mmol/L"),
        ("个/微升", "/uL"),
        ("cells/uL", "/uL"),
        ("copies/mL", "/mL"),
        ("kg/m²", "kg/m2"),
        ("mEq/L", "meq/L"),
        ("years", "a"),
        ("", ""),
    ],
)
def test_usual_spellings_become_ucum_codes(printed: str, code: str) -> None:
    assert tidy_unit(printed) == code
    assert unit(printed).code == code


@pytest.mark.parametrize(
    ("value", "given_in", "wanted", "expected"),
    [
        ("6.0", "g/dL", "g/L", "60"),
        ("1", "ukat/L", "U/L", "60"),
        ("0.667", "ukat/L", "U/L", "40.02"),
        ("60000000", "U", "kat", "1"),
        ("150", "10*3/uL", "10*9/L", "150"),
        ("500000", "{cells}/mL", "10*9/L", "0.5"),
        ("1000000000", "1", "10*9", "1"),
        ("2", "wk", "d", "14"),
        ("90", "min", "h", "1.5"),
        ("2", "a", "mo", "24"),
        ("25", "mm", "cm", "2.5"),
        ("37.5", "Cel", "K", "310.65"),
        ("98.6", "[degF]", "Cel", "37"),
        ("50", "%", "1", "0.5"),
        ("7.5", "kPa", "Pa", "7500"),
        ("72", "/min", "/h", "4320"),
        ("5", "m[IU]/mL", "[IU]/L", "5"),
        ("70.5", "kg", "g", "70500"),
    ],
)
def test_conversion_is_exact(value: str, given_in: str, wanted: str, expected: str) -> None:
    assert Quantity(Decimal(value), given_in).magnitude(wanted) == Fraction(expected)


@pytest.mark.parametrize(
    ("value", "given_in", "wanted", "analyte", "expected"),
    [
        ("2.0", "mg/dL", "umol/L", BILIRUBIN, "34.208"),
        ("20", "mg/L", "umol/L", BILIRUBIN, "34.208"),
        ("34.208", "umol/L", "mg/dL", BILIRUBIN, "2"),
        ("34.205", "umol/L", "mg/dL", BILIRUBIN, "34205/17104"),
        ("0.0342", "mmol/L", "mg/dL", BILIRUBIN, "34200/17104"),
        ("1", "mg/dL", "umol/L", CREATININE, "88.42"),
        ("10", "mg/dL", "mmol/L", CALCIUM, "2.495"),
        ("4", "mmol/L", "g/L", HEMOGLOBIN, "64.456"),
        ("4", "mmol/L", "g/dL", HEMOGLOBIN, "6.4456"),
        ("100", "mg/dL", "mmol/L", GLUCOSE, "5.55"),
    ],
)
def test_mass_and_amount_convert_by_the_factor_of_the_analyte(
    value: str, given_in: str, wanted: str, analyte: AnalyteUnits, expected: str
) -> None:
    assert Quantity(Decimal(value), given_in).magnitude(wanted, analyte) == Fraction(expected)


def test_mass_does_not_become_amount_without_the_factor_of_the_analyte() -> None:
    with pytest.raises(UnitFault) as fault:
        Quantity(Decimal(2), "mg/dL").magnitude("umol/L")
    assert fault.value.says.en == "mg/dL does not convert to umol/L."
    assert fault.value.says.zh == "mg/dL 不能换算为 umol/L。"


def test_enzyme_units_do_not_become_mass_even_with_a_factor() -> None:
    assert not compatible("U/L", "umol/L", BILIRUBIN)


def test_a_calendar_month_is_no_number_of_days() -> None:
    assert not compatible("mo", "d")


@pytest.mark.parametrize("words", ["foo", "mg//L", "mg/", "g.", "mg/dX", "10^", "单位", "{", "mg dL dL"])
def test_an_unknown_unit_is_a_fault_in_both_languages(words: str) -> None:
    with pytest.raises(UnitFault) as fault:
        unit(words)
    assert words in fault.value.says.en
    assert words in fault.value.says.zh


def test_a_quantity_is_shown_rounded_half_to_even() -> None:
    assert str(Quantity(Decimal("1.20"), "mg/dL").shown_in("umol/L", 1, CREATININE)) == "106.1 umol/L"
    assert str(Quantity(Decimal("0.25"), "g").shown_in("g", 1)) == "0.2 g"
    assert str(Quantity(Decimal("6E+1"), "g/L")) == "60 g/L"


def test_a_fraction_is_written_exactly_if_it_ends_and_short_if_it_does_not() -> None:
    assert decimal_words(Fraction(5, 2)) == "2.5"
    assert decimal_words(Fraction(2, 3)) == "0.666667"
    assert decimal_words(Decimal("1E+3")) == "1000"


UNITS_OF_A_KIND = [
    ["g/L", "mg/dL", "ug/mL", "kg/m3", "ng/uL"],
    ["U/L", "ukat/L", "nkat/mL", "mU/mL", "kU/L"],
    ["10*9/L", "10*3/uL", "/uL", "/mL", "10*6/mL"],
    ["mmol/L", "umol/dL", "nmol/mL", "meq/L"],
    ["Cel", "K", "[degF]"],
    ["d", "h", "min", "wk", "s"],
    ["mm", "cm", "m", "[in_i]"],
]
numbers = st.decimals(min_value="-1000000", max_value="1000000", places=4)


@given(numbers, st.sampled_from(UNITS_OF_A_KIND).flatmap(lambda kind: st.tuples(*[st.sampled_from(kind)] * 2)))
def test_there_and_back_is_exactly_the_same(value: Decimal, units: tuple[str, str]) -> None:
    there, back = conversion(units[0], units[1]), conversion(units[1], units[0])
    moved = Fraction(value) * there[0] + there[1]
    assert moved * back[0] + back[1] == Fraction(value)


@given(numbers, st.sampled_from(["umol/L", "mg/dL", "g/L", "nmol/mL", "mg/mL"]), st.sampled_from(["umol/L", "mg/dL"]))
def test_there_and_back_is_exact_through_the_factor_of_an_analyte(value: Decimal, one: str, other: str) -> None:
    there, back = conversion(one, other, BILIRUBIN), conversion(other, one, BILIRUBIN)
    assert Fraction(value) * there[0] * back[0] == Fraction(value)


@pytest.fixture(scope="module")
def pint_units() -> pint.UnitRegistry[float]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pint.UnitRegistry()


@pytest.mark.parametrize(
    ("ours", "theirs", "ours_wanted", "theirs_wanted"),
    [
        ("mg/dL", "mg/dL", "g/L", "g/L"),
        ("umol/L", "umol/L", "mmol/mL", "mmol/mL"),
        ("ukat/L", "ukat/L", "U/L", "enzyme_unit/L"),
        ("10*9/L", "1e9/L", "/uL", "1/uL"),
        ("mm", "mm", "[in_i]", "inch"),
        ("[lb_av]", "pound", "kg", "kg"),
        ("Cel", "degC", "[degF]", "degF"),
        ("Cel", "degC", "K", "kelvin"),
        ("wk", "week", "h", "hour"),
        ("/min", "1/min", "Hz", "Hz"),
        ("kPa", "kPa", "mbar", "mbar"),
        ("mL/min", "mL/min", "L/d", "L/day"),
        ("ug/kg/h", "ug/kg/hour", "mg/kg/d", "mg/kg/day"),
        ("kg/m2", "kg/m^2", "g/cm2", "g/cm^2"),
        ("mSv", "mSv", "uSv", "uSv"),
        ("kJ", "kJ", "W.h", "W*hour"),
    ],
)
def test_pint_converts_to_the_same_number(
    pint_units: pint.UnitRegistry[float], ours: str, theirs: str, ours_wanted: str, theirs_wanted: str
) -> None:
    for value in ("1", "36.6", "1234.5"):
        exact = Quantity(Decimal(value), ours).magnitude(ours_wanted)
        expected = pint_units.Quantity(float(value), pint_units.parse_expression(theirs).units)
        scale = pint_units.parse_expression(theirs)
        if getattr(scale, "magnitude", 1) != 1:
            expected = expected * scale.magnitude
        assert float(exact) == pytest.approx(expected.to(theirs_wanted).magnitude, rel=1e-9)
