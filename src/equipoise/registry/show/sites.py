"""The sites of a record in the order in which somebody looks for one: those that recruit first, then the nearest."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.registry.places import kilometres
from equipoise.registry.record import Raw, Record, Site, rows, text
from equipoise.registry.search.holds import LOCATIONS, recruits
from equipoise.registry.show.codes import ROLES, code_words
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to turn to, as far as the record names them."""

    role: Text
    name: str
    affiliation: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class PlacedSite:
    """A site with its own status (the record's where it has none), and its distance from a point if one is known."""

    site: Site
    status: str
    km: float | None
    contacts: tuple[Person, ...]
    recruits: bool


def placed_sites(record: Record, point: tuple[float, float] | None = None) -> tuple[PlacedSite, ...]:
    """Every site: recruiting ones first, within that the nearest first where a point is given, otherwise by country and city."""
    found = [
        PlacedSite(
            site,
            site.status or record.status,
            _km(site, point),
            people(rows(raw, "contacts")),
            recruits(record.status, site.status),
        )
        for site, raw in zip(record.sites, rows(record.raw, LOCATIONS), strict=True)
    ]
    far = float("inf")
    return tuple(
        sorted(
            found,
            key=lambda one: (
                not one.recruits,
                far if one.km is None else one.km,
                one.site.country,
                one.site.state,
                one.site.city,
                one.site.facility,
            ),
        )
    )


def _km(site: Site, point: tuple[float, float] | None) -> float | None:
    if point is None or site.latitude is None or site.longitude is None:
        return None
    return kilometres(point[0], point[1], site.latitude, site.longitude)


def people(found: tuple[Raw, ...]) -> tuple[Person, ...]:
    """The people of a list of contacts or officials. Who has neither name nor number is left out."""
    named = (
        Person(
            code_words(ROLES, text(one, "role")) if text(one, "role") else Text("Contact", "联系人"),
            text(one, "name"),
            text(one, "affiliation"),
            " ".join(part for part in (text(one, "phone"), text(one, "phoneExt")) if part),
            text(one, "email"),
        )
        for one in found
    )
    return tuple(one for one in named if one.name or one.phone or one.mail)


def central_contacts(record: Record) -> tuple[Person, ...]:
    """Whom to ask about the whole study."""
    return people(rows(record.raw, "protocolSection.contactsLocationsModule.centralContacts"))


def officials(record: Record) -> tuple[Person, ...]:
    """Who is responsible for the study."""
    return people(rows(record.raw, "protocolSection.contactsLocationsModule.overallOfficials"))
