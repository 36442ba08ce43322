"""Time to an event as the study file declares it: origin, events, censor sources, horizon.

One row a participant, each with the fact behind it and the reason in words (the structure of CDISC ADaM's ADTTE; every
situation of a participant without an event is a row of docs/reference/results.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.conventions import SAYS as CONVENTION_SAYS
from equipoise.analysis.conventions import Stop, censored_by
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.say_day import say_day
from equipoise.analysis.select_set import SelectedSet
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.values.dates import PartialDate, add_months, days_between
from equipoise.values.text import Text, same

TUMOUR_ASSESSMENT, CONTACT = "tumour_assessment", "contact"
ORIGIN, HORIZON = "origin", "horizon"

EVENT_SAYS = Text("{event} on {day}{note}.", "{event}，日期：{day}{note}。")
CENSORED_SAYS = Text("No event; {source} on {day}.", "未发生事件；{source}：{day}。")
NOTHING_SAYS = Text(
    "No event and nothing known after {origin}: censored on its day.",
    "未发生事件，且{origin}之后无任何信息：于当日删失。",
)
STOPPED_SAYS = Text(
    "Not counted: {why}; last evaluable tumour assessment on {day}.", "不计事件：{why}；末次可评价的肿瘤评估：{day}。"
)
STOPPED_AT_ORIGIN_SAYS = Text(
    "Not counted: {why}; no evaluable tumour assessment before: censored on the day of {origin}.",
    "不计事件：{why}；此前无可评价的肿瘤评估，于{origin}当日删失。",
)
HORIZON_SAYS = Text(
    "No event until the horizon of {months} months, {day}.", "至{months}个月的观察期限（{day}）未发生事件。"
)
LATER_SAYS = Text(
    "{event} on {at}, after the horizon of {months} months: censored on {day}.",
    "{event}发生于{at}，晚于{months}个月的观察期限：于{day}删失。",
)
PARTIAL_NOTE = Text(" (date known as {words}: the earliest possible day)", "（日期仅知为 {words}：取最早可能日）")
SOURCES = {
    TUMOUR_ASSESSMENT: Text("last evaluable tumour assessment", "末次可评价的肿瘤评估"),
    CONTACT: Text("last known alive", "末次确认存活"),
}


@dataclass(frozen=True, slots=True)
class TimeToEventRow:
    """One participant. `day` counts the origin as day 1, as ADaM does; `event` is false where the time is censored.

    `source` is the event, `tumour_assessment`, `contact`, `horizon` or `origin`; `seq` the fact that says so; `partial` that
    the date is the earliest possible one.
    """

    participant: str
    arm: str
    day: int
    event: bool
    source: str
    seq: int
    says: Text
    origin: date
    on: date
    partial: bool = False


@dataclass(frozen=True, slots=True)
class TimeToEventTable:
    """All rows of an endpoint in order of participant, members of the set without its origin, and what a reader must know."""

    endpoint: str
    rows: tuple[TimeToEventRow, ...]
    without_origin: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """An event that counts: its day, the place of its name in the endpoint's list, and what it rests on."""

    day: date
    place: int
    seq: int
    name: str
    words: str


def derive_time_to_event(
    study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet
) -> TimeToEventTable:
    """The rows of an endpoint. The data cut is the one at which the participants were read.

    The earliest event at or after the origin counts; otherwise the newest day among the censor sources; with neither, the
    origin itself, day 1. What lies after the horizon is censored at the horizon. KeyError for an endpoint that the study lacks.
    """
    endpoint = study.analysis.endpoints[key]
    rows: list[TimeToEventRow] = []
    without: list[str] = []
    remarks: list[Text] = []
    for one in people:
        arm = chosen.arm_of.get(one.number)
        if arm is None:
            continue
        origin = _origin(study, endpoint, one)
        if origin is None:
            without.append(one.number)
            continue
        rows.append(_row(study, endpoint, one, arm, origin))
        remarks.extend(_remarks(study, endpoint, one, origin.day))
    return TimeToEventTable(key, tuple(rows), tuple(without), tuple(dict.fromkeys(remarks)))


def _origin(study: Study, endpoint: TimeToEvent, one: Participant) -> Occurred | None:
    found = one.events.get(endpoint.origin, ())
    if not found:
        return None
    return found[-1] if study.events[endpoint.origin].which == "last" else found[0]


def _row(study: Study, endpoint: TimeToEvent, one: Participant, arm: str, origin: Occurred) -> TimeToEventRow:
    end = add_months(origin.day, endpoint.horizon_months) if endpoint.horizon_months is not None else date.max
    happened = min(_events(study, endpoint, one, origin.day), default=None)
    stop = _stop(endpoint, one, origin.day, happened)
    if stop is not None and (stop.last is None or stop.last.day <= end):
        return _stopped_row(study, endpoint, one, arm, origin, stop)
    if happened is not None and happened.day <= end:
        return _event_row(study, one, arm, origin, happened)
    newest = _newest(study, endpoint, one, origin.day)
    if happened is not None or (newest is not None and newest[1].day > end):
        return _horizon_row(study, endpoint, one, arm, origin, end, happened, newest)
    if newest is None:
        words = NOTHING_SAYS.format(origin=study.events[endpoint.origin].name)
        return TimeToEventRow(one.number, arm, 1, False, ORIGIN, origin.seq, words, origin.day, origin.day)
    source, seen = newest
    words = CENSORED_SAYS.format(source=_say_source(study, source), day=say_day(seen.day))
    day = days_between(origin.day, seen.day) + 1
    return TimeToEventRow(one.number, arm, day, False, source, seen.seq, words, origin.day, seen.day)


def _stop(endpoint: TimeToEvent, one: Participant, start: date, happened: _Found | None) -> Stop | None:
    """The convention of the endpoint that censors this participant, if one does."""
    conventions = endpoint.conventions
    if conventions is None:
        return None
    begun = one.events.get(conventions.new_therapy, ()) if conventions.new_therapy is not None else ()
    therapy = min((occurred.day for occurred in begun if occurred.day >= start), default=None)
    day = happened.day if happened is not None else None
    return censored_by(conventions, start, day, one.assessments, has_baseline=one.has_baseline, therapy=therapy)


def _stopped_row(
    study: Study, endpoint: TimeToEvent, one: Participant, arm: str, origin: Occurred, stop: Stop
) -> TimeToEventRow:
    why = CONVENTION_SAYS[stop.why]
    if stop.last is None:
        words = STOPPED_AT_ORIGIN_SAYS.format(why=why, origin=study.events[endpoint.origin].name)
        return TimeToEventRow(one.number, arm, 1, False, ORIGIN, origin.seq, words, origin.day, origin.day)
    seen = stop.last
    words = STOPPED_SAYS.format(why=why, day=say_day(seen.day))
    day = days_between(origin.day, seen.day) + 1
    return TimeToEventRow(one.number, arm, day, False, TUMOUR_ASSESSMENT, seen.seq, words, origin.day, seen.day)


def _event_row(study: Study, one: Participant, arm: str, origin: Occurred, happened: _Found) -> TimeToEventRow:
    note = PARTIAL_NOTE.format(words=happened.words) if happened.words else same("")
    words = EVENT_SAYS.format(event=study.events[happened.name].name, day=say_day(happened.day), note=note)
    day = days_between(origin.day, happened.day) + 1
    return TimeToEventRow(
        one.number,
        arm,
        day,
        True,
        happened.name,
        happened.seq,
        words,
        origin.day,
        happened.day,
        partial=bool(happened.words),
    )


def _horizon_row(
    study: Study,
    endpoint: TimeToEvent,
    one: Participant,
    arm: str,
    origin: Occurred,
    end: date,
    later: _Found | None,
    newest: tuple[str, Occurred] | None,
) -> TimeToEventRow:
    months = endpoint.horizon_months
    if later is not None:
        event = study.events[later.name].name
        words = LATER_SAYS.format(event=event, at=say_day(later.day), months=months, day=say_day(end))
        seq = later.seq
    else:
        words = HORIZON_SAYS.format(months=months, day=say_day(end))
        seq = newest[1].seq if newest is not None else origin.seq
    day = days_between(origin.day, end) + 1
    return TimeToEventRow(one.number, arm, day, False, HORIZON, seq, words, origin.day, end)


def _events(study: Study, endpoint: TimeToEvent, one: Participant, start: date) -> Iterator[_Found]:
    """For each event of the endpoint the occurrence that counts: the first from the origin on, or the last if so declared."""
    for place, name in enumerate(endpoint.events):
        found = list(_from_origin(study, one, name, place, start))
        if found:
            yield max(found) if study.events[name].which == "last" else min(found)


def _from_origin(study: Study, one: Participant, name: str, place: int, start: date) -> Iterator[_Found]:
    for occurred in one.events.get(name, ()):
        partial = _partial(study, one, name, occurred.seq)
        if occurred.day >= start:
            yield _Found(occurred.day, place, occurred.seq, name, str(partial) if partial else "")
        elif partial is not None and partial.latest >= start:
            yield _Found(start, place, occurred.seq, name, str(partial))


def _partial(study: Study, one: Participant, name: str, seq: int) -> PartialDate | None:
    """The date of an event's form where only its month or year is known."""
    event = study.events[name]
    if event.form is None:
        return None
    item = event.date or study.forms.forms[event.form].date
    for form in one.facts.forms(event.form):
        words = form.items.get(item) if form.seq == seq and item else None
        if isinstance(words, str) and "T" not in words:
            known = PartialDate.parse(words)
            return known if known.exact is None else None
    return None


def _newest(study: Study, endpoint: TimeToEvent, one: Participant, start: date) -> tuple[str, Occurred] | None:
    """The newest day among the censor sources after the origin; of equals the source declared first."""
    found: list[tuple[str, Occurred]] = []
    for source in endpoint.censor:
        days = [seen for seen in _source(one, source) if seen.day > start]
        if days:
            found.append((source, max(days)))
    return max(found, key=lambda pair: pair[1].day, default=None)


def _source(one: Participant, source: str) -> Iterable[Occurred]:
    if source == TUMOUR_ASSESSMENT:
        return one.assessments
    return one.contacts if source == CONTACT else one.events.get(source, ())


def _say_source(study: Study, source: str) -> Text:
    return SOURCES[source] if source in SOURCES else study.events[source].name


def _remarks(study: Study, endpoint: TimeToEvent, one: Participant, start: date) -> Iterator[Text]:
    """Events that cannot count: dated before the origin, or on a form without a usable date."""
    number = same(one.number)
    for name in endpoint.events:
        event = study.events[name]
        for occurred in one.events.get(name, ()):
            partial = _partial(study, one, name, occurred.seq)
            if occurred.day < start and (partial is None or partial.latest < start):
                yield BEFORE_REMARK.format(
                    number=number,
                    event=event.name,
                    day=say_day(occurred.day),
                    origin=study.events[endpoint.origin].name,
                )
        item = event.date or (study.forms.forms[event.form].date if event.form else None)
        for form in one.facts.forms(event.form) if event.form and event.when is None else ():
            if not isinstance(form.items.get(item or ""), str):
                yield UNDATED_REMARK.format(number=number, event=event.name)


BEFORE_REMARK = Text(
    "{number}: {event} on {day}, before {origin}: not counted.", "{number}：{event}（{day}）早于{origin}，未计入。"
)
UNDATED_REMARK = Text(
    "{number}: {event} is entered without a date: not counted.", "{number}：{event}已录入但无日期，未计入。"
)
