"""Every value of a record by the name that the registry gives it: its piece, its path, its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final, Literal, cast

from equipoise.registry.record import Record

Kind = Literal["text", "markup", "enum", "date", "partial", "number", "float", "boolean", "nct", "count"]
LIST: Final = "[]"
EARLIER_NAMES: Final[Mapping[str, str]] = {"Gender": "Sex"}
"""Names by which older questions still ask for a piece."""
_WHOLE: Final[Mapping[str, str]] = {"LocationGeoPoint": "LocationGeoPointLat"}
"""What is asked for as one value and is none: the piece without which it is not there."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One value of the record's structure. `path` is dotted without list marks; `steps` has them. What is of a `kind` is the name of
    its enumeration, or of the piece that is counted."""

    name: str
    steps: tuple[str, ...]
    kind: Kind
    of: str = ""

    @property
    def enum(self) -> str:
        """The name of its enumeration; empty where it is no code."""
        return self.of if self.kind == "enum" else ""

    @property
    def counted(self) -> str:
        """The piece whose values are counted; empty where it is a value of the record itself."""
        return self.of if self.kind == "count" else ""

    @property
    def path(self) -> str:
        """The dotted path as the registry writes it in `fields`."""
        return ".".join(step.removesuffix(LIST) for step in self.steps)

    @property
    def is_date(self) -> bool:
        """Whether it holds a date, full or partial."""
        return self.kind in ("date", "partial")

    @property
    def is_number(self) -> bool:
        """Whether it holds a number."""
        return self.kind in ("number", "float", "count")


@lru_cache(maxsize=1)
def pieces() -> Mapping[str, Piece]:
    """Every piece by its name, in the order of the structure (model.txt)."""
    words = files("equipoise.registry.search").joinpath("model.txt").read_text("utf-8")
    lines = [line.split() for line in words.splitlines() if line and not line.startswith("#")]
    return {name: Piece(name, tuple(path.split(".")), cast(Kind, kind), *enum) for path, name, kind, *enum in lines}


@lru_cache(maxsize=1)
def by_path() -> Mapping[str, Piece]:
    """Every piece by its dotted path."""
    return {piece.path: piece for piece in pieces().values()}


@lru_cache(maxsize=1)
def branches() -> Mapping[str, tuple[str, str]]:
    """Every branch by its path with list marks: its piece and its type (branches.txt)."""
    words = files("equipoise.registry.search").joinpath("branches.txt").read_text("utf-8")
    lines = [line.split() for line in words.splitlines() if line and not line.startswith("#")]
    return {path: (piece, type_name) for path, piece, type_name in lines}


@lru_cache(maxsize=1)
def lists() -> Mapping[str, tuple[str, ...]]:
    """The steps to every list of structures by its piece: it holds no value, but has a length."""
    return {piece: tuple(path.split(".")) for path, (piece, _) in branches().items() if path.endswith(LIST)}


def length(value: object, steps: tuple[str, ...]) -> int:
    """How long a list is, over all places where it stands."""
    if not steps:
        return 1
    inner = value.get(steps[0].removesuffix(LIST)) if isinstance(value, Mapping) else None
    if not steps[0].endswith(LIST):
        return length(inner, steps[1:])
    return sum(length(one, steps[1:]) for one in inner) if isinstance(inner, list) else 0


def named(name: str) -> str:
    """The piece that an expression names: by its name of today or of before, or by its path. What is none stays as it is."""
    found = by_path().get(name)
    return found.name if found is not None else _WHOLE.get(name) or EARLIER_NAMES.get(name, name)


def values(record: Record, piece: Piece) -> tuple[object, ...]:
    """What a record has for a piece, in its order; nulls and whatever is no plain value are left out. What it does not have at all is
    not counted as none, but missing."""
    if piece.counted:
        found = len(values(record, pieces()[piece.counted]))
        return (found,) if found else ()
    return tuple(_at(record.raw, piece.steps))


def words(record: Record, piece: Piece) -> tuple[str, ...]:
    """What a record has for a piece, as words: truth values as `true` and `false`."""
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in values(record, piece))


def values_below(value: object, piece: Piece, prefix: str) -> tuple[object, ...]:
    """What one element of the list at `prefix` has for a piece below it (one location of a record, say)."""
    depth = prefix.count(".") + 1
    return tuple(_at(value, piece.steps[depth:]))


def _at(value: object, steps: tuple[str, ...]) -> Iterator[object]:
    if not steps:
        if value is not None and not isinstance(value, Mapping | list):
            yield value
        return
    if not isinstance(value, Mapping):
        return
    inner = value.get(steps[0].removesuffix(LIST))
    if steps[0].endswith(LIST):
        for one in inner if isinstance(inner, list) else ():
            yield from _at(one, steps[1:])
    else:
        yield from _at(inner, steps[1:])
