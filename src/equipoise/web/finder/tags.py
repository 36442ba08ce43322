"""What the finder's templates say of sites and statuses."""

from __future__ import annotations

from django import template

from equipoise.registry.show.codes import code_words
from equipoise.registry.show.sites import PlacedSite
from equipoise.registry.words import STATUSES
from equipoise.values.text import Text, same
from equipoise.web.finder.hits import country_words, distance_words

register = template.Library()


@register.filter
def site_status(one: PlacedSite) -> Text:
    """The status of a site in words."""
    return code_words(STATUSES, one.status)


@register.filter
def site_country(one: PlacedSite) -> Text:
    """The country of a site in words."""
    return country_words(one.site.country)


@register.filter
def site_distance(one: PlacedSite) -> Text:
    """How far a site is; a dash where the record does not place it."""
    return same("–") if one.km is None else distance_words(one.km)


@register.filter
def status_words(code: str) -> Text:
    """A status in words."""
    return code_words(STATUSES, code)
