"""The concepts of a record by their ids alone, for an index: what `of_record` finds, without where each came from and without
what is broader, which a question adds from below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from equipoise.registry.concepts.concepts import Concepts
from equipoise.registry.concepts.tag import Labels
from equipoise.registry.concepts.tagged import MOST_READ

Found = Mapping[str, Sequence[object]]
_RECURRING: Final = 50_000
_FEW: Final = 2


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of the concepts that a record itself speaks of: its conditions, its interventions, what its summary mentions, what its
    title, conditions or treatments name, and what it is about first. What lies above them is so by the registry."""

    conditions: frozenset[str]
    interventions: frozenset[str]
    mentions: frozenset[str]
    named: frozenset[str]
    focus: frozenset[str]
    above_conditions: frozenset[str]
    above_interventions: frozenset[str]


class Tagger:
    """Tags one record after the other with one vocabulary. What conditions, keywords and treatments name is kept, because they recur;
    titles and summaries do not."""

    def __init__(self, concepts: Concepts) -> None:
        self.concepts = concepts
        self._labels = Labels(concepts)
        self._again: Callable[[str], tuple[str, ...]] = lru_cache(_RECURRING)(self._once)

    def ids(self, found: Found) -> Ids:
        """The concepts of a record by the values of its pieces."""
        official = self._spoken(found, "OfficialTitle", self._once)
        # a record without a brief title goes by its official one
        title = self._spoken(found, "BriefTitle", self._once) if _words(found, "BriefTitle") else official
        keywords = self._spoken(found, "Keyword", self._again)
        spoken = self._spoken(found, "Condition", self._again)
        treated = self._spoken(found, "InterventionName", self._again)
        conditions, interventions = _words(found, "ConditionMeshId"), _words(found, "InterventionMeshId")
        # terms count for themselves only where an older record has no ids
        disease = conditions or self._spoken(found, "ConditionMeshTerm", self._again)
        treatment = interventions or self._spoken(found, "InterventionMeshTerm", self._again)
        few = spoken if len(_words(found, "Condition")) <= _FEW else ()
        return Ids(
            frozenset((*disease, *spoken, *keywords, *title, *official)),
            frozenset(
                (*treatment, *treated, *self._spoken(found, "InterventionOtherName", self._again), *keywords, *title)
            ),
            frozenset(self._spoken(found, "BriefSummary", self._once)),
            frozenset((*disease, *treatment, *spoken, *title, *treated)),
            # a study of twenty tumours names each of them, and is about none
            frozenset((*title, *few)),
            frozenset(_words(found, "ConditionAncestorId")),
            frozenset(_words(found, "InterventionAncestorId")),
        )

    def _spoken(self, found: Found, piece: str, read: Callable[[str], Iterable[str]]) -> Sequence[str]:
        texts = found.get(piece)
        if texts is None:
            return ()
        return [one for text in texts if type(text) is str and text for one in read(text)]

    def _once(self, text: str) -> tuple[str, ...]:
        return self._labels.named(text[:MOST_READ])


def _words(found: Found, piece: str) -> Sequence[str]:
    texts = found.get(piece)
    return () if texts is None else [one for one in texts if type(one) is str and one]
