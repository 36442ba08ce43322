"""Concepts from the records themselves: the MeSH descriptors that the registry gave them, and what these lie under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from equipoise.registry.concepts.concepts import Concepts, Label
from equipoise.registry.record import Record
from equipoise.values.text import same

ORIGIN = "records"
_WORDS: Final = frozenset({str})


class Learning(msgspec.Struct):
    """What records have taught so far, kept beside them so that nobody reads them all again. What lies above a descriptor is read
    from records that carry it alone: beside others, nobody can say which of the terms lie above which, and asthma would become a kind
    of the rhinitis with which it is often studied."""

    terms: dict[str, str] = {}
    alone: dict[str, set[str]] = {}

    def read(self, records: Iterable[Record]) -> bool:
        """Learns from more records; whether they named a descriptor that was not known."""
        known = len(self.terms)
        for record in records:
            derived = record.raw.get("derivedSection")
            if type(derived) is dict:
                for module in ("conditionBrowseModule", "interventionBrowseModule"):
                    if module in derived:
                        self._note(_terms(derived[module], "meshes"), _terms(derived[module], "ancestors"))
        return len(self.terms) > known

    def add(self, other: Learning) -> bool:
        """Adds what was learnt elsewhere; whether a descriptor was not known."""
        known = len(self.terms)
        self.terms |= other.terms
        self.alone |= other.alone
        return len(self.terms) > known

    def beyond(self, known: Learning) -> Learning:
        """What adds something to what is known already."""
        return Learning(
            {one: term for one, term in self.terms.items() if known.terms.get(one) != term},
            {one: above for one, above in self.alone.items() if known.alone.get(one) != above},
        )

    def concepts(self) -> Concepts:
        """Every descriptor with its term as label."""
        return Concepts.of(
            {one: same(term) for one, term in self.terms.items()},
            {one: frozenset(above) for one, above in self.alone.items() if above},
            (Label(words, one, ORIGIN) for one, term in self.terms.items() for words in spellings(term)),
        )

    def _note(self, own: Mapping[str, str], above: Mapping[str, str]) -> None:
        self.terms |= own
        self.terms |= above
        if len(own) == 1:
            ((only,),) = (own,)
            self.alone[only] = {one for one in above if one != only}


def _terms(module: object, name: str) -> Mapping[str, str]:
    """The descriptors of a list by their ids; whatever has no id is passed over."""
    rows = module.get(name) if type(module) is dict else None
    if type(rows) is not list:
        return {}
    try:
        found = {one["id"]: one["term"] for one in rows}
    except (KeyError, TypeError):
        found = {}
    if (
        found
        and _WORDS.issuperset(map(type, found))
        and _WORDS.issuperset(map(type, found.values()))
        and "" not in found
    ):
        return found
    return {
        one["id"]: term if type(term := one.get("term")) is str else ""
        for one in rows
        if type(one) is dict and type(one.get("id")) is str and one["id"]
    }


def learn(records: Iterable[Record]) -> Concepts:
    """The descriptors of some records, as a vocabulary."""
    learning = Learning()
    learning.read(records)
    return learning.concepts()


def spellings(term: str) -> Iterator[str]:
    """A descriptor as MeSH inverts it, and in the order in which people write it: `Carcinoma, Non-Small-Cell Lung`."""
    yield term
    parts = term.split(", ")
    if len(parts) > 1:
        yield " ".join(reversed(parts))
