from __future__ import annotations

import builtins
from typing import Any

import pytest

from tests.mutation.find_mutants import SWITCH, Mutant, find_mutants


def changes(source: str) -> list[tuple[str, str, str]]:
    return [(one.kind, one.before, one.after) for one in find_mutants(source, "rule.py")[1]]


@pytest.mark.parametrize(
    ("written", "mutants"),
    [
        ("a < b", {"a <= b"}),
        ("a >= b", {"a > b"}),
        ("a == b", {"a != b"}),
        ("0 < a <= b", {"0 <= a <= b", "0 < a < b", "1 < a <= b", "-1 < a <= b"}),
        ("a > 5", {"a >= 5", "a > 6", "a > 4"}),
        ("a > Decimal('38.0')", {"a >= Decimal('38.0')", "a > Decimal('38.1')", "a > Decimal('37.9')"}),
        ("a - timedelta(days=7) < b", {
            "a - timedelta(days=7) <= b", "a - timedelta(days=8) < b", "a - timedelta(days=6) < b", "a + timedelta(days=7) < b",
        }),
        ("a is None", {"a is not None"}),
        ("a in b", {"a not in b"}),
        ("a and b", {"a or b"}),
        ("not a", {"a"}),
        ("min(a, b)", {"max(a, b)"}),
        ("any(a)", {"all(a)"}),
        ("a + b", {"a - b"}),
        ("True", set()),
        ("'5 < 6'", set()),
    ],
)  # fmt: skip
def test_an_expression_has_these_mutants(written: str, mutants: set[str]) -> None:
    assert {after for _, _, after in changes(f"def rule(a, b):\n    return {written}")} == mutants


def test_an_order_a_number_in_one_and_a_named_limit_are_boundaries_and_nothing_else_is() -> None:
    source = "LIMIT = 10\ndef rule(a, b=3):\n    return a[0] if a < LIMIT or len(a) == 2 and b is None else 7"
    found = {(one.before, one.after) for one in find_mutants(source, "rule.py")[1] if one.boundary}
    assert found == {
        ("10", "11"), ("10", "9"), ("a < LIMIT", "a <= LIMIT"),
        ("len(a) == 2", "len(a) != 2"), ("len(a) == 2", "len(a) == 3"), ("len(a) == 2", "len(a) == 1"),
    }  # fmt: skip


def test_code_that_runs_when_its_module_is_read_is_known() -> None:
    source = "LIMIT = 10\ndef rule(a, b=3):\n    return a < 5\nclass C:\n    size: int = 4"
    at_import = {one.before for one in find_mutants(source, "rule.py")[1] if one.at_import}
    assert at_import == {"10", "3", "4"}


def test_types_and_literals_are_left_alone() -> None:
    source = "Kind = Literal[1, 2]\ndef rule(a: Annotated[int, 3]) -> Literal[4]:\n    b: Literal[5] = a\n    return b"
    assert changes(source) == []


def test_the_second_of_two_changes_that_read_alike_is_told_apart() -> None:
    found = [one.key for one in find_mutants("def rule(a):\n    return a < b or a < b", "rule.py")[1]]
    assert len(found) == len(set(found)) == 3


RULE = """
LEAST = 10

def rule(a, b):
    count = 0
    for each in sorted({a, b}):
        count += each
    match count:
        case 3 if a < b:
            return f"{a + b:03d}"
    return [n for n in range(3) if not n > 1] if a >= LEAST else (lambda c: c - 1)(b)
"""


def alive(number: int) -> Any:
    """What the rule is when one mutant lives."""
    tree, _ = find_mutants(RULE, "rule.py")
    names = {SWITCH: lambda asked: asked == number, "__builtins__": builtins}
    exec(compile(tree, "rule.py", "exec"), names)  # noqa: S102
    return names["rule"]


def number_of(after: str) -> int:
    return next(one.number for one in found() if one.after == after)


def found() -> tuple[Mutant, ...]:
    return find_mutants(RULE, "rule.py")[1]


def test_while_all_mutants_sleep_the_rule_is_the_rule() -> None:
    rule = alive(-1)
    assert (rule(1, 2), rule(10, 10), rule(9, 9)) == ("003", [0, 1], 8)


@pytest.mark.parametrize(
    ("after", "answer", "given"),
    [
        ("11", 9, (10, 10)),
        ("9", [0, 1], (9, 9)),
        ("a > LEAST", 9, (10, 10)),
        ("count -= each", 1, (1, 2)),
        ("a - b", "-01", (1, 2)),
        ("n > 2", [0, 1, 2], (10, 10)),
        ("n >= 1", [0], (10, 10)),
        ("c + 1", 10, (9, 9)),
    ],
)
def test_each_mutant_changes_what_it_says_and_nothing_else(after: str, answer: Any, given: Any) -> None:
    assert alive(number_of(after))(*given) == answer


def test_every_mutant_has_a_number_of_its_own_and_says_where_it_is() -> None:
    mutants = find_mutants(RULE, "rule.py", first=100)[1]
    assert [one.number for one in mutants] == list(range(100, 100 + len(mutants)))
    assert {(one.within, one.line > 2) for one in mutants} == {("LEAST", False), ("rule", True)}
