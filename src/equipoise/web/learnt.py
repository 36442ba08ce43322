"""What the records of a registry have taught."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from equipoise.registry.concepts import Learning
from equipoise.registry.places import City, Place, places_of
from equipoise.registry.record import Record


class Learnt(msgspec.Struct):
    """Descriptors, and the cities of the records' sites."""

    concepts: Learning = msgspec.field(default_factory=Learning)
    places: dict[str, Place] = {}

    def read(self, records: Sequence[Record], met: set[City] | None = None) -> bool:
        """Learns from more records, of cities only what was not `met` before; whether the vocabulary grew."""
        for place in places_of(records, met):
            self.places.setdefault(place.name.en, place)
        return self.concepts.read(records)

    def add(self, other: Learnt) -> bool:
        """Adds what was learnt elsewhere, of a city what was learnt first, whoever learnt it; whether the vocabulary grew."""
        for name, place in other.places.items():
            self.places.setdefault(name, place)
        return self.concepts.add(other.concepts)

    def beyond(self, known: Learnt) -> Learnt:
        """What is not known yet: nearly nothing of a further thousand records, which need not be carried from process to process."""
        places = {name: place for name, place in self.places.items() if known.places.get(name) != place}
        return Learnt(self.concepts.beyond(known.concepts), places)
