"""Everything that the public page of a study shows, put together from its file, its record and its ledger."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from equipoise.protocol.assumptions import Assumption, assumptions
from equipoise.protocol.checks.record import SECTION
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Criterion, Outcome, Study, Words
from equipoise.protocol.model.about import Site
from equipoise.protocol.prose import randomisation_words, ratio_words
from equipoise.registry import words
from equipoise.registry.freshness import Freshness, freshness
from equipoise.values.text import Text, listed
from equipoise.web.public.live import Live, live, version_in_force
from equipoise.web.public.pictures import Picture, calendars, cycle
from equipoise.web.templatetags.signs import anchor
from equipoise.web.trials import HeldStudy

SEALED = "randomisation"
"""The part of a study file whose reasons may speak of block sizes: of its assumptions only the subject is told."""
_SHOWN = (
    "about",
    "design",
    "arms",
    "interventions",
    "eligibility",
    "schedule",
    "product.courses",
    "product.culture",
    "analysis.outcomes",
)
_LOCATION = re.compile(r"contactsLocationsModule\.locations\[?\.?(\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A site with the status that the record gives it, if it gives one."""

    site: Site
    status: Text | None


@dataclass(frozen=True, slots=True)
class Group:
    """Further statements of the record that belong together."""

    title: Text
    statements: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the study file: from when, what it changed and why."""

    number: str
    effective: str
    summary: Text | None
    because: Text | None


@dataclass(frozen=True, slots=True)
class ShownStudy:
    """A study as the public sees it."""

    study: Study
    has_record: bool
    fresh: Freshness | None
    live: Live | None
    inclusion: tuple[Criterion, ...]
    exclusion: tuple[Criterion, ...]
    verbatim: str
    outcomes: tuple[tuple[Text, Outcome], ...]
    places: tuple[Place, ...]
    groups: tuple[Group, ...]
    assumed: tuple[Assumption, ...]
    assumed_in_all: int
    cycle: Picture | None
    calendars: tuple[Picture, ...]
    versions: tuple[Version, ...]

    @property
    def allocation(self) -> Text:
        """How chance decides, without anything that the scheme keeps sealed."""
        return randomisation_words(self.study)

    @property
    def ratio(self) -> Text:
        """The shares of the arms."""
        return ratio_words(self.study)

    @property
    def phases(self) -> Text:
        """The phases in words."""
        return words.phases(self.study.design.phases)

    @property
    def masking(self) -> Text:
        """Who does not know the arm, in the registry's word."""
        return words.word(words.MASKINGS, self.study.design.masking)

    @property
    def sex(self) -> Text:
        """Who may take part, by sex."""
        return words.word(words.SEXES, self.study.design.sex)

    @property
    def ages(self) -> Text:
        """The age limits in words."""
        least, most = self.study.design.minimum_age, self.study.design.maximum_age
        if least is None and most is None:
            return Text("Any age", "不限")
        if most is None:
            return Text(f"{least} years and older", f"{least} 岁及以上")
        if least is None:
            return Text(f"Up to {most} years", f"{most} 岁及以下")
        return Text(f"{least} to {most} years", f"{least} 至 {most} 岁")

    @property
    def conditions(self) -> Text:
        """The conditions in one line."""
        return listed([condition.text for condition in self.study.about.conditions])

    @property
    def standing(self) -> Text:
        """The status in one line: the record's, or without a record that of this installation."""
        if self.fresh is not None:
            return self.fresh.status
        if self.live is None or not self.live.open:
            return Text("Not opened yet", "尚未启动")
        if self.live.accrual_held:
            return entry_words(self.study, Text("Randomisation on hold", "随机入组已暂停"))
        return Text("Open in this installation", "在本系统中已启动")

    @property
    def state(self) -> str:
        """The sign of the status."""
        if self.fresh is not None:
            return self.fresh.state
        return "open" if self.live is not None and self.live.open and not self.live.accrual_held else "information"


def shown_study(name: str, held: HeldStudy, today: date) -> ShownStudy:
    """The page of a study as of a day: of the version in force, or of the first one where that is what a record registered."""
    record = held.record
    force = version_in_force(name, today) if record is None else None
    place = next((place for place, one in enumerate(held.protocols.versions) if one.version == force), 0)
    study = held.protocols.versions[place]
    all_assumed = assumptions(study, held.loaded[place].lines)
    criteria = tuple(study.eligibility.criteria.values())
    return ShownStudy(
        study=study,
        has_record=record is not None,
        fresh=freshness(record, today) if record is not None else None,
        live=live(name),
        inclusion=tuple(one for one in criteria if one.category == "inclusion"),
        exclusion=tuple(one for one in criteria if one.category == "exclusion"),
        verbatim=_verbatim(record),
        outcomes=_outcomes(study),
        places=tuple(Place(site, _site_status(site, record)) for site in study.about.sites.values()),
        groups=_groups(study),
        assumed=tuple(one for one in all_assumed if one.path.startswith(_SHOWN)),
        assumed_in_all=len(all_assumed),
        cycle=cycle(study.product) if study.product is not None else None,
        calendars=calendars(study),
        versions=_versions(held),
    )


def _outcomes(study: Study) -> tuple[tuple[Text, Outcome], ...]:
    order = list(words.OUTCOME_KINDS)
    ranked = sorted(study.analysis.outcomes.values(), key=lambda outcome: order.index(outcome.category))
    return tuple((words.OUTCOME_KINDS[outcome.category], outcome) for outcome in ranked)


def _groups(study: Study) -> tuple[Group, ...]:
    found: dict[str, list[Words]] = {module: [] for module in words.MODULES}
    for statement in study.about.facts.values():
        pointer = anchor(next(iter(statement.record or {}), ""))
        module = pointer.partition(".")[0]
        found[module if module in found else ""].append(statement)
    return tuple(Group(words.MODULES[module], tuple(some)) for module, some in found.items() if some)


def _site_status(site: Site, record: Mapping[str, Any] | None) -> Text | None:
    """The status of the place in the record that the site points to."""
    found = next((match for pointer in site.record or {} if (match := _LOCATION.search(pointer))), None)
    if record is None or found is None:
        return None
    places = record.get(SECTION, {}).get("contactsLocationsModule", {}).get("locations", [])
    number = int(found[1])
    code = places[number].get("status", "") if number < len(places) else ""
    return words.word(words.STATUSES, code) if code else None


def _verbatim(record: Mapping[str, Any] | None) -> str:
    section = record.get(SECTION, {}) if record is not None else {}
    return str(section.get("eligibilityModule", {}).get("eligibilityCriteria", ""))


def _versions(held: HeldStudy) -> tuple[Version, ...]:
    return tuple(
        Version(
            study.version,
            study.effective,
            loaded.amendment.summary if loaded.amendment else None,
            loaded.amendment.because if loaded.amendment else None,
        )
        for study, loaded in zip(held.protocols.versions, held.loaded, strict=True)
    )
