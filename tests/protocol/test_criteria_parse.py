from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings

from equipoise.protocol.criteria import CriterionFault, Expression, check_names, names, parse, parse_term, write
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Disjunction,
    Either,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Number,
    Presence,
    Timing,
    Today,
    Word,
)
from tests.protocol.criteria_strategies import expressions

SEVEN_DAYS = Number(Decimal(7), "d")


def test_a_multiple_of_the_upper_limit() -> None:
    expected = Comparison(Name("alt"), "<=", Multiple(Decimal(3), "ULN"))
    for words in ("alt <= 3 x ULN", "alt ≤ 3×ULN", "alt<=3*ULN", "alt <= 3 times ULN", "alt <= 3.0 x ULN"):
        assert parse(words) == expected
    assert parse("alt > ULN") == Comparison(Name("alt"), ">", Multiple(Decimal(1), "ULN"))


def test_one_limit_in_two_units_is_written_either_way() -> None:
    expected = Comparison(
        Name("bilirubin"), "<=", Either((Number(Decimal("2.0"), "mg/dL"), Number(Decimal("34.2"), "umol/L")))
    )
    assert parse("bilirubin <= {2.0 mg/dL | 34.2 umol/L}") == expected
    assert parse("bilirubin <= 2.0 mg/dl (34.2 µmol/L)") == expected


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("x >= 60 g/L", "g/L"),
        ("x >= 60g/L", "g/L"),
        ("x >= 0.2 x10^9/L", "10*9/L"),
        ("x >= 0.2 x 10^9/L", "10*9/L"),
        ("x >= 0.2 10*9/L", "10*9/L"),
        ("x >= 50 %", "%"),
        ("x >= 90 mm[Hg]", "mm[Hg]"),
        ("x >= 60 /min", "/min"),
        ("x >= 60 mL/min/{1.73_m2}", "mL/min/{1.73_m2}"),
        ("x >= 38 ℃", "Cel"),
        ("x >= 18 years", "a"),
        ("x >= 5 [IU]/mL", "[IU]/mL"),
    ],
)
def test_units_are_read_into_their_ucum_code(words: str, unit: str) -> None:
    expression = parse(words)
    assert isinstance(expression, Comparison)
    assert isinstance(expression.right, Number)
    assert expression.right.unit == unit


def test_a_window_belongs_to_the_test_before_it() -> None:
    expression = parse("alt <= 5 and ast <= 5 within 7 days")
    assert isinstance(expression, Conjunction)
    assert [part.within for part in expression.parts if isinstance(part, Comparison)] == [None, SEVEN_DAYS]


def test_a_window_behind_parentheses_belongs_to_every_test_in_them_that_has_none() -> None:
    expression = parse("(alt <= 5 and (ast <= 5 within 1 month or not kps = 1)) within 7 days")
    assert write(expression) == ("alt <= 5 within 7 days and (ast <= 5 within 1 month or not kps = 1 within 7 days)")


def test_and_binds_closer_than_or_and_if_least() -> None:
    a, b, c, d = (Presence(Name(name), known=True) for name in "abcd")
    assert parse("a is known or b is known and c is known") == Disjunction((a, Conjunction((b, c))))
    assert parse("not a is known and b is known") == Conjunction((Negation(a), b))
    assert parse("if a is known or b is known then c is known and d is known") == Implication(
        Disjunction((a, b)), Conjunction((c, d))
    )


def test_moments_and_words_and_lists() -> None:
    week = Arithmetic("-", Name("randomisation"), Number(Decimal(1), "wk"))
    assert parse("steroid.last before randomisation - 1 week") == Timing(Name("steroid.last"), "before", week)
    assert parse("d on or after today") == Timing(Name("d"), "on or after", Today())
    assert parse("h not in (CR, 'two words', 8041/3, 5)") == Membership(
        Name("h"), (Word("CR"), Word("two words"), Word("8041/3"), Number(Decimal(5))), negated=True
    )
    assert parse("a is not missing") == parse("a is known")


def test_a_bare_word_on_the_right_of_equals_is_a_word_and_value_of_makes_it_a_name() -> None:
    assert parse("A = B") == Comparison(Name("A"), "=", Word("B"))
    assert parse("A = value of B") == Comparison(Name("A"), "=", Name("B"))
    assert parse("A >= B") == Comparison(Name("A"), ">=", Name("B"))


def test_a_term_is_read_alone() -> None:
    square = Arithmetic("*", Name("HEIGHT"), Name("HEIGHT"))
    assert parse_term("WEIGHT / (HEIGHT * HEIGHT)") == Arithmetic("/", Name("WEIGHT"), square)


def test_names_are_those_that_are_looked_up() -> None:
    words = "if a = Y then b >= c + 7 days and d in (X) or e is missing"
    assert names(parse(words)) == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize(
    ("words", "column", "what", "instead"),
    [
        ("alt <= 3 x ULN AND ast <= 3", 16, "“AND” cannot stand here.", "Write “and”."),
        ("alt == 3", 6, "“==” cannot stand here.", "Write “=”."),
        ("a <= 3 && b = 2", 8, "“&&” cannot stand here.", "Write “and”."),
        ("(alt <= 3", 10, "A parenthesis is not closed.", "Write the missing “)”."),
        ("alt <= 3)", 9, "A parenthesis is closed that was never opened.", "Remove the “)”, or open it before."),
        ("alt <= ", 7, "The condition is not complete.", "Write a number with its unit"),
        ("alt", 4, "The condition is not complete.", "Write a comparison"),
        ("alt <= 3 mg/dL bar", 16, "“bar” cannot stand here.", "Connect two conditions with and, or"),
        ("alt <= 3 foo", 10, "“foo” is not a known unit.", "Write the number, a space and the unit: 60 g/L."),
        ("a <= 3 within 5 kg", 8, "“5 kg” is not a window.", "Write whole days, weeks, months or years"),
        ("a <= 3 within 5 hours", 8, "“5 h” is not a window.", "Write whole days, weeks, months or years"),
        ("a <= 3 within 1.5 months", 8, "“1.5 mo” is not a window.", "Write whole days, weeks, months or years"),
        ("d >= 2018-02-31", 6, "There is no day 2018-02-31.", "Write a date as YYYY-MM-DD or YYYY-MM."),
        ("3 x ULN <= 5", 9, "This limit needs one name on its other side.", "Write, for example, alt <= 3 x ULN."),
        ("a <= b + ULN", 3, "A limit cannot stand in a sum.", "Write the multiple before it: 3 x ULN."),
        ("a（b）", 2, "“（” cannot stand here.", "Write “(”."),
        ("", 1, "The condition is not complete.", "Write"),
        ("a = 1,000", 6, "“,” cannot stand here.", "Connect two conditions"),
    ],
)
def test_a_fault_says_where_what_and_what_to_write_instead(words: str, column: int, what: str, instead: str) -> None:
    with pytest.raises(CriterionFault) as fault:
        parse(words)
    assert fault.value.column == column
    assert what in fault.value.what.en
    assert fault.value.what.zh
    assert instead in fault.value.instead.en
    assert fault.value.instead.zh


def test_a_condition_that_is_nested_too_deeply_is_a_fault_too() -> None:
    with pytest.raises(CriterionFault) as fault:
        parse("not " * 5000 + "a = Y")
    assert fault.value.what.en == "The condition is nested too deeply."


def test_a_fault_quotes_a_long_text_in_part() -> None:
    with pytest.raises(CriterionFault) as fault:
        parse("肺" * 10_000)
    assert fault.value.what.en == f"“{'肺' * 40}…” cannot stand here."


def test_an_unknown_name_is_a_fault_with_the_nearest_known_name() -> None:
    with pytest.raises(CriterionFault) as fault:
        parse("haemoglobin >= 60 g/L", known=["hemoglobin", "kps"])
    assert (fault.value.column, fault.value.what.en) == (1, "“haemoglobin” is not a known name.")
    assert fault.value.instead.en == "Did you mean “hemoglobin”?"
    assert fault.value.instead.zh == "是否应为“hemoglobin”？"


def test_every_unknown_name_is_reported_at_once() -> None:
    faults = check_names(parse("alt <= 3 and qqq = Y and zzz is missing"), ["alt"])
    assert [(fault.column, fault.what.en) for fault in faults] == [
        (14, "“qqq” is not a known name."),
        (26, "“zzz” is not a known name."),
    ]


@given(expressions)
@settings(max_examples=300, deadline=None)
def test_what_is_written_is_read_back_the_same(expression: Expression) -> None:
    assert parse(write(expression)) == expression
