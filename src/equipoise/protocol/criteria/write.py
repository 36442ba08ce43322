"""The canonical words of a criterion: parsing them gives the same syntax again."""

from __future__ import annotations

import re
from decimal import Decimal

from equipoise.protocol.criteria.syntax import (
    Arithmetic,
    Comparison,
    Conjunction,
    Day,
    Disjunction,
    Either,
    Expression,
    Implication,
    Membership,
    Multiple,
    Name,
    Negation,
    Number,
    Presence,
    Term,
    Test,
    Timing,
    Today,
    Word,
)

_SPANS = {"s": "s", "min": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "a": "year"}
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*|\d+/\d+")
_KEYWORDS = frozenset(
    [
        "if",
        "then",
        "and",
        "or",
        "not",
        "in",
        "is",
        "missing",
        "known",
        "within",
        "today",
        "before",
        "after",
        "on",
        "value",
        "ULN",
        "LLN",
    ]
)


def write(expression: Expression) -> str:
    """The criterion in the language itself, spaced and spelled one way."""
    if isinstance(expression, Implication):
        return f"if {_condition(expression.condition)} then {write(expression.consequence)}"
    if isinstance(expression, Disjunction):
        return " or ".join(_within(part, Disjunction, Implication) for part in expression.parts)
    if isinstance(expression, Conjunction):
        return " and ".join(_within(part, Conjunction, Disjunction, Implication) for part in expression.parts)
    if isinstance(expression, Negation):
        return f"not {_within(expression.part, Conjunction, Disjunction, Implication)}"
    return _test(expression)


def _condition(part: Expression) -> str:
    return _within(part, Implication)


def _within(part: Expression, *grouped: type) -> str:
    words = write(part)
    return f"({words})" if isinstance(part, grouped) else words


def _test(test: Test) -> str:
    words = _plain(test)
    return words if test.within is None else f"{words} within {_number(test.within)}"


def _plain(test: Test) -> str:
    left = write_term(test.left)
    if isinstance(test, Presence):
        return f"{left} is {'known' if test.known else 'missing'}"
    if isinstance(test, Membership):
        return f"{left} {'not in' if test.negated else 'in'} ({', '.join(write_term(value) for value in test.values)})"
    if isinstance(test, Timing):
        return f"{left} {test.order} {write_term(test.right)}"
    if test.relation in ("=", "!="):
        return f"{left} {test.relation} {_equal_to(test)}"
    return f"{left} {test.relation} {write_term(test.right)}"


def _equal_to(test: Comparison) -> str:
    right = write_term(test.right)
    if isinstance(test.right, Name):
        return f"value of {right}"
    return f"({right})" if isinstance(test.right, Arithmetic) else right


def write_term(term: Term) -> str:
    """A term in the language itself."""
    if isinstance(term, Name):
        return term.id
    if isinstance(term, Number):
        return _number(term)
    if isinstance(term, Either):
        return f"{{{' | '.join(_number(limit) for limit in term.limits)}}}"
    if isinstance(term, Multiple):
        return term.limit if term.times == 1 else f"{_figure(term.times)} x {term.limit}"
    if isinstance(term, Day):
        return str(term.date)
    if isinstance(term, Today):
        return "today"
    if isinstance(term, Word):
        return _word(term.text)
    return f"{_side(term.left)} {term.operator} {_side(term.right)}"


def _side(term: Term) -> str:
    return f"({write_term(term)})" if isinstance(term, Arithmetic) else write_term(term)


def _number(number: Number) -> str:
    figure = _figure(number.value)
    span = _SPANS.get(number.unit)
    if span is not None:
        return f"{figure} {span}" if number.value == 1 or span == "s" else f"{figure} {span}s"
    return f"{figure} {number.unit}".rstrip()


def _figure(value: Decimal) -> str:
    return format(value, "f")


def _word(text: str) -> str:
    if _BARE.fullmatch(text) and text not in _KEYWORDS:
        return text
    return f'"{text}"' if "'" in text else f"'{text}'"
