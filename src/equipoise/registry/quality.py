"""Remarks on the quality of a record: one small named check each. A remark tells readers what to ask; it changes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from equipoise.registry.record import Record, day, rows, text, value
from equipoise.registry.words import OPEN
from equipoise.values.dates import completed_months
from equipoise.values.say_day import day_words
from equipoise.values.text import Text

Severity = Literal["notice", "warning"]
_S = "protocolSection.statusModule."
_O = "protocolSection.outcomesModule."
_OUTCOMES: Final = ("primaryOutcomes", "secondaryOutcomes", "otherOutcomes")
_SAFETY: Final = re.compile(r"\bsafety\b|\btolera|\btoxicit", re.IGNORECASE)
_SAFETY_MEASURE: Final = re.compile(
    r"safety|tolera|toxic|adverse|side.effect|complication|\bAEs?\b|\bSAEs?\b|\bDLTs?\b|\bTEAEs?\b|\bMTD\b|CTCAE",
    re.IGNORECASE,
)
_CELLS: Final = re.compile(
    r"\b(?:NK|CAR[- ]?T|T[- ]cell|stem cell|dendritic|cell therapy|lymphocyte)s?\b", re.IGNORECASE
)
_STALE_MONTHS: Final = 24
_READ: Final = 100_000
"""Signs of the criteria that are read: five times the longest that we know."""
NOBODY: Final = frozenset({99_999_999, 9_999_999, 999_999})
_SPAN: Final = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(day|week|month|year)s?\b", re.IGNORECASE)
_DAYS: Final = {"day": Decimal(1), "week": Decimal(7), "month": Decimal("30.4375"), "year": Decimal("365.25")}
_PLAUSIBLE: Final[tuple[tuple[re.Pattern[str], Decimal, Decimal, Text], ...]] = (
    (
        re.compile(r"(?:ha?emoglobin|\bhgb\b|\bhb\b)[^.;\n]{0,25}?(\d{1,3}(?:\.\d+)?)\s*g/d[lL]", re.IGNORECASE),
        Decimal(5),
        Decimal(20),
        Text("haemoglobin in g/dL", "以 g/dL 计的血红蛋白"),
    ),
    (
        re.compile(r"(?:ha?emoglobin|\bhgb\b|\bhb\b)[^.;\n]{0,25}?(\d{1,3}(?:\.\d+)?)\s*g/[lL]\b", re.IGNORECASE),
        Decimal(40),
        Decimal(200),
        Text("haemoglobin in g/L", "以 g/L 计的血红蛋白"),
    ),
    (
        re.compile(r"(?:bilirubin|\btbil\b)[^.;\n]{0,25}?(\d{1,3}(?:\.\d+)?)\s*mg/d[lL]", re.IGNORECASE),
        Decimal("0.2"),
        Decimal(10),
        Text("bilirubin in mg/dL", "以 mg/dL 计的胆红素"),
    ),
    (
        re.compile(r"creatinine[^.;\n]{0,25}?(\d{1,3}(?:\.\d+)?)\s*mg/d[lL]", re.IGNORECASE),
        Decimal("0.3"),
        Decimal(10),
        Text("creatinine in mg/dL", "以 mg/dL 计的肌酐"),
    ),
)
"""What a limit in eligibility criteria can sensibly be: our own reviewed bounds, wide enough for any disease."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a reader of the record should know: its code, where it stands, and what it means."""

    code: str
    severity: Severity
    path: str
    says: Text


Check = Callable[[Record, date], Iterator[Remark]]


def remarks(record: Record, at: date) -> tuple[Remark, ...]:
    """Every remark on a record as it stands on a day, in the order of the checks."""
    return tuple(remark for check in CHECKS for remark in check(record, at))


def _measures(record: Record) -> Iterator[tuple[str, str, str]]:
    """Path, words and time frame of each outcome measure."""
    for kind in _OUTCOMES:
        for number, row in enumerate(rows(record.raw, _O + kind)):
            words = f"{text(row, 'measure')} {text(row, 'description')}"
            yield f"{_O}{kind}[{number}]", words, text(row, "timeFrame")


def safety_promised_not_measured(record: Record, at: date) -> Iterator[Remark]:
    """Q01: the title promises safety, and no registered outcome measures it."""
    if not _SAFETY.search(f"{record.title} {record.official_title}"):
        return
    if not any(_SAFETY_MEASURE.search(words) for _, words, _ in _measures(record)):
        yield Remark(
            "Q01",
            "warning",
            _O.rstrip("."),
            Text(
                "The title promises safety, but no registered outcome measures it.",
                "标题提到安全性，但未注册任何安全性结局指标。",
            ),
        )


def frame_longer_than_study(record: Record, at: date) -> Iterator[Remark]:
    """Q02: a primary outcome looks further than the time from start to primary completion."""
    start, end = day(record.raw, _S + "startDateStruct.date"), day(record.raw, _S + "primaryCompletionDateStruct.date")
    if start is None or end is None:
        return
    span = (end.latest - start.earliest).days
    for path, _, frame in _measures(record):
        found = _SPAN.findall(frame)
        longest = max((Decimal(count) * _DAYS[unit.lower()] for count, unit in found), default=Decimal(0))
        if "primaryOutcomes" in path and longest > span + 31:
            says = Text(
                "The time frame “{frame}” is longer than the {months} months from start to primary completion.",
                "结局的时间范围“{frame}”超过从开始到主要完成的 {months} 个月。",
            )
            months = round(Decimal(span) / _DAYS["month"])
            yield Remark(
                "Q02",
                "notice",
                path + ".timeFrame",
                says.format(frame=frame if len(frame) <= 80 else f"{frame[:79]}…", months=months),
            )


def stale(record: Record, at: date) -> Iterator[Remark]:
    """Q03: shown or last known as open, and nobody has verified it for two years."""
    status = text(record.raw, _S + "lastKnownStatus") or record.status
    verified = record.verified
    if status not in OPEN or verified is None or completed_months(verified.latest, at) < _STALE_MONTHS:
        return
    says = Text(
        "Last known as open, but its status was last verified {day}: ask whether it still recruits.",
        "最后状态为开放，但状态最近一次核实是在{day}，请先询问是否仍在招募。",
    )
    yield Remark("Q03", "warning", _S + "statusVerifiedDate", says.format(day=day_words(verified)))


def dates_in_order(record: Record, at: date) -> Iterator[Remark]:
    """Q04: dates that contradict one another or what they say of themselves."""
    start, primary, end = (
        day(record.raw, f"{_S}{name}.date")
        for name in ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct")
    )
    for earlier, later, name, says in (
        (
            start,
            primary,
            "primaryCompletionDateStruct",
            Text("Primary completion lies before the start.", "主要完成日期早于开始日期。"),
        ),
        (
            primary,
            end,
            "completionDateStruct",
            Text("Completion lies before primary completion.", "完成日期早于主要完成日期。"),
        ),
        (start, end, "completionDateStruct", Text("Completion lies before the start.", "完成日期早于开始日期。")),
    ):
        if earlier is not None and later is not None and later.latest < earlier.earliest:
            yield Remark("Q04", "warning", _S + name, says)
    for name in ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct"):
        when = day(record.raw, f"{_S}{name}.date")
        if when is not None and text(record.raw, f"{_S}{name}.type") == "ACTUAL" and when.earliest > at:
            says = Text("The date {day} is called actual and lies in the future.", "日期{day}标为实际日期，却在将来。")
            yield Remark("Q04", "warning", _S + name, says.format(day=day_words(when)))


def unreadable_dates(record: Record, at: date) -> Iterator[Remark]:
    """Q05: a date that is no date."""
    for name in ("startDateStruct", "primaryCompletionDateStruct", "completionDateStruct", "statusVerifiedDate"):
        path = _S + name + (".date" if name.endswith("Struct") else "")
        words = text(record.raw, path)
        if words and day(record.raw, path) is None:
            says = Text("“{words}” is no date.", "“{words}”不是有效日期。").format(words=words[:40])
            yield Remark("Q05", "warning", path, says)


def implausible_limits(record: Record, at: date) -> Iterator[Remark]:
    """Q06: a laboratory limit in the criteria that no person could meet or miss, often a wrong unit."""
    for pattern, low, high, name in _PLAUSIBLE:
        for found in pattern.finditer(record.criteria[:_READ]):
            if not low <= Decimal(found[1]) <= high:
                says = Text(
                    "“{words}”: {number} is outside what {name} can be; the unit may be wrong.",
                    "“{words}”：{number} 超出{name}的合理范围，单位可能有误。",
                )
                words = " ".join(found[0].split())
                path = "protocolSection.eligibilityModule.eligibilityCriteria"
                yield Remark("Q06", "warning", path, says.format(words=words, number=found[1], name=name))


def enrolment(record: Record, at: date) -> Iterator[Remark]:
    """Q07: an enrolment that stands for "not known", or none in a study that has ended."""
    path, count = "protocolSection.designModule.enrollmentInfo.count", record.enrolment
    if count in NOBODY:
        yield Remark("Q07", "notice", path, Text("The enrolment stands for “unknown”.", "入组人数为“未知”的占位数字。"))
    if count == 0 and record.status != "WITHDRAWN":
        yield Remark("Q07", "notice", path, Text("Nobody enrolled is stated.", "入组人数填为 0。"))


def unwatched_cell_therapy(record: Record, at: date) -> Iterator[Remark]:
    """Q08: a randomised cell-therapy trial that states no data monitoring committee."""
    design = "protocolSection.designModule.designInfo.allocation"
    randomised = text(record.raw, design) == "RANDOMIZED"
    cells = any(_CELLS.search(text(row, "name")) for row in record.interventions)
    if randomised and cells and value(record.raw, "protocolSection.oversightModule.oversightHasDmc") is False:
        says = Text(
            "A randomised cell-therapy trial without a data monitoring committee.",
            "随机对照的细胞治疗试验，未设数据监查委员会。",
        )
        yield Remark("Q08", "notice", "protocolSection.oversightModule.oversightHasDmc", says)


def no_outcome(record: Record, at: date) -> Iterator[Remark]:
    """Q09: an interventional study without a primary outcome."""
    if record.study_type == "INTERVENTIONAL" and not rows(record.raw, _O + "primaryOutcomes"):
        says = Text("No primary outcome is registered.", "未注册主要结局指标。")
        yield Remark("Q09", "warning", _O + "primaryOutcomes", says)


def results_due(record: Record, at: date) -> Iterator[Remark]:
    """Q10: completed for more than a year, and no results are posted.

    Source: 42 CFR 11.44(a), results within one year of primary completion for applicable trials; here a remark for every trial."""
    end = day(record.raw, _S + "primaryCompletionDateStruct.date")
    if record.status != "COMPLETED" or record.study_type != "INTERVENTIONAL" or record.has_results or end is None:
        return
    if completed_months(end.latest, at) >= 12:
        says = Text("Completed {day}, no results are posted here.", "{day}已完成，此处未公布结果。").format(
            day=day_words(end)
        )
        yield Remark("Q10", "notice", "resultsSection", says)


CHECKS: Final[tuple[Check, ...]] = (
    safety_promised_not_measured,
    frame_longer_than_study,
    stale,
    dates_in_order,
    unreadable_dates,
    implausible_limits,
    enrolment,
    unwatched_cell_therapy,
    no_outcome,
    results_due,
)
