"""The fields of the index: what each keeps of a record, and under which name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

import tantivy

from equipoise.registry.search.areas import AREAS
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.pieces import Piece, pieces
from equipoise.registry.search.points import OPEN_POINTS, POINTS

FORMAT: Final = 2
"""Rises with every change of the fields or of what is put into them: an index of another format is made anew."""
ANALYSER: Final = "words"
FACTS: Final = "facts"
"""`piece=value` for every coded value, `has:piece`, and `size:piece=n` for every list."""
NUMBER: Final = "number"
WEIGHT: Final = "weight"
PLACE: Final = "place"
PLACE_OPEN: Final = "place_open"
_POINT_FIELDS: Final[Mapping[str, str]] = {POINTS: PLACE, OPEN_POINTS: PLACE_OPEN}
CONCEPTS: Final[Mapping[str, str]] = {"condition": "c_condition", "intervention": "c_intervention", "any": "c_any"}
NAMED: Final = "c_named"
LOW_AGE: Final = "age_low"
HIGH_AGE: Final = "age_high"
NO_AGE: Final = 10**9
HOURS: Final = 24
"""Ages are kept in hours, so that they stay whole numbers."""


def text_field(piece: str) -> str:
    """The field of a piece's words."""
    return f"t_{piece}"


def area_field(area: str) -> str:
    """The field of all words of a search area."""
    return f"a_{area}"


def value_field(piece: str) -> str:
    """The field of a date (as a day's ordinal), a number, an age (hours) or the record's own number."""
    return NUMBER if piece == "NCTId" else f"v_{piece}"


def facet_field(piece: str) -> str:
    """The field whose values are counted."""
    return _POINT_FIELDS.get(piece, f"f_{piece}")


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Piece]:
    """Pieces whose words are kept each for itself: what a search area searches, and every other text of the sponsor's section."""
    searched = {name for area in AREAS for name in area.weights}
    return {
        name: piece
        for name, piece in pieces().items()
        if name in searched or (piece.kind in ("text", "markup") and piece.path.startswith("protocolSection."))
    }


@lru_cache(maxsize=1)
def coded() -> Mapping[str, Piece]:
    """Pieces whose values are kept as they are: codes, truth values, numbers of studies, and the names that readers choose from."""
    chosen = {*FACETS, "LocationCity", "LocationState", "LeadSponsorName", "ConditionMeshId", "InterventionMeshId"}
    chosen |= {"Condition", "OrgStudyId", "SecondaryId"}
    return {name: piece for name, piece in read().items() if piece.kind in ("enum", "boolean", "nct") or name in chosen}


@lru_cache(maxsize=1)
def valued() -> Mapping[str, Piece]:
    """Pieces by which records are ordered and bounded: dates and numbers of which a record has one."""
    return {
        name: piece
        for name, piece in read().items()
        if name in ("MinimumAge", "MaximumAge")
        or ((piece.is_date or piece.is_number) and not any(step.endswith("[]") for step in piece.steps))
    }


@lru_cache(maxsize=1)
def read() -> Mapping[str, Piece]:
    """Pieces that are read from a record at all. Of posted results only what a search area looks into: the rest, thousands of values,
    is checked on the records themselves where an expression asks for it."""
    return {
        name: piece
        for name, piece in pieces().items()
        if name in texts() or not piece.path.startswith("resultsSection.")
    }


@lru_cache(maxsize=1)
def areas() -> Mapping[str, tuple[str, ...]]:
    """Search areas of more than three pieces have a field of their own, so that a word is looked up once."""
    return {area.name: tuple(area.weights) for area in AREAS if len(area.weights) > 3}


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """The schema of an index folder."""
    build = tantivy.SchemaBuilder()
    build.add_unsigned_field(NUMBER, stored=False, indexed=True, fast=True)
    build.add_float_field(WEIGHT, stored=False, indexed=False, fast=True)
    for name in _POINT_FIELDS.values():
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (FACTS, *CONCEPTS.values(), NAMED):
        build.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in FACETS:
        build.add_text_field(facet_field(name), fast=True, tokenizer_name="raw", index_option="basic")
    for name in texts():
        build.add_text_field(text_field(name), tokenizer_name=ANALYSER, index_option="position")
    for name in areas():
        build.add_text_field(area_field(name), tokenizer_name=ANALYSER, index_option="basic")
    for name in valued():
        build.add_integer_field(value_field(name), indexed=True, fast=True)
    for name in (LOW_AGE, HIGH_AGE):
        build.add_integer_field(name, indexed=True, fast=True)
    return build.build()


def analyser() -> tantivy.TextAnalyzer:
    """Words as registry.search.words splits them: letters and digits, lower case, no accents, no stemming."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .build()
    )
