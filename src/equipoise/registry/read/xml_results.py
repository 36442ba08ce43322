"""Posted results in the older XML, read into the present shape."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from equipoise.registry.read.xml_words import block, code, day, kept, number, several, words, yes

_GROUP: Final = re.compile(r"([PBOE])(\d{1,4})")
_GROUPS: Final = {"P": "FG", "B": "BG", "O": "OG", "E": "EG"}
_TOTAL: Final = re.compile(r"total", re.IGNORECASE)
_SIDES: Final = {"1-Sided": "ONE_SIDED", "2-Sided": "TWO_SIDED"}
_RESTRICTIONS: Final = (("less than or equal to 60", "LTE60"), ("more than 60", "GT60"))


def results(one: Element | None) -> dict[str, Any] | None:
    """The section of results; None where none are posted."""
    if one is None:
        return None
    return kept(
        participantFlowModule=_flow(one.find("participant_flow")),
        baselineCharacteristicsModule=_baseline(one.find("baseline")),
        outcomeMeasuresModule=kept(outcomeMeasures=[_outcome(row) for row in one.iterfind("outcome_list/outcome")]),
        adverseEventsModule=_events(one.find("reported_events")),
        moreInfoModule=_more(one),
    )


def _group_id(row: Element) -> str | None:
    """`O1` is OG000 now: the present form counts from nought."""
    own = row.get("group_id") or ""
    found = _GROUP.fullmatch(own)
    return f"{_GROUPS[found[1]]}{int(found[2]) - 1:03d}" if found and int(found[2]) else own or None


def _groups(one: Element) -> list[dict[str, Any]]:
    return [
        kept(id=_group_id(row), title=words(row, "title"), description=block(row, "description"))
        for row in one.iterfind("group_list/group")
    ]


def _flow(one: Element | None) -> dict[str, Any]:
    if one is None:
        return {}
    return kept(
        preAssignmentDetails=block(one, "pre_assignment_details"),
        recruitmentDetails=block(one, "recruitment_details"),
        groups=_groups(one),
        periods=[
            kept(
                title=words(period, "title"),
                milestones=[
                    kept(type=words(row, "title"), achievements=_participants(row))
                    for row in period.iterfind("milestone_list/milestone")
                ],
                dropWithdraws=[
                    kept(type=words(row, "title"), reasons=_participants(row))
                    for row in period.iterfind("drop_withdraw_reason_list/drop_withdraw_reason")
                ],
            )
            for period in one.iterfind("period_list/period")
        ],
    )


def _participants(one: Element) -> list[dict[str, Any]]:
    return [
        kept(groupId=_group_id(row), comment=words(row), numSubjects=row.get("count"))
        for row in one.iterfind("participants_list/participants")
    ]


def _denominators(one: Element) -> list[dict[str, Any]]:
    return [
        kept(
            units=words(row, "units"),
            counts=[
                kept(groupId=_group_id(count), value=count.get("value")) for count in row.iterfind("count_list/count")
            ],
        )
        for row in one.iterfind("analyzed_list/analyzed")
    ]


def _classes(one: Element) -> list[dict[str, Any]]:
    """The rows of a table. Before 2017 categories stood in the measure itself."""
    found = list(one.iterfind("class_list/class"))
    if not found and one.find("category_list") is not None:
        found = [one]
    return [
        kept(
            title=words(row, "title") if row is not one else None,
            denoms=_denominators(row) if row is not one else None,
            categories=[
                kept(title=words(category, "title"), measurements=_measurements(category))
                for category in row.iterfind("category_list/category")
            ],
        )
        for row in found
    ]


def _measurements(one: Element) -> list[dict[str, Any]]:
    return [
        kept(
            groupId=_group_id(row),
            value=row.get("value"),
            spread=row.get("spread"),
            lowerLimit=row.get("lower_limit"),
            upperLimit=row.get("upper_limit"),
            comment=words(row),
        )
        for row in one.iterfind("measurement_list/measurement")
    ]


def _measure(one: Element | None) -> dict[str, Any]:
    if one is None:
        return {}
    return kept(
        paramType=code("MeasureParam", words(one, "param")),
        dispersionType=code("MeasureDispersionType", words(one, "dispersion")),
        unitOfMeasure=words(one, "units"),
        calculatePct=yes(one, "calculate_percentage"),
        denomUnitsSelected=words(one, "units_analyzed"),
        denoms=_denominators(one),
        classes=_classes(one),
    )


def _baseline(one: Element | None) -> dict[str, Any]:
    if one is None:
        return {}
    return kept(
        populationDescription=block(one, "population"),
        groups=_groups(one),
        denoms=_denominators(one),
        measures=[
            kept(
                title=words(row, "title"),
                description=block(row, "description"),
                populationDescription=block(row, "population"),
                **_measure(row),
            )
            for row in one.iterfind("measure_list/measure")
        ],
    )


def _outcome(one: Element) -> dict[str, Any]:
    measure = one.find("measure")
    posted = day(words(one, "posting_date"))
    return kept(
        type=code("OutcomeMeasureType", words(one, "type")),
        title=words(one, "title"),
        description=block(one, "description"),
        populationDescription=block(one, "population"),
        reportingStatus="NOT_POSTED" if measure is None else "POSTED",
        anticipatedPostingDate=posted,
        timeFrame=words(one, "time_frame"),
        groups=_groups(one),
        **_measure(measure),
        analyses=[_analysis(row) for row in one.iterfind("analysis_list/analysis")],
    )


def _analysis(one: Element) -> dict[str, Any]:
    groups = [
        f"OG{int(said[1:]) - 1:03d}" if re.fullmatch(r"O[1-9]\d{0,3}", said) else said
        for said in several(one, "group_id_list/group_id")
    ]
    kind = words(one, "non_inferiority_type")
    tested = yes(one, "non_inferiority")
    return kept(
        groupIds=groups,
        groupDescription=block(one, "groups_desc"),
        testedNonInferiority=tested,
        nonInferiorityType=code(
            "NonInferiorityType", re.sub(r"\s+or\s+Other.*legacy.*", " or Other (legacy)", kind or "")
        ),
        nonInferiorityComment=block(one, "non_inferiority_desc"),
        pValue=words(one, "p_value"),
        pValueComment=block(one, "p_value_desc"),
        statisticalMethod=words(one, "method"),
        statisticalComment=block(one, "method_desc"),
        paramType=words(one, "param_type"),
        paramValue=words(one, "param_value"),
        dispersionType=code("AnalysisDispersionType", words(one, "dispersion_type")),
        dispersionValue=words(one, "dispersion_value"),
        ciPctValue=words(one, "ci_percent"),
        ciNumSides=_SIDES.get(words(one, "ci_n_sides") or ""),
        ciLowerLimit=words(one, "ci_lower_limit"),
        ciUpperLimit=words(one, "ci_upper_limit"),
        estimateComment=block(one, "estimate_desc"),
        otherAnalysisDescription=block(one, "other_analysis_desc"),
    )


def _events(one: Element | None) -> dict[str, Any]:
    if one is None:
        return {}
    groups = _groups(one)
    serious, other = one.find("serious_events"), one.find("other_events")
    for kind, table in (("serious", serious), ("other", other)):
        for stats in _totals(table):
            for group in groups:
                if group.get("id") == stats["groupId"]:
                    group |= kept(
                        **{f"{kind}NumAffected": stats.get("numAffected"), f"{kind}NumAtRisk": stats.get("numAtRisk")}
                    )
    return kept(
        frequencyThreshold=words(other, "frequency_threshold") or words(serious, "frequency_threshold"),
        timeFrame=words(one, "time_frame"),
        description=block(one, "desc"),
        eventGroups=groups,
        seriousEvents=list(_event_rows(serious)),
        otherEvents=list(_event_rows(other)),
    )


def _rows(table: Element | None, *, totals: bool) -> Iterator[tuple[str | None, Element]]:
    """The events of a table with their organ system; the first category holds only the total of each group."""
    for category in table.iterfind("category_list/category") if table is not None else ():
        title = words(category, "title")
        if (title is not None and _TOTAL.match(title) is not None) == totals:
            for event in category.iterfind("event_list/event"):
                yield title, event


def _totals(table: Element | None) -> Iterator[dict[str, Any]]:
    for _, event in _rows(table, totals=True):
        yield from _stats(event)


def _event_rows(table: Element | None) -> Iterator[dict[str, Any]]:
    vocabulary, assessment = words(table, "default_vocab"), words(table, "default_assessment")
    for system, event in _rows(table, totals=False):
        name = event.find("sub_title")
        yield kept(
            term=words(name),
            organSystem=system,
            sourceVocabulary=(name.get("vocab") if name is not None else None) or vocabulary,
            assessmentType=code("EventAssessment", words(event, "assessment") or assessment),
            notes=words(event, "description"),
            stats=_stats(event),
        )


def _stats(event: Element) -> list[dict[str, Any]]:
    return [
        kept(
            groupId=_group_id(row) or "",
            numEvents=number(row.get("events")),
            numAffected=number(row.get("subjects_affected")),
            numAtRisk=number(row.get("subjects_at_risk")),
        )
        for row in event.iterfind("counts")
    ]


def _more(one: Element) -> dict[str, Any]:
    agreement, contact = one.find("certain_agreements"), one.find("point_of_contact")
    return kept(
        limitationsAndCaveats=kept(description=block(one, "limitations_and_caveats")),
        certainAgreement=_agreement(agreement),
        pointOfContact=kept(
            title=words(contact, "name_or_title"),
            organization=words(contact, "organization"),
            email=words(contact, "email"),
            phone=words(contact, "phone"),
            phoneExt=words(contact, "phone_ext"),
        ),
    )


def _agreement(one: Element | None) -> dict[str, Any]:
    """Whether investigators are employed by the sponsor, and what they may not publish: a sentence in the older form."""
    if one is None:
        return {}
    employed = (words(one, "pi_employee") or "").lower()
    restricted = words(one, "restrictive_agreement") or ""
    kind = next((value for part, value in _RESTRICTIONS if part in restricted.lower()), None)
    return kept(
        piSponsorEmployee=employed.startswith(("all", "yes")) if employed else None,
        restrictionType=kind or ("OTHER" if restricted.lower().startswith("there is") else None),
        restrictiveAgreement=restricted.lower().startswith(("there is an agreement", "yes")) or kind is not None
        if restricted
        else None,
        otherDetails=restricted if restricted and kind is None else None,
    )
