"""Trials like one: of the same disease, best of all with the same kind of treatment, and open."""

from __future__ import annotations

from equipoise.registry.concepts import Concepts, Tagged
from equipoise.registry.record import Record
from equipoise.registry.search.ask import OPEN
from equipoise.registry.search.index import SearchIndex, Wanted
from equipoise.registry.search.tree import And, HasConcept, Is, Not, Or, Tree, Words
from equipoise.registry.search.words import split

_CONDITION = ("Condition", "ConditionMeshTerm")
_TREATMENT = ("InterventionName", "InterventionOtherName", "InterventionMeshTerm")
_MOST_CONCEPTS = 8


def named_concepts(tagged: Tagged, concepts: Concepts, pieces: tuple[str, ...]) -> tuple[str, ...]:
    """The concepts that a record itself names in some pieces, the narrowest ones only."""
    named = [one for one, origins in tagged.origins.items() if any(origin.piece in pieces for origin in origins)]
    broader = {wide for one in named for wide in concepts.broader.get(one, frozenset())}
    return tuple(one for one in named if one not in broader)[:_MOST_CONCEPTS]


def _same_disease(record: Record, diseases: tuple[str, ...]) -> Tree | None:
    """Records of the same disease: by concept, and by the words of the conditions where those name no known concept."""
    if diseases:
        return Or(tuple(HasConcept(frozenset({one}), "condition") for one in diseases))
    worded = [own for words in record.conditions[:3] if (own := split(words[:100]))]
    return Or(tuple(Words("Condition", own, phrase=True) for own in worded)) if worded else None


def similar(record: Record, tagged: Tagged, concepts: Concepts, index: SearchIndex, count: int) -> tuple[str, ...]:
    """The numbers of similar records: same disease and treatment first, then same disease and open, then same disease."""
    same_disease = _same_disease(record, named_concepts(tagged, concepts, _CONDITION))
    if same_disease is None:
        return ()
    treatments = named_concepts(tagged, concepts, _TREATMENT)
    own = Not(Is("NCTId", (record.nct_id,)))
    open_now = Is("OverallStatus", OPEN)
    ways: list[Tree] = [And((same_disease, own, open_now)), And((same_disease, own))]
    if treatments:
        alike = Or(tuple(HasConcept(frozenset({one}), "intervention") for one in treatments))
        ways = [And((same_disease, alike, own)), *ways]
    found: dict[str, None] = {}
    for way in ways:
        found |= dict.fromkeys(index.search(Wanted(way, same_disease), 0, count).ids)
        if len(found) >= count:
            break
    return tuple(found)[:count]
