"""What a reader of an endpoint must know besides its rows: what could not count, and what is not read yet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from equipoise.analysis.date_progression import scans_of
from equipoise.analysis.find_events import partial_date
from equipoise.analysis.find_origin import say_origin
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.select_set import SelectedSet
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, same

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


def remark_events(study: Study, endpoint: TimeToEvent, one: Participant, start: date) -> Iterator[Text]:
    """Events that cannot count: dated before the origin, or on a form without a usable date."""
    number = same(one.number)
    for name in endpoint.events:
        event = study.events[name]
        for occurred in one.events.get(name, ()):
            partial = partial_date(study, one, name, occurred.seq)
            if occurred.day < start and (partial is None or partial.latest < start):
                yield BEFORE_REMARK.format(
                    number=number,
                    event=event.name,
                    day=day_words(occurred.day),
                    origin=say_origin(study, endpoint),
                )
        item = event.date or (study.forms.forms[event.form].date if event.form else None)
        for form in one.facts.forms(event.form) if event.form and event.when is None else ():
            if not isinstance(form.items.get(item or ""), str):
                yield UNDATED_REMARK.format(number=number, event=event.name)


def remark_unread_scans(
    study: Study, endpoint: TimeToEvent, people: Sequence[Participant], chosen: SelectedSet
) -> Iterator[Text]:
    """Members with scans after baseline that the endpoint's own reading has not read, or has not settled."""
    members = [one for one in people if one.number in chosen.arm_of]
    unread = 0
    for one in members:
        scans = scans_of(study, endpoint, one)
        unread += scans is not None and bool(one.assessments) and not scans.assessments
    if unread:
        yield UNREAD_REMARK.format(n=unread, all=len(members))
