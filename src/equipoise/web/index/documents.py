"""What the index keeps of one record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from equipoise.registry.ages import Ages
from equipoise.registry.concepts import Concepts, of_record
from equipoise.registry.record import Record
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.holds import ordinal
from equipoise.registry.search.pieces import Piece, pieces
from equipoise.registry.search.points import OPEN_POINTS, POINTS, points
from equipoise.values.dates import PartialDate
from equipoise.web.index import fields

_TITLES = frozenset({"Condition", "BriefTitle", "ConditionMeshTerm", "InterventionName", "InterventionMeshTerm"})
_EPOCH = PartialDate(1999, 1, 1).earliest.toordinal()
Found = dict[str, list[object]]
Branch = dict[str, Any]


def document(record: Record, concepts: Concepts) -> dict[str, list[object]]:
    """The fields of a record with their values."""
    found: Found = {}
    _walk(record.raw, _branches(), found)
    kept: dict[str, list[object]] = {fields.NUMBER: [int(record.nct_id[3:])], fields.FACTS: _facts(found)}
    for name in fields.texts().keys() & found.keys():
        kept[fields.text_field(name)] = [_said(one) for one in found[name]]
    for area, names in fields.areas().items():
        kept[fields.area_field(area)] = [_said(one) for name in names for one in found.get(name, ())]
    for name, piece in fields.valued().items():
        if name in found and (number := ordinal(found[name][0], piece)) is not None:
            kept[fields.value_field(name)] = [_whole(number, piece)]
    for name in FACETS:
        kept[fields.facet_field(name)] = list(dict.fromkeys(_said(one) for one in found.get(name, ())))
    _ages(record.ages, kept)
    _places(record, kept)
    _concepts(record, concepts, kept)
    kept[fields.WEIGHT] = [_weight(kept)]
    return kept


@lru_cache(maxsize=1)
def _branches() -> Branch:
    """The structure of a record as nested mappings, with the piece's name at the end of each path."""
    root: Branch = {}
    for name, piece in fields.read().items():
        node = root
        *steps, last = (step.removesuffix("[]") for step in piece.steps)
        for step in steps:
            node = node.setdefault(step, {})
        node[last] = name
    return root


def _walk(value: Mapping[str, Any], branch: Branch, found: Found) -> None:
    for key, below in branch.items():
        inner = value.get(key)
        if inner is None:
            continue
        several = inner if type(inner) is list else (inner,)
        if type(below) is str:
            plain = [one for one in several if one is not None and type(one) is not dict and type(one) is not list]
            if plain:
                found.setdefault(below, []).extend(plain)
        else:
            for one in several:
                if type(one) is dict:
                    _walk(one, below, found)


def _said(one: object) -> str:
    return one if type(one) is str else str(one).lower() if type(one) is bool else str(one)


def _facts(found: Found) -> list[object]:
    coded, listed = fields.coded(), _listed()
    said: dict[str, None] = {}
    for name, values in found.items():
        said[f"has:{name}"] = None
        if name in listed:
            said[f"size:{name}={len(values)}"] = None
        if name in coded:
            said |= dict.fromkeys(f"{name}={_said(one)}" for one in values)
    return list(said)


@lru_cache(maxsize=1)
def _listed() -> frozenset[str]:
    return frozenset(name for name, piece in pieces().items() if any(step.endswith("[]") for step in piece.steps))


def _whole(number: float, piece: Piece) -> int:
    return round(number * fields.HOURS) if piece.name in ("MinimumAge", "MaximumAge") else round(number)


def _ages(ages: Ages, kept: dict[str, list[object]]) -> None:
    kept[fields.LOW_AGE] = [0 if ages.low is None else int(ages.low * fields.HOURS)]
    kept[fields.HIGH_AGE] = [fields.NO_AGE if ages.high is None else int(ages.high * fields.HOURS)]


def _places(record: Record, kept: dict[str, list[object]]) -> None:
    kept[fields.PLACE] = list(points(record, POINTS))
    kept[fields.PLACE_OPEN] = list(points(record, OPEN_POINTS))


def _concepts(record: Record, concepts: Concepts, kept: dict[str, list[object]]) -> None:
    tagged = of_record(record, concepts)
    kept[fields.CONCEPTS["condition"]] = list(tagged.conditions)
    kept[fields.CONCEPTS["intervention"]] = list(tagged.interventions)
    kept[fields.CONCEPTS["any"]] = list(tagged.conditions | tagged.interventions | tagged.mentions)
    kept[fields.NAMED] = [
        concept for concept, origins in tagged.origins.items() if any(one.piece in _TITLES for one in origins)
    ]


def _weight(kept: dict[str, list[object]]) -> float:
    """What multiplies a score: near 1, a little more the newer the record, so that of equals the newer comes first."""
    updated = kept.get(fields.value_field("LastUpdatePostDate")) or [_EPOCH]
    day = updated[0]
    assert isinstance(day, int)
    return 1.0 + max(0, day - _EPOCH) / 1e6
