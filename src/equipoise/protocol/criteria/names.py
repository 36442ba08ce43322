"""The names that an expression uses, and those that nobody knows."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import lru_cache

from equipoise.protocol.criteria.fault import CriterionFault
from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Disjunction,
    Expression,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Presence,
    Term,
    Test,
    Timing,
    Today,
)
from equipoise.values.text import Text


@lru_cache(maxsize=4096)
def names(expression: Expression | Term) -> frozenset[str]:
    """The names of everything that the expression (or term) asks for."""
    return frozenset(name.id for name in _names(expression))


def tests_of(expression: Expression) -> Iterator[Test]:
    """Its single tests, from left to right."""
    if isinstance(expression, Conjunction | Disjunction):
        for part in expression.parts:
            yield from tests_of(part)
    elif isinstance(expression, Negation):
        yield from tests_of(expression.part)
    elif isinstance(expression, Implication):
        yield from tests_of(expression.condition)
        yield from tests_of(expression.consequence)
    else:
        yield expression


def hangs_on_the_day(expression: Expression) -> bool:
    """Whether its truth can change with the day alone: it names today, or has a window before it."""
    return any(test.within is not None or _is_today(test) for test in tests_of(expression))


def hangs_on_the_laboratory(expression: Expression) -> bool:
    """Whether it holds a value against a multiple of the limit that the value's own laboratory states."""
    comparisons = (test for test in tests_of(expression) if isinstance(test, Comparison))
    return any(isinstance(side, Multiple) for test in comparisons for side in (test.left, test.right))


def check_names(expression: Expression | Term, known: Iterable[str]) -> tuple[CriterionFault, ...]:
    """A fault for each name that is not among the known ones, with the nearest known name."""
    known = frozenset(known)
    return tuple(_unknown(name, known) for name in _names(expression) if name.id not in known)


def _names(expression: Expression | Term) -> Iterator[Name]:
    if isinstance(expression, Name):
        yield expression
    elif isinstance(expression, Arithmetic | Comparison | Timing):
        yield from _names(expression.left)
        yield from _names(expression.right)
    elif isinstance(expression, Membership | Presence):
        yield from _names(expression.left)
    elif isinstance(expression, Conjunction | Disjunction | Negation | Implication):
        for test in tests_of(expression):
            yield from _names(test)


def _is_today(part: Test | Term) -> bool:
    if isinstance(part, Arithmetic | Comparison | Timing):
        return _is_today(part.left) or _is_today(part.right)
    return isinstance(part, Today) or (isinstance(part, Membership) and _is_today(part.left))


def _unknown(name: Name, known: frozenset[str]) -> CriterionFault:
    near = difflib.get_close_matches(name.id, sorted(known), n=1, cutoff=0.5)
    what = Text(f"“{name.id}” is not a known name.", f"“{name.id}”不是已知的名称。")
    if near:
        return CriterionFault(name.column, what, Text(f"Did you mean “{near[0]}”?", f"是否应为“{near[0]}”？"))
    listed = ", ".join(sorted(known)[:8])
    return CriterionFault(
        name.column, what, Text(f"Known names begin with: {listed}.", f"已知名称（前几个）：{listed}。")
    )
