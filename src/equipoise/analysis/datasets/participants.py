"""One row a person who was screened: allocation, treatment, sets, strata, baseline, how it ended (as ADSL of CDISC ADaM)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from equipoise.analysis.datasets.dataset import ARM, FACTS_FIELD, PARTICIPANT, Dataset, Field, Value, make
from equipoise.analysis.judge_treatment import received, says_completed, why_ended
from equipoise.analysis.read_levels import level_of
from equipoise.analysis.read_participant import DEATH, END_OF_TREATMENT, LOST, Participant
from equipoise.analysis.select_set import arm_received
from equipoise.analysis.tables.context import Context
from equipoise.analysis.tabulate_baseline import at_start, kinds_of, unit_of
from equipoise.facts.participant import IneligibilityFound, ParticipantRegistered, ScreeningFailed
from equipoise.facts.randomisation import RandomisedInError, SamePersonFound
from equipoise.protocol.model import Study
from equipoise.values.text import Text

TITLE = Text("Participants", "受试者")
ONE = Text("A person who was screened", "每位筛选者一行")
_SET = Text("Belongs to the analysis set: {name}", "属于分析集：{name}")
_WHY = Text("Why not in the analysis set {name}: code of the first reason", "不属于分析集 {name} 的首要原因代码")
_STRATUM = Text("{name}: level at randomisation as it truly was", "{name}：随机时的真实水平")
_USED = Text("{name}: level that the allocation used", "{name}：随机分配所用水平")
_BASE = Text("{name}: newest value up to the day of randomisation", "{name}：截至随机化当日的最新值")
HIDDEN = ("arm", "arm_received", "received", "end_reason")
"""Columns that tell the arm, or may tell it."""


def participants(context: Context) -> Dataset:
    """The participant-level dataset. While masked, what tells an arm is left out; everybody's sets and baseline stay."""
    fields = (*_FIXED, *_declared(context))
    hidden = (*HIDDEN, *_telling_sets(context)) if context.masked else ()
    people = [one for one in context.people if one.randomised or one.facts.first(ParticipantRegistered)]
    return make("participants", TITLE, ONE, fields, (_record(context, one) for one in people), hidden)


def _telling_sets(context: Context) -> Iterator[str]:
    for chosen in context.sets.values():
        if chosen.withheld:
            yield from (f"set_{chosen.key}", f"set_{chosen.key}_why")


_FIXED = (
    PARTICIPANT,
    Field("site", "text", Text("Site", "研究中心")),
    Field("registered_on", "date", Text("Day of registration", "登记日期")),
    Field("screening_failed_on", "date", Text("Day of the screening failure", "筛选失败日期")),
    Field("randomised_on", "date", Text("Day of randomisation", "随机化日期")),
    ARM,
    Field("arm_received", "text", Text("Arm whose treatment was received; empty: none", "实际接受治疗的组别；空为未接受")),
    Field("received", "boolean", Text("Received the intervention of the arm", "接受本组干预")),
    Field("in_error", "boolean", Text("Randomised in error", "误随机")),
    Field("found_ineligible", "boolean", Text("Found ineligible after randomisation", "随机后发现不合格")),
    Field("same_person_as", "text", Text("Earlier number of the same person", "同一人的较早编号")),
    Field("end_of_treatment_on", "date", Text("Day on which treatment ended", "治疗结束日期")),
    Field("completed", "boolean", Text("Treatment was completed as planned", "按计划完成治疗")),
    Field("end_reason", "text", Text("Why treatment ended early, in English", "提前终止治疗的原因（英文）")),
    Field("lost_on", "date", Text("Day of loss to follow-up", "失访日期")),
    Field("died_on", "date", Text("Day of death, the earliest possible where it is not known", "死亡日期（不详时取最早可能日）")),
    Field("last_contact_on", "date", Text("Newest day known alive", "末次确认存活日期")),
    FACTS_FIELD,
)  # fmt: skip


def _declared(context: Context) -> Iterator[Field]:
    study = context.study
    for key, chosen in context.sets.items():
        yield Field(f"set_{key}", "boolean", _SET.format(name=chosen.name))
        yield Field(f"set_{key}_why", "text", _WHY.format(name=chosen.name))
    for factor, declared in study.randomisation.factors.items():
        yield Field(f"stratum_{factor}", "text", _STRATUM.format(name=declared.name))
        yield Field(f"stratum_used_{factor}", "text", _USED.format(name=declared.name))
    for name, kind in kinds_of(study).items():
        what = "number" if kind == "number" else "text"
        says = _BASE.format(name=study.variables[name].name)
        yield Field(column_of(name), "number" if what == "number" else "text", says, _unit(study, name, kind))


def _unit(study: Study, name: str, kind: str) -> str:
    return unit_of(study, name) if kind == "number" else ""


def column_of(variable: str) -> str:
    """The column of a variable of the study file."""
    return f"base_{variable.replace('.', '_')}"


def _record(context: Context, one: Participant) -> dict[str, Value]:
    study = context.study
    came, failed = one.facts.first(ParticipantRegistered), one.facts.first(ScreeningFailed)
    ended, died, lost = one.first(END_OF_TREATMENT), one.first(DEATH), one.first(LOST)
    same, mistaken = one.facts.last(SamePersonFound), one.facts.first(RandomisedInError)
    reason = why_ended(study, one) if one.arm is not None else None
    contact = one.contacts[-1] if one.contacts else None
    seqs = [found.seq for found in (came, failed, one.randomised, ended, died, lost, same, mistaken, contact) if found]
    record: dict[str, Value] = {
        "participant": one.number,
        "site": came.body.site if came is not None else None,
        "registered_on": came.day(study.time_zone) if came is not None else None,
        "screening_failed_on": failed.day(study.time_zone) if failed is not None else None,
        "randomised_on": one.randomised.day if one.randomised is not None else None,
        "arm": one.arm,
        "arm_received": arm_received(study, one),
        "received": received(study, one) if one.arm is not None else None,
        "in_error": mistaken is not None,
        "found_ineligible": bool(one.facts.of(IneligibilityFound)),
        "same_person_as": same.body.other if same is not None else None,
        "end_of_treatment_on": ended.day if ended is not None else None,
        "completed": says_completed(study, one) and reason is None,
        "end_reason": reason.en if reason is not None else None,
        "lost_on": lost.day if lost is not None else None,
        "died_on": died.day if died is not None else None,
        "last_contact_on": contact.day if contact is not None else None,
        "facts": tuple(sorted(set(seqs))),
    }
    for key, chosen in context.sets.items():
        reasons = chosen.exclusions.get(one.number)
        record[f"set_{key}"] = one.number in chosen.arm_of
        record[f"set_{key}_why"] = reasons[0].code if reasons else None
    return record | _strata(study, one) | _baseline(context, one)


def _strata(study: Study, one: Participant) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for factor in study.randomisation.factors:
        found[f"stratum_{factor}"] = level_of(one, factor)[0] or None
        found[f"stratum_used_{factor}"] = level_of(one, factor, corrected=False)[0] or None
    return found


def _baseline(context: Context, one: Participant) -> dict[str, Value]:
    if one.randomised is None:
        return {}
    known = at_start(context.study, one, context.trial)
    return {
        column_of(name): float(found.value) if isinstance(found.value, Fraction) else found.value
        for name, found in known.items()
    }
