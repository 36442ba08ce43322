"""The concepts of a record by their ids alone, for an index: the same as `of_record` finds, without where each came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from equipoise.registry.concepts.concepts import Concepts
from equipoise.registry.concepts.tag import named

Found = Mapping[str, Sequence[object]]
_TITLES: Final = ("Condition", "BriefTitle", "InterventionName", "ConditionMeshTerm", "InterventionMeshTerm")
_CONDITION: Final = ("ConditionMeshTerm", "Condition", "Keyword", "BriefTitle", "OfficialTitle")
_INTERVENTION: Final = ("InterventionMeshTerm", "InterventionName", "InterventionOtherName", "Keyword", "BriefTitle")
_TEXTS: Final = tuple(dict.fromkeys((*_CONDITION, *_INTERVENTION, "BriefSummary")))
_KEPT: Final = 50_000
_FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of a record's concepts, everything broader included, those that it names in its title, conditions or treatments,
    and what it is about first."""

    conditions: frozenset[str]
    interventions: frozenset[str]
    every: frozenset[str]
    named: frozenset[str]
    focus: frozenset[str]


class Tagger:
    """Tags one record after the other with one vocabulary; what a text names is kept, because conditions and keywords recur."""

    def __init__(self, concepts: Concepts) -> None:
        self.concepts = concepts
        self._named: Callable[[str], tuple[str, ...]] = lru_cache(_KEPT)(self._read)

    def ids(self, found: Found) -> Ids:
        """The concepts of a record by the values of its pieces."""
        texts = {piece: _words(found, piece) for piece in _TEXTS}
        if not texts["BriefTitle"]:  # a record without a brief title goes by its official one
            texts["BriefTitle"] = texts["OfficialTitle"]
        for kind in ("Condition", "Intervention"):
            if found.get(f"{kind}MeshId"):  # terms count for themselves only where an older record has no ids
                texts[f"{kind}MeshTerm"] = []
        spoken = {piece: [one for text in texts[piece] for one in self._named(text)] for piece in _TEXTS}
        given = _words(found, "ConditionMeshId"), _words(found, "InterventionMeshId")
        conditions = self._broader(given[0], spoken, _CONDITION).union(_words(found, "ConditionAncestorId"))
        interventions = self._broader(given[1], spoken, _INTERVENTION).union(_words(found, "InterventionAncestorId"))
        return Ids(
            conditions,
            interventions,
            conditions | interventions | self.concepts.with_broader(spoken["BriefSummary"]),
            frozenset().union(*given, *(spoken[piece] for piece in _TITLES)),
            self._focus(spoken, texts["Condition"]),
        )

    def _focus(self, spoken: Mapping[str, Sequence[str]], conditions: Sequence[str]) -> frozenset[str]:
        """What the record is about first: what its title names, and its conditions where it has one or two. A study of twenty tumours
        names each of them, and is about none."""
        few = spoken["Condition"] if len(conditions) <= _FEW else ()
        return self.concepts.with_broader({*spoken["BriefTitle"], *few})

    def _broader(
        self, given: Iterable[str], spoken: Mapping[str, Sequence[str]], pieces: Iterable[str]
    ) -> frozenset[str]:
        return self.concepts.with_broader({*given, *(one for piece in pieces for one in spoken[piece])})

    def _read(self, text: str) -> tuple[str, ...]:
        return named(text, self.concepts)


def _words(found: Found, piece: str) -> list[str]:
    return [one for one in found.get(piece, ()) if type(one) is str and one]
