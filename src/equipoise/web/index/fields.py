"""The fields of the index: what each keeps of a record, and under which name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal
from zlib import crc32

import tantivy

from equipoise.registry.search.areas import BY_NAME
from equipoise.registry.search.ask import FACETS
from equipoise.registry.search.pieces import LIST, Piece, pieces
from equipoise.web.index.columns import ALONE, TOGETHER

FORMAT: Final = 9
"""Rises with every change of the fields or of what is put into them: an index of another format is made anew."""
LISTED: Final = "listed"
"""The analyser of fields whose words or values stand in one line with blanks between them, each taken as it is."""
FACTS: Final = "facts"
"""What is known of pieces, each by its short code: that the record has it, how often, and every coded value."""
NUMBER: Final = "number"
WEIGHT: Final = "weight"
CONCEPTS: Final[Mapping[str, str]] = {"condition": "c_condition", "intervention": "c_intervention"}
MENTIONS: Final = "c_mention"
"""Concepts of the brief summary that are neither among the conditions nor among the interventions."""
ABOVE: Final = "^"
"""Stands before a concept that the registry says lies above those of a record."""
NAMED: Final = "c_named"
FOCUS: Final = "c_focus"
LOW_AGE: Final = "age_low"
HIGH_AGE: Final = "age_high"
NO_AGE: Final = 10**9
HOURS: Final = 24
"""Ages are kept in hours, so that they stay whole numbers."""


_BLANK: Final = re.compile(r"\s")
LONG: Final = frozenset(
    {
        "DetailedDescription",
        "EligibilityCriteria",
        "StudyPopulation",
        "ArmGroupDescription",
        "InterventionDescription",
        "PrimaryOutcomeDescription",
        "SecondaryOutcomeDescription",
        "OtherOutcomeMeasure",
        "OtherOutcomeDescription",
        "OutcomeMeasureTitle",
        "OutcomeMeasureDescription",
        "OutcomeMeasurePopulationDescription",
    }
)
"""Long texts: their words are kept without their places, which would triple the index. A phrase in them is checked on the records."""
PEOPLE: Final = frozenset(
    {
        "ResponsiblePartyInvestigatorFullName",
        "ResponsiblePartyInvestigatorTitle",
        "ResponsiblePartyInvestigatorAffiliation",
        "ResponsiblePartyOldNameTitle",
        "ResponsiblePartyOldOrganization",
        "CentralContactName",
        "LocationContactName",
        "BioSpecDescription",
    }
)
"""Texts of a search area that hardly anybody asks for alone: they stand in one field, as do the codes of an area, because a question
takes longer the more fields it looks into. Asked for alone, they are checked on the records."""


@lru_cache(maxsize=1)
def codes() -> Mapping[str, str]:
    """A short code for each piece: facts are many, and their names would be most of the index's input."""
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    return {name: digits[at // 36] + digits[at % 36] for at, name in enumerate(pieces())}


@lru_cache(maxsize=1)
def fingerprint() -> int:
    """Changes whenever pieces or their order do: then an index of before cannot be read."""
    return crc32(" ".join(pieces()).encode())


def is_list(piece: str) -> bool:
    """Whether a record may have a piece several times."""
    return any(step.endswith(LIST) for step in pieces()[piece].steps)


def has(piece: str) -> str:
    """The fact that a record has a piece."""
    return codes()[piece]


def size(piece: str) -> str:
    """The beginning of the fact how often a record has a piece."""
    return f"{codes()[piece]}#"


def value(piece: str) -> str:
    """The beginning of the fact that a piece has a value."""
    return f"{codes()[piece]}="


def listed(value: str) -> str:
    """One value as it stands in a listed field: a blank within it becomes a sign that no value has."""
    return value.replace(" ", "\0") if value.isprintable() else _BLANK.sub("\0", value)


@lru_cache(maxsize=1)
def text_fields() -> Mapping[str, str]:
    """The field of each piece's words. Codes, texts of PEOPLE and pieces that keep no places share one with those that the same areas
    search."""
    found = {}
    for name, piece in texts().items():
        among = "".join("1" if name in area.weights else "0" for area in BY_NAME.values())
        alone = piece.kind != "enum" and name not in PEOPLE
        found[name] = f"t_{name if alone else among}" if has_places(name) else f"g_{among}"
    return found


def text_field(piece: str) -> str:
    """The field of a piece's words."""
    return text_fields()[piece]


@lru_cache(maxsize=1)
def shared() -> frozenset[str]:
    """The fields that hold the words of several pieces."""
    every = list(text_fields().values())
    return frozenset(name for name in every if every.count(name) > 1)


@lru_cache(maxsize=2000)
def has_places(piece: str) -> bool:
    """Whether the places of a piece's words are kept, so that phrases are found without a look at the record."""
    return piece in ("WhyStopped", "OverallOfficialAffiliation") or (
        piece not in LONG and any(piece in area.weights for area in BY_NAME.values())
    )


def value_field(piece: str) -> str:
    """The field of a date (as a day's ordinal), a number, an age (hours) or the record's own number."""
    return NUMBER if piece == "NCTId" else f"v_{piece}"


@lru_cache(maxsize=1)
def texts() -> Mapping[str, Piece]:
    """Pieces whose words are kept each for itself: what a search area searches, and every other text of the sponsor's section."""
    searched = {name for area in BY_NAME.values() for name in area.weights}
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
        if name in ("MinimumAge", "MaximumAge") or ((piece.is_date or piece.is_number) and not is_list(name))
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
def schema() -> tantivy.Schema:
    """The schema of an index folder."""
    build = tantivy.SchemaBuilder()
    build.add_unsigned_field(NUMBER, stored=False, indexed=True, fast=True)
    build.add_float_field(WEIGHT, stored=False, indexed=False, fast=True)
    for name in (*TOGETHER, *ALONE.values()):
        build.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    for name in (FACTS, *CONCEPTS.values(), MENTIONS, NAMED, FOCUS):
        build.add_text_field(name, tokenizer_name=LISTED, index_option="basic")
    for name in dict.fromkeys(text_fields().values()):
        option: Literal["position", "basic"] = "position" if name.startswith("t_") else "basic"
        build.add_text_field(name, tokenizer_name=LISTED, index_option=option)
    for name in (*map(value_field, valued()), LOW_AGE, HIGH_AGE):  # bounds are looked up in the columns
        build.add_integer_field(name, indexed=False, fast=True)
    return build.build()


def splitter() -> tantivy.TextAnalyzer:
    """The words of a line, as they are: registry.search.words has split them."""
    return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
