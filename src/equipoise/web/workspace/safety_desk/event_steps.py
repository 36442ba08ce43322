"""What is done about an adverse event: a report sent, its narrative kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404

from equipoise.protocol.model import Clock
from equipoise.report.safety_case import case_of
from equipoise.report.safety_narrative import narrative, text_of
from equipoise.rules import safety
from equipoise.rules.safety import AdverseEvent
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time, language
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Step
from equipoise.web.workspace.safety_desk.crumbs import crumbs
from equipoise.web.workspace.safety_desk.watch import span_words, term_words
from equipoise.web.workspace.scope import Scope

_WRITTEN: Final = "Narrative written / 撰写事件描述"
_REVISED: Final = "Narrative revised / 修订事件描述"


def send_report(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """A report of an event went out: which duty it answers, to whom, when."""
    one = scope.person(number)
    event = event_of(one, asked.get("instance", ""))
    known = one.study.safety.clocks
    running = {
        clock.clock: clock
        for clock in safety.clocks(one.study, one.facts, scope.at)
        if clock.event.instance == event.instance
    }
    waiting = [name for name, clock in running.items() if clock.sent is None]
    first = asked.get("clock", "") or (waiting[0] if waiting else "")
    name = term_words(one.study, event.term)
    return Step(
        does=act.SendSafetyReport,
        title=Text("Report sent: {event}", "记录报告：{event}").format(event=name),
        says=Text(
            "The clock stops at the moment at which the report went out. The record stays.",
            "以报告发出的时间停止计时，记录保留。",
        ),
        act=Text("Record that it was sent", "记录已报告"),
        done=Text("The report is recorded.", "报告已记录。"),
        back=scope.to("participants", number, "safety", event.instance),
        command=lambda given: act.SendSafetyReport(
            participant=number,
            instance=event.instance,
            clock=given.get("clock"),
            to=given.get("to"),
            happened=given.happened,
        ),
        person=one,
        unit=event.instance,
        fields=(
            Field(
                name="clock",
                label=Text("Which duty it answers", "对应的报告义务"),
                kind="choice" if len(known) < 5 else "list",
                options=[(clock, plan.name) for clock, plan in known.items() if clock in running] or _all(known),
                start=first,
            ),
            Field(
                name="to",
                label=Text("To whom", "报告对象"),
                hint=Text("The office or person, and by which way.", "接收部门或人员及报告方式。"),
                start=_to(known[first].to) if first in known else "",
            ),
        ),
        happened=True,
        rests=[(known[clock].name, _duty_words(scope, known[clock], found)) for clock, found in running.items()],
        crumbs=crumbs(scope),
        tab="safety",
    )


def _duty_words(scope: Scope, duty: Clock, found: safety.Running) -> Text:
    """To whom it is owed and by when, or when it was met."""
    if found.sent is not None:
        return Text("sent {time}", "已报 {time}").format(time=at_time(found.sent, scope.zone))
    return Text("to {to}, due {due} ({left})", "报{to}，时限 {due}（{left}）").format(
        to=duty.to, due=at_time(found.due, scope.zone), left=span_words(found.due - scope.at)
    )


def _to(words: Text) -> str:
    return f"{words.zh} / {words.en}"


def _all(known: Mapping[str, object]) -> list[tuple[str, Text]]:
    return [(clock, same(clock)) for clock in known]


def keep_narrative(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """The narrative of a serious event, edited by whoever answers for it, kept as an answer of the event's form."""
    one = scope.person(number)
    event = event_of(one, asked.get("instance", ""))
    item = one.study.safety.event.narrative
    if item is None:
        raise Http404
    given = event.form.items.get(item)
    before = given if isinstance(given, str) else ""
    draft = draft_of(scope, one, event, asked.get("language", language()))
    return Step(
        does=act.CorrectItems,
        title=Text("Narrative: {event}", "事件描述：{event}").format(event=term_words(one.study, event.term)),
        says=Text(
            "The draft is computed from the facts. Read it against the source, edit it, then keep it on the form of the event.",
            "草稿由记录自动生成。请与源文件核对并修改，保存后写入该事件表单。",
        ),
        act=Text("Keep the narrative", "保存描述"),
        done=Text("The narrative is kept.", "描述已保存。"),
        back=scope.to("participants", number, "safety", event.instance),
        command=lambda typed: act.CorrectItems(
            participant=number,
            form=event.form.form,
            instance=event.instance,
            new={item: typed.get("narrative")},
            reason=_WRITTEN if not before else typed.get("why") or _REVISED,
        ),
        person=one,
        unit=event.instance,
        fields=(
            Field(name="narrative", label=Text("Narrative", "事件描述"), kind="words", start=before or draft),
            *((Field(name="why", label=Text("Why it changes", "修改原因"), required=False),) if before else ()),
        ),
        early=False,
        notes=(Text("A draft: nothing of it is kept until you keep it.", "此为草稿，保存前不写入记录。"),),
        crumbs=crumbs(scope),
        tab="safety",
    )


def event_of(one: Person, instance: str) -> AdverseEvent:
    """An adverse event by its instance; 404 where the participant has none."""
    events = safety.adverse_events(one.study, one.facts)
    found = next((event for event in events if event.instance == instance), None)
    if found is None:
        raise Http404
    return found


def draft_of(scope: Scope, one: Person, event: AdverseEvent, wanted: str) -> str:
    """The narrative draft in one language."""
    sentences = narrative(case_of(one, event, scope.at, arms=not scope.conceal.arms))
    return text_of(sentences).in_("zh" if wanted == "zh" else "en")
