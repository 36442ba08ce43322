"""One registry record, read without trust: whatever is missing or of another shape reads as absent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NewType, TypeGuard

from equipoise.registry.ages import Ages
from equipoise.values.dates import PartialDate

NctId = NewType("NctId", str)
Raw = Mapping[str, Any]
_PROTOCOL = "protocolSection."


def value(raw: object, path: str) -> object | None:
    """What stands at a dotted path; None where a step is missing or is no mapping."""
    for step in _steps(path):
        if not _is_mapping(raw):
            return None
        raw = raw.get(step)
    return raw


def _is_mapping(value: object) -> TypeGuard[Raw]:
    """Whether it is a mapping: nearly always a dict, which is told at once."""
    return type(value) is dict or isinstance(value, Mapping)


@lru_cache(maxsize=1000)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(path.split("."))


def text(raw: object, path: str) -> str:
    """The words at a path; empty where there are none."""
    found = value(raw, path)
    return found if isinstance(found, str) else ""


def texts(raw: object, path: str) -> tuple[str, ...]:
    """The list of words at a path; whatever else stands in the list is passed over."""
    found = value(raw, path)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def rows(raw: object, path: str) -> tuple[Raw, ...]:
    """The list of mappings at a path; whatever else stands in the list is passed over."""
    found = value(raw, path)
    return tuple([one for one in found if _is_mapping(one)]) if isinstance(found, list) else ()


def whole(raw: object, path: str) -> int | None:
    """The whole number at a path; None where there is none (a truth value is not a number)."""
    found = value(raw, path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def day(raw: object, path: str) -> PartialDate | None:
    """The date at a path as far as it is known; None where it is missing or impossible."""
    try:
        return PartialDate.parse(text(raw, path))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Site:
    """One location of a record. Coordinates are degrees (WGS 84); the registry places a site at the centre of its city."""

    facility: str
    city: str
    state: str
    country: str
    zip: str
    status: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class Concept:
    """A MeSH descriptor that the registry gave a record: its unique id and preferred term."""

    id: str
    term: str


def _degrees(raw: Raw, path: str, limit: float) -> float | None:
    found = value(raw, path)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    return float(found) if -limit <= found <= limit else None


def point_in(raw: Raw) -> tuple[float, float] | None:
    """Where a location lies, in degrees (latitude, longitude); None where its record does not say or says what cannot be."""
    latitude, longitude = _degrees(raw, "geoPoint.lat", 90.0), _degrees(raw, "geoPoint.lon", 180.0)
    return None if latitude is None or longitude is None else (latitude, longitude)


def site_of(raw: Raw) -> Site:
    """One location as it stands in a record."""
    return Site(
        facility=text(raw, "facility"),
        city=text(raw, "city"),
        state=text(raw, "state"),
        country=text(raw, "country"),
        zip=text(raw, "zip"),
        status=text(raw, "status"),
        latitude=_degrees(raw, "geoPoint.lat", 90.0),
        longitude=_degrees(raw, "geoPoint.lon", 180.0),
    )


def _concepts(raw: Raw, path: str) -> tuple[Concept, ...]:
    return tuple(Concept(text(row, "id"), text(row, "term")) for row in rows(raw, path) if text(row, "id"))


@dataclass(frozen=True, slots=True)
class Record:
    """A study as a registry lists it. `raw` is kept as it came, unknown keys included; the rest is read from it."""

    raw: Raw

    def _text(self, path: str) -> str:
        return text(self.raw, _PROTOCOL + path)

    @property
    def nct_id(self) -> NctId:
        """The registry's number; empty in a broken record."""
        return NctId(self._text("identificationModule.nctId"))

    @property
    def aliases(self) -> tuple[str, ...]:
        """Earlier numbers of the same study."""
        return texts(self.raw, "protocolSection.identificationModule.nctIdAliases")

    @property
    def title(self) -> str:
        """The brief title, the official one where there is no brief one."""
        return self._text("identificationModule.briefTitle") or self.official_title

    @property
    def official_title(self) -> str:
        """The official title."""
        return self._text("identificationModule.officialTitle")

    @property
    def acronym(self) -> str:
        """The acronym, if the study has one."""
        return self._text("identificationModule.acronym")

    @property
    def status(self) -> str:
        """The overall status as listed (`RECRUITING` …; `UNKNOWN` means stale, never open)."""
        return self._text("statusModule.overallStatus")

    @property
    def verified(self) -> PartialDate | None:
        """When the sponsor last verified the status."""
        return day(self.raw, "protocolSection.statusModule.statusVerifiedDate")

    @property
    def study_type(self) -> str:
        """`INTERVENTIONAL`, `OBSERVATIONAL` or `EXPANDED_ACCESS`."""
        return self._text("designModule.studyType")

    @property
    def phases(self) -> tuple[str, ...]:
        """The phases; `NA` (a study without phases) is not the same as none stated."""
        return texts(self.raw, "protocolSection.designModule.phases")

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions in the sponsor's words."""
        return texts(self.raw, "protocolSection.conditionsModule.conditions")

    @property
    def keywords(self) -> tuple[str, ...]:
        """The sponsor's keywords."""
        return texts(self.raw, "protocolSection.conditionsModule.keywords")

    @property
    def interventions(self) -> tuple[Raw, ...]:
        """The interventions: type, name, other names, description, arms."""
        return rows(self.raw, "protocolSection.armsInterventionsModule.interventions")

    @property
    def sex(self) -> str:
        """`ALL`, `FEMALE` or `MALE`."""
        return self._text("eligibilityModule.sex")

    @property
    def ages(self) -> Ages:
        """Who may take part by age; an absent bound is open."""
        return Ages.read(self._text("eligibilityModule.minimumAge"), self._text("eligibilityModule.maximumAge"))

    @property
    def criteria(self) -> str:
        """The eligibility criteria as written, markdown escapes included."""
        return self._text("eligibilityModule.eligibilityCriteria")

    @property
    def enrolment(self) -> int | None:
        """How many people, actual or estimated; None where it is not stated."""
        return whole(self.raw, "protocolSection.designModule.enrollmentInfo.count")

    @property
    def lead_sponsor(self) -> str:
        """The lead sponsor's name."""
        return self._text("sponsorCollaboratorsModule.leadSponsor.name")

    @property
    def sites(self) -> tuple[Site, ...]:
        """Every location, in the record's order."""
        return tuple(site_of(row) for row in rows(self.raw, "protocolSection.contactsLocationsModule.locations"))

    @property
    def has_results(self) -> bool:
        """Whether results are posted."""
        return self.raw.get("hasResults") is True

    @property
    def condition_concepts(self) -> tuple[Concept, ...]:
        """The MeSH descriptors of the conditions, as the registry derived them."""
        return _concepts(self.raw, "derivedSection.conditionBrowseModule.meshes")

    @property
    def condition_ancestors(self) -> tuple[Concept, ...]:
        """All broader descriptors of the conditions."""
        return _concepts(self.raw, "derivedSection.conditionBrowseModule.ancestors")

    @property
    def intervention_concepts(self) -> tuple[Concept, ...]:
        """The MeSH descriptors of the interventions, as the registry derived them."""
        return _concepts(self.raw, "derivedSection.interventionBrowseModule.meshes")

    @property
    def intervention_ancestors(self) -> tuple[Concept, ...]:
        """All broader descriptors of the interventions."""
        return _concepts(self.raw, "derivedSection.interventionBrowseModule.ancestors")
