"""`protocolSection` from the older XML of ClinicalTrials.gov: a function for each of its modules."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.etree.ElementTree import Element

from equipoise.registry.ages import Ages, days_of_age
from equipoise.registry.read.xml_words import block, code, dated, day, kept, number, several, words, yes

_MASKING: Final = re.compile(r"([^(]+?)\s*(?:\(([^)]*)\))?")
_OPEN_LABEL: Final = re.compile(r"none|open", re.IGNORECASE)
_OLD_DESIGN: Final = {
    "allocation": "allocation",
    "intervention model": "intervention_model",
    "masking": "masking",
    "primary purpose": "primary_purpose",
    "observational model": "observational_model",
    "time perspective": "time_perspective",
}
_STANDARD_AGES: Final = (
    ("CHILD", "0 Years", "18 Years"),
    ("ADULT", "18 Years", "65 Years"),
    ("OLDER_ADULT", "65 Years", ""),
)


def protocol(one: Element) -> dict[str, Any]:
    """What a `<clinical_study>` says of its plan, in the present shape."""
    return kept(
        identificationModule=_identification(one),
        statusModule=_status(one),
        sponsorCollaboratorsModule=_sponsors(one),
        oversightModule=_oversight(one),
        descriptionModule=kept(
            briefSummary=block(one, "brief_summary"), detailedDescription=block(one, "detailed_description")
        ),
        conditionsModule=kept(conditions=several(one, "condition"), keywords=several(one, "keyword")),
        designModule=_design(one),
        armsInterventionsModule=_arms(one),
        outcomesModule=kept(
            primaryOutcomes=_outcomes(one, "primary_outcome"),
            secondaryOutcomes=_outcomes(one, "secondary_outcome"),
            otherOutcomes=_outcomes(one, "other_outcome"),
        ),
        eligibilityModule=_eligibility(one),
        contactsLocationsModule=_places(one),
        referencesModule=_references(one),
        ipdSharingStatementModule=_sharing(one),
    )


def _identification(one: Element) -> dict[str, Any]:
    own = words(one, "id_info/org_study_id")
    return kept(
        nctId=words(one, "id_info/nct_id"),
        nctIdAliases=several(one, "id_info/nct_alias"),
        orgStudyIdInfo=kept(id=own),
        secondaryIdInfos=[kept(id=said) for said in several(one, "id_info/secondary_id")],
        organization=kept(fullName=words(one, "source"), **{"class": code("AgencyClass", words(one, "source_class"))}),
        briefTitle=words(one, "brief_title"),
        officialTitle=words(one, "official_title"),
        acronym=words(one, "acronym"),
    )


def _status(one: Element) -> dict[str, Any]:
    access = yes(one, "has_expanded_access")
    return kept(
        statusVerifiedDate=day(words(one, "verification_date")),
        overallStatus=code("Status", words(one, "overall_status")),
        lastKnownStatus=code("Status", words(one, "last_known_status")),
        whyStopped=words(one, "why_stopped"),
        expandedAccessInfo=kept(hasExpandedAccess=access, nctId=words(one, "expanded_access_nctid")),
        startDateStruct=dated(one, "start_date"),
        primaryCompletionDateStruct=dated(one, "primary_completion_date"),
        completionDateStruct=dated(one, "completion_date"),
        studyFirstSubmitDate=day(words(one, "study_first_submitted") or words(one, "firstreceived_date")),
        studyFirstSubmitQcDate=day(words(one, "study_first_submitted_qc")),
        studyFirstPostDateStruct=dated(one, "study_first_posted"),
        resultsFirstSubmitDate=day(words(one, "results_first_submitted") or words(one, "firstreceived_results_date")),
        resultsFirstSubmitQcDate=day(words(one, "results_first_submitted_qc")),
        resultsFirstPostDateStruct=dated(one, "results_first_posted"),
        dispFirstSubmitDate=day(words(one, "disposition_first_submitted")),
        dispFirstSubmitQcDate=day(words(one, "disposition_first_submitted_qc")),
        dispFirstPostDateStruct=dated(one, "disposition_first_posted"),
        lastUpdateSubmitDate=day(words(one, "last_update_submitted") or words(one, "lastchanged_date")),
        lastUpdatePostDateStruct=dated(one, "last_update_posted"),
    )


def _agency(one: Element) -> dict[str, Any]:
    return kept(name=words(one, "agency"), **{"class": code("AgencyClass", words(one, "agency_class"))})


def _sponsors(one: Element) -> dict[str, Any]:
    lead, party = one.find("sponsors/lead_sponsor"), one.find("responsible_party")
    return kept(
        responsibleParty=kept(
            type=code("ResponsiblePartyType", words(party, "responsible_party_type")),
            investigatorFullName=words(party, "investigator_full_name"),
            investigatorTitle=words(party, "investigator_title"),
            investigatorAffiliation=words(party, "investigator_affiliation"),
            oldNameTitle=words(party, "name_title"),
            oldOrganization=words(party, "organization"),
        ),
        leadSponsor=None if lead is None else _agency(lead),
        collaborators=[_agency(other) for other in one.iterfind("sponsors/collaborator")],
    )


def _oversight(one: Element) -> dict[str, Any]:
    info = one.find("oversight_info")
    return kept(
        oversightHasDmc=yes(info, "has_dmc"),
        isFdaRegulatedDrug=yes(info, "is_fda_regulated_drug"),
        isFdaRegulatedDevice=yes(info, "is_fda_regulated_device"),
        isUnapprovedDevice=yes(info, "is_unapproved_device"),
        isPpsd=yes(info, "is_ppsd"),
        isUsExport=yes(info, "is_us_export"),
    )


def _design(one: Element) -> dict[str, Any]:
    kind, _, registry = (words(one, "study_type") or "").partition("[")
    study_type = code("StudyType", kind)
    phase = words(one, "phase") if study_type != "OBSERVATIONAL" else None
    access = one.find("expanded_access_info")
    enrolment = one.find("enrollment")
    return kept(
        studyType=study_type,
        expandedAccessTypes=kept(
            individual=yes(access, "expanded_access_type_individual"),
            intermediate=yes(access, "expanded_access_type_intermediate"),
            treatment=yes(access, "expanded_access_type_treatment"),
        ),
        patientRegistry=True if "Registry" in registry else None,
        targetDuration=words(one, "target_duration"),
        phases=[
            found for part in (phase or "").split("/" if phase != "N/A" else "\0") if (found := code("Phase", part))
        ],
        designInfo=_design_info(one),
        bioSpec=kept(
            retention=code("BioSpecRetention", words(one, "biospec_retention")), description=block(one, "biospec_descr")
        ),
        enrollmentInfo=None
        if enrolment is None
        else kept(count=number(words(enrolment)), type=code("EnrollmentType", enrolment.get("type"))),
    )


def _design_info(one: Element) -> dict[str, Any]:
    info = one.find("study_design_info")
    said = {name: words(info, name) for name in _OLD_DESIGN.values()}
    for part in re.split(r",(?![^(]*\))", words(one, "study_design") or ""):  # one sentence before 2016
        name, _, value = part.partition(":")
        if name.strip().lower() in _OLD_DESIGN and value.strip():
            said[_OLD_DESIGN[name.strip().lower()]] = value.strip()
    return kept(
        allocation=code("DesignAllocation", said["allocation"]),
        interventionModel=code("InterventionalAssignment", said["intervention_model"]),
        interventionModelDescription=block(info, "intervention_model_description"),
        primaryPurpose=code("PrimaryPurpose", said["primary_purpose"]),
        observationalModel=code("ObservationalModel", said["observational_model"]),
        timePerspective=code("DesignTimePerspective", said["time_perspective"]),
        maskingInfo=_masking(said["masking"], block(info, "masking_description")),
    )


def _masking(said: str | None, description: str | None) -> dict[str, Any]:
    found = _MASKING.fullmatch(said) if said else None
    if found is None:
        return kept(maskingDescription=description)
    if _OPEN_LABEL.match(found[1]):
        return kept(masking="NONE", maskingDescription=description)
    who = [code("WhoMasked", part.strip()) for part in (found[2] or "").split(",") if part.strip()]
    return kept(masking=code("DesignMasking", found[1]), maskingDescription=description, whoMasked=who)


def _arms(one: Element) -> dict[str, Any]:
    treatments = [
        kept(
            type=code("InterventionType", words(row, "intervention_type")),
            name=words(row, "intervention_name"),
            description=block(row, "description"),
            armGroupLabels=several(row, "arm_group_label"),
            otherNames=several(row, "other_name"),
        )
        for row in one.iterfind("intervention")
    ]
    arms = [
        kept(
            label=words(row, "arm_group_label"),
            type=code("ArmGroupType", words(row, "arm_group_type")),
            description=block(row, "description"),
            interventionNames=[
                f"{words(other, 'intervention_type')}: {words(other, 'intervention_name')}"
                for other in one.iterfind("intervention")
                if words(row, "arm_group_label") in several(other, "arm_group_label")
            ],
        )
        for row in one.iterfind("arm_group")
    ]
    return kept(armGroups=arms, interventions=treatments)


def _outcomes(one: Element, tag: str) -> list[dict[str, Any]]:
    return [
        kept(measure=words(row, "measure"), description=block(row, "description"), timeFrame=words(row, "time_frame"))
        for row in one.iterfind(tag)
    ]


def _eligibility(one: Element) -> dict[str, Any]:
    own = one.find("eligibility")
    if own is None:
        return {}
    low, high = (_age(words(own, f"{name}_age")) for name in ("minimum", "maximum"))
    healthy = words(own, "healthy_volunteers")
    return kept(
        eligibilityCriteria=block(own, "criteria"),
        healthyVolunteers=None if healthy is None else not healthy.lower().startswith("no"),
        sex=code("Sex", words(own, "gender") or words(own, "sex")),
        genderBased=yes(own, "gender_based"),
        genderDescription=block(own, "gender_description"),
        minimumAge=low,
        maximumAge=high,
        stdAges=_standard_ages(low or "", high or ""),
        studyPopulation=block(own, "study_pop"),
        samplingMethod=code("SamplingMethod", words(own, "sampling_method")),
    )


def _age(said: str | None) -> str | None:
    return None if said in (None, "N/A") else said


def _standard_ages(low: str, high: str) -> list[str]:
    """The age groups that the registry derives: children to 17, adults to 64, older adults from 65."""
    ages = Ages.read(low, high)
    return [name for name, first, last in _STANDARD_AGES if ages.meets(days_of_age(first), days_of_age(last))]


def _person(row: Element) -> str | None:
    name = " ".join(part for tag in ("first_name", "middle_name", "last_name") if (part := words(row, tag)))
    return ", ".join(part for part in (name, words(row, "degrees")) if part) or None


def _contacts(one: Element, *tags: str) -> list[dict[str, Any]]:
    found = [row for tag in tags for row in one.iterfind(tag)]
    return [
        kept(
            name=_person(row),
            role="CONTACT",
            phone=words(row, "phone"),
            phoneExt=words(row, "phone_ext"),
            email=words(row, "email"),
        )
        for row in found
    ]


def _places(one: Element) -> dict[str, Any]:
    return kept(
        centralContacts=_contacts(one, "overall_contact", "overall_contact_backup"),
        overallOfficials=[
            kept(
                name=_person(row),
                affiliation=words(row, "affiliation"),
                role=code("OfficialRole", words(row, "role")),
            )
            for row in one.iterfind("overall_official")
        ],
        locations=[
            kept(
                facility=words(row, "facility/name"),
                status=code("RecruitmentStatus", words(row, "status")),
                city=words(row, "facility/address/city"),
                state=words(row, "facility/address/state"),
                zip=words(row, "facility/address/zip"),
                country=words(row, "facility/address/country"),
                contacts=[
                    *_contacts(row, "contact", "contact_backup"),
                    *(
                        kept(name=_person(who), role=code("ContactRole", words(who, "role")))
                        for who in row.iterfind("investigator")
                    ),
                ],
            )
            for row in one.iterfind("location")
        ],
    )


def _references(one: Element) -> dict[str, Any]:
    cited = [
        kept(pmid=words(row, "PMID"), type=kind, citation=words(row, "citation"))
        for tag, kind in (("reference", "BACKGROUND"), ("results_reference", "RESULT"))
        for row in one.iterfind(tag)
    ]
    links = [kept(label=words(row, "description"), url=words(row, "url")) for row in one.iterfind("link")]
    shared = [
        kept(
            id=words(row, "doc_id"),
            type=words(row, "doc_type"),
            url=words(row, "doc_url"),
            comment=block(row, "doc_comment"),
        )
        for row in one.iterfind("study_docs/study_doc")
    ]
    return kept(references=cited, seeAlsoLinks=links, availIpds=shared)


def _sharing(one: Element) -> dict[str, Any]:
    data = one.find("patient_data")
    if data is None:
        return {}
    return kept(
        ipdSharing=code("IpdSharing", words(data, "sharing_ipd")),
        description=block(data, "ipd_description"),
        infoTypes=[code("IpdSharingInfoType", said) for said in several(data, "ipd_info_type")],
        timeFrame=block(data, "ipd_time_frame"),
        accessCriteria=block(data, "ipd_access_criteria"),
        url=words(data, "ipd_url"),
    )
