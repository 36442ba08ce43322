"""The concepts of one record, and which of its words each came from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from equipoise.registry.concepts.concepts import Concepts
from equipoise.registry.concepts.tag import tag
from equipoise.registry.record import Record, rows, text, texts


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a record speaks of a concept: the piece, its words, and the origin of the label (`MeSH of the record` where the
    registry itself gave it)."""

    piece: str
    words: str
    label: str


@dataclass(frozen=True, slots=True)
class Tagged:
    """The concepts of a record, everything broader included, and where each that it speaks of itself comes from."""

    conditions: frozenset[str]
    interventions: frozenset[str]
    mentions: frozenset[str]
    """What the brief summary speaks of, whether as condition or as treatment."""
    origins: Mapping[str, tuple[Origin, ...]]


OF_RECORD = "MeSH of the record"
MOST_READ = 50_000
"""Signs of one text that are read: ten times the longest summary that the registry lets in."""


def of_record(record: Record, concepts: Concepts) -> Tagged:
    """The concepts that the registry gave a record, and those that its conditions, keywords, titles and interventions name."""
    conditions = [*_given(record, "condition"), *_named(record, concepts, "condition")]
    interventions = [*_given(record, "intervention"), *_named(record, concepts, "intervention")]
    mentions = [(one.concept, Origin("BriefSummary", one.words, one.origin)) for one in tag(_summary(record), concepts)]
    origins: dict[str, tuple[Origin, ...]] = {}
    for concept, origin in (*conditions, *interventions, *mentions):
        origins[concept] = (*origins.get(concept, ()), origin)
    return Tagged(
        concepts.with_broader(concept for concept, _ in conditions) | {one.id for one in record.condition_ancestors},
        concepts.with_broader(concept for concept, _ in interventions)
        | {one.id for one in record.intervention_ancestors},
        concepts.with_broader(concept for concept, _ in mentions),
        origins,
    )


def _summary(record: Record) -> str:
    return text(record.raw, "protocolSection.descriptionModule.briefSummary")[:MOST_READ]


def _given(record: Record, kind: str) -> Iterator[tuple[str, Origin]]:
    own = record.condition_concepts if kind == "condition" else record.intervention_concepts
    piece = "ConditionMeshTerm" if kind == "condition" else "InterventionMeshTerm"
    for one in own:
        yield one.id, Origin(piece, one.term, OF_RECORD)


def _named(record: Record, concepts: Concepts, kind: str) -> Iterator[tuple[str, Origin]]:
    for piece, words in _spoken(record, kind):
        for one in tag(words[:MOST_READ], concepts):
            yield one.concept, Origin(piece, one.words, one.origin)


def _spoken(record: Record, kind: str) -> Iterator[tuple[str, str]]:
    """The words of a record that say what it is about. A title names conditions; what it names in passing counts too, because
    a fifth of the records carry no descriptor of a condition."""
    meshes = rows(record.raw, f"derivedSection.{kind}BrowseModule.meshes")
    piece = "ConditionMeshTerm" if kind == "condition" else "InterventionMeshTerm"
    yield from (
        (piece, text(row, "term")) for row in meshes if not text(row, "id")
    )  # older records have terms without ids
    if kind == "condition":
        yield from (("Condition", words) for words in record.conditions)
        yield from (("Keyword", words) for words in record.keywords)
        yield "BriefTitle", record.title
        yield "OfficialTitle", record.official_title
        return
    for row in record.interventions:
        yield "InterventionName", text(row, "name")
        yield from (("InterventionOtherName", words) for words in texts(row, "otherNames"))
    yield from (("Keyword", words) for words in record.keywords)
    yield "BriefTitle", record.title
