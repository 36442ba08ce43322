"""A map of points without anybody's tiles: degrees on a plain grid (equirectangular), a graticule, dots by how many they stand for."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians, sqrt
from typing import Final

WIDTH: Final = 1000.0
_EDGE_DEGREES: Final = 1.5
_LEAST_SPAN: Final = 4.0
_STEPS: Final = (1, 2, 5, 10, 15, 30, 45)
_MOST_MERIDIANS: Final = 9
"""More would write their degrees over one another on a phone."""
_TALLEST: Final = 0.75
_LABEL: Final = 30.0
"""Room for the words of a parallel."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to be drawn (degrees) with what it stands for."""

    latitude: float
    longitude: float
    count: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Dot:
    """A spot on the drawing."""

    x: float
    y: float
    radius: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the graticule: where it lies on the drawing, and its degrees in words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Map:
    """A drawing: its size, dots (the largest first, so that small ones stay visible), meridians and parallels."""

    height: float
    dots: tuple[Dot, ...]
    meridians: tuple[Rule, ...]
    parallels: tuple[Rule, ...]
    width: float = WIDTH


def world(spots: Iterable[Spot]) -> Map:
    """A map of the whole Earth between 60° south and 80° north."""
    return _drawn(list(spots), -180.0, 180.0, -60.0, 80.0)


def region(spots: Iterable[Spot]) -> Map | None:
    """A map of the part of the Earth in which the spots lie; across the date line where that is narrower. None without spots."""
    found = list(spots)
    if not found:
        return None
    west, east = _narrowest([spot.longitude for spot in found])
    south, north = min(spot.latitude for spot in found), max(spot.latitude for spot in found)
    wide, high = max(east - west, _LEAST_SPAN), max(north - south, _LEAST_SPAN)
    edge_x, edge_y = wide * 0.05 + _EDGE_DEGREES, high * 0.05 + _EDGE_DEGREES
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    west, east = middle_x - wide / 2 - edge_x, middle_x + wide / 2 + edge_x
    south, north = max(-90.0, middle_y - high / 2 - edge_y), min(90.0, middle_y + high / 2 + edge_y)
    return _drawn(found, west, min(east, west + 360), south, north)


def _narrowest(longitudes: list[float]) -> tuple[float, float]:
    """The narrowest span of longitudes that holds all, its eastern end perhaps beyond 180°."""
    ordered = sorted(set(longitudes))
    gaps = [(after - before, after) for before, after in itertools.pairwise(ordered)]
    gaps.append((ordered[0] + 360 - ordered[-1], ordered[0]))
    widest, west = max(gaps)
    return west, west + 360 - widest


def _drawn(spots: list[Spot], west: float, east: float, south: float, north: float) -> Map:
    shrink = cos(radians((south + north) / 2)) if east - west < 180 else 1.0
    scale = WIDTH / ((east - west) * shrink)
    height = (north - south) * scale
    width = WIDTH
    if height > WIDTH * _TALLEST:  # a tall country: the drawing stays low, and wider than the country
        height = WIDTH * _TALLEST
        scale = height / (north - south)
        extra = (WIDTH / scale / shrink - (east - west)) / 2
        west, east = west - extra, east + extra
    most = max((spot.count for spot in spots), default=1)

    def x(longitude: float) -> float:
        return round(((longitude - west) % 360.0 if longitude < west else longitude - west) * shrink * scale, 1)

    def y(latitude: float) -> float:
        return round((north - latitude) * scale, 1)

    dots = [
        Dot(x(spot.longitude), y(spot.latitude), round(2.5 + 11.5 * sqrt(spot.count / most), 1), spot)
        for spot in sorted(spots, key=lambda spot: -spot.count)
        if south <= spot.latitude <= north
    ]
    step = next((one for one in _STEPS if (east - west) / one <= _MOST_MERIDIANS), 45)
    meridians = tuple(Rule(x(float(at)), _east(at)) for at in _within(west, east, step))
    parallels = tuple(Rule(y(float(at)), _north(at)) for at in _within(south, north, step) if y(float(at)) > _LABEL)
    return Map(round(height, 1), tuple(dots), meridians, parallels, width)


def _within(low: float, high: float, step: int) -> list[int]:
    first = int(-(-low // step)) * step
    return [at for at in range(first, int(high) + 1, step) if low < at < high]


def _east(degrees: int) -> str:
    turned = (degrees + 180) % 360 - 180
    return f"{abs(turned)}°" + ("" if turned in (0, -180) else "E" if turned > 0 else "W")


def _north(degrees: int) -> str:
    return f"{abs(degrees)}°" + ("" if degrees == 0 else "N" if degrees > 0 else "S")
