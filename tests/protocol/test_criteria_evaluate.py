from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.protocol.criteria import (
    Expression,
    Moment,
    Observation,
    Range,
    compute,
    evaluate,
    parse,
    parse_term,
)
from equipoise.protocol.criteria.syntax import Conjunction, Disjunction, Implication, Negation
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, Quantity
from equipoise.values.text import Text
from equipoise.values.truth import Truth, every, some
from tests.protocol.criteria_strategies import expressions, people

AT = date(2018, 5, 10)
TWO_DAYS_AGO = date(2018, 5, 8)
BILIRUBIN = AnalyteUnits("umol/L", (("mg/dL", "17.104"),))
HEMOGLOBIN = AnalyteUnits("g/L", (("mmol/L", "16.114"),))
SAYS = {True: Truth.TRUE, False: Truth.FALSE, None: Truth.UNKNOWN}


def of(words: str, at: date = AT, **values: Observation | None) -> Truth:
    """The truth of a criterion for the values given by name (`__` stands for a dot)."""
    known = {name.replace("__", "."): value for name, value in values.items()}
    return evaluate(parse(words), known.get, at).truth


def lab(value: str, unit: str = "", high: str | None = None, low: str | None = None, day: date = TWO_DAYS_AGO,
        analyte: AnalyteUnits | None = None, limits_in: str | None = None) -> Observation:  # fmt: skip
    """A laboratory value of two days ago."""
    limits = limits_in if limits_in is not None else unit
    return Observation(
        Decimal(value), unit, day, 7,
        None if low is None else Quantity(Decimal(low), limits),
        None if high is None else Quantity(Decimal(high), limits),
        analyte=analyte,
    )  # fmt: skip


def day(words: str) -> Observation:
    """A date, perhaps partial."""
    return Observation(PartialDate.parse(words), day=TWO_DAYS_AGO)


def said(value: str | bool) -> Observation:
    """A code or text."""
    return Observation(value, day=TWO_DAYS_AGO)


NEVER = said("none")


@pytest.mark.parametrize(
    ("value", "unit", "passes"),
    [("34.2", "umol/L", True), ("34.205", "umol/L", False), ("34.21", "umol/L", False), ("2.0", "mg/dL", True),
     ("2.01", "mg/dL", False), ("20", "mg/L", True), ("0.0342", "mmol/L", True), ("0.03421", "mmol/L", False)],
)  # fmt: skip
def test_a_limit_stated_in_two_units_is_held_against_the_reported_one(value: str, unit: str, passes: bool) -> None:
    limit = "bilirubin <= {2.0 mg/dL | 34.2 umol/L}"
    assert of(limit, bilirubin=lab(value, unit, analyte=BILIRUBIN)) is SAYS[passes]


def test_a_limit_in_one_unit_converts_by_the_factor_of_the_analyte() -> None:
    assert of("bilirubin <= 2.0 mg/dL", bilirubin=lab("34.208", "umol/L", analyte=BILIRUBIN)) is Truth.TRUE
    assert of("bilirubin <= 2.0 mg/dL", bilirubin=lab("34.2081", "umol/L", analyte=BILIRUBIN)) is Truth.FALSE
    assert of("bilirubin <= 2.0 mg/dL", bilirubin=lab("20", "umol/L")) is Truth.UNKNOWN


@pytest.mark.parametrize(
    ("value", "high", "passes"),
    [("260", "104", True), ("260.0", "104", True), ("260.1", "104", False), ("80", None, None)],
)
def test_creatinine_at_two_and_a_half_times_the_upper_limit(value: str, high: str | None, passes: bool | None) -> None:
    assert of("creatinine <= 2.5 x ULN", creatinine=lab(value, "umol/L", high)) is SAYS[passes]


@pytest.mark.parametrize(
    ("value", "unit", "passes"),
    [("6.0", "g/dL", True), ("59.9", "g/L", False), ("60", "g/L", True), ("75", "g/L", True), ("3.72", "mmol/L", False),
     ("3.73", "mmol/L", True)],
)  # fmt: skip
def test_hemoglobin_converts_to_the_unit_of_the_limit(value: str, unit: str, passes: bool) -> None:
    # 60 g/L is 3.7234... mmol/L by the factor 16.114
    assert of("hemoglobin >= 60 g/L", hemoglobin=lab(value, unit, analyte=HEMOGLOBIN)) is SAYS[passes]


def test_alt_in_microkatal_is_tested_in_units() -> None:
    # 2 ukat/L are 120 U/L, three times an upper limit of 40 U/L
    assert of("alt <= 3 x ULN", alt=lab("2", "ukat/L", "40", limits_in="U/L")) is Truth.TRUE
    assert of("alt <= 3 x ULN", alt=lab("2.001", "ukat/L", "40", limits_in="U/L")) is Truth.FALSE
    assert of("alt <= 120 U/L", alt=lab("2", "ukat/L")) is Truth.TRUE


def test_the_lower_limit_of_normal() -> None:
    assert of("calcium >= LLN", calcium=lab("2.10", "mmol/L", "2.55", "2.11")) is Truth.FALSE
    assert of("calcium >= 0.9 x LLN", calcium=lab("2.10", "mmol/L", "2.55", "2.11")) is Truth.TRUE
    assert of("LLN <= calcium", calcium=lab("2.11", "mmol/L", "2.55", "2.11")) is Truth.TRUE


@pytest.mark.parametrize(
    ("value", "truth"),
    [
        ("50", False),
        ("50.1", True),
        (">=50", None),
        (">50", True),
        ("<=50", False),
        ("<60", None),
        ("50-55", None),
        ("51–55", True),
        ("normal", None),
    ],
)
def test_a_bound_decides_only_where_the_bound_decides(value: str, truth: bool | None) -> None:
    assert of("lvef > 50 %", lvef=Observation(value, "%", TWO_DAYS_AGO)) is SAYS[truth]


def test_a_bound_converts_like_a_number() -> None:
    assert of("x < 1 g/L", x=Observation("<5", "mg/dL")) is Truth.TRUE
    assert of("x < 0.04 g/L", x=Observation("<5", "mg/dL")) is Truth.UNKNOWN


@pytest.mark.parametrize(("on", "truth", "stale"), [
    (date(2018, 5, 10), Truth.TRUE, False), (date(2018, 5, 3), Truth.TRUE, False), (date(2018, 5, 2), Truth.UNKNOWN, True),
    (date(2018, 5, 11), Truth.UNKNOWN, False), (None, Truth.UNKNOWN, False),
])  # fmt: skip
def test_a_value_outside_its_window_is_stale_not_false(on: date | None, truth: Truth, stale: bool) -> None:
    finding = evaluate(parse("kps >= 80 within 7 days"), {"kps": Observation(Decimal(90), day=on)}.get, AT)
    assert (finding.truth, finding.stale) == (truth, stale)


def test_a_stale_value_neither_passes_nor_fails() -> None:
    old = Observation(Decimal(70), day=date(2018, 1, 1))
    assert of("kps >= 80 within 7 days", kps=old) is Truth.UNKNOWN
    assert of("not kps >= 80 within 7 days", kps=old) is Truth.UNKNOWN
    assert of("kps is known within 7 days", kps=old) is Truth.UNKNOWN


def test_a_window_in_calendar_months_is_no_number_of_days() -> None:
    at = date(2026, 5, 31)
    assert of("x = Y within 3 months", at, x=Observation("Y", day=date(2026, 2, 28))) is Truth.TRUE
    assert of("x = Y within 90 days", at, x=Observation("Y", day=date(2026, 2, 28))) is Truth.UNKNOWN


def test_three_calendar_months_before_the_last_of_may_is_the_last_of_february() -> None:
    at = date(2026, 5, 31)
    stopped = day("2026-03-01")
    assert of("methotrexate on or before today - 3 months", at, methotrexate=stopped) is Truth.FALSE
    assert of("methotrexate on or before today - 90 days", at, methotrexate=stopped) is Truth.TRUE
    assert of("methotrexate on or before today - 3 months", at, methotrexate=day("2026-02-28")) is Truth.TRUE


@pytest.mark.parametrize(
    ("last", "allowed", "strictly"),
    [
        ("2018-05-03", True, False),
        ("2018-05-04", False, False),
        ("2018-05-02", True, True),
        ("2018-04", True, True),
        ("2018-05", None, None),
        ("2018", None, None),
    ],
)
def test_a_week_before_randomisation(last: str, allowed: bool | None, strictly: bool | None) -> None:
    values = {"steroid": day(last), "randomisation": day("2018-05-10")}
    assert of("steroid on or before randomisation - 1 week", **values) is SAYS[allowed]
    assert of("steroid before randomisation - 1 week", **values) is SAYS[strictly]


def test_what_never_happened_was_before_everything() -> None:
    assert of("steroid before randomisation - 1 week", steroid=NEVER, randomisation=day("2018-05-10")) is Truth.TRUE
    assert of("steroid on or before today", steroid=NEVER) is Truth.TRUE
    assert of("steroid after today - 1 week", steroid=NEVER) is Truth.FALSE
    assert of("steroid = none", steroid=NEVER) is Truth.TRUE
    assert of("steroid before today", steroid=None) is Truth.UNKNOWN


def test_an_event_that_has_not_happened_makes_a_distance_from_it_unknown() -> None:
    assert of("steroid before randomisation - 1 week", steroid=day("2018-01-01")) is Truth.UNKNOWN


def test_missing_is_unknown_never_false() -> None:
    assert of("kps >= 80") is Truth.UNKNOWN
    assert of("not kps >= 80") is Truth.UNKNOWN
    assert of("response in (CR)") is Truth.UNKNOWN
    assert of("response not in (CR)") is Truth.UNKNOWN
    assert of("kps is missing") is Truth.TRUE
    assert of("kps is known") is Truth.FALSE


def test_one_failing_value_decides_what_a_missing_one_leaves_open() -> None:
    both = "alt <= 3 x ULN and ast <= 3 x ULN"
    assert of(both, ast=lab("130", "U/L", "40")) is Truth.FALSE
    assert of(both, ast=lab("60", "U/L", "40")) is Truth.UNKNOWN
    assert of("a = Y or b = Y", a=said("Y")) is Truth.TRUE


def test_codes_words_and_answers_of_yes_and_no() -> None:
    assert of("first_line.response in (CR, PR, SD)", first_line__response=said("PR")) is Truth.TRUE
    assert of("first_line.response in (CR, PR, SD)", first_line__response=said("PD")) is Truth.FALSE
    assert of("histology not in (8045/3, 'large cell')", histology=said("8041/3")) is Truth.TRUE
    assert of("a = yes and a = Y and a != N", a=said(True)) is Truth.TRUE
    assert of("a = yes and a != no", a=said("Y")) is Truth.TRUE
    assert of("a = no", a=said(False)) is Truth.TRUE
    assert of("a = 'negative'", a=said("Negative")) is Truth.FALSE
    assert of("stage in (1, 2)", stage=said("1")) is Truth.TRUE
    assert of("stage in (1, 2)", stage=said("ED")) is Truth.FALSE
    assert of("x in (80 %, 90 %)", x=Observation(Decimal("0.9"), "1")) is Truth.TRUE


def test_two_values_are_compared_with_their_units_or_as_dates() -> None:
    assert of("a >= b", a=lab("6", "g/dL"), b=lab("60", "g/L")) is Truth.TRUE
    assert of("a = value of b", a=lab("6", "g/dL"), b=lab("60", "g/L")) is Truth.TRUE
    assert of("a > b", a=lab("6", "g/dL"), b=lab("60", "U/L")) is Truth.UNKNOWN
    assert of("VSDAT >= RFICDAT", VSDAT=day("2018-05-10"), RFICDAT=day("2018-05-10")) is Truth.TRUE
    assert of("VSDAT >= RFICDAT", VSDAT=day("2018-05"), RFICDAT=day("2018-05-10")) is Truth.UNKNOWN
    assert of("VSDAT >= RFICDAT", VSDAT=day("2018-04"), RFICDAT=day("2018-05-10")) is Truth.FALSE
    assert of("VSDAT >= RFICDAT + 2 weeks", VSDAT=day("2018-05-24"), RFICDAT=day("2018-05-10")) is Truth.TRUE
    assert of("A = value of B", A=day("2018-05"), B=day("2018-05")) is Truth.UNKNOWN
    assert of("A = value of B", A=said("LD"), B=said("LD")) is Truth.TRUE
    assert of("A != value of B", A=said("LD"), B=said("ED")) is Truth.TRUE
    assert of("A < B", A=said("LD"), B=said("ED")) is Truth.UNKNOWN
    assert of("A >= 2018-05-10 and A < 2018-06", A=day("2018-05-10")) is Truth.TRUE


def test_moments_of_a_day_are_compared_to_the_minute_and_with_dates_to_the_day() -> None:
    start = Observation(datetime(2018, 5, 10, 8, 0, tzinfo=UTC))
    later = Observation(datetime(2018, 5, 10, 8, 14, tzinfo=UTC))
    assert of("LATER >= START + 15 minutes", LATER=later, START=start) is Truth.FALSE
    assert of("LATER >= START + 14 minutes", LATER=later, START=start) is Truth.TRUE
    assert of("LATER on or before today", LATER=later) is Truth.TRUE
    assert of("LATER after START", LATER=later, START=start) is Truth.TRUE
    assert of("LATER - START <= 14 minutes", LATER=later, START=start) is Truth.TRUE


def test_an_age_from_a_birth_year_is_unknown_unless_it_decides() -> None:
    seventeen_or_eighteen = Observation(Range(Fraction(17), Fraction(18)), "a", usual="a")
    assert of("age >= 18", age=seventeen_or_eighteen) is Truth.UNKNOWN
    assert of("age >= 17 years and age < 19", age=seventeen_or_eighteen) is Truth.TRUE


def test_a_bare_number_is_meant_in_the_usual_unit() -> None:
    assert of("alt <= 120", alt=Observation(Decimal("2.5"), "ukat/L", usual="U/L")) is Truth.FALSE
    assert of("lvef > 50", lvef=Observation(Decimal(51), "%", usual="%")) is Truth.TRUE
    assert of("hb >= 60 g/L", hb=Observation(Decimal(61))) is Truth.UNKNOWN


def test_arithmetic_is_exact_and_does_not_divide_by_nothing() -> None:
    assert of("w / (h * h) >= 20", w=lab("45", "kg"), h=lab("1.5", "m")) is Truth.TRUE
    assert of("a + b = 0.3", a=lab("0.1"), b=lab("0.2")) is Truth.TRUE
    assert of("a + b <= 0.4 g/L", a=lab("0.1", "g/L"), b=lab("20", "mg/dL")) is Truth.TRUE
    assert of("a / b > 1", a=lab("1"), b=lab("0")) is Truth.UNKNOWN
    assert of("a - b >= 7 days", a=day("2018-05-10"), b=day("2018-05-03")) is Truth.TRUE


def test_a_derived_item_is_computed() -> None:
    known: Mapping[str, Observation] = {"W": lab("70", "kg"), "H": lab("175", "cm"), "D": day("2018-05-10")}
    assert compute(parse_term("W / (H * H) * 10000"), known.get, AT) == Fraction(160, 7)
    assert compute(parse_term("D + 7 days"), known.get, AT) == Moment(date(2018, 5, 17), date(2018, 5, 17))
    assert compute(parse_term("W + X"), known.get, AT) is None


def test_a_condition_that_does_not_apply_is_fulfilled() -> None:
    rule = "if sex = F then pregnancy = negative"
    assert of(rule, sex=said("M")) is Truth.TRUE
    assert of(rule, sex=said("F"), pregnancy=said("positive")) is Truth.FALSE
    assert of(rule, sex=said("F")) is Truth.UNKNOWN
    assert of(rule) is Truth.UNKNOWN


def test_reasons_name_value_unit_limit_date_age_and_fact() -> None:
    finding = evaluate(
        parse("alt <= 3 x ULN within 7 days"),
        {"alt": lab("130", "U/L", "40")}.get,
        AT,
        {"alt": Text("ALT", "谷丙转氨酶")},
    )
    (reason,) = finding.reasons
    assert reason.code == "criteria.not_met"
    assert reason.says.en == (
        "ALT 130 U/L on 8 May 2018 (2 days before). "
        "ALT at most 3 times the upper limit of normal, measured within 7 days (= 120 U/L): does not hold."
    )
    assert reason.says.zh == (
        "谷丙转氨酶 130 U/L（2018年5月8日，2 天前）。谷丙转氨酶不超过正常上限的 3 倍（7 天内测定）（= 120 U/L）：不满足。"
    )
    assert (reason.facts, finding.facts) == ((7,), (7,))


@pytest.mark.parametrize(("words", "value", "code", "says"), [
    ("x >= 80", None, "criteria.missing", "x: not recorded."),
    ("x >= 80 within 7 days", lab("90", day=date(2018, 5, 1)), "criteria.stale",
     "x 90 on 1 May 2018 (9 days before) is older than allowed: within 7 days."),
    ("x <= ULN", lab("90", "U/L"), "criteria.no_limit",
     "x 90 U/L on 8 May 2018 (2 days before): its laboratory's upper limit of normal is not recorded."),
    ("x > 50", said(">=50"), "criteria.undecided",
     "x >=50 on 8 May 2018 (2 days before): this does not decide whether x above 50."),
    ("x <= 5 mg/dL", lab("90", "U/L"), "criteria.unit",
     "x 90 U/L on 8 May 2018 (2 days before): its unit does not convert to that of “x at most 5 mg/dL”."),
    ("x <= 5 mg/dL", lab("90"), "criteria.no_unit", "x 90 on 8 May 2018 (2 days before) was recorded without a unit."),
    ("x <= 5", said("many"), "criteria.not_a_number",
     "x many on 8 May 2018 (2 days before) is not a number; the condition is: x at most 5."),
    ("x before today", said("long ago"), "criteria.not_a_date",
     "x long ago on 8 May 2018 (2 days before) is not a date; the condition is: x before the day of the decision."),
])  # fmt: skip
def test_what_cannot_be_decided_says_why(words: str, value: Observation | None, code: str, says: str) -> None:
    (reason,) = evaluate(parse(words), {"x": value}.get, AT).reasons
    assert (reason.code, reason.says.en) == (code, says)
    assert reason.says.zh


def test_the_reasons_are_those_of_the_tests_that_decide_and_the_parts_are_all() -> None:
    finding = evaluate(parse("a = Y and b = Y and c = Y"), {"a": said("Y"), "b": said("N")}.get, AT)
    assert [reason.code for reason in finding.reasons] == ["criteria.not_met"]
    assert [reason.code for reason in finding.parts] == ["criteria.met", "criteria.not_met", "criteria.missing"]


def test_a_finding_is_stale_only_if_nothing_else_is_missing() -> None:
    old = lab("90", day=date(2018, 1, 1))
    only_old = evaluate(parse("a >= 80 within 7 days and b = Y"), {"a": old, "b": said("Y")}.get, AT)
    also_missing = evaluate(parse("a >= 80 within 7 days and b = Y"), {"a": old}.get, AT)
    assert (only_old.truth, only_old.stale) == (Truth.UNKNOWN, True)
    assert (also_missing.truth, also_missing.stale) == (Truth.UNKNOWN, False)


def truth_of(expression: Expression, known: Mapping[str, Observation | None]) -> Truth:
    return evaluate(expression, known.get, AT).truth


@given(expressions, expressions, people)
@settings(max_examples=200, deadline=None)
def test_kleene_holds_for_every_expression(
    a: Expression, b: Expression, known: Mapping[str, Observation | None]
) -> None:
    one, other = truth_of(a, known), truth_of(b, known)
    assert truth_of(Conjunction((a, b)), known) is every((one, other))
    assert truth_of(Disjunction((a, b)), known) is some((one, other))
    assert truth_of(Negation(a), known) is one.negated()
    assert truth_of(Implication(a, b), known) is some((one.negated(), other))
    assert truth_of(Negation(Conjunction((a, b))), known) is truth_of(Disjunction((Negation(a), Negation(b))), known)


@given(expressions, people)
@settings(max_examples=200, deadline=None)
def test_every_finding_has_reasons_in_both_languages(
    expression: Expression, known: Mapping[str, Observation | None]
) -> None:
    finding = evaluate(expression, known.get, AT)
    assert finding.reasons
    assert all(reason.says.en and reason.says.zh for reason in finding.parts)


@given(expressions, people, st.sampled_from(["alt", "age", "kps", "x", "d", "RFICDAT"]))
@settings(max_examples=200, deadline=None)
def test_learning_a_value_never_overturns_a_decision(
    expression: Expression, known: dict[str, Observation | None], name: str
) -> None:
    """What is decided without a value stays decided whatever the value turns out to be (unless its absence was the question)."""
    less = {**known, name: None}
    if "missing" in str(expression) or "Presence" in str(expression):
        return
    before, after = truth_of(expression, less), truth_of(expression, known)
    assert before is Truth.UNKNOWN or before is after


def test_a_refusal_says_yes_or_no_in_the_language_of_the_reader_and_never_a_code() -> None:
    known = {"steroids": Observation("Y", "", TWO_DAYS_AGO, 7, name=Text("Steroids", "糖皮质激素"))}
    (reason,) = evaluate(parse("steroids = N"), known.get, AT).reasons
    assert reason.says.en.startswith("Steroids: yes on 8 May 2018 (2 days before)")
    assert reason.says.zh.startswith("糖皮质激素：是（2018年5月8日，2 天前）")


def test_a_code_and_a_date_are_said_as_people_say_them() -> None:
    names = {
        "response": Text("Response", "疗效"),
        "response=SD": Text("stable disease", "疾病稳定"),
        "last_dose": Text("Last dose", "末次用药"),
    }
    known = {"response": Observation("SD", "", TWO_DAYS_AGO, 7), "last_dose": day("2018-05")}
    (first,) = evaluate(parse("response = PR"), known.get, AT, names).reasons
    assert first.says.en.startswith("Response: stable disease on 8 May 2018 (2 days before).")
    assert first.says.zh.startswith("疗效：疾病稳定（2018年5月8日，2 天前）。")
    (second,) = evaluate(parse("last_dose before 2018-04-01"), known.get, AT, names).reasons
    assert second.says == Text(
        "Last dose May 2018. Last dose before 1 April 2018: does not hold.",
        "末次用药 2018年5月。末次用药早于 2018年4月1日：不满足。",
    )
