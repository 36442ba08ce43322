"""A place, and the answer to a name that may be several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from equipoise.values.text import Text

_SAME_CITY: Final = 0.5
"""Degrees between two points that sources give one city."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point that people name; degrees (WGS 84). `state` is empty where the source gives none."""

    city: str
    state: str
    country: str
    """The country's ISO 3166 code; empty for plain coordinates."""
    latitude: float
    longitude: float
    name: Text
    """City, state and country in words."""
    population: int = 0
    chinese: str = ""
    """The city's Chinese name alone, in simplified characters; empty where none is known."""

    def lies_at(self, latitude: float, longitude: float) -> bool:
        """Whether another source's point is this place's: each gives a city a point of its own."""
        return max(abs(self.latitude - latitude), abs(self.longitude - longitude)) <= _SAME_CITY


@dataclass(frozen=True, slots=True)
class Sought:
    """What a name may mean, the largest place first. One is sure if it stands alone or dwarfs the others; otherwise a person is asked."""

    places: tuple[Place, ...]
    sure: bool

    @property
    def first(self) -> Place | None:
        """The likeliest one."""
        return self.places[0] if self.places else None
