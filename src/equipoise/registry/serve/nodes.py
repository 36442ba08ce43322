"""The structure of a record as a tree: branches and leaves by piece and by path, as `fields`, metadata and statistics name them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from equipoise.registry.search.pieces import EARLIER_NAMES, LIST, Kind, Piece, branches, pieces

_LEAF_TYPES: Final[Mapping[Kind, tuple[str, str]]] = {
    "text": ("text", "TEXT"),
    "markup": ("markup", "MARKUP"),
    "nct": ("nct", "TEXT"),
    "date": ("NormalizedDate", "DATE"),
    "partial": ("PartialDate", "DATE"),
    "number": ("integer", "NUMERIC"),
    "float": ("number", "NUMERIC"),
    "boolean": ("boolean", "BOOLEAN"),
    "count": ("short", "NUMERIC"),
}
"""Type and source type of a leaf by its kind; an enumeration is its own type."""
_OWN_TYPES: Final[Mapping[str, str]] = {
    "MinimumAge": "NormalizedTime",
    "MaximumAge": "NormalizedTime",
    "TargetDuration": "NormalizedTime",
    "LocationCity": "GeoName",
    "LocationState": "GeoName",
    "LargeDocSize": "long",
    "LargeDocUploadDate": "DateTimeMinutes",
}
"""What the registry calls some values more narrowly."""


@dataclass(frozen=True, slots=True)
class Node:
    """One place of the structure. A branch has children, a leaf the piece of its value."""

    name: str
    piece: str
    path: str
    type: str
    source: str
    several: bool
    children: tuple[Node, ...]
    leaf: Piece | None

    @property
    def indexed_only(self) -> bool:
        """Whether no record has it: it can be searched and sorted by, and is a figure."""
        return self.leaf is not None and bool(self.leaf.counted)

    def below(self) -> Iterator[Node]:
        """This node and every one under it, in the order of the structure."""
        yield self
        for child in self.children:
            yield from child.below()


@lru_cache(maxsize=1)
def roots() -> tuple[Node, ...]:
    """The sections of a record, and `hasResults`."""
    return _children("", {**branches(), **{".".join(piece.steps): piece for piece in pieces().values()}})


@lru_cache(maxsize=1)
def by_piece() -> Mapping[str, Node]:
    """Every node by its piece."""
    return {node.piece: node for root in roots() for node in root.below()}


@lru_cache(maxsize=1)
def by_path() -> Mapping[str, Node]:
    """Every node by its dotted path."""
    return {node.path: node for root in roots() for node in root.below()}


def find(name: str) -> Node | None:
    """The node of a piece name, of today or of before, or of a field path; None where there is none."""
    return by_piece().get(EARLIER_NAMES.get(name, name)) or by_path().get(name)


def _children(above: str, every: Mapping[str, tuple[str, str] | Piece]) -> tuple[Node, ...]:
    """The nodes right under a path (with list marks), in the order of the structure: a branch stands where its first leaf does."""
    found: dict[str, None] = {}
    start = f"{above}." if above else ""
    for steps in pieces().values():
        path = ".".join(steps.steps)
        if path.startswith(start):
            found.setdefault(start + path[len(start) :].split(".")[0])
    return tuple(_node(path, every) for path in found)


def _node(path: str, every: Mapping[str, tuple[str, str] | Piece]) -> Node:
    name = path.rpartition(".")[2]
    several = name.endswith(LIST)
    mark = LIST if several else ""
    own = every[path]
    plain = path.replace(LIST, "")
    if isinstance(own, Piece):
        kind, source = (own.enum, "TEXT") if own.kind == "enum" else _LEAF_TYPES[own.kind]
        type_name = _OWN_TYPES.get(own.name, kind) + mark
        return Node(name.removesuffix(LIST), own.name, plain, type_name, source, several, (), own)
    piece, type_name = own
    children = _children(path, every)
    return Node(name.removesuffix(LIST), piece, plain, type_name + mark, "STRUCT", several, children, None)
