"""A record as a line of a list: what it is, whether it is open, where it is near, why it was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.registry.concepts import of_record
from equipoise.registry.freshness import Freshness, freshness
from equipoise.registry.places import MILE_KM, country_code, country_name
from equipoise.registry.quality import Remark, remarks
from equipoise.registry.record import NctId, Record, text
from equipoise.registry.search.index import Wanted
from equipoise.registry.search.tree import And
from equipoise.registry.search.why import NearSite, nearest, why
from equipoise.registry.show.codes import STUDY_TYPES, code_words
from equipoise.registry.words import STATUSES, phases
from equipoise.values.text import Text, listed, same
from equipoise.web.finder.searched import Question
from equipoise.web.registry import Registry

LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the list."""

    record: Record
    fresh: Freshness
    site: NearSite | None
    why: tuple[Text, ...]
    remarks: tuple[Remark, ...]

    @property
    def id(self) -> NctId:
        """The registry's number."""
        return self.record.nct_id

    @property
    def title(self) -> str:
        """The title, cut where it is longer than any title."""
        return shortened(self.record.title or self.id, LONGEST_TITLE)

    @property
    def status(self) -> Text:
        """The status as listed."""
        return status_words(self.record)

    @property
    def state(self) -> str:
        """The sign of the status."""
        return state_of(self.record, self.fresh)

    @property
    def kind(self) -> Text:
        """Phase, or the type of a study without phases."""
        return kind_words(self.record)

    @property
    def conditions(self) -> str:
        """The first conditions in the sponsor's words."""
        return first_of(self.record.conditions, 3)

    @property
    def treatments(self) -> str:
        """The first treatments."""
        return first_of([text(row, "name") for row in self.record.interventions], 3)

    @property
    def places(self) -> Text:
        """How many sites in which countries."""
        return places_words(self.record)

    @property
    def distance(self) -> Text:
        """How far the shown site is: from city to city."""
        assert self.site is not None
        return distance_words(self.site.km)


def hits(ids: Sequence[NctId], asked: Question, kept: Registry, today: date) -> list[Hit]:
    """The lines of a page, in its order."""
    spoken = Wanted(And(tuple(part for part in asked.base if part is not asked.near)), asked.ranked)
    return [
        Hit(
            record=one.record,
            fresh=freshness(one.record.raw, today),
            site=None if asked.near is None else nearest(asked.near, one.record),
            why=why(spoken, one.record, of_record(one.record, kept.concepts), kept.concepts),
            remarks=remarks(one.record, today),
        )
        for one in kept.records.several(ids)
    ]


_HALTED = frozenset({"TERMINATED", "WITHDRAWN", "SUSPENDED", "NO_LONGER_AVAILABLE", "TEMPORARILY_NOT_AVAILABLE"})


def status_words(record: Record) -> Text:
    """The status of a record as listed."""
    return code_words(STATUSES, record.status) if record.status else Text("No status", "未注明状态")


def kind_words(record: Record) -> Text:
    """Phase, or the type of a study to which no phase applies."""
    known = tuple(phase for phase in record.phases if phase != "NA")
    return phases(known) if known else code_words(STUDY_TYPES, record.study_type)


def state_of(record: Record, fresh: Freshness) -> str:
    """The sign of a status; only what can take people in is open."""
    if record.status in _HALTED:
        return "blocked"
    if record.status not in STATUSES or record.status == "WITHHELD":
        return "unknown"
    if record.status == "AVAILABLE":
        return "open"
    if fresh.state == "open" and record.status not in ("RECRUITING", "NOT_YET_RECRUITING", "ENROLLING_BY_INVITATION"):
        return "information"
    return fresh.state


def shortened(words: str, most: int) -> str:
    """Words up to a number of signs."""
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def first_of(words: Sequence[str], count: int) -> str:
    """The first words of a list in one line, and how many more there are."""
    named = [shortened(one, 80) for one in words if one]
    more = f" +{len(named) - count}" if len(named) > count else ""
    return ", ".join(named[:count]) + more


def distance_words(km: float) -> Text:
    """A distance in both units."""
    return Text("{km} km ({miles} mi)", "{km} 公里").format(km=f"{km:,.0f}", miles=f"{km / MILE_KM:,.0f}")


def places_words(record: Record) -> Text:
    """`12 sites in China, Japan and 3 more countries`; a record without sites says so."""
    sites = record.sites
    if not sites:
        return Text("no site listed", "未列出研究中心")
    names = list(dict.fromkeys(site.country for site in sites if site.country))
    countries = [country_words(name) for name in names]
    en = ", ".join(one.en for one in countries[:3]) + (f" +{len(countries) - 3}" if len(countries) > 3 else "")
    zh = listed(countries[:3]).zh + (f"等 {len(countries)} 个国家或地区" if len(countries) > 3 else "")
    number = len(sites)
    return Text(f"{number} {'site' if number == 1 else 'sites'}: {en}", f"{number} 个中心：{zh}")


def country_words(name: str) -> Text:
    """A country as the record names it, in words."""
    code = country_code(name)
    return Text(name, country_name(code).zh) if code else same(name)
