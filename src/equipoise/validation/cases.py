"""A case: what is given to a rule and what its source expects; and the fault of a case that no rule can be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from equipoise.values.text import Text

FORMAT = "equipoise-cases/1"

Given = Mapping[str, Any]
"""A case's `given`, as JSON has it: whole numbers are int, numbers with a point or an exponent Decimal, exactly as written."""

Found = Mapping[str, Any]
"""What the rules find, in the shape of `expect`: Decimal, Fraction or int for numbers, also text, bool, None, date, list."""

WHY = "(why)"
"""A field of what is found that says why, field -> Text; it is shown with a difference and never compared."""

Kind = Callable[[Given], Found]
"""From a case's `given` to what the rules find. Raises CaseFault for a `given` that cannot be asked; nothing else."""


class CaseFault(Exception):
    """A case that cannot be put to the rules; `says` tells its author what is wrong and what to write instead."""

    def __init__(self, says: Text) -> None:
        super().__init__(says.en)
        self.says = says


@dataclass(frozen=True, slots=True, eq=False)
class DataSet:
    """Columns that several cases of a file share: a case's `given.data` names one, and a report shows the name alone."""

    name: str
    columns: Mapping[str, list[Any]]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class About:
    """What a kind asks of the rules: its rule, the source it implements, and the fields of `given` and `expect`.

    A field's words say its type and unit, and `optional` where it may be left out.
    """

    rule: Text
    source: str
    given: Mapping[str, Text]
    expect: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a field of `expect` checks, where a kind holds several requirements: its id, what it asks, where it stands."""

    id: str
    says: Text
    source: str


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far a number may lie from the expected one: within the relative or within the absolute distance."""

    relative: Decimal = Decimal(0)
    absolute: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Case:
    """One case of a file. `place` is where it stands there, e.g. `cases[3]`."""

    id: str
    kind: str
    given: Given
    expect: Mapping[str, Any]
    place: str
    source: str = ""
    note: str = ""
    grade: str = ""
    tolerance: Tolerance | None = None


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong with a case file, and where: the case's id if it has one, and the place in the file."""

    place: str
    says: Text
    case: str = ""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A file of cases as it was read: its cases, its faults, and the hash of its bytes."""

    name: str
    sha256: str
    title: str = ""
    notes: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    faults: tuple[FileFault, ...] = field(default=())
