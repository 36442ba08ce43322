from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings

from equipoise.protocol.criteria import Expression, Observation, contradictions, evaluate, parse
from equipoise.values.text import Text
from equipoise.values.truth import Truth
from tests.protocol.criteria_strategies import expressions, people
from tests.protocol.test_criteria_evaluate import AT


def kinds(words: str) -> list[str]:
    """What is found in one expression."""
    return [found.kind for found in contradictions(parse(words))]


@pytest.mark.parametrize(
    "words",
    [
        "age >= 18 and age < 10",
        "age > 18 and age <= 18",
        "18 <= age and 10 > age",
        "a = Y and a = N",
        "a = Y and a != yes",
        "a in (CR, PR) and a not in (PR, CR, SD)",
        "kps in (80, 90) and kps < 80",
        "age = 18 and age != 18",
        "hemoglobin >= 60 g/L and hemoglobin < 5 g/dL",
        "alt <= 3 x ULN and alt > 5 x ULN",
        "d before today - 1 week and d after today",
        "d >= 2018-05-01 and d < 2018-04-01",
        "d before e - 1 month and d after e - 27 days",
        "a is missing and a > 3",
        "not (age >= 18 or age < 20)",
        "(a = Y or a = N) and a = maybe",
    ],
)
def test_a_condition_that_nobody_can_fulfil_is_found(words: str) -> None:
    assert kinds(words) == ["never"]


@pytest.mark.parametrize(
    "words", ["age >= 18 or age < 20", "a in (CR, PR) or a != CR", "d before today or d on or after today"]
)
def test_a_condition_that_excludes_nobody_is_found(words: str) -> None:
    assert kinds(words) == ["always"]


@pytest.mark.parametrize(
    ("words", "dead"),
    [
        ("age >= 18 and (age < 10 or b = Y)", "age below 10"),
        ("age >= 18 and (if age < 10 then b = Y)", "age below 10"),
        ("b = Y or (a = Y and a = N)", "a is yes, and a is no"),
        ("if a = Y then (a = N or b = Y)", "a is no"),
    ],
)
def test_a_branch_that_is_never_reached_is_found(words: str, dead: str) -> None:
    (found,) = contradictions(parse(words))
    assert (found.kind, found.says.en) == ("dead branch", f"This part can never hold: {dead}.")
    assert found.says.zh


@pytest.mark.parametrize(
    "words",
    [
        "age >= 18 and age <= 18",
        "age >= 18 and age < 10 years",  # a bare number may be meant in another unit
        "d before today - 1 month and d after today - 30 days",  # a month of 31 days
        "alt <= 3 x ULN and alt > 100 U/L",
        "a = Y or b = Y",
        "if age < 10 then b = Y",
        "x > 5 g/L and x < 3 U/L",
    ],
)
def test_what_may_hold_is_left_alone(words: str) -> None:
    assert kinds(words) == []


def test_criteria_that_nobody_can_fulfil_together_are_found() -> None:
    criteria = {
        "I1": parse("age >= 18"),
        "I2": parse("age <= 10 or b = Y"),
        "E1": parse("age < 18"),
        "E2": parse("q = Y and q = N"),
    }
    found = contradictions(criteria, {"age": Text("age", "年龄")})
    assert [(one.kind, one.where) for one in found] == [("never", ("E2",)), ("against each other", ("I1", "E1"))]
    assert found[1].says == Text(
        "Nobody can fulfil both: age at least 18; age below 18.", "没有人能同时满足：年龄不低于 18；年龄低于 18。"
    )


@given(expressions, people)
@settings(max_examples=300, deadline=None)
def test_what_is_said_never_to_hold_never_holds(
    expression: Expression, known: Mapping[str, Observation | None]
) -> None:
    found = {one.kind for one in contradictions(expression)}
    truth = evaluate(expression, known.get, AT).truth
    assert not ("never" in found and truth is Truth.TRUE)
    assert not ("always" in found and truth is Truth.FALSE)
