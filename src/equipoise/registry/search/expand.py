"""Words that name a disease or a treatment become its concept, so that all its names find the same records and no others."""

from __future__ import annotations

import re
from typing import Final, Literal

from equipoise.registry.concepts import Concepts, looked_for_with, named_beside_tumour, tag
from equipoise.registry.concepts.tag import untagged
from equipoise.registry.search.tree import And, Everything, HasConcept, Is, Not, OneSite, Or, Tree, Words
from equipoise.registry.search.words import split

Kind = Literal["condition", "intervention", "any"]
KINDS: Final[dict[str, Kind]] = {
    "ConditionSearch": "condition",
    "InterventionSearch": "intervention",
    "BasicSearch": "any",
    "PatientSearch": "any",
    "RecordSearch": "any",
}
"""The search areas in which a name stands for its concept."""
_TUMOUR: Final = "D009369"
_KIDNEY: Final = frozenset({"D007674", "D051436", "D003928"})
_RECEPTOR: Final = "EQ0030"
_FILTRATION: Final = "EQ0045"
"""EGFR and eGFR are one word in small letters: beside a disease of the kidneys the filtration rate is meant."""
NUMBER: Final = "NCT"
_IS_NUMBER: Final = re.compile(r"nct[0-9]+", re.ASCII)


def expand(tree: Tree, concepts: Concepts, *, loosely: bool = False) -> Tree:
    """The same question with concepts in the place of their names. What names no concept stays words, all of which must be there;
    `loosely` drops them where they stand beside a concept, but excludes no more for that."""
    match tree:
        case And(parts):
            return And(tuple(expand(part, concepts, loosely=loosely) for part in parts))
        case Or(parts):
            return Or(tuple(expand(part, concepts, loosely=loosely) for part in parts))
        case Not(part):
            return Not(expand(part, concepts))
        case OneSite():
            return tree
        case Words() if tree.area in KINDS and tree.expand and not tree.prefix:
            return _expanded(tree, concepts, loosely=loosely)
        case _:
            return tree


def _expanded(tree: Words, concepts: Concepts, *, loosely: bool) -> Tree:
    text = " ".join(tree.words)
    named = dict.fromkeys(one.concept for one in tag(text, concepts))
    rest = split(untagged(text, concepts))
    about = concepts.with_broader(named)
    if _RECEPTOR in named and _TUMOUR not in about and not _KIDNEY.isdisjoint(about):
        named = {_FILTRATION if one == _RECEPTOR else one: None for one in named}
    if _TUMOUR in about:
        named |= {named_beside_tumour()[word]: None for word in rest if word in named_beside_tumour()}
        rest = tuple(word for word in rest if word not in named_beside_tumour())
    rest = () if named and loosely else rest
    parts = [_asked(concept, tree.area, of_tumours=_TUMOUR in about) for concept in named]
    if rest:
        kept = tree.words if not named else rest
        numbers = tuple(f"{NUMBER}{word[3:].lstrip('0'):0>8}" for word in kept if _IS_NUMBER.fullmatch(word))
        if numbers and len(numbers) == len(kept):
            return Is("NCTId", numbers)
        parts.append(Words(tree.area, kept, tree.phrase and not named, tree.prefix, tree.coverage))
    return And(tuple(parts)) if len(parts) > 1 else parts[0] if parts else Everything()


def _asked(concept: str, area: str, *, of_tumours: bool) -> Tree:
    """A concept with what is found beside it, and with the short name that only its surroundings tell from another thing's."""
    kind = KINDS[area]
    whole = HasConcept(frozenset({concept, *looked_for_with().get(concept, ())}), kind)
    if concept == _FILTRATION:
        receptor = HasConcept(frozenset({_RECEPTOR}), "any")
        other = receptor if of_tumours else Or((receptor, HasConcept(frozenset({_TUMOUR}), "condition")))
        return Or((whole, And((Words(area, ("egfr",)), Not(other)))))
    short = [word for word, one in named_beside_tumour().items() if one == concept]
    if not short:
        return whole
    spoken = Or(tuple(Words("ConditionSearch", (word,)) for word in short))
    return Or((whole, And((HasConcept(frozenset({_TUMOUR}), "condition"), spoken))))


def concepts_in(tree: Tree) -> frozenset[str]:
    """Every concept that a tree asks for (not those that it excludes)."""
    match tree:
        case HasConcept(ids):
            return ids
        case And(parts) | Or(parts):
            return frozenset().union(*(concepts_in(part) for part in parts))
        case _:
            return frozenset()


def asks_concepts(tree: Tree) -> bool:
    """Whether a tree asks for a concept anywhere, be it to exclude it."""
    match tree:
        case HasConcept():
            return True
        case And(parts) | Or(parts):
            return any(asks_concepts(part) for part in parts)
        case Not(part) | OneSite(part):
            return asks_concepts(part)
        case _:
            return False


def words_in(tree: Tree) -> tuple[Words, ...]:
    """Every leaf of words that a tree asks for (not those that it excludes)."""
    match tree:
        case Words():
            return (tree,)
        case And(parts) | Or(parts):
            return tuple(one for part in parts for one in words_in(part))
        case _:
            return ()
