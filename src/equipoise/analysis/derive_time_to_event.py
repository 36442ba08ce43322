"""Time to an event as the study file declares it: origin, events, censor sources, horizon.

One row a participant, each with the fact behind it and the reason in words (the structure of CDISC ADaM's ADTTE; every
situation of a participant without an event is a row of docs/reference/results.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from equipoise.analysis.conventions import SAYS as CONVENTION_SAYS
from equipoise.analysis.conventions import Stop, censored_by
from equipoise.analysis.date_progression import Timed, time_scans
from equipoise.analysis.find_events import FoundEvent, find_events
from equipoise.analysis.find_origin import RESPONSE, find_origin, say_origin
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.remark_time_to_event import remark_events, remark_unread_scans
from equipoise.analysis.select_set import SelectedSet
from equipoise.analysis.time_to_event import (
    CONTACT,
    HORIZON,
    ORIGIN,
    SOURCES,
    TUMOUR_ASSESSMENT,
    TimeToEventRow,
    TimeToEventTable,
)
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.values.dates import add_months, days_between
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

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
        origin = find_origin(study, endpoint, one)
        if origin is None:
            without.append(one.number)
            continue
        last = until or _newest_day(one, origin.day)
        case = _Case(study, endpoint, one, arm, origin, time_scans(study, endpoint, one, origin.day, last))
        rows.append(_row(case))
        remarks.extend(remark_events(study, endpoint, one, origin.day))
    remarks.extend(remark_unread_scans(study, endpoint, people, chosen))
    origins = study.events.get(endpoint.origin)
    return TimeToEventTable(
        key,
        tuple(rows),
        tuple(without),
        tuple(dict.fromkeys(remarks)),
        endpoint.origin != RESPONSE,
        origins is not None and origins.fact == "randomised",
    )


def _newest_day(one: Participant, origin: date) -> date:
    """The last day of which anything is known: as far as the schedule has to be worked out where no cut is given."""
    days = [seen.day for found in one.events.values() for seen in found]
    return max([origin, *days, *(seen.day for seen in (*one.assessments, *one.contacts))])


def _row(case: _Case) -> TimeToEventRow:
    study, endpoint, one, origin = case.study, case.endpoint, case.one, case.origin
    end = add_months(origin.day, endpoint.horizon_months) if endpoint.horizon_months is not None else date.max
    happened = min(find_events(study, endpoint, one, case.scans, origin.day), default=None)
    ended = _ended(endpoint, one, origin.day)
    if ended is not None and ended[1].day <= end and (happened is None or ended[1].day < happened.day):
        name, day = ended
        words = ENDED_SAYS.format(event=study.events[name].name, day=day_words(day.day))
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
    words = CENSORED_SAYS.format(source=_say_source(study, source), day=day_words(seen.day))
    return case.row(seen.day, False, source, seen.seq, words)


def _ended(endpoint: TimeToEvent, one: Participant, start: date) -> tuple[str, Occurred] | None:
    """The first event from the origin on that ends the time at risk."""
    found = [(name, day) for name in endpoint.ends for day in one.events.get(name, ()) if day.day >= start]
    return min(found, key=lambda pair: pair[1].day, default=None)


def _stop(case: _Case, happened: FoundEvent | None) -> Stop | None:
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
    words = STOPPED_SAYS.format(why=why, day=day_words(seen.day))
    return case.row(seen.day, False, TUMOUR_ASSESSMENT, seen.seq, words)


def _event_row(case: _Case, happened: FoundEvent) -> TimeToEventRow:
    name = case.study.events[happened.name].name
    note = PARTIAL_NOTE.format(words=happened.words) if happened.words else same("")
    words = EVENT_SAYS.format(event=name, day=day_words(happened.day), note=note)
    between = None
    if happened.between is not None:
        left, right = happened.between
        between = (days_between(case.origin.day, left) + 1, days_between(case.origin.day, right) + 1)
        if case.endpoint.dating == "midpoint":
            words = MIDPOINT_SAYS.format(
                event=name, left=day_words(left), right=day_words(right), day=day_words(happened.day)
            )
    elif happened.facts and case.endpoint.dating == "scheduled":
        words = SCHEDULED_SAYS.format(event=name, day=day_words(happened.day))
    row = case.row(happened.day, True, happened.name, happened.seq, words, happened.facts)
    return replace(row, partial=bool(happened.words), between=between)


def _horizon_row(
    case: _Case, end: date, later: FoundEvent | None, newest: tuple[str, Occurred] | None
) -> TimeToEventRow:
    months = case.endpoint.horizon_months
    if later is not None:
        event = case.study.events[later.name].name
        words = LATER_SAYS.format(event=event, at=day_words(later.day), months=months, day=day_words(end))
        return case.row(end, False, HORIZON, later.seq, words)
    words = HORIZON_SAYS.format(months=months, day=day_words(end))
    return case.row(end, False, HORIZON, newest[1].seq if newest is not None else case.origin.seq, words)


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
