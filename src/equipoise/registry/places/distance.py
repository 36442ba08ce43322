"""Great-circle distance."""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import Final

EARTH_KM: Final = 6371.0088
"""Mean radius of the Earth (IUGG)."""
MILE_KM: Final = 1.609344


def kilometres(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The distance between two points given in degrees, by the haversine formula."""
    south, north = radians(latitude), radians(other_latitude)
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin(radians(other_longitude - longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))
