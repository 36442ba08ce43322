"""How many records of an import have each field: where a field collapses from one import to the next, something upstream broke."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from equipoise.registry.record import Record

FIELDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = {
    module: {name: tuple(path.split(".")) for name, path in fields.items()}
    for module, fields in {
        "identificationModule": {"BriefTitle": "briefTitle", "OrgFullName": "organization.fullName"},
        "statusModule": {
            "OverallStatus": "overallStatus",
            "StatusVerifiedDate": "statusVerifiedDate",
            "StartDate": "startDateStruct.date",
            "LastUpdatePostDate": "lastUpdatePostDateStruct.date",
        },
        "sponsorCollaboratorsModule": {"LeadSponsorName": "leadSponsor.name"},
        "descriptionModule": {"BriefSummary": "briefSummary"},
        "conditionsModule": {"Condition": "conditions"},
        "designModule": {"StudyType": "studyType", "EnrollmentCount": "enrollmentInfo.count", "Phase": "phases"},
        "outcomesModule": {"PrimaryOutcome": "primaryOutcomes"},
        "eligibilityModule": {
            "EligibilityCriteria": "eligibilityCriteria",
            "Sex": "sex",
            "MinimumAge": "minimumAge",
            "StdAge": "stdAges",
        },
        "contactsLocationsModule": {"Location": "locations"},
        "armsInterventionsModule": {"Intervention": "interventions", "ArmGroup": "armGroups"},
    }.items()
}
"""Fields by their module that nearly every record has, whatever it is about; what only some have would collapse whenever the choice of
records changes."""
_OF_TRIALS: Final = frozenset({"Phase", "Intervention", "ArmGroup"})
"""Fields that only interventional studies must have: they are counted among these."""
_FIELDS: Final = [
    (module, [(name, steps[0], steps[1:]) for name, steps in fields.items()]) for module, fields in FIELDS.items()
]
_FEWEST: Final = 20
_USUAL: Final = Fraction(1, 2)
_COLLAPSE: Final = Fraction(1, 2)
"""A field that at least half of the records had and of whose share less than half is left. Both bounds are our assumption."""


@dataclass(slots=True)
class Filling:
    """Counts of one import: records, interventional ones among them, and how many have each field."""

    records: int = 0
    trials: int = 0
    filled: dict[str, int] = field(default_factory=dict)

    def count(self, record: Record) -> None:
        """Counts one record."""
        self.records += 1
        trial = record.study_type == "INTERVENTIONAL"
        self.trials += trial
        section = record.raw.get("protocolSection")
        modules = section if type(section) is dict else {}
        filled = self.filled
        for module, fields in _FIELDS:
            inside = modules.get(module)
            if type(inside) is not dict:
                continue
            for name, first, rest in fields:
                found = inside.get(first)
                has = _has(found, rest) if rest or not found else True
                if has and (trial or name not in _OF_TRIALS):
                    filled[name] = filled.get(name, 0) + 1

    def add(self, other: Filling) -> None:
        """Adds what was counted elsewhere."""
        self.records += other.records
        self.trials += other.trials
        for name, count in other.filled.items():
            self.filled[name] = self.filled.get(name, 0) + count

    def share(self, name: str) -> Fraction | None:
        """The share of records that have a field; None where too few were read to tell."""
        among = self.trials if name in _OF_TRIALS else self.records
        return None if among < _FEWEST else Fraction(self.filled.get(name, 0), among)


@dataclass(frozen=True, slots=True)
class Collapse:
    """A field that most records of the last import had and that is now largely gone; shares in per cent."""

    name: str
    before: int
    now: int


def collapses(before: Filling, now: Filling) -> tuple[Collapse, ...]:
    """Every field that collapsed from one import to the next; none where either had fewer than twenty records."""
    found = []
    for name in (name for fields in FIELDS.values() for name in fields):
        old, new = before.share(name), now.share(name)
        if old is not None and new is not None and old >= _USUAL and new < old * _COLLAPSE:
            found.append(Collapse(name, round(old * 100), round(new * 100)))
    return tuple(found)


def _has(raw: object, steps: tuple[str, ...]) -> bool:
    for step in steps:
        if type(raw) is not dict:
            return False
        raw = raw.get(step)
    return raw is not None and raw not in ("", [])
