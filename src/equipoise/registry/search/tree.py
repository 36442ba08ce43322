"""What is looked for, as a tree of conditions that every index understands alike. Pages, the command line and the API's
expressions all become such a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from equipoise.values.dates import PartialDate

Coverage = Literal["FullMatch", "StartsWith", "EndsWith", "Contains"]


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a search area (`ConditionSearch`, `BasicSearch` …, see areas) or a piece (`BriefTitle`): all of them, in any order,
    or one after another where it is a phrase; the last one may be only begun where it is a prefix. Of a phrase, `coverage` says
    what part of a value it must be."""

    area: str
    words: tuple[str, ...]
    phrase: bool = False
    prefix: bool = False
    coverage: Coverage = "Contains"
    expand: bool = True
    """Whether the words may stand for a concept and its other names."""


@dataclass(frozen=True, slots=True)
class HasConcept:
    """A condition or intervention tagged with one of these concepts; the ids hold the concept and everything narrower."""

    ids: frozenset[str]
    kind: Literal["condition", "intervention", "any"]
    """`any` counts concepts of the brief summary too."""


@dataclass(frozen=True, slots=True)
class Is:
    """A piece that has exactly one of these values (enumerations, ids, countries), compared as written."""

    piece: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Between:
    """A date, number or age (in days) of a piece within bounds, both included; None is open. What is missing is never between. A
    partial date lies between if its first day does."""

    piece: str
    low: PartialDate | float | None
    high: PartialDate | float | None


@dataclass(frozen=True, slots=True)
class TakesAge:
    """A study that takes some age from `low` to before `high`, in days; None is open."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A piece that the record does not have."""

    piece: str


@dataclass(frozen=True, slots=True)
class ListSize:
    """A piece that the record has so many times."""

    piece: str
    size: int


@dataclass(frozen=True, slots=True)
class Near:
    """A site within so many kilometres (great circle) of a point; `open_only` asks for a site that recruits."""

    latitude: float
    longitude: float
    km: float
    open_only: bool = False


@dataclass(frozen=True, slots=True)
class OneSite:
    """All conditions on one and the same location."""

    part: Tree


@dataclass(frozen=True, slots=True)
class And:
    """Every part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Tree


Tree = Everything | Words | HasConcept | Is | Between | TakesAge | Missing | ListSize | Near | OneSite | And | Or | Not


def all_of(parts: Sequence[Tree]) -> Tree:
    """The condition that all of these make: everything where there are none."""
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Everything()
