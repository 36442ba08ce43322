"""The points at which sites lie, and those within a radius: sites share the centres of their cities, so the points are few."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import tantivy

from equipoise.registry.places.distance import EARTH_KM
from equipoise.registry.search.tree import Near
from equipoise.web.index.columns import PLACE

_MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class Points:
    """Every distinct point with its key in the index; radians."""

    keys: tuple[str, ...]
    latitudes: np.ndarray[tuple[int], np.dtype[np.float64]]
    longitudes: np.ndarray[tuple[int], np.dtype[np.float64]]

    @classmethod
    def of(cls, searcher: tantivy.Searcher) -> Points:
        """The points of what an index holds now."""
        keys = tuple(key for key, _ in searcher.terms_with_prefix(PLACE, "", limit=_MOST))
        degrees = np.array([[float(part) for part in key.split(",")] for key in keys]).reshape(-1, 2)
        radians = np.radians(degrees)
        return cls(keys, radians[:, 0], radians[:, 1])

    def within(self, near: Near) -> list[str]:
        """The keys of the points within a radius, by the haversine formula."""
        south, west = np.radians(near.latitude), np.radians(near.longitude)
        half = (
            np.sin((self.latitudes - south) / 2) ** 2
            + np.cos(self.latitudes) * np.cos(south) * np.sin((self.longitudes - west) / 2) ** 2
        )
        km = 2 * EARTH_KM * np.arcsin(np.minimum(1.0, np.sqrt(half)))
        return [self.keys[at] for at in np.flatnonzero(km <= near.km)]
