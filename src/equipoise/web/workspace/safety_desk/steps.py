"""The steps of the safety desk: a report sent, a grade judged, a narrative kept, a hold placed or lifted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.http import Http404

from equipoise.report.safety_narrative import case_of, narrative, text_of
from equipoise.rules import safety
from equipoise.rules.safety import AdverseEvent
from equipoise.trial import commands as act
from equipoise.trial.acts.study import SCOPES
from equipoise.trial.person import Person
from equipoise.values.quantity import decimal_words
from equipoise.values.text import Text, same
from equipoise.web.templatetags.words import at_time, language, on_day
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.step import Make, Step
from equipoise.web.workspace.graded import laboratory
from equipoise.web.workspace.safety_desk.holds import Hold, holds
from equipoise.web.workspace.safety_desk.watch import span_words, term_words
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.words import unit_words

DESK: Final = Text("Safety", "安全性")


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
    rests = [
        (
            known[clock].name,
            Text("to {to}, due {due} ({left})", "报{to}，时限 {due}（{left}）").format(
                to=known[clock].to, due=at_time(found.due, scope.zone), left=span_words(found.due - scope.at)
            )
            if found.sent is None
            else Text("sent {time}", "已报 {time}").format(time=at_time(found.sent, scope.zone)),
        )
        for clock, found in running.items()
    ]
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
        rests=rests,
        crumbs=((DESK, scope.to("safety")),),
        tab="safety",
    )


def _to(words: Text) -> str:
    return f"{words.zh} / {words.en}"


def _all(known: Mapping[str, object]) -> list[tuple[str, Text]]:
    return [(clock, same(clock)) for clock in known]


def confirm_grade(scope: Scope, number: str, asked: Mapping[str, str]) -> Step:
    """A grade computed from a laboratory value is confirmed, or set aside with a reason."""
    one = scope.person(number)
    place = (asked.get("form", ""), asked.get("instance", ""), asked.get("item", ""))
    found = next(
        (
            each
            for each in laboratory(scope, one)
            if (each.value.form, each.value.instance, each.value.item) == place
            and asked.get("grade", str(each.grade.grade)) == str(each.grade.grade)
        ),
        None,
    )
    if found is None or found.grade.grade is None:
        raise Http404
    grade, value, name = found.grade.grade, found.value, term_words(one.study, found.term)
    analyte = one.study.forms.analytes.get(value.analyte)
    words = f"{decimal_words(value.quantity.value)} {unit_words(value.quantity.unit)}" if value.quantity else "–"
    limits = [
        f"{sign} {decimal_words(limit.value)} {unit_words(limit.unit)}"
        for sign, limit in (("≥", value.low), ("≤", value.high))
        if limit is not None
    ]
    return Step(
        does=act.ConfirmGrade,
        title=Text("Grade {grade}: {term}", "{term}：{grade} 级").format(grade=grade, term=name),
        says=Text(
            "The computed grade counts as yours, or is set aside with your reason. A later correction of the value makes it void.",
            "确认后该分级以您的判断为准；不采纳须说明原因。数值日后更正则判断失效。",
        ),
        act=Text("Keep the judgement", "保存判断"),
        done=Text("The grade is judged.", "分级已判定。"),
        back=scope.to("safety", "grades"),
        command=lambda given: act.ConfirmGrade(
            participant=number,
            form=place[0],
            instance=place[1],
            item=place[2],
            grade=grade,
            accepted=given.get("accepted") == "yes",
            reason=str(given.get("why")),
        ),
        person=one,
        unit="|".join(place),
        fields=(
            Field(
                name="accepted",
                label=Text("Your judgement", "您的判断"),
                kind="choice",
                options=(("yes", Text("Confirm", "确认")), ("no", Text("Set aside", "不采纳"))),
            ),
            Field(
                name="why",
                label=Text("Reason, where it is set aside", "不采纳的原因"),
                kind="words",
                required=False,
            ),
        ),
        rests=[
            (Text("Value", "数值"), Text("{name} {words}", "{name} {words}").format(
                name=analyte.name if analyte is not None else same(value.analyte), words=words
            )),
            (Text("Day", "日期"), same(on_day(value.day))),
            (Text("Normal by its laboratory", "该实验室正常范围"), same(", ".join(limits) or "–")),
            (Text("Graded by", "分级依据"), same(found.dictionary)),
            (Text("Baseline", "基线"), same(
                f"{decimal_words(found.baseline.quantity.value)} {unit_words(found.baseline.quantity.unit)}"
                if found.baseline is not None and found.baseline.quantity is not None else "–"
            )),
        ],
        crumbs=((DESK, scope.to("safety")),),
        tab="safety",
    )  # fmt: skip


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
        crumbs=((DESK, scope.to("safety")),),
        tab="safety",
    )


_WRITTEN: Final = "Narrative written / 撰写事件描述"
_REVISED: Final = "Narrative revised / 修订事件描述"


def place_hold(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Stop some acts for the whole trial."""
    options = list(SCOPES.items())
    if scope.study.product is None:
        options = [one for one in options if one[0] in ("accrual", "infusion")]
    return Step(
        does=act.PlaceHold,
        title=Text("Place a hold", "发起暂停"),
        says=Text(
            "What you choose stops at once for the whole trial, until the hold is lifted. Living cultures are not destroyed by it.",
            "所选操作立即在全试验暂停，直至解除。在培养物不因此销毁。",
        ),
        act=Text("Place the hold", "暂停"),
        done=Text("The hold stands.", "暂停已生效。"),
        back=scope.to("safety"),
        command=lambda given: act.PlaceHold(scope=tuple(given.get("stops", ())), reason=given.reason),
        fields=(
            Field(name="stops", label=Text("What stops", "暂停的操作"), kind="several", options=options),
        ),
        reason=Text("Why", "原因"),
        proof=True,
        crumbs=((DESK, scope.to("safety")),),
        tab="safety",
    )  # fmt: skip


def lift_hold(scope: Scope, about: str, asked: Mapping[str, str]) -> Step:
    """Agree that a hold ends; whoever agrees last lifts it."""
    standing = [one for one in holds(scope) if one.lifted is None]
    wanted = asked.get("hold") or asked.get("instance", "")
    found = next((one for one in standing if one.number == wanted), None)
    if found is None and len(standing) == 1 and not wanted:
        found = standing[0]
    if found is None:
        raise Http404
    last = _is_last(found)
    return Step(
        does=act.LiftHold,
        title=Text("Lift hold {hold}", "解除暂停 {hold}").format(hold=found.number),
        says=Text("{stops} may go on: yours is the last word that it waits for.", "{stops}将恢复：仅待您同意。").format(
            stops=found.stops
        )
        if last
        else Text(
            "You agree that the hold may end. It stands until everybody who must has agreed.",
            "您同意解除该暂停。所有须同意者同意之前，暂停继续有效。",
        ),
        act=Text("Lift the hold", "解除暂停") if last else Text("Agree", "同意解除"),
        done=Text("The hold is lifted.", "暂停已解除。") if last else Text("You have agreed.", "已记录您的同意。"),
        back=scope.to("safety"),
        command=lambda given: act.LiftHold(hold=found.number, reason=given.reason),
        unit=found.number,
        reason=Text("Why it may end", "解除理由"),
        proof=True,
        rests=[
            (Text("Stops", "暂停范围"), found.stops),
            (Text("Placed", "暂停时间"), same(f"{at_time(found.placed.recorded, scope.zone)}, {found.placed.actor}")),
            (Text("Why", "原因"), same(found.placed.reason)),
            *(
                (
                    one.role,
                    same(f"{one.fact.actor}, {at_time(one.fact.recorded, scope.zone)}: {one.fact.reason}")
                    if one.fact is not None
                    else Text("has not agreed yet", "尚未同意"),
                )
                for one in found.agreements
            ),
        ],
        crumbs=((DESK, scope.to("safety")),),
        tab="safety",
    )


def _is_last(hold: Hold) -> bool:
    return sum(one.fact is None for one in hold.agreements) <= 1


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


PERSON: Final[Mapping[str, Make]] = {
    "send_safety_report": send_report,
    "confirm_grade": confirm_grade,
    "keep_narrative": keep_narrative,
}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {"place_hold": place_hold, "lift_hold": lift_hold}
