"""Which part of a record an answer holds: nothing but the fields that were asked."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, Final

from equipoise.registry.search.areas import BY_NAME, NARROW
from equipoise.registry.search.pieces import pieces
from equipoise.registry.search.tree import (
    And,
    Between,
    Everything,
    HasConcept,
    Is,
    ListSize,
    Missing,
    Near,
    Not,
    OneSite,
    Or,
    TakesAge,
    Tree,
    Words,
)
from equipoise.registry.serve.nodes import Node, by_path, by_piece, find, roots
from equipoise.registry.serve.refused import Refused

QUERY: Final = "@query"
_ALWAYS: Final = ("NCTId", "OverallStatus", "LocationStatus")
Selection = Mapping[str, "Selection | None"]
"""Keys of a record to keep; None keeps everything below."""


def selection(names: Iterable[str], query: Tree) -> Selection:
    """The fields named: search areas, pieces, paths, or `@query` for what the query looks into. Refused where a name is none."""
    kept: dict[str, Any] = {}
    for name in names:
        for node in _nodes(name, query):
            _keep(kept, node.path.split("."))
    return kept


def _nodes(name: str, query: Tree) -> list[Node]:
    if name == QUERY:
        return [by_piece()[piece] for piece in pieces_in(query)]
    area = BY_NAME.get(name) or NARROW.get(name)
    if area is not None:
        return [by_piece()[piece] for piece in area.weights]
    node = find(name)
    if node is None:
        close = difflib.get_close_matches(name, [*by_piece(), *by_path()], n=1)
        hint = f"JSON fields are pieces or paths of the data structure; nearest: {close[0]}" if close else ""
        raise Refused(f"Parameter 'fields' contains invalid field name: '{name}'", hint=hint)
    return [node]


def _keep(kept: dict[str, Any], steps: list[str]) -> None:
    """Adds one path; what is kept whole already stays whole."""
    *above, last = steps
    for step in above:
        if step in kept and kept[step] is None:
            return
        kept = kept.setdefault(step, {})
    kept[last] = None


def selected(value: Mapping[str, Any], wanted: Selection) -> dict[str, Any]:
    """The part of a record that a selection keeps, in the record's own order. A branch that the record has stays even if nothing of it
    is kept, as with ClinicalTrials.gov: a client may go down to it without asking. One that it does not have is left out."""
    kept: dict[str, Any] = {}
    for key, inner in value.items():
        if key not in wanted or inner is None:
            continue
        below = wanted[key]
        if below is None:
            kept[key] = inner
        elif isinstance(inner, Mapping):
            kept[key] = selected(inner, below)
        elif isinstance(inner, list):
            kept[key] = [selected(one, below) for one in inner if isinstance(one, Mapping)]
    return kept


def pieces_in(tree: Tree) -> tuple[str, ...]:
    """Every piece that a question looks into, in the order of the structure."""
    found = set(_looked_into(tree))
    return tuple(node.piece for root in roots() for node in root.below() if node.piece in found)


def needed(tree: Tree) -> Selection:
    """What of a record tells whether it is what a tree without concepts looks for; its number and what tells a site from another go
    along."""
    looked_into = (pieces()[name].counted or name if name in pieces() else name for name in pieces_in(tree))
    return selection((*looked_into, *_ALWAYS), Everything())


def _looked_into(tree: Tree) -> Iterable[str]:
    match tree:
        case And(parts) | Or(parts):
            return [piece for part in parts for piece in _looked_into(part)]
        case Not(part) | OneSite(part):
            return _looked_into(part)
        case Words(area):
            return BY_NAME[area].weights if area in BY_NAME else (area,)
        case Is(piece) | Between(piece) | Missing(piece) | ListSize(piece):
            return (piece,)
        case Near():
            return ("LocationGeoPoint",)
        case TakesAge():
            return ("MinimumAge", "MaximumAge")
        case HasConcept() | Everything():
            return ()
