"""The points of a record's sites, counted like a facet: what a map and a list of cities are made from."""

from __future__ import annotations

from typing import Final

from equipoise.registry.record import Record, Site
from equipoise.registry.search.holds import recruits

POINTS: Final = "@point"
"""A facet: every distinct point of the sites, as `latitude,longitude`. The registry places a site at the centre of its city."""
OPEN_POINTS: Final = "@open-point"
"""The same of the sites that recruit."""


def point_of(site: Site) -> str:
    """The key of a site's point; empty where the record does not place it."""
    return "" if site.latitude is None or site.longitude is None else f"{site.latitude!r},{site.longitude!r}"


def points(record: Record, facet: str) -> tuple[str, ...]:
    """The distinct points of a record's sites, or of those that recruit."""
    sites = [site for site in record.sites if facet == POINTS or recruits(record.status, site.status)]
    return tuple(dict.fromkeys(filter(None, (point_of(site) for site in sites))))
