"""How close a record's own diseases are to those of a person, and the question for an index that finds all that are close."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from equipoise.registry.concepts import Concepts, Origin, Tagged, looked_for_with
from equipoise.registry.match.patient import Patient
from equipoise.registry.search.tree import And, Everything, HasConcept, Is, Not, Or, Tree, Words
from equipoise.registry.search.why import PIECES
from equipoise.registry.search.words import split
from equipoise.values.text import Text, same

_SPEAKING: Final = frozenset({"Condition", "Keyword", "BriefTitle", "OfficialTitle", "ConditionMeshTerm"})


class Nearness(IntEnum):
    """How a record's disease stands to the person's: the same; a kind of it; one that it is a kind of; only words in common."""

    WORDS = 0
    BROADER = 1
    NARROWER = 2
    SAME = 3


@dataclass(frozen=True, slots=True)
class Close:
    """The nearest disease of a record, and the words of the record that name it."""

    nearness: Nearness
    says: Text


def diseases_of(patient: Patient, concepts: Concepts) -> Tree:
    """The records that speak of a disease of the person: the same, a kind of it, or one that theirs is a kind of, unless the record is
    about other kinds of that one. Everything, for somebody without a disease."""
    parts: list[Tree] = []
    for one in patient.conditions:
        if one.absent or not one.sought:
            continue
        if not one.concepts:
            words = split(one.words)
            parts += [Words("ConditionSearch", words)] if words else []
        for concept in sorted(one.concepts):
            parts.append(HasConcept(frozenset({concept, *looked_for_with().get(concept, ())}), "condition"))
            parts += [_only_broader(wide, concept, concepts) for wide in sorted(concepts.broader.get(concept, ()))]
    if parts:
        return parts[0] if len(parts) == 1 else Or(tuple(parts))
    return Is("HealthyVolunteers", ("true",)) if patient.healthy else Everything()


def how_close(patient: Patient, tagged: Tagged, concepts: Concepts) -> Close:
    """How close the record's own words and descriptors come to a disease of the person."""
    best = Close(Nearness.WORDS, same(""))
    for concept, origins in tagged.origins.items():
        origin = next((one for one in origins if one.piece in _SPEAKING), None)
        if origin is None:
            continue
        nearness = _nearness(concept, patient.sought, concepts)
        if nearness > best.nearness:
            best = Close(nearness, _says(concept, origin, nearness, concepts))
    return best


def _only_broader(wide: str, concept: str, concepts: Concepts) -> Tree:
    line = {concept, *concepts.broader.get(concept, ())}
    others = frozenset(one for one, above in concepts.broader.items() if wide in above and one not in line)
    has = HasConcept(frozenset({wide}), "condition")
    return And((has, Not(HasConcept(others, "condition")))) if others else has


def _nearness(concept: str, own: Iterable[str], concepts: Concepts) -> Nearness:
    if concept in own:
        return Nearness.SAME
    above = concepts.broader.get(concept, frozenset())
    if any(one in above for one in own):
        return Nearness.NARROWER
    return Nearness.BROADER if any(concept in concepts.broader.get(one, ()) for one in own) else Nearness.WORDS


def _says(concept: str, origin: Origin, nearness: Nearness, concepts: Concepts) -> Text:
    pattern = {
        Nearness.SAME: Text("{term}: {piece} “{words}”", "{term}：{piece}“{words}”"),
        Nearness.NARROWER: Text(
            "{term}, a kind of the disease: {piece} “{words}”", "{term}（该病的一种）：{piece}“{words}”"
        ),
        Nearness.BROADER: Text(
            "{term}, to which the disease belongs: {piece} “{words}”", "{term}（该病所属的大类）：{piece}“{words}”"
        ),
    }[nearness]
    return pattern.format(
        term=concepts.term(concept), piece=PIECES.get(origin.piece, same(origin.piece)), words=origin.words
    )
