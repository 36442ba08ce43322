"""Conditions that can never hold, always hold, or hold branches that can never be reached: found before a study runs.

The reasoning is about one value at a time: an interval of numbers, a set of words, the distance of two moments. What it reports
is certain; it does not claim to find every contradiction between several values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from equipoise.protocol.criteria.domains import Domain, Interval
from equipoise.protocol.criteria.names import names
from equipoise.protocol.criteria.say import Names, say
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
from equipoise.values.text import Text
from equipoise.values.units import unit

_MANY = 256
"""Cases of one expression beyond which it is too tangled to judge; no protocol writes such a criterion."""

_NEGATED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!=", "!=": "="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_ORDERS = {"before": "<", "on or before": "<=", "after": ">", "on or after": ">="}
_DAYS = {"d": (1, 1), "wk": (7, 7), "mo": (28, 31), "a": (365, 366)}
Key = tuple[str, ...]
Literal_ = tuple[Key, Domain]
Case = Mapping[Key, Domain]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A condition that says nothing or forbids everything: `where` are the ids of the criteria concerned."""

    kind: Literal["never", "always", "dead branch", "against each other"]
    where: tuple[str, ...]
    says: Text


def contradictions(
    criteria: Expression | Mapping[str, Expression], called: Names | None = None
) -> tuple[Contradiction, ...]:
    """Everything that contradicts itself: in one expression, or in criteria by id that must all hold (each one, and each two)."""
    called = called if called is not None else {}
    if not isinstance(criteria, Mapping):
        return tuple(_of_one("", criteria, called))
    alone = [found for name, one in criteria.items() for found in _of_one(name, one, called)]
    impossible = {found.where[0] for found in alone if found.kind == "never"}
    together = [
        _against(first, second, criteria, called)
        for first, second in combinations(criteria, 2)
        if not {first, second} & impossible
        and names(criteria[first]) & names(criteria[second])
        and not _possible(Conjunction((criteria[first], criteria[second])))
    ]
    return (*alone, *together)


def _against(first: str, second: str, criteria: Mapping[str, Expression], called: Names) -> Contradiction:
    one, other = say(criteria[first], called), say(criteria[second], called)
    return Contradiction(
        "against each other",
        (first, second),
        Text(f"Nobody can fulfil both: {one.en}; {other.en}.", f"没有人能同时满足：{one.zh}；{other.zh}。"),
    )


def _of_one(where: str, expression: Expression, called: Names) -> Iterator[Contradiction]:
    place = (where,) if where else ()
    words = say(expression, called)
    if not _possible(expression):
        yield Contradiction("never", place, Text(f"It can never hold: {words.en}.", f"永远不可能满足：{words.zh}。"))
        return
    if not _possible(Negation(expression)):
        yield Contradiction("always", place, Text(f"It always holds: {words.en}.", f"总是满足：{words.zh}。"))
        return
    for branch in _dead_branches(expression, ()):
        dead = say(branch, called)
        yield Contradiction(
            "dead branch",
            place,
            Text(f"This part can never hold: {dead.en}.", f"该部分永远不可能满足：{dead.zh}。"),
        )


def _dead_branches(expression: Expression, beside: tuple[Expression, ...]) -> Iterator[Expression]:
    """Branches of an `or` (and conditions of an `if`) that what stands beside them makes impossible."""
    if isinstance(expression, Conjunction):
        for place, part in enumerate(expression.parts):
            others = expression.parts[:place] + expression.parts[place + 1 :]
            yield from _dead_branches(part, (*beside, *others))
    elif isinstance(expression, Disjunction):
        for part in expression.parts:
            yield from _dead_or_within(part, beside)
    elif isinstance(expression, Implication):
        yield from _dead_or_within(expression.condition, beside)
        yield from _dead_branches(expression.consequence, (*beside, expression.condition))


def _dead_or_within(part: Expression, beside: tuple[Expression, ...]) -> Iterator[Expression]:
    if _possible(Conjunction((part, *beside))):
        yield from _dead_branches(part, beside)
    else:
        yield part


def _possible(expression: Expression) -> bool:
    """Whether some values make it true, as far as can be told."""
    cases = _cases(expression, positive=True)
    return cases is None or any(not any(domain.is_empty for domain in case.values()) for case in cases)


def _cases(expression: Expression, *, positive: bool) -> list[Case] | None:
    """The ways in which it can hold (or fail, if not positive), each a domain for each thing tested; None if too many."""
    if isinstance(expression, Negation):
        return _cases(expression.part, positive=not positive)
    if isinstance(expression, Implication):
        either: Expression = Disjunction((Negation(expression.condition), expression.consequence))
        return _cases(either, positive=positive)
    if isinstance(expression, Conjunction | Disjunction):
        parts = [_cases(part, positive=positive) for part in expression.parts]
        return _all_of(parts) if isinstance(expression, Conjunction) == positive else _any_of(parts)
    return [_case(_literals(expression, positive))]


def _any_of(parts: list[list[Case] | None]) -> list[Case] | None:
    found: list[Case] = []
    for part in parts:
        if part is None or len(found) + len(part) > _MANY:
            return None
        found.extend(part)
    return found


def _all_of(parts: list[list[Case] | None]) -> list[Case] | None:
    """Each way of one part with each way of the next. A part too tangled to judge leaves the others to decide."""
    found: list[Case] = [{}]
    for part in parts:
        if part is None:
            continue
        if len(found) * len(part) > _MANY:
            return None
        found = [_case((*one.items(), *other.items())) for one in found for other in part]
    return found


def _case(literals: tuple[Literal_, ...]) -> Case:
    case: dict[Key, Domain] = {}
    for key, domain in literals:
        case[key] = case[key].also(domain) if key in case else domain
    return case


_KNOWN, _MISSING = Domain(only=frozenset({"known"})), Domain(only=frozenset({"missing"}))


def _literals(test: Test, positive: bool) -> tuple[Literal_, ...]:
    """What a test that holds (or fails) says of each thing; a value that decides a test is always a known one."""
    if isinstance(test, Presence):
        return (((test.left.id, "presence"), _KNOWN if test.known == positive else _MISSING),)
    known = tuple(((name, "presence"), _KNOWN) for name in sorted(names(test)))
    if isinstance(test, Membership):
        return (*known, *_membership(test, positive))
    if isinstance(test, Timing):
        return (*known, *_timing(test.left, _ORDERS[test.order], test.right, positive))
    return (*known, *_comparison(test, positive))


def _comparison(test: Comparison, positive: bool) -> tuple[Literal_, ...]:
    left, relation, right = test.left, test.relation, test.right
    turned: str = relation
    if isinstance(right, Name) and not isinstance(left, Name):
        left, turned, right = right, _MIRRORED[relation], left
    relation_now = turned if positive else _NEGATED[turned]
    if isinstance(left, Name) and isinstance(right, Word):
        words = frozenset({_plain_word(right.text)})
        domain = Domain(only=words) if relation_now == "=" else Domain(never=words)
        return (((left.id, "word"), domain),)
    if isinstance(left, Name) and isinstance(right, Number):
        return (_number(left.id, relation_now, right),)
    if isinstance(left, Name) and isinstance(right, Either):
        return tuple(_number(left.id, relation_now, limit) for limit in right.limits)
    if isinstance(left, Name) and isinstance(right, Multiple):
        return (((left.id, right.limit), _domain(relation_now, Fraction(right.times))),)
    if turned not in ("=", "!="):
        return _timing(left, turned, right, positive)
    return ()


def _number(name: str, relation: str, number: Number) -> Literal_:
    """Limits in units of one kind stand on one scale; a bare number stands on the scale of the usual unit, unknown here."""
    if not number.unit:
        return (name, "bare"), _domain(relation, Fraction(number.value))
    measured = unit(number.unit)
    on_scale = Fraction(number.value) * measured.scale + measured.zero
    return (name, "measured", str(measured.dimensions)), _domain(relation, on_scale)


def _domain(relation: str, number: Fraction) -> Domain:
    if relation == "=":
        return Domain(Interval(number, number))
    if relation == "!=":
        return Domain(never=frozenset({number}))
    out = relation in ("<", ">")
    if relation in ("<", "<="):
        return Domain(Interval(high=number, high_out=out))
    return Domain(Interval(low=number, low_out=out))


def _membership(test: Membership, positive: bool) -> tuple[Literal_, ...]:
    """Lists of words, or of numbers of one kind; a list that mixes them says nothing certain."""
    if not isinstance(test.left, Name):
        return ()
    inside = positive != test.negated
    words = frozenset(_plain_word(value.text) for value in test.values if isinstance(value, Word))
    if len(words) and all(isinstance(value, Word) for value in test.values):
        return (((test.left.id, "word"), Domain(only=words) if inside else Domain(never=words)),)
    points = [_number(test.left.id, "=", value) for value in test.values if isinstance(value, Number)]
    keys = {key for key, _ in points}
    if len(points) != len(test.values) or len(keys) != 1:
        return ()
    numbers = frozenset(domain.interval.low for _, domain in points if domain.interval.low is not None)
    return ((keys.pop(), Domain(only=numbers) if inside else Domain(never=numbers)),)


def _plain_word(word: str) -> str:
    return {"yes": "Y", "true": "Y", "no": "N", "false": "N"}.get(word, word)


def _timing(left: Term, relation: str, right: Term, positive: bool) -> tuple[Literal_, ...]:
    """The distance of two moments in days. Months are as long as makes a contradiction least likely."""
    relation = relation if positive else _NEGATED[relation]
    one, other = _place(left), _place(right)
    if one is None or other is None or one[0] == other[0]:
        return ()
    least, most = other[1] - one[2], other[2] - one[1]
    key, turned = (one[0], other[0]), relation
    if key[0] > key[1]:
        key, turned, least, most = (key[1], key[0]), _MIRRORED[relation], -most, -least
    bound = most if turned in ("<", "<=") else least
    return (((*key, "days between"), _domain(turned, Fraction(bound))),)


def _place(term: Term) -> tuple[str, int, int] | None:
    """What a moment counts from, and the least and most days after it."""
    if isinstance(term, Name):
        return term.id, 0, 0
    if isinstance(term, Today):
        return "today", 0, 0
    if isinstance(term, Day):
        first = term.date.earliest.toordinal()
        return "calendar", first, term.date.latest.toordinal()
    if not isinstance(term, Arithmetic) or not isinstance(term.right, Number) or term.operator not in "+-":
        return None
    place, length = _place(term.left), _DAYS.get(term.right.unit)
    if place is None or length is None or term.right.value != term.right.value.to_integral_value():
        return None
    ends = sorted(int(term.right.value) * days * (1 if term.operator == "+" else -1) for days in length)
    return place[0], place[1] + ends[0], place[2] + ends[1]
