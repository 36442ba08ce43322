"""Concepts from the records themselves: the MeSH descriptors that the registry gave them, and what these lie under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from equipoise.registry.concepts.concepts import Concepts, Label
from equipoise.registry.record import Concept, Record
from equipoise.values.text import same

ORIGIN = "records"


def learn(records: Iterable[Record]) -> Concepts:
    """Every descriptor of the records with its term as label. What lies above it is read from records that carry it alone; where
    none does, it is what all records that carry it share."""
    terms: dict[str, str] = {}
    alone: dict[str, set[str]] = {}
    shared: dict[str, set[str]] = {}
    for record in records:
        for own, above in (
            (record.condition_concepts, record.condition_ancestors),
            (record.intervention_concepts, record.intervention_ancestors),
        ):
            terms |= {one.id: one.term for one in (*own, *above)}
            _note(own, above, alone, shared)
    broader = {**shared, **alone}
    return Concepts.of(
        {one: same(term) for one, term in terms.items()},
        {one: frozenset(above) for one, above in broader.items() if above},
        (Label(words, one, ORIGIN) for one, term in terms.items() for words in spellings(term)),
    )


def _note(
    own: Sequence[Concept], above: Sequence[Concept], alone: dict[str, set[str]], shared: dict[str, set[str]]
) -> None:
    ancestors = {one.id for one in above}
    if len(own) == 1:
        alone[own[0].id] = ancestors - {own[0].id}
    for one in own:
        around = (ancestors | {other.id for other in own}) - {one.id}
        shared[one.id] = shared[one.id] & around if one.id in shared else around


def spellings(term: str) -> Iterator[str]:
    """A descriptor as MeSH inverts it, and in the order in which people write it: `Carcinoma, Non-Small-Cell Lung`."""
    yield term
    parts = term.split(", ")
    if len(parts) > 1:
        yield " ".join(reversed(parts))
