"""The search areas of ClinicalTrials.gov: which pieces each parameter searches, and how much a hit in each weighs.

Source: the registry's page on search areas (clinicaltrials.gov/data-api/about-api/search-areas), last updated in June 2024."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Area:
    """One search area: the parameter of the API that asks it, its label in fault messages, and its pieces with their weights."""

    name: str
    param: str
    label: str
    weights: Mapping[str, float]


_INTERVENTION: Final = {
    "InterventionName": 0.95,
    "InterventionType": 0.85,
    "ArmGroupType": 0.85,
    "InterventionOtherName": 0.75,
    "BriefTitle": 0.65,
    "OfficialTitle": 0.6,
    "ArmGroupLabel": 0.5,
    "InterventionMeshTerm": 0.5,
    "Keyword": 0.5,
    "InterventionAncestorTerm": 0.4,
    "InterventionDescription": 0.4,
    "ArmGroupDescription": 0.4,
}
_CONDITION: Final = {
    "Condition": 0.95,
    "BriefTitle": 0.6,
    "OfficialTitle": 0.55,
    "ConditionMeshTerm": 0.5,
    "ConditionAncestorTerm": 0.4,
    "Keyword": 0.3,
    "NCTId": 0.2,
}
_OUTCOME: Final = {
    "PrimaryOutcomeMeasure": 0.9,
    "SecondaryOutcomeMeasure": 0.8,
    "PrimaryOutcomeDescription": 0.6,
    "SecondaryOutcomeDescription": 0.5,
    "OtherOutcomeMeasure": 0.4,
    "OutcomeMeasureTitle": 0.4,
    "OtherOutcomeDescription": 0.3,
    "OutcomeMeasureDescription": 0.3,
    "OutcomeMeasurePopulationDescription": 0.3,
}
_LOCATION: Final = {
    "LocationCity": 0.95,
    "LocationState": 0.95,
    "LocationCountry": 0.95,
    "LocationFacility": 0.95,
    "LocationZip": 0.35,
}
_BASIC: Final = {
    "NCTId": 1.0,
    "Acronym": 1.0,
    "BriefTitle": 0.89,
    "OfficialTitle": 0.85,
    "Condition": 0.81,
    "InterventionName": 0.8,
    "InterventionOtherName": 0.75,
    "Phase": 0.65,
    "StdAge": 0.65,
    "PrimaryOutcomeMeasure": 0.6,
    "Keyword": 0.6,
    "BriefSummary": 0.6,
    "ArmGroupLabel": 0.5,
    "SecondaryOutcomeMeasure": 0.5,
    "InterventionDescription": 0.45,
    "ArmGroupDescription": 0.45,
    "PrimaryOutcomeDescription": 0.4,
    "LeadSponsorName": 0.4,
    "OrgStudyId": 0.4,
    "SecondaryId": 0.4,
    "NCTIdAlias": 0.4,
    "InterventionType": 0.35,
    "ArmGroupType": 0.35,
    "SecondaryOutcomeDescription": 0.35,
    "LocationFacility": 0.35,
    "LocationStatus": 0.35,
    "LocationState": 0.35,
    "LocationCountry": 0.35,
    "LocationCity": 0.35,
    "BioSpecDescription": 0.3,
    "ResponsiblePartyInvestigatorFullName": 0.3,
    "ResponsiblePartyInvestigatorTitle": 0.3,
    "ResponsiblePartyInvestigatorAffiliation": 0.3,
    "ResponsiblePartyOldNameTitle": 0.3,
    "ResponsiblePartyOldOrganization": 0.3,
    "OverallOfficialAffiliation": 0.3,
    "OverallOfficialRole": 0.3,
    "OverallOfficialName": 0.3,
    "CentralContactName": 0.3,
    "ConditionMeshTerm": 0.3,
    "InterventionMeshTerm": 0.3,
    "DesignAllocation": 0.3,
    "DesignInterventionModel": 0.3,
    "DesignMasking": 0.3,
    "DesignWhoMasked": 0.3,
    "DesignObservationalModel": 0.3,
    "DesignPrimaryPurpose": 0.3,
    "DesignTimePerspective": 0.3,
    "StudyType": 0.3,
    "ConditionAncestorTerm": 0.25,
    "InterventionAncestorTerm": 0.25,
    "CollaboratorName": 0.25,
    "OtherOutcomeMeasure": 0.15,
    "OutcomeMeasureTitle": 0.15,
    "OtherOutcomeDescription": 0.1,
    "OutcomeMeasureDescription": 0.1,
    "LocationContactName": 0.1,
}
_PATIENT: Final = {
    "Acronym": 1.0,
    "Condition": 0.95,
    "BriefTitle": 0.9,
    "OfficialTitle": 0.85,
    "ConditionMeshTerm": 0.8,
    "ConditionAncestorTerm": 0.7,
    "BriefSummary": 0.65,
    "Keyword": 0.6,
    "InterventionName": 0.6,
    "InterventionOtherName": 0.6,
    "PrimaryOutcomeMeasure": 0.6,
    "StdAge": 0.6,
    "ArmGroupLabel": 0.5,
    "SecondaryOutcomeMeasure": 0.5,
    "InterventionDescription": 0.45,
    "ArmGroupDescription": 0.45,
    "PrimaryOutcomeDescription": 0.45,
    "LeadSponsorName": 0.4,
    "OrgStudyId": 0.4,
    "SecondaryId": 0.4,
    "NCTIdAlias": 0.4,
    "SecondaryOutcomeDescription": 0.35,
    "LocationFacility": 0.35,
    "LocationState": 0.35,
    "LocationCountry": 0.35,
    "LocationCity": 0.35,
    "BioSpecDescription": 0.3,
    "ResponsiblePartyInvestigatorFullName": 0.3,
    "ResponsiblePartyInvestigatorTitle": 0.3,
    "ResponsiblePartyInvestigatorAffiliation": 0.3,
    "ResponsiblePartyOldNameTitle": 0.3,
    "ResponsiblePartyOldOrganization": 0.3,
    "OverallOfficialAffiliation": 0.3,
    "OverallOfficialName": 0.3,
    "CentralContactName": 0.3,
    "DesignInterventionModel": 0.3,
    "DesignMasking": 0.3,
    "DesignWhoMasked": 0.3,
    "DesignObservationalModel": 0.3,
    "DesignPrimaryPurpose": 0.3,
    "DesignTimePerspective": 0.3,
    "InterventionMeshTerm": 0.3,
    "InterventionAncestorTerm": 0.25,
    "CollaboratorName": 0.25,
    "OtherOutcomeMeasure": 0.15,
    "OtherOutcomeDescription": 0.1,
    "LocationContactName": 0.1,
}

AREAS: Final[tuple[Area, ...]] = (
    Area("ConditionSearch", "cond", "Conditions or disease", _CONDITION),
    Area("BasicSearch", "term", "Other terms", _BASIC),
    Area("InterventionSearch", "intr", "Intervention / treatment", _INTERVENTION),
    Area("TitleSearch", "titles", "Title / acronym", {"Acronym": 1.0, "BriefTitle": 0.95, "OfficialTitle": 0.8}),
    Area("OutcomeSearch", "outc", "Outcome measure", _OUTCOME),
    Area(
        "SponsorSearch",
        "spons",
        "Sponsor / collaborator",
        {"LeadSponsorName": 1.0, "CollaboratorName": 0.9, "OrgFullName": 0.6},
    ),
    Area("LeadSponsorName", "lead", "Lead sponsor", {"LeadSponsorName": 1.0}),
    Area(
        "IdSearch",
        "id",
        "Study IDs",
        {"NCTId": 1.0, "NCTIdAlias": 0.9, "Acronym": 0.85, "OrgStudyId": 0.8, "SecondaryId": 0.75},
    ),
    Area("LocationSearch", "locn", "Location terms", _LOCATION),
    Area("PatientSearch", "patient", "Patient", _PATIENT),
    Area("EligibilitySearch", "", "Eligibility", {"EligibilityCriteria": 0.95, "StudyPopulation": 0.8}),
)
RECORD: Final = Area("RecordSearch", "", "Other terms", {**_BASIC, "OrgFullName": 0.4, "DetailedDescription": 0.4})
"""An area of ours, in which people's own pages and commands look for plain words: theirs, and the detailed description."""
BY_NAME: Final[Mapping[str, Area]] = {area.name: area for area in (*AREAS, RECORD)}
BY_PARAM: Final[Mapping[str, Area]] = {area.param: area for area in AREAS if area.param}
NARROW: Final[Mapping[str, Area]] = {
    name: Area(name, "", "", weights)
    for name, weights in {
        "InterventionNameSearch": {"InterventionName": 1.0, "InterventionOtherName": 0.9},
        "ObsoleteConditionSearch": {
            "Condition": 0.95,
            "ConditionMeshTerm": 0.8,
            "ConditionAncestorTerm": 0.8,
            "Keyword": 0.6,
        },
        "ExternalIdsSearch": {"OrgStudyId": 0.9, "SecondaryId": 0.7},
        "ExternalIdTypesSearch": {"OrgStudyIdType": 0.9, "SecondaryIdType": 0.7},
        "OutcomeNameSearch": {
            "PrimaryOutcomeMeasure": 0.98,
            "SecondaryOutcomeMeasure": 0.8,
            "OtherOutcomeMeasure": 0.5,
            "OutcomeMeasureTitle": 0.3,
        },
        "ContactSearch": {
            "OverallOfficialName": 0.95,
            "CentralContactName": 0.9,
            "OverallOfficialAffiliation": 0.85,
            "LocationContactName": 0.8,
        },
        "NCTIdSearch": {"NCTId": 1.0, "NCTIdAlias": 0.9},
        "FunderTypeSearch": {"LeadSponsorClass": 1.0, "CollaboratorClass": 0.9},
        "ResponsiblePartySearch": {
            "ResponsiblePartyInvestigatorFullName": 0.9,
            "ResponsiblePartyOldNameTitle": 0.8,
            "ResponsiblePartyInvestigatorAffiliation": 0.8,
            "ResponsiblePartyOldOrganization": 0.7,
            "ResponsiblePartyInvestigatorTitle": 0.7,
        },
    }.items()
}
"""Areas that no parameter asks: an expression names them, and each of their pieces is looked into. No index knows them."""
