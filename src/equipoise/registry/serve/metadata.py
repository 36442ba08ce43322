"""What the interface tells of itself: the fields of a record, the search areas, the enumerations."""

from __future__ import annotations

import re
from typing import Any, Final

from equipoise.registry.search.areas import AREAS, NARROW
from equipoise.registry.search.enums import enums
from equipoise.registry.search.expand import KINDS
from equipoise.registry.search.pieces import EARLIER_NAMES, pieces
from equipoise.registry.serve.nodes import Node, by_piece, roots

_WORD: Final = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z][a-z]+|[A-Z]+|\d+")
_MOST: Final = {
    "NCTId": 11,
    "OrgStudyId": 30,
    "BriefTitle": 300,
    "OfficialTitle": 600,
    "Acronym": 14,
    "WhyStopped": 250,
    "BriefSummary": 5_000,
    "DetailedDescription": 32_000,
    "EligibilityCriteria": 20_000,
}
"""Longest texts that the registry takes (study data structure)."""
_NAMED: Final = frozenset(
    {"Condition", "Keyword", "InterventionName", "InterventionOtherName", "BriefTitle", "OfficialTitle"}
)
"""Pieces in which a name may stand for its concept."""


def field_nodes(*, indexed_only: bool = False) -> list[dict[str, Any]]:
    """The tree of fields (FieldNode), with or without those that are only indexed. This registry has no field that is only historic."""
    return [_field(node, indexed_only=indexed_only) for node in roots()]


def _field(node: Node, *, indexed_only: bool) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": node.name,
        "piece": node.piece,
        "title": " ".join(_WORD.findall(node.piece)),
        "type": node.type,
        "sourceType": node.source,
    }
    if node.leaf is not None and node.leaf.kind == "enum":
        found["isEnum"] = True
    if node.piece in _NAMED:
        found["synonyms"] = True
    if node.piece in _MOST:
        found["maxChars"] = _MOST[node.piece]
    if node.several and node.leaf is None:
        found["nested"] = True
    if earlier := [name for name, piece in EARLIER_NAMES.items() if piece == node.piece]:
        found["altPieceNames"] = earlier
    if node.indexed_only:
        found["indexedOnly"] = True
    if node.children:
        shown = (child for child in node.children if indexed_only or not child.indexed_only)
        found["children"] = [_field(child, indexed_only=indexed_only) for child in shown]
    return found


def search_areas() -> list[dict[str, Any]]:
    """The search areas with the pieces and weights by which they rank (SearchDocument): of a study, and of one of its locations."""
    every = [_area(area.name, area.param, area.label, dict(area.weights)) for area in (*AREAS, *NARROW.values())]
    sites = [_area(area.name, area.param, area.label, dict(area.weights)) for area in AREAS if area.param == "locn"]
    return [{"name": "Study", "areas": every}, {"name": "Location", "areas": sites}]


def _area(name: str, param: str, label: str, weights: dict[str, float]) -> dict[str, Any]:
    found: dict[str, Any] = {"name": name}
    if label:
        found["uiLabel"] = label
    if param:
        found["param"] = param
    found["parts"] = [
        {
            "pieces": [piece],
            "type": by_piece()[piece].type.removesuffix("[]"),
            "isEnum": pieces()[piece].kind == "enum",
            "isSynonyms": name in KINDS and piece in _NAMED,
            "weight": weight,
        }
        for piece, weight in weights.items()
    ]
    return found


def enum_infos() -> list[dict[str, Any]]:
    """Every enumeration with its values, the labels of the older interface, and the pieces that have it (EnumInfo)."""
    users: dict[str, list[str]] = {}
    for piece in pieces().values():
        if piece.kind == "enum":
            users.setdefault(piece.enum, []).append(piece.name)
    return [
        {
            "type": name,
            "pieces": users.get(name, []),
            "values": [{"value": value, "legacyValue": label} for value, label in allowed.items()],
        }
        for name, allowed in enums().items()
    ]
