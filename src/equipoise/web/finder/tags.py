"""What the finder's templates say of sites and statuses."""

from __future__ import annotations

from django import template

from equipoise.registry.places import built_in, country_code, region_name
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
def site_place(one: PlacedSite) -> Text:
    """City, state and country of a site, in the order of each language."""
    site = one.site
    code = country_code(site.country)
    point = None if site.latitude is None or site.longitude is None else (site.latitude, site.longitude)
    city = built_in().city_words(site.city, code, point)
    region = region_name(code, "" if site.state == site.city else site.state)
    land = country_words(site.country)
    return Text(
        ", ".join(part for part in (city.en, region.en, land.en) if part),
        " ".join(part for part in (land.zh, "" if region.zh == city.zh else region.zh, city.zh) if part),
    )


@register.filter
def site_distance(one: PlacedSite) -> Text:
    """How far a site is; a dash where the record does not place it."""
    return same("–") if one.km is None else distance_words(one.km)


@register.filter
def status_words(code: str) -> Text:
    """A status in words."""
    return code_words(STATUSES, code)


@register.filter
def source_words(source: str) -> Text:
    """Where a record was imported from, in words (`start.py` says “study files”): a file or an address as it is called."""
    return Text("the study files of this installation", "本系统的研究文件") if source == "study files" else same(source)
