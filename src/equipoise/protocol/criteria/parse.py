"""Reads the words of a criterion into syntax; what it cannot read is a fault that says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from equipoise.protocol.criteria.explain import explained
from equipoise.protocol.criteria.fault import CriterionFault
from equipoise.protocol.criteria.names import check_names
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
    Timing,
    Today,
    Word,
)
from equipoise.protocol.criteria.windows import is_window
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import UnitFault, unit
from equipoise.values.text import Text

_SIGNS = {"≤": "<=", "≥": ">=", "≠": "!="}


def parse(words: str, known: Iterable[str] | None = None) -> Expression:
    """The criterion that the words state; with `known` names, every name must be one of them. CriterionFault if it cannot be read."""
    expression = _parsed(words)
    if known is not None:
        for fault in check_names(expression, known):
            raise fault
    return expression


@lru_cache(maxsize=4096)
def _parsed(words: str) -> Expression:
    expression: Expression = _read(words, "criterion")
    return expression


@lru_cache(maxsize=1024)
def parse_term(words: str) -> Term:
    """The number (or date) that the words compute, e.g. a derived item `WEIGHT / (HEIGHT * HEIGHT)`. CriterionFault otherwise."""
    term: Term = _read(words, "rule")
    return term


def _read(words: str, start: Literal["criterion", "rule"]) -> Any:
    try:
        return _Build().transform(_parser().parse(words, start=start))
    except UnexpectedInput as unexpected:
        raise explained(unexpected, words) from None
    except RecursionError:
        raise CriterionFault(
            1,
            Text("The condition is nested too deeply.", "条件嵌套过深。"),
            Text("Split it into several criteria.", "请拆分为多条标准。"),
        ) from None
    except VisitError as stopped:
        if isinstance(stopped.orig_exc, CriterionFault):
            raise stopped.orig_exc from None
        raise


@lru_cache(maxsize=1)
def _parser() -> Lark:
    grammar = Path(__file__).with_name("criteria.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", start=["criterion", "rule"], propagate_positions=False)


@v_args(inline=True)
class _Build(Transformer[Token, Any]):
    """Each method makes the syntax of the grammar's rule (or alternative) of the same name."""

    def name(self, token: Token) -> Name:
        return Name(str(token), token.column or 0)

    def quantity(self, number: Token, measured_in: Token | None = None) -> Number:
        if measured_in is None:
            return Number(Decimal(str(number)))
        try:
            code = unit(re.sub(r"\s", "", measured_in)).code
        except UnitFault as fault:
            raise CriterionFault(
                measured_in.column or 0,
                fault.says,
                Text(
                    "Write the number, a space and the unit: 60 g/L. A word is quoted: 'some words'.",
                    "请写数值、空格和单位：60 g/L。文字请加引号：'some words'。",
                ),
            ) from None
        return Number(Decimal(str(number)), code)

    def signed(self, sign: Token, number: Token, measured_in: Token | None = None) -> Number:
        plain = self.quantity(number, measured_in)
        return replace(plain, value=-plain.value) if sign == "-" else plain

    def multiple(self, token: Token) -> Multiple:
        times = re.match(r"\d+(\.\d+)?", token)
        limit: Literal["ULN", "LLN"] = "ULN" if token.endswith("ULN") else "LLN"
        return Multiple(Decimal(times[0]) if times else Decimal(1), limit)

    def day(self, token: Token) -> Day:
        try:
            return Day(PartialDate.parse(str(token)))
        except ValueError:
            raise CriterionFault(
                token.column or 0,
                Text(f"There is no day {token}.", f"没有 {token} 这一天。"),
                Text("Write a date as YYYY-MM-DD or YYYY-MM.", "日期请写 YYYY-MM-DD 或 YYYY-MM。"),
            ) from None

    def today(self) -> Today:
        return Today()

    def word(self, token: Token) -> Word:
        return Word(str(token)[1:-1] if token.type == "QUOTED" else str(token))

    def value_of(self, _: Token, name: Name) -> Name:
        return name

    def either(self, *limits: Number) -> Either:
        return Either(tuple(limits))

    def arithmetic(self, left: Term, sign: Token, right: Term) -> Arithmetic:
        return Arithmetic(str(sign), left, right)  # type: ignore[arg-type]

    def list(self, *entries: Number | Word) -> tuple[Number | Word, ...]:
        return entries

    def comparison(self, left: Term, relation: Token, right: Term) -> Comparison:
        found = Comparison(left, _SIGNS.get(relation, str(relation)), right)  # type: ignore[arg-type]
        _check_limits(found, relation.column or 0)
        return found

    def member(self, left: Term, values: tuple[Number | Word, ...]) -> Membership:
        return Membership(left, values)

    def not_member(self, left: Term, values: tuple[Number | Word, ...]) -> Membership:
        return Membership(left, values, negated=True)

    def timing(self, left: Term, order: Token, right: Term) -> Timing:
        return Timing(left, re.sub(r"\s+", " ", order), right)  # type: ignore[arg-type]

    def missing(self, name: Name) -> Presence:
        return Presence(name, known=False)

    def known(self, name: Name) -> Presence:
        return Presence(name, known=True)

    def within(self, here: Token, window: Number) -> Number:
        if not is_window(window):
            raise CriterionFault(
                here.column or 0,
                Text(f"“{window.value} {window.unit}” is not a window.", f"“{window.value} {window.unit}”不是时间窗。"),
                Text(
                    "Write whole days, weeks, months or years: within 7 days.",
                    "请写整数的天、周、月或年：within 7 days。",
                ),
            )
        return window

    def windowed(self, expression: Expression, window: Number) -> Expression:
        return _within(expression, window)

    def negation(self, part: Expression) -> Negation:
        return Negation(part)

    def conjunction(self, *parts: Expression) -> Conjunction:
        return Conjunction(tuple(parts))

    def disjunction(self, *parts: Expression) -> Disjunction:
        return Disjunction(tuple(parts))

    def implication(self, condition: Expression, consequence: Expression) -> Implication:
        return Implication(condition, consequence)


def _within(expression: Expression, window: Number) -> Expression:
    """The same expression with the window on each of its tests that has none of its own."""
    if isinstance(expression, Conjunction | Disjunction):
        return replace(expression, parts=tuple(_within(part, window) for part in expression.parts))
    if isinstance(expression, Negation):
        return Negation(_within(expression.part, window))
    if isinstance(expression, Implication):
        return Implication(_within(expression.condition, window), _within(expression.consequence, window))
    return expression if expression.within is not None else replace(expression, within=window)


def _check_limits(found: Comparison, column: int) -> None:
    """ULN and LLN are the limits of the one value that stands on the other side."""
    for side, other in ((found.left, found.right), (found.right, found.left)):
        if isinstance(side, Multiple | Either) and not isinstance(other, Name):
            raise CriterionFault(
                column,
                Text("This limit needs one name on its other side.", "该限值的另一侧必须是一个变量名。"),
                Text("Write, for example, alt <= 3 x ULN.", "例如请写 alt <= 3 x ULN。"),
            )
        if isinstance(side, Arithmetic) and _has_limit(side):
            raise CriterionFault(
                column,
                Text("A limit cannot stand in a sum.", "限值不能用于加减乘除。"),
                Text("Write the multiple before it: 3 x ULN.", "请把倍数写在前面：3 x ULN。"),
            )


def _has_limit(term: Term) -> bool:
    if isinstance(term, Arithmetic):
        return _has_limit(term.left) or _has_limit(term.right)
    return isinstance(term, Multiple | Either)
