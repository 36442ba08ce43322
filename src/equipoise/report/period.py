"""The numbers of the last year beside those since the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from equipoise.analysis.read_participant import DEATH, Participant
from equipoise.analysis.tables import Column, Context, Display
from equipoise.analysis.tables.adverse_events import harms
from equipoise.analysis.tables.count_rows import event_row
from equipoise.analysis.tables.display import Entry
from equipoise.facts import Body
from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, ParticipantRegistered
from equipoise.facts.study import StudyOpened
from equipoise.protocol.entry_words import entry_words
from equipoise.rules.safety import assess_event
from equipoise.values.text import Text

_IN_PERIOD = Text("In the period", "本期")
_SO_FAR = Text("Since the beginning", "累计")
_EVERYBODY = Text("Everybody who was screened", "全部筛选者")
_SUMMARY = Text("The period in numbers", "本期概况")
_LABELS = {
    "registered": Text("Participants registered", "登记受试者"),
    "randomised": Text("Participants randomised", "随机受试者"),
    "consents": Text("Consents signed", "签署知情同意书"),
    "withdrawn": Text("Consents withdrawn", "撤回知情同意"),
    "deaths": Text("Deaths", "死亡"),
    "serious": Text("Serious adverse events", "严重不良事件"),
    "related": Text("Serious and related", "严重且相关"),
    "unexpected": Text("Serious, related and unexpected", "严重、相关且非预期（SUSAR）"),
    "deviations": Text("Protocol deviations recorded", "记录的方案偏离"),
}


def begin(context: Context) -> date:
    """A year before the cut, or the day on which the study was opened."""
    until = context.until
    opened = context.trial.study.first(StudyOpened)
    try:
        year_ago = until.replace(year=until.year - 1) + timedelta(days=1)
    except ValueError:
        year_ago = until.replace(year=until.year - 1, day=28) + timedelta(days=1)
    return max(year_ago, opened.day(context.study.time_zone)) if opened is not None else year_ago


def period(context: Context) -> Display:
    """Each count of the period beside the one since the beginning."""
    first = begin(context)
    found = _counted(context)
    columns = (Column("period", _IN_PERIOD), Column("so_far", _SO_FAR))
    rows = tuple(
        event_row(
            key,
            entry_words(context.study, label),
            [
                Entry(entry.participant, column, entry.facts)
                for column in ("period", "so_far")
                for day, entry in found[key]
                if column == "so_far" or day >= first
            ],
            columns,
        )
        for key, label in _LABELS.items()
    )
    return Display("period", _SUMMARY, _EVERYBODY, columns, rows, (), Text("Count", "计数"))


_Dated = list[tuple[date, Entry]]


def _counted(context: Context) -> dict[str, _Dated]:
    """Everything that the summary counts, each with its day."""
    found: dict[str, _Dated] = {key: [] for key in _LABELS}
    for one in context.people:
        for key, entry in _of_participant(context, one):
            found[key].append(entry)
    zone = context.study.time_zone
    for harm in harms(context, context.population()):
        if not harm.event.serious:
            continue
        day = harm.event.onset or harm.event.form.entered.day(zone)
        assessed = assess_event(context.study, harm.event)
        related = ("related",) if assessed.related else ()
        unexpected = ("unexpected",) if "susar" in assessed.classes else ()
        for key in ("serious", *related, *unexpected):
            found[key].append((day, Entry(harm.participant, "", (harm.event.seq,))))
    return found


_FACTS: Mapping[str, type[Body]] = {
    "registered": ParticipantRegistered,
    "consents": ConsentSigned,
    "withdrawn": ConsentWithdrawn,
}


def _of_participant(context: Context, one: Participant) -> Iterator[tuple[str, tuple[date, Entry]]]:
    zone = context.study.time_zone
    for key, kind in _FACTS.items():
        for fact in one.facts.of(kind):
            yield key, (fact.day(zone), Entry(one.number, "", (fact.seq,)))
    for key, happened in (("randomised", one.randomised), ("deaths", one.first(DEATH))):
        if happened is not None:
            yield key, (happened.day, Entry(one.number, "", (happened.seq,)))
    deviations = context.study.analysis.listed.get("deviations")
    for form in one.facts.forms(deviations.form) if deviations is not None else ():
        yield "deviations", (form.entered.day(zone), Entry(one.number, "", (form.seq,)))
