"""The choices of the registry's own pages (`aggFilters=status:rec com,phase:2`) as conditions.

Source: the addresses of ClinicalTrials.gov's search pages, as seen in 2026."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from equipoise.registry.search.enums import enums
from equipoise.registry.search.tree import And, Everything, Is, Not, Or, Tree
from equipoise.registry.serve.refused import wrong_format, wrong_value

_INDUSTRY_AND_US: Final = ("NIH", "FED", "INDUSTRY")
_NOTHING: Final = Not(Everything())


def _funded_by(*classes: str) -> Tree:
    """Who funds a study is its lead sponsor and its collaborators: a university's study with a company's money is both."""
    return Or((Is("LeadSponsorClass", classes), Is("CollaboratorClass", classes)))


OPTIONS: Final[Mapping[str, Mapping[str, Tree]]] = {
    "status": {
        code: Is("OverallStatus", (status,))
        for code, status in {
            "not": "NOT_YET_RECRUITING", "rec": "RECRUITING", "act": "ACTIVE_NOT_RECRUITING", "com": "COMPLETED",
            "ter": "TERMINATED", "enr": "ENROLLING_BY_INVITATION", "sus": "SUSPENDED", "wit": "WITHDRAWN", "unk": "UNKNOWN",
            "ava": "AVAILABLE", "nla": "NO_LONGER_AVAILABLE", "tna": "TEMPORARILY_NOT_AVAILABLE", "afm": "APPROVED_FOR_MARKETING",
            "wth": "WITHHELD",
        }.items()
    },
    "phase": {
        "0": Is("Phase", ("EARLY_PHASE1",)),
        **{number: Is("Phase", (f"PHASE{number}",)) for number in "1234"},
        "NA": Is("Phase", ("NA",)),
    },
    "studyType": {
        "int": Is("StudyType", ("INTERVENTIONAL",)),
        "obs": Is("StudyType", ("OBSERVATIONAL",)),
        "obs_patreg": Is("PatientRegistry", ("true",)),
        "exp": Is("StudyType", ("EXPANDED_ACCESS",)),
        "exp_indiv": Is("ExpAccTypeIndividual", ("true",)),
        "exp_inter": Is("ExpAccTypeIntermediate", ("true",)),
        "exp_treat": Is("ExpAccTypeTreatment", ("true",)),
    },
    "results": {"with": Is("HasResults", ("true",)), "without": Not(Is("HasResults", ("true",)))},
    "sex": {"f": Is("Sex", ("FEMALE", "ALL")), "m": Is("Sex", ("MALE", "ALL")), "all": Is("Sex", ("ALL",))},
    "ages": {
        "child": Is("StdAge", ("CHILD",)),
        "adult": Is("StdAge", ("ADULT",)),
        "older": Is("StdAge", ("OLDER_ADULT",)),
    },
    "healthy": {"y": Is("HealthyVolunteers", ("true",)), "n": Is("HealthyVolunteers", ("false",))},
    "funderType": {
        "nih": _funded_by("NIH"),
        "fed": _funded_by("FED"),
        "industry": _funded_by("INDUSTRY"),
        "other": _funded_by(*(code for code in enums()["AgencyClass"] if code not in _INDUSTRY_AND_US)),
    },
    "docs": {
        "prot": Is("LargeDocHasProtocol", ("true",)),
        "sap": Is("LargeDocHasSAP", ("true",)),
        "icf": Is("LargeDocHasICF", ("true",)),
    },
    "violation": {"y": Is("FDAAA801Violation", ("true",))},
}  # fmt: skip
"""Every filter, its options, and what each asks."""


def agg_filters(words: str) -> Tree:
    """What every filter asks: one of its options. Of a filter that comes twice the last counts, and an option that is none finds nothing,
    as counts of the registry's own answers show (`phase:2,phase:3` there is `phase:3`)."""
    asked = dict(_pair(pair.strip()) for pair in re.split(r"[,|]", words) if pair.strip())
    return And(tuple(asked.values()))


def _pair(pair: str) -> tuple[str, Tree]:
    name, colon, chosen = (part.strip() for part in pair.partition(":"))
    if not colon or not chosen:
        raise wrong_format("aggFilters", "status:rec com,phase:2 3")
    options = OPTIONS.get(name)
    if options is None:
        raise wrong_value("aggFilters", pair, f"filters: {', '.join(OPTIONS)}")
    return name, Or(tuple(options.get(option, _NOTHING) for option in chosen.split()))
