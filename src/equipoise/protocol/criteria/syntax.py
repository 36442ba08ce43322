"""The criteria language as frozen data: what `parse` returns and every reader (evaluate, say, inspect) walks over."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from equipoise.values.dates import PartialDate

Relation = Literal["<", "<=", ">", ">=", "=", "!="]
Order = Literal["before", "on or before", "after", "on or after"]
Operator = Literal["+", "-", "*", "/"]


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, an event or a form's item; `column` is where it stands in the source."""

    id: str
    column: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, perhaps with a unit: `60 g/L`, `7 days`, `80`."""

    value: Decimal
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Either:
    """One limit stated in several units, `{2.0 mg/dL | 34.2 umol/L}`: the one in the reported unit counts."""

    limits: tuple[Number, ...]


@dataclass(frozen=True, slots=True)
class Multiple:
    """A multiple of the upper or lower limit of normal that the value's own laboratory states."""

    times: Decimal
    limit: Literal["ULN", "LLN"]


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar date, perhaps partial."""

    date: PartialDate


@dataclass(frozen=True, slots=True)
class Today:
    """The day that is asked about."""


@dataclass(frozen=True, slots=True)
class Word:
    """A code or a text that a value is compared with."""

    text: str


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A sum, difference, product or quotient; a date plus or minus a duration."""

    operator: Operator
    left: Term
    right: Term


Term = Name | Number | Either | Multiple | Day | Today | Word | Arithmetic


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left relation right`; a value older than `within` before the day asked is stale."""

    left: Term
    relation: Relation
    right: Term
    within: Number | None = None


@dataclass(frozen=True, slots=True)
class Membership:
    """`left in (…)` or `left not in (…)`."""

    left: Term
    values: tuple[Number | Word, ...]
    negated: bool = False
    within: Number | None = None


@dataclass(frozen=True, slots=True)
class Timing:
    """`left before right`: the order of two moments; what never happened was before everything."""

    left: Term
    order: Order
    right: Term
    within: Number | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """`left is known` or `left is missing`: never unknown itself."""

    left: Name
    known: bool
    within: Number | None = None


@dataclass(frozen=True, slots=True)
class Conjunction:
    """`a and b and …`"""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    """`a or b or …`"""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Negation:
    """`not a`"""

    part: Expression


@dataclass(frozen=True, slots=True)
class Implication:
    """`if a then b`: false only where a holds and b does not."""

    condition: Expression
    consequence: Expression


Test = Comparison | Membership | Timing | Presence
Expression = Test | Conjunction | Disjunction | Negation | Implication
