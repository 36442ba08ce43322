"""The registry's data rules, checked on a `resultsSection` (ClinicalTrials.gov results data element definitions; 42 CFR 11.48)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from equipoise.report.results_section.harms_module import ORGAN_SYSTEMS, THRESHOLD
from equipoise.values.text import Text

LONGEST: Mapping[str, int] = {
    "participantFlowModule.recruitmentDetails": 500,
    "participantFlowModule.preAssignmentDetails": 500,
    "participantFlowModule.groups[].title": 100,
    "participantFlowModule.groups[].description": 1500,
    "baselineCharacteristicsModule.groups[].title": 100,
    "baselineCharacteristicsModule.groups[].description": 1500,
    "baselineCharacteristicsModule.measures[].title": 100,
    "baselineCharacteristicsModule.measures[].unitOfMeasure": 40,
    "outcomeMeasuresModule.outcomeMeasures[].title": 255,
    "outcomeMeasuresModule.outcomeMeasures[].description": 1999,
    "outcomeMeasuresModule.outcomeMeasures[].timeFrame": 255,
    "outcomeMeasuresModule.outcomeMeasures[].unitOfMeasure": 40,
    "outcomeMeasuresModule.outcomeMeasures[].populationDescription": 500,
    "outcomeMeasuresModule.outcomeMeasures[].groups[].title": 100,
    "outcomeMeasuresModule.outcomeMeasures[].classes[].title": 100,
    "adverseEventsModule.timeFrame": 500,
    "adverseEventsModule.description": 500,
    "adverseEventsModule.seriousEvents[].term": 100,
    "adverseEventsModule.otherEvents[].term": 100,
    "moreInfoModule.limitationsAndCaveats.description": 500,
}
"""Path -> signs that the registry takes at most."""
DISPERSED = {
    "MEAN": {"STANDARD_DEVIATION", "INTER_QUARTILE_RANGE", "FULL_RANGE"},
    "MEDIAN": {"STANDARD_DEVIATION", "INTER_QUARTILE_RANGE", "FULL_RANGE"},
}
_LONG = Text("{path}: {n} signs, at most {most}.", "{path}：{n} 个字符，最多 {most} 个。")
_EMPTY = Text("{path}: empty.", "{path}：为空。")
_NOT_EVERY = Text("{path}: {what} does not add up.", "{path}：{what}合计不符。")
_UNKNOWN = Text("{path}: “{what}” is not a word of the registry.", "{path}：“{what}”不是登记平台的用词。")
_NO_GROUP = Text("{path}: group {what} is not declared.", "{path}：未声明组 {what}。")
_COMMENT = Text("{path}: a value NA needs a comment.", "{path}：数值为 NA 时须注明原因。")
Part = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule that a part of the section does not keep."""

    path: str
    says: Text


def breaches(section: Part) -> tuple[Breach, ...]:
    """Every rule that is broken; empty for a section that the registry would take as far as these rules go."""
    return (*_lengths(section), *_flow(section), *_baseline(section), *_outcomes(section), *_harms(section))


def _found(path: str, pattern: Text, **values: object) -> Breach:
    return Breach(path, pattern.format(path=path, **values))


def _lengths(section: Part) -> Iterator[Breach]:
    for path, most in LONGEST.items():
        for words in _at(section, path.split(".")):
            if not isinstance(words, str) or not words:
                yield _found(path, _EMPTY)
            elif len(words) > most:
                yield _found(path, _LONG, n=len(words), most=most)


def _at(part: Any, steps: Sequence[str]) -> Iterator[Any]:
    if not steps:
        yield part
        return
    name, rest = steps[0].removesuffix("[]"), steps[1:]
    inside = part.get(name) if isinstance(part, Mapping) else None
    for one in inside if steps[0].endswith("[]") and inside is not None else () if inside is None else (inside,):
        yield from _at(one, rest)


def _flow(section: Part) -> Iterator[Breach]:
    module, path = section["participantFlowModule"], "participantFlowModule"
    groups = {group["id"] for group in module["groups"]}
    for period in module["periods"]:
        counts = {one["type"]: _counts(one["achievements"], "numSubjects") for one in period["milestones"]}
        reasons = [_counts(one["reasons"], "numSubjects") for one in period.get("dropWithdraws", ())]
        for group in groups:
            started, done, left = (
                counts.get(kind, {}).get(group, 0) for kind in ("STARTED", "COMPLETED", "NOT COMPLETED")
            )
            if started != done + left:
                yield _found(path, _NOT_EVERY, what=f"STARTED {group}")
            if reasons and sum(one.get(group, 0) for one in reasons) > left:
                yield _found(path, _NOT_EVERY, what=f"NOT COMPLETED {group}")


def _counts(cells: Sequence[Part], name: str) -> dict[str, int]:
    return {cell["groupId"]: int(cell[name]) for cell in cells}


def _baseline(section: Part) -> Iterator[Breach]:
    module, path = section["baselineCharacteristicsModule"], "baselineCharacteristicsModule"
    groups = {group["id"] for group in module["groups"]}
    whole = _counts(module["denoms"][0]["counts"], "value")
    for measure in module["measures"]:
        where = f"{path}: {measure['title']}"
        yield from _dispersion(where, measure)
        for part in measure.get("classes", ()):
            yield from _cells(where, part, groups)
        if measure.get("paramType") == "COUNT_OF_PARTICIPANTS":
            yield from _sums(where, measure, whole)


def _sums(where: str, measure: Part, whole: Mapping[str, int]) -> Iterator[Breach]:
    """Within a class the categories of participants add up to those analysed, or at least not to more."""
    for part in measure.get("classes", ()):
        limit = _counts(part["denoms"][0]["counts"], "value") if part.get("denoms") else whole
        sums: dict[str, int] = {}
        for category in part.get("categories", ()):
            for cell in category.get("measurements", ()):
                if cell["value"].isdigit():
                    sums[cell["groupId"]] = sums.get(cell["groupId"], 0) + int(cell["value"])
        for group, n in sums.items():
            if n > limit.get(group, 0):
                yield _found(where, _NOT_EVERY, what=group)


def _dispersion(where: str, measure: Part) -> Iterator[Breach]:
    allowed = DISPERSED.get(measure.get("paramType", ""))
    if allowed is not None and measure.get("dispersionType") not in allowed:
        yield _found(where, _UNKNOWN, what=measure.get("dispersionType", "–"))


def _cells(where: str, part: Part, groups: set[str]) -> Iterator[Breach]:
    for category in part.get("categories", ()):
        for cell in category.get("measurements", ()):
            if cell["groupId"] not in groups:
                yield _found(where, _NO_GROUP, what=cell["groupId"])
            if "NA" in (cell.get("value"), cell.get("lowerLimit"), cell.get("upperLimit")) and not cell.get("comment"):
                yield _found(where, _COMMENT)


def _outcomes(section: Part) -> Iterator[Breach]:
    for measure in section["outcomeMeasuresModule"]["outcomeMeasures"]:
        where = f"outcomeMeasuresModule: {measure['title']}"
        if measure["reportingStatus"] == "NOT_POSTED":
            continue
        groups = {group["id"] for group in measure["groups"]}
        whole = _counts(measure["denoms"][0]["counts"], "value")
        for part in measure.get("classes", ()):
            yield from _cells(where, part, groups)
        if measure.get("paramType") == "COUNT_OF_PARTICIPANTS":
            yield from _sums(where, measure, whole)
        for analysis in measure.get("analyses", ()):
            for group in analysis["groupIds"]:
                if group not in groups:
                    yield _found(where, _NO_GROUP, what=group)


def _harms(section: Part) -> Iterator[Breach]:
    module, path = section["adverseEventsModule"], "adverseEventsModule"
    if float(module["frequencyThreshold"]) > THRESHOLD:
        yield _found(path, _UNKNOWN, what=module["frequencyThreshold"])
    for event in (*module.get("seriousEvents", ()), *module.get("otherEvents", ())):
        if event["organSystem"] not in ORGAN_SYSTEMS:
            yield _found(path, _UNKNOWN, what=event["organSystem"])
        for cell in event["stats"]:
            if cell.get("numAffected", 0) > cell["numAtRisk"] or cell.get(
                "numEvents", cell.get("numAffected", 0)
            ) < cell.get("numAffected", 0):
                yield _found(path, _NOT_EVERY, what=event["term"])
