"""Time to an event as the study file declares it: origin, events, censor sources, horizon.

One row a participant, each with the fact behind it and the reason in words (the structure of CDISC ADaM's ADTTE; every
situation of a participant without an event is a row of docs/reference/results.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from equipoise.analysis.conventions import SAYS as CONVENTION_SAYS
from equipoise.analysis.conventions import Stop, censored_by
from equipoise.analysis.date_progression import Timed, scans_of, time_scans
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.say_day import say_day
from equipoise.analysis.select_set import SelectedSet
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.rules.response import BestRules, duration_of_response
from equipoise.values.dates import PartialDate, add_months, days_between
from equipoise.values.text import Text, same

TUMOUR_ASSESSMENT, CONTACT = "tumour_assessment", "contact"
ORIGIN, HORIZON = "origin", "horizon"
RESPONSE = "response"
"""The origin of a duration of response: the first complete or partial response that counts."""
FIRST_RESPONSE = Text("First response", "首次缓解")

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
    "No event until the horizon of {months} months, {day}.", "至 {months} 个月的观察期限（{day}）未发生事件。"
)
LATER_SAYS = Text(
    "{event} on {at}, after the horizon of {months} months: censored on {day}.",
    "{event}发生于{at}，晚于 {months} 个月的观察期限：于{day}删失。",
)
ENDED_SAYS = Text(
    "No event until {event} on {day}, which ends the time at risk.", "至{event}（{day}）未发生事件，风险期就此结束。"
)
MIDPOINT_SAYS = Text(
    "{event} between {left} and {right}: the middle, {day}.", "{event}发生于{left}至{right}之间：取中点{day}。"
)
SCHEDULED_SAYS = Text("{event}: the scheduled day of the scan, {day}.", "{event}：取该次影像的计划日{day}。")
PARTIAL_NOTE = Text(" (date known as {words}: the earliest possible day)", "（日期仅知为 {words}：取最早可能日）")
SOURCES = {
    TUMOUR_ASSESSMENT: Text("last evaluable tumour assessment", "末次可评价的肿瘤评估"),
    CONTACT: Text("last known alive", "末次确认存活"),
}


@dataclass(frozen=True, slots=True)
class TimeToEventRow:
    """One participant. `day` counts the origin as day 1, as ADaM does; `event` is false where the time is censored.

    `source` is the event, `tumour_assessment`, `contact`, `horizon` or `origin`; `seq` the fact that says so, `facts` every one
    that the row rests on, the origin first; `partial` that the date is the earliest possible one. `between` are the days
    (the origin is day 1) between which a progression truly lies: the last assessment without it, and the one that shows it.
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
    facts: tuple[int, ...] = ()
    between: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TimeToEventTable:
    """All rows of an endpoint in order of participant, members of the set without its origin, and what a reader must know.

    `expected` says that every member should have an origin; not everybody responds, so a duration of response expects none.
    `from_randomisation`: time counts from the randomisation, so that arms may be compared without immortal time.
    """

    endpoint: str
    rows: tuple[TimeToEventRow, ...]
    without_origin: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    expected: bool = True
    from_randomisation: bool = True


@dataclass(frozen=True, slots=True, order=True)
class _Found:
    """An event that counts: its day, the place of its name in the endpoint's list, and what it rests on."""

    day: date
    place: int
    seq: int
    name: str
    words: str
    facts: tuple[int, ...] = ()
    between: tuple[date, date] | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """One participant as an endpoint sees it: under which arm, from when on, and what the scans say."""

    study: Study
    endpoint: TimeToEvent
    one: Participant
    arm: str
    origin: Occurred
    scans: Timed

    def row(
        self, on: date, event: bool, source: str, seq: int, says: Text, facts: tuple[int, ...] = ()
    ) -> TimeToEventRow:
        """The row of this participant that ends on a day."""
        day = days_between(self.origin.day, on) + 1
        rests = tuple(dict.fromkeys((self.origin.seq, *(facts or (seq,)))))
        return TimeToEventRow(
            self.one.number, self.arm, day, event, source, seq, says, self.origin.day, on, facts=rests
        )


def derive_time_to_event(
    study: Study, key: str, people: Sequence[Participant], chosen: SelectedSet, until: date | None = None
) -> TimeToEventTable:
    """The rows of an endpoint. The data cut is the one at which the participants were read; the schedule is read up to `until`.

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
        last = until or _newest_day(one, origin.day)
        case = _Case(study, endpoint, one, arm, origin, time_scans(study, endpoint, one, origin.day, last))
        rows.append(_row(case))
        remarks.extend(_remarks(study, endpoint, one, origin.day))
    remarks.extend(_unread(study, endpoint, people, chosen))
    origins = study.events.get(endpoint.origin)
    return TimeToEventTable(
        key,
        tuple(rows),
        tuple(without),
        tuple(dict.fromkeys(remarks)),
        endpoint.origin != RESPONSE,
        origins is not None and origins.fact == "randomised",
    )


def say_origin(study: Study, endpoint: TimeToEvent) -> Text:
    """From what time counts, in words."""
    return FIRST_RESPONSE if endpoint.origin == RESPONSE else study.events[endpoint.origin].name


def _origin(study: Study, endpoint: TimeToEvent, one: Participant) -> Occurred | None:
    if endpoint.origin == RESPONSE:
        return first_response(study, endpoint, one)
    found = one.events.get(endpoint.origin, ())
    if not found:
        return None
    return found[-1] if study.events[endpoint.origin].which == "last" else found[0]


def first_response(study: Study, endpoint: TimeToEvent, one: Participant) -> Occurred | None:
    """The first complete or partial response that counts, by the reading of the endpoint; confirmed where the study asks it."""
    scans = scans_of(study, endpoint, one)
    if scans is None or study.response is None or one.randomised is None:
        return None
    found = duration_of_response(scans.responses, one.randomised.day, BestRules.of(study.response))
    if found is None:
        return None
    return Occurred(found.start, next(point.seq for point in scans.points if point.day == found.start))


def _newest_day(one: Participant, origin: date) -> date:
    """The last day of which anything is known: as far as the schedule has to be worked out where no cut is given."""
    days = [seen.day for found in one.events.values() for seen in found]
    return max([origin, *days, *(seen.day for seen in (*one.assessments, *one.contacts))])


def _row(case: _Case) -> TimeToEventRow:
    study, endpoint, one, origin = case.study, case.endpoint, case.one, case.origin
    end = add_months(origin.day, endpoint.horizon_months) if endpoint.horizon_months is not None else date.max
    happened = min(_events(case), default=None)
    ended = _ended(endpoint, one, origin.day)
    if ended is not None and ended[1].day <= end and (happened is None or ended[1].day < happened.day):
        name, day = ended
        words = ENDED_SAYS.format(event=study.events[name].name, day=say_day(day.day))
        return case.row(day.day, False, name, day.seq, words)
    stop = _stop(case, happened)
    if stop is not None and (stop.last is None or stop.last.day <= end):
        return _stopped_row(case, stop)
    if happened is not None and happened.day <= end:
        return _event_row(case, happened)
    newest = _newest(case)
    if happened is not None or (newest is not None and newest[1].day > end):
        return _horizon_row(case, end, happened, newest)
    if newest is None:
        words = NOTHING_SAYS.format(origin=say_origin(study, endpoint))
        return case.row(origin.day, False, ORIGIN, origin.seq, words)
    source, seen = newest
    words = CENSORED_SAYS.format(source=_say_source(study, source), day=say_day(seen.day))
    return case.row(seen.day, False, source, seen.seq, words)


def _ended(endpoint: TimeToEvent, one: Participant, start: date) -> tuple[str, Occurred] | None:
    """The first event from the origin on that ends the time at risk."""
    found = [(name, day) for name in endpoint.ends for day in one.events.get(name, ()) if day.day >= start]
    return min(found, key=lambda pair: pair[1].day, default=None)


def _stop(case: _Case, happened: _Found | None) -> Stop | None:
    """The convention of the endpoint that censors this participant, if one does."""
    conventions, start = case.endpoint.conventions, case.origin.day
    if conventions is None:
        return None
    begun = case.one.events.get(conventions.new_therapy, ()) if conventions.new_therapy is not None else ()
    therapy = min((occurred.day for occurred in begun if occurred.day >= start), default=None)
    day = happened.day if happened is not None else None
    scans = case.scans
    return censored_by(conventions, start, day, scans.assessments, has_baseline=scans.has_baseline, therapy=therapy)


def _stopped_row(case: _Case, stop: Stop) -> TimeToEventRow:
    why, origin = CONVENTION_SAYS[stop.why], case.origin
    if stop.last is None:
        words = STOPPED_AT_ORIGIN_SAYS.format(why=why, origin=say_origin(case.study, case.endpoint))
        return case.row(origin.day, False, ORIGIN, origin.seq, words)
    seen = stop.last
    words = STOPPED_SAYS.format(why=why, day=say_day(seen.day))
    return case.row(seen.day, False, TUMOUR_ASSESSMENT, seen.seq, words)


def _event_row(case: _Case, happened: _Found) -> TimeToEventRow:
    name = case.study.events[happened.name].name
    note = PARTIAL_NOTE.format(words=happened.words) if happened.words else same("")
    words = EVENT_SAYS.format(event=name, day=say_day(happened.day), note=note)
    between = None
    if happened.between is not None:
        left, right = happened.between
        between = (days_between(case.origin.day, left) + 1, days_between(case.origin.day, right) + 1)
        if case.endpoint.dating == "midpoint":
            words = MIDPOINT_SAYS.format(
                event=name, left=say_day(left), right=say_day(right), day=say_day(happened.day)
            )
    elif happened.facts and case.endpoint.dating == "scheduled":
        words = SCHEDULED_SAYS.format(event=name, day=say_day(happened.day))
    row = case.row(happened.day, True, happened.name, happened.seq, words, happened.facts)
    return replace(row, partial=bool(happened.words), between=between)


def _horizon_row(case: _Case, end: date, later: _Found | None, newest: tuple[str, Occurred] | None) -> TimeToEventRow:
    months = case.endpoint.horizon_months
    if later is not None:
        event = case.study.events[later.name].name
        words = LATER_SAYS.format(event=event, at=say_day(later.day), months=months, day=say_day(end))
        return case.row(end, False, HORIZON, later.seq, words)
    words = HORIZON_SAYS.format(months=months, day=say_day(end))
    return case.row(end, False, HORIZON, newest[1].seq if newest is not None else case.origin.seq, words)


def _events(case: _Case) -> Iterator[_Found]:
    """For each event of the endpoint the occurrence that counts: the first from the origin on, or the last if so declared."""
    study, endpoint, start = case.study, case.endpoint, case.origin.day
    for place, name in enumerate(endpoint.events):
        if study.events[name].fact == "progression" and study.response is not None:
            seen = case.scans.progression
            if seen is not None and seen.day >= start:
                yield _Found(seen.day, place, seen.seq, name, "", seen.facts, seen.between)
            continue
        found = list(_from_origin(study, case.one, name, place, start))
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


def _newest(case: _Case) -> tuple[str, Occurred] | None:
    """The newest day among the censor sources after the origin; of equals the source declared first."""
    found: list[tuple[str, Occurred]] = []
    for source in case.endpoint.censor:
        days = [seen for seen in _source(case, source) if seen.day > case.origin.day]
        if days:
            found.append((source, max(days)))
    return max(found, key=lambda pair: pair[1].day, default=None)


def _source(case: _Case, source: str) -> Iterable[Occurred]:
    if source == TUMOUR_ASSESSMENT:
        return case.scans.assessments
    return case.one.contacts if source == CONTACT else case.one.events.get(source, ())


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
                    origin=say_origin(study, endpoint),
                )
        item = event.date or (study.forms.forms[event.form].date if event.form else None)
        for form in one.facts.forms(event.form) if event.form and event.when is None else ():
            if not isinstance(form.items.get(item or ""), str):
                yield UNDATED_REMARK.format(number=number, event=event.name)


def _unread(study: Study, endpoint: TimeToEvent, people: Sequence[Participant], chosen: SelectedSet) -> Iterator[Text]:
    """Members with scans after baseline that the endpoint's own reading has not read, or has not settled."""
    members = [one for one in people if one.number in chosen.arm_of]
    unread = 0
    for one in members:
        scans = scans_of(study, endpoint, one)
        unread += scans is not None and bool(one.assessments) and not scans.assessments
    if unread:
        yield UNREAD_REMARK.format(n=unread, all=len(members))


UNREAD_REMARK = Text(
    "Scans that this reading does not have yet: of {n} of {all} participants. Their progression cannot be seen.",
    "{all} 例受试者中 {n} 例的影像尚未完成该阅片，无法判断其进展。",
)
BEFORE_REMARK = Text(
    "{number}: {event} on {day}, before {origin}: not counted.", "{number}：{event}（{day}）早于{origin}，未计入。"
)
UNDATED_REMARK = Text(
    "{number}: {event} is entered without a date: not counted.", "{number}：{event}已录入但无日期，未计入。"
)
