"""The parameters of a request for studies, read into a question for an index."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Final, Literal, cast

import msgspec

from equipoise.registry.concepts import Concepts
from equipoise.registry.places import MILE_KM
from equipoise.registry.search.areas import BY_PARAM
from equipoise.registry.search.essie import EssieFault, parse
from equipoise.registry.search.expand import KINDS, expand
from equipoise.registry.search.index import Order
from equipoise.registry.search.tree import HasConcept, Is, Near, Or, Tree, all_of
from equipoise.registry.serve.agg_filters import agg_filters
from equipoise.registry.serve.lands import lands
from equipoise.registry.serve.nodes import find
from equipoise.registry.serve.page_token import KEY_LENGTH
from equipoise.registry.serve.parameters import DEFAULT_DECAY, Value
from equipoise.registry.serve.refused import Refused, wrong_format, wrong_item

RELEVANCE: Final = "@relevance"
_NUMBERS_ONLY: Final = re.compile(r"\s*[Nn][Cc][Tt]\d{1,8}(?:[\s,|]+[Nn][Cc][Tt]\d{1,8})*[\s,|]*", re.ASCII)
_NUMBER: Final = re.compile(r"[Nn][Cc][Tt]0*(\d{1,8})", re.ASCII)
_LENGTH: Final = re.compile(r"(\d+(?:\.\d+)?)(km|mi)?", re.ASCII)
_FARTHEST_KM: Final = 20_038.0
"""Half way round the Earth: a radius beyond it means everywhere."""
_OF_A_PERSON: Final = "patient"
"""Of a person's own words, those that name a disease or treatment decide, and the others only rank: no record has them all."""
_APART: Final = frozenset({"countTotal", "pageSize", "pageToken", "fields", "format", "markupFormat"})
"""What changes neither which studies are found nor their order."""


@dataclass(frozen=True, slots=True)
class Decay:
    """How relevance falls with distance: to `decay` of itself at `offset` + `scale` kilometres."""

    function: Literal["gauss", "exp", "linear"]
    scale: float
    offset: float
    decay: float

    def at(self, km: float) -> float:
        """The factor at a distance, 1 within the offset."""
        beyond = max(0.0, km - self.offset)
        if self.function == "linear":
            reach = self.scale / (1.0 - self.decay)
            return max(0.0, (reach - beyond) / reach)
        ratio = beyond / self.scale
        return exp(log(self.decay) * (ratio * ratio if self.function == "gauss" else ratio))


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for (`filters`), what ranks (`ranked`), in which order (none: as found), and the queries as they were put
    (`spoken`, without concepts). `near` and `decay` bring nearer studies forward. `key` tells one question from another."""

    filters: Tree
    ranked: Tree
    order: tuple[Order, ...]
    spoken: Tree
    near: Near | None
    decay: Decay | None
    key: str

    @property
    def by_relevance(self) -> bool:
        """Whether relevance decides the order."""
        return bool(self.order) and self.order[0].piece == RELEVANCE


def question(asked: Mapping[str, Value], concepts: Concepts) -> Question:
    """The question of a request. Refused at the first thing that cannot be read.

    A query of NCT numbers alone is the whole question: the registry then passes over the filters and the other queries. The order is the
    one asked; otherwise relevance if there is a query, otherwise none (the registry promises none)."""
    plain = {name.removeprefix("query."): str(words) for name, words in asked.items() if name.startswith("query.")}
    read = {name: _spoken(name, words) for name, words in plain.items()}
    conditions, near = _conditions(asked, concepts)
    if numbered := {name: tree for name, tree in read.items() if _NUMBERS_ONLY.fullmatch(plain[name])}:
        read, conditions, near = numbered, [], None
    spoken = list(read.values())
    ranked = [expand(tree, concepts) for tree in spoken]
    held = [expand(tree, concepts, loosely=name == _OF_A_PERSON) for name, tree in read.items()]
    order = _order(cast(tuple[str, ...], asked.get("sort", ())), has_query=bool(plain))
    decayed = "geoDecay" in asked or (bool(order) and order[0].piece == RELEVANCE and "sort" in asked)
    return Question(
        all_of([*held, *conditions]),
        all_of(ranked),
        order or ((Order(RELEVANCE, descending=True),) if "geoDecay" in asked and near else ()),
        all_of(spoken),
        near,
        _decay(str(asked.get("geoDecay", DEFAULT_DECAY))) if decayed and near else None,
        _key(asked),
    )


def _spoken(name: str, words: str) -> Tree:
    if _NUMBERS_ONLY.fullmatch(words):
        return _numbered(_NUMBER.findall(words))
    area = BY_PARAM[name]
    return _parsed(words, area.name, area.label)


def _parsed(words: str, area: str, label: str) -> Tree:
    try:
        return lands(parse(words, area))
    except EssieFault as fault:
        raise Refused(f"Error parsing query in {label}: {fault}") from None


def _numbered(digits: list[str]) -> Tree:
    numbers = tuple(f"NCT{int(one):08d}" for one in digits)
    return Or((Is("NCTId", numbers), Is("NCTIdAlias", numbers)))


def _conditions(asked: Mapping[str, Value], concepts: Concepts) -> tuple[list[Tree], Near | None]:
    """Every filter, and the place by which relevance may fall."""
    found: list[Tree] = []
    near: Near | None = None
    for prefix in ("filter", "postFilter"):
        for name, words in asked.items():
            if not name.startswith(f"{prefix}."):
                continue
            tree = _filter(name, words, concepts)
            found.append(tree)
            near = near or (tree if isinstance(tree, Near) else None)
    if "aggFilters" in asked:
        found.append(agg_filters(str(asked["aggFilters"])))
    return found, near


def _filter(name: str, words: Value, concepts: Concepts) -> Tree:
    items = words if isinstance(words, tuple) else ()
    match name.partition(".")[2]:
        case "overallStatus":
            return Is("OverallStatus", items)
        case "ids":
            return _numbered([found[1] for item in items if (found := _NUMBER.fullmatch(item))])
        case "geo":
            return _near(name, str(words))
        case "synonyms":
            return all_of([_synonym(name, number, item) for number, item in enumerate(items, 1)])
        case _:
            return expand(_parsed(str(words), "BasicSearch", "advanced filter"), concepts)


def _near(name: str, words: str) -> Near:
    latitude, longitude, length = (part.strip() for part in words[words.index("(") + 1 : words.rindex(")")].split(","))
    found = _LENGTH.fullmatch(length)
    km = float(found[1]) * {"mi": MILE_KM, "km": 1.0}.get(found[2] or "", 0.001) if found else 0.0
    if km <= 0 or abs(float(latitude)) > 90 or abs(float(longitude)) > 180:
        raise wrong_format(name, "latitude -90 to 90, longitude -180 to 180, radius above 0 with mi or km")
    return Near(float(latitude), float(longitude), min(km, _FARTHEST_KM))


def _synonym(name: str, number: int, item: str) -> Tree:
    """An id that no record carries, a descriptor or another registry's number, finds nothing, as an unknown NCT number does."""
    area, _, concept = item.partition(":")
    if area not in KINDS:
        raise wrong_item(number, name, f"areas: {', '.join(KINDS)}")
    return HasConcept(frozenset({concept}), KINDS[area])


def _decay(words: str) -> Decay:
    parts = dict(part.split(":", 1) for part in words.split(","))
    scale, offset = (_kilometres(parts[name]) for name in ("scale", "offset"))
    decay = float(parts["decay"])
    if scale <= 0 or not 0 < decay < 1:
        raise wrong_format("geoDecay", "scale above 0, decay between 0 and 1")
    return Decay(cast(Literal["gauss", "exp", "linear"], parts["func"]), scale, offset, decay)


def _kilometres(words: str) -> float:
    found = _LENGTH.fullmatch(words)
    assert found is not None, "the parameter's pattern has been checked"
    return min(float(found[1]), 1e9) * (MILE_KM if found[2] == "mi" else 1.0)


def _order(items: tuple[str, ...], *, has_query: bool) -> tuple[Order, ...]:
    if not items:
        return (Order(RELEVANCE, descending=True),) if has_query else ()
    return tuple(_one_order(item) for item in items)


def _one_order(item: str) -> Order:
    name, _, direction = item.partition(":")
    if name == RELEVANCE:
        return Order(RELEVANCE, descending=direction != "asc")
    node = find(name)
    piece = node.leaf if node is not None else None
    listed = piece is not None and any(step.endswith("[]") for step in piece.steps)
    if node is None:
        raise Refused("Unknown sort field", hint=f"there is no field '{name}'; case matters")
    if piece is None or listed or not (piece.is_date or piece.is_number):
        says = "Unknown sort field" if listed else f"Unsupported sort field type: {node.type}"
        raise Refused(says, hint=f"'{name}' is no date or number of which a study has one")
    return Order(piece.name, direction == "desc" if direction else piece.is_date)


def _key(asked: Mapping[str, Value]) -> str:
    """A short name of everything that must be repeated from page to page."""
    kept = sorted((name, value) for name, value in asked.items() if name not in _APART)
    return hashlib.sha256(msgspec.json.encode(kept)).hexdigest()[:KEY_LENGTH]
