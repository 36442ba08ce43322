"""Trials side by side: one row a question, one cell a trial, and whether the trials differ in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from equipoise.registry.record import Record, day, rows, text, value
from equipoise.registry.search.holds import recruits
from equipoise.registry.show.codes import (
    ALLOCATIONS,
    FUNDERS,
    MODELS,
    PURPOSES,
    STUDY_TYPES,
    code_words,
)
from equipoise.registry.show.plain import enrolment_words
from equipoise.registry.words import INTERVENTION_KINDS, MASKINGS, SEXES, STATUSES, phases, word
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

MOST: Final = 4
_LINES_SHOWN: Final = 8
_S: Final = "protocolSection."
_NONE: Final = same("–")
Cell = tuple[Text, ...]
"""The lines of a cell."""


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """A question with each trial's answer."""

    title: Text
    cells: tuple[Cell, ...]
    english: bool
    """The answers are the record's own English words."""

    @property
    def differs(self) -> bool:
        """Whether the trials answer differently."""
        return len(set(self.cells)) > 1

    @property
    def shown(self) -> tuple[Cell, ...]:
        """The cells as a page shows them: the first lines of a long one, and how many more there are."""
        return tuple(_first(cell) for cell in self.cells)


def compared(records: Sequence[Record]) -> tuple[ComparedRow, ...]:
    """The rows for some records, in the order of a reader's questions."""
    return tuple(
        ComparedRow(title, tuple(_lines(ask(one)) for one in records), english) for title, ask, english in _ROWS
    )


def _first(cell: Cell) -> Cell:
    left = len(cell) - _LINES_SHOWN
    return cell if left <= 0 else (*cell[:_LINES_SHOWN], Text(f"and {left} more", f"另有 {left} 项"))


def _lines(found: Cell) -> Cell:
    kept = tuple(one for one in found if one.en)
    return kept or (_NONE,)


def _status(record: Record) -> Cell:
    verified = record.verified
    if verified is None:
        return (code_words(STATUSES, record.status),) if record.status else ()
    return (
        code_words(STATUSES, record.status),
        Text("verified {day}", "核实于{day}").format(day=day_words(verified)),
    )


def ages_words(record: Record) -> Text:
    """The ages as the record states them; an absent bound is open."""
    least = text(record.raw, _S + "eligibilityModule.minimumAge")
    most = text(record.raw, _S + "eligibilityModule.maximumAge")
    low, high = age_words(least), age_words(most)
    unread = [one for one, said in ((least, low), (most, high)) if one and one.upper() != "N/A" and said is None]
    if unread:
        return Text("as the record says: {words}", "记录原文：{words}").format(words=" – ".join(unread))
    if low and high:
        return Text("{low} to {high}", "{low}至 {high}").format(low=low, high=high)
    if low:
        return Text("{low} and older", "{low}及以上").format(low=low)
    if high:
        return Text("up to {high}", "{high}及以下").format(high=high)
    stated = value(record.raw, _S + "eligibilityModule")
    return Text("any age", "不限") if stated else Text("not stated", "未注明")


def age_words(words: str) -> Text | None:
    """`18 Years` as people say it."""
    number, _, unit = words.partition(" ")
    units = {"year": "岁", "month": "个月", "week": "周", "day": "天", "hour": "小时", "minute": "分钟"}
    name = unit.rstrip("s").lower()
    return Text(f"{number} {unit.lower()}", f"{number} {units[name]}") if number.isdigit() and name in units else None


def _date(path: str) -> Callable[[Record], Cell]:
    def ask(record: Record) -> Cell:
        found = day(record.raw, _S + path)
        return () if found is None else (day_words(found),)

    return ask


def _coded(path: str, names: dict[str, Text] | object) -> Callable[[Record], Cell]:
    def ask(record: Record) -> Cell:
        code = text(record.raw, _S + path)
        return (code_words(names, code),) if code else ()  # type: ignore[arg-type]  # one of the tables of codes

    return ask


def _listed(path: str, field: str = "") -> Callable[[Record], Cell]:
    def ask(record: Record) -> Cell:
        found = value(record.raw, _S + path)
        if not isinstance(found, list):
            return ()
        said = [text(one, field) if field else one for one in found]
        return tuple(same(one[:300]) for one in said if isinstance(one, str))

    return ask


def _interventions(record: Record) -> Cell:
    return tuple(
        Text("{kind}: {name}", "{kind}：{name}").format(
            kind=word(INTERVENTION_KINDS, text(one, "type")), name=same(text(one, "name")[:200])
        )
        for one in record.interventions
    )


def _healthy(record: Record) -> Cell:
    found = value(record.raw, _S + "eligibilityModule.healthyVolunteers")
    return (Text("Yes", "接受") if found else Text("No", "不接受"),) if isinstance(found, bool) else ()


def _sites(record: Record) -> Cell:
    sites = record.sites
    if not sites:
        return (Text("none listed", "未列出"),)
    recruiting = sum(recruits(record.status, site.status) for site in sites)
    countries = len({site.country for site in sites})
    return (
        Text(
            f"{len(sites)} {'site' if len(sites) == 1 else 'sites'} in {countries} {'country' if countries == 1 else 'countries'}",
            f"{len(sites)} 个中心，分布于 {countries} 个国家或地区",
        ),
        Text(f"{recruiting} recruiting", f"{recruiting} 个招募中"),
    )


def _results(record: Record) -> Cell:
    return (Text("posted", "已公布") if record.has_results else Text("none posted", "未公布"),)


def _arms(record: Record) -> Cell:
    return tuple(same(text(one, "label")[:200]) for one in rows(record.raw, _S + "armsInterventionsModule.armGroups"))


_ROWS: Final[tuple[tuple[Text, Callable[[Record], Cell], bool], ...]] = (
    (Text("Status", "状态"), _status, False),
    (Text("Study type", "研究类型"), _coded("designModule.studyType", STUDY_TYPES), False),
    (Text("Phase", "分期"), lambda record: (phases(record.phases),), False),
    (Text("Conditions", "疾病"), _listed("conditionsModule.conditions"), True),
    (Text("Treatments", "治疗"), _interventions, True),
    (Text("Groups", "组别"), _arms, True),
    (Text("Allocation", "分配"), _coded("designModule.designInfo.allocation", ALLOCATIONS), False),
    (Text("Design", "设计"), _coded("designModule.designInfo.interventionModel", MODELS), False),
    (Text("Masking", "盲法"), _coded("designModule.designInfo.maskingInfo.masking", MASKINGS), False),
    (Text("Purpose", "目的"), _coded("designModule.designInfo.primaryPurpose", PURPOSES), False),
    (Text("Participants", "人数"), lambda record: (enrolment_words(record),), False),
    (Text("Ages", "年龄"), lambda record: (ages_words(record),), False),
    (Text("Sex", "性别"), _coded("eligibilityModule.sex", SEXES), False),
    (Text("Healthy volunteers", "健康志愿者"), _healthy, False),
    (Text("Primary outcomes", "主要结局"), _listed("outcomesModule.primaryOutcomes", "measure"), True),
    (Text("Sites", "研究中心"), _sites, False),
    (Text("Start", "开始"), _date("statusModule.startDateStruct.date"), False),
    (Text("Primary completion", "主要完成"), _date("statusModule.primaryCompletionDateStruct.date"), False),
    (Text("Completion", "完成"), _date("statusModule.completionDateStruct.date"), False),
    (Text("Sponsor", "申办者"), lambda record: (same(record.lead_sponsor),), True),
    (Text("Funder", "资助方"), _coded("sponsorCollaboratorsModule.leadSponsor.class", FUNDERS), False),
    (Text("Results", "结果"), _results, False),
)
