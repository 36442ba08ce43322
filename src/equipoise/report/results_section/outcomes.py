"""The module of outcome measures: each registered or added outcome with what answers it, and the comparison of arms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from equipoise.analysis.compare_endpoint import MONTH_DAYS
from equipoise.analysis.group_arms import control_first
from equipoise.analysis.proportions import Proportion, miettinen_nurminen
from equipoise.analysis.quality_of_life.change import read_changes
from equipoise.analysis.quality_of_life.scales import scale
from equipoise.analysis.read_measures import SHARES, MeasureRow, read_measure
from equipoise.analysis.read_responses import read_responses
from equipoise.analysis.results import EndpointResult
from equipoise.analysis.summarise_numbers import summarise_numbers
from equipoise.analysis.tables import Context
from equipoise.analysis.tables.further import is_compared
from equipoise.protocol.model import Outcome
from equipoise.report.results_section.groups import Part, clipped, described, ids

TYPES = {"primary": "PRIMARY", "secondary": "SECONDARY", "other": "OTHER_PRE_SPECIFIED"}
TITLE, DESCRIPTION, FRAME = 255, 999, 255
_NOT_REACHED = "Not estimable: too few events by the data cut."
_ALL_COUNT = "Percentages are of records, not of participants."
_Analysed = Mapping[str, int]
"""Arm -> participants analysed."""


def outcome_measures(context: Context) -> list[Part]:
    """A measure an outcome of the study file. One that nothing answers yet is not posted."""
    return [_outcome(context, one) for one in context.study.analysis.outcomes.values()]


def _outcome(context: Context, one: Outcome) -> Part:
    head: Part = {
        "type": TYPES[one.category],
        "title": clipped(one.measure.en, TITLE),
        "description": clipped(one.description.en, DESCRIPTION),
    }
    made = _answer(context, one.endpoint or "")
    frame = {"timeFrame": clipped(one.time_frame.en, FRAME)}
    if made is None:
        return {**head, "reportingStatus": "NOT_POSTED", **frame}
    population, analysed, values = made
    named = ids(context, "OG")
    counts = [{"groupId": named[key], "value": str(analysed.get(key, 0))} for key in named]
    return {
        **head,
        "populationDescription": clipped(population, 500),
        "reportingStatus": "POSTED",
        **{key: value for key, value in values.items() if key not in ("classes", "analyses")},
        **frame,
        "groups": described(context, "OG"),
        "denoms": [{"units": "Participants", "counts": counts}],
        **{key: values[key] for key in ("classes", "analyses") if values.get(key)},
    }


_Answered = tuple[str, _Analysed, Part] | None


def _answer(context: Context, key: str) -> _Answered:
    analysis = context.study.analysis
    if key in analysis.endpoints:
        return _time(context, context.results.endpoint(key))
    if key in analysis.responses:
        return _rate(context, key)
    if key in analysis.quality_of_life:
        return _quality(context, key)
    return _measure(context, key) if key in analysis.measures else None


def _time(context: Context, found: EndpointResult) -> _Answered:
    if not found.rows:
        return None
    analysed = {group.key: sum(row.arm == group.key for row in found.rows) for group in context.groups}
    named = ids(context, "OG")
    cells = []
    for group, median in zip(context.groups, found.estimates.medians, strict=True):
        if analysed[group.key]:
            limits = (_months(median.day), _months(median.lower), _months(median.upper))
            missing = {"comment": _NOT_REACHED} if "NA" in limits else {}
            cells.append(
                {
                    "groupId": named[group.key],
                    "value": limits[0],
                    "lowerLimit": limits[1],
                    "upperLimit": limits[2],
                    **missing,
                }
            )
    compared = is_compared(found)
    values: Part = {
        "paramType": "MEDIAN",
        "dispersionType": "95% Confidence Interval",
        "unitOfMeasure": "months",
        "classes": [{"categories": [{"measurements": cells}]}],
        "analyses": _comparisons(found, named) if compared else [],
    }
    return found.set_name.en, analysed, values


def _months(day: float | None) -> str:
    return "NA" if day is None else f"{day / MONTH_DAYS:.1f}"


def _comparisons(found: EndpointResult, named: Mapping[str, str]) -> list[Part]:
    test, ratios = found.estimates.log_rank, found.estimates.hazard_ratios
    made = []
    for ratio in ratios:
        part: Part = {"groupIds": [named[ratio.compared], named[ratio.reference]], "nonInferiorityType": "SUPERIORITY"}
        if test is not None and test.p_two_sided is not None and len(ratios) == 1:
            p = test.p_two_sided
            part |= {"pValue": "<0.001" if p < 0.001 else f"{p:.4f}", "statisticalMethod": "Log Rank"}
            part |= {"statisticalComment": test.convention.words.en[:250]}
        if ratio.ratio is not None and ratio.lower is not None and ratio.upper is not None:
            part |= {
                "paramType": "Hazard Ratio (HR)", "paramValue": f"{ratio.ratio:.2f}", "ciPctValue": "95",
                "ciNumSides": "TWO_SIDED", "ciLowerLimit": f"{ratio.lower:.2f}", "ciUpperLimit": f"{ratio.upper:.2f}",
                "estimateComment": clipped(ratio.convention.words.en, 250),
            }  # fmt: skip
        if len(part) > 2:
            made.append(part)
    return made


def _rate(context: Context, key: str) -> _Answered:
    declared = context.study.analysis.responses[key]
    found = read_responses(context.study, key, context.people, context.sets[declared.set])
    if not found:
        return None
    named = ids(context, "OG")
    shares = {
        group.key: Proportion(
            sum(row.success for row in found if row.arm == group.key), sum(row.arm == group.key for row in found)
        )
        for group in context.groups
    }
    cells = [{"groupId": named[key], "value": str(one.events)} for key, one in shares.items() if one.n]
    values: Part = {
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "classes": [{"categories": [{"measurements": cells}]}],
        "analyses": _differences(context, shares, named),
    }
    return context.sets[declared.set].name.en, {key: one.n for key, one in shares.items()}, values


def _differences(context: Context, shares: Mapping[str, Proportion], named: Mapping[str, str]) -> list[Part]:
    reference, *others = (group.key for group in control_first(context.groups))
    made = []
    for other in others:
        first, second = shares[reference], shares[other]
        limits = miettinen_nurminen(second, first)
        if limits is None or first.share is None or second.share is None:
            continue
        made.append(
            {
                "groupIds": [named[other], named[reference]],
                "nonInferiorityType": "SUPERIORITY",
                "paramType": "Risk Difference (RD)",
                "paramValue": f"{100 * (second.share - first.share):.1f}",
                "ciPctValue": "95",
                "ciNumSides": "TWO_SIDED",
                "ciLowerLimit": f"{100 * limits[0]:.1f}",
                "ciUpperLimit": f"{100 * limits[1]:.1f}",
                "estimateComment": "Percentage points; interval after Miettinen and Nurminen.",
            }
        )
    return made


def _quality(context: Context, key: str) -> _Answered:
    declared = context.study.analysis.quality_of_life[key]
    chosen = context.sets[declared.set]
    changes = [one for one in read_changes(context.study, key, context.people, chosen) if one.change is not None]
    if not changes:
        return None
    named = ids(context, "OG")
    classes = []
    for name in dict.fromkeys(one.scale for one in changes):
        for day in declared.days:
            there = [one for one in changes if one.scale == name and one.day == day]
            if there:
                values = {
                    arm: [one.change for one in there if one.arm == arm and one.change is not None] for arm in named
                }
                classes.append(_scale(f"{scale(name).name.en}, day {day}", values, named))
    analysed = {arm: len({one.participant for one in changes if one.arm == arm}) for arm in named}
    made: Part = {
        "paramType": "MEAN",
        "dispersionType": "Standard Deviation",
        "unitOfMeasure": "score on a scale",
        "classes": classes,
    }
    words = f"{chosen.name.en}; participants with a questionnaire before randomisation and one near a day."
    return words, analysed, made


def _scale(title: str, values: Mapping[str, Sequence[Fraction]], named: Mapping[str, str]) -> Part:
    counts = [{"groupId": named[arm], "value": str(len(found))} for arm, found in values.items()]
    cells = []
    for arm, found in values.items():
        summary = summarise_numbers(found)
        if summary.mean is not None:
            spread = (
                {"spread": f"{summary.sd:.2f}"}
                if summary.sd is not None
                else {"spread": "NA", "comment": "One participant."}
            )
            cells.append({"groupId": named[arm], "value": f"{summary.mean:.2f}", **spread})
    return {
        "title": clipped(title, 100),
        "denoms": [{"units": "Participants", "counts": counts}],
        "categories": [{"measurements": cells}],
    }


def _measure(context: Context, key: str) -> _Answered:
    declared = context.study.analysis.measures[key]
    chosen = context.sets[declared.set]
    found = read_measure(context.study, key, context.people, chosen)
    if not found:
        return None
    named = ids(context, "OG")
    by_arm = {arm: [row for row in found if row.arm == arm] for arm in named}
    analysed = {arm: len({row.participant for row in rows}) for arm, rows in by_arm.items()}
    each = all(len(rows) == analysed[arm] for arm, rows in by_arm.items())
    share = declared.measure in SHARES
    values = (
        _counted(by_arm, named) if share and each else _percent(by_arm, named) if share else _summarised(by_arm, named)
    )
    return chosen.name.en, analysed, values


_Rows = Mapping[str, Sequence[MeasureRow]]


def _counted(by_arm: _Rows, named: Mapping[str, str]) -> Part:
    cells = [
        {"groupId": named[arm], "value": str(sum(row.value != 0 for row in rows))}
        for arm, rows in by_arm.items()
        if rows
    ]
    return {
        "paramType": "COUNT_OF_PARTICIPANTS",
        "unitOfMeasure": "Participants",
        "classes": [{"categories": [{"measurements": cells}]}],
    }


def _percent(by_arm: _Rows, named: Mapping[str, str]) -> Part:
    cells = [
        {
            "groupId": named[arm],
            "value": f"{100 * sum(row.value != 0 for row in rows) / len(rows):.1f}",
            "comment": f"{sum(row.value != 0 for row in rows)} of {len(rows)} records. {_ALL_COUNT}",
        }
        for arm, rows in by_arm.items()
        if rows
    ]
    return {
        "paramType": "NUMBER",
        "unitOfMeasure": "percentage of records",
        "classes": [{"categories": [{"measurements": cells}]}],
    }


def _summarised(by_arm: _Rows, named: Mapping[str, str]) -> Part:
    cells = []
    for arm, rows in by_arm.items():
        summary = summarise_numbers(row.value for row in rows)
        if summary.median is not None:
            cells.append(
                {
                    "groupId": named[arm],
                    "value": f"{summary.median:g}",
                    "lowerLimit": f"{summary.least:g}",
                    "upperLimit": f"{summary.most:g}",
                }
            )
    return {
        "paramType": "MEDIAN",
        "dispersionType": "Full Range",
        "unitOfMeasure": "count or days, as described",
        "classes": [{"categories": [{"measurements": cells}]}],
    }
