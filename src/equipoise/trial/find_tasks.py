"""What each rule asks of whom: the tasks of the study and of one participant, in the words of a worklist."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from equipoise.facts.answer_path import item_at
from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Form, Study
from equipoise.rules import eligibility, product, response, safety, visits
from equipoise.trial.acts.hold import still_to_agree
from equipoise.trial.acts.screening import not_signed
from equipoise.trial.commands import TakeVitalSigns
from equipoise.trial.permissions import BLIND_READER, MAY
from equipoise.trial.person import Person, standing
from equipoise.trial.state import Trial, holds_on
from equipoise.trial.task import Task, urgency_of
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same

_AHEAD = timedelta(days=28)
"""How far ahead a list looks: what is due later is found in the casebook's calendar."""
READING_DAYS: Final = 14
"""Days after a scan until which its blinded readings are expected: practice, no rule of a document."""


def of_the_study(trial: Trial, today: date) -> Iterator[Task]:
    """The tasks about no participant: the key of the list, and holds to be reviewed."""
    if trial.study.first(AllocationKeyCommitted) is None and not trial.version_on(today).single_arm:
        yield Task(
            "statistician",
            "commit_key",
            Text("Commit the key of the randomisation list", "承诺随机列表的密钥"),
            due=today,
        )
    for fact in trial.holds.values():
        placed = fact.day(trial.protocols.first.time_zone)
        for role in still_to_agree(trial, fact, today):
            yield Task(
                role,
                "lift_hold",
                Text("Review hold {hold}: {why}", "审查暂停 {hold}：{why}").format(
                    hold=fact.body.hold, why=fact.reason
                ),
                earliest=placed,
                due=today,
                instance=fact.body.hold,
            )


def of_person(trial: Trial, one: Person, at: datetime, today: date) -> Iterator[Task]:
    """The tasks about a participant, but for vital signs and blinded readings."""
    yield from _consent(one, today)
    yield from _entry(trial, one, today)
    yield from _visits(one, today)
    yield from _to_be_moved(one, today)
    yield from _product(trial, one, at, today)
    yield from _queries(one, today)
    yield from _reports(one, at, today)


def watch(one: Person, at: datetime) -> tuple[Task, ...]:
    """The vital signs to be taken next of whoever is being infused, or was a short while ago. They turn by the minute: what is
    remembered for the day has no place for them."""
    return tuple(
        Task(
            MAY[TakeVitalSigns][0],
            "take_vital_signs",
            Text("Vital signs: {point}", "测量生命体征：{point}").format(point=sign.name),
            one.number,
            bag.id,
            due=sign.due.astimezone(ZoneInfo(one.study.time_zone)).date() if sign.due is not None else None,
            urgency="overdue" if sign.state == "late" else "today",
            by=sign.due,
        )
        for bag, sign in product.signs_wanted(one.study, one.facts, at)
    )


def readings(one: Person, today: date) -> Iterator[Task]:
    """The scans of a participant that wait to be read blinded: for each reader the next one, and a decision where they differ."""
    found = response.readings(one.study, one.facts)

    def others(code: str | None) -> frozenset[str]:
        return frozenset(name for read_as, name in found.people if read_as != code)

    for wanted in found.wanted:
        yield Task(
            BLIND_READER,
            "read_scan",
            Text("Read scan {n} of {day}, blinded ({reader})", "盲态阅片：第 {n} 次影像，{day}（{reader}）").format(
                n=wanted.number, day=day_words(wanted.day), reader=response.reader_name(one.study, wanted.reader)
            ),
            one.number,
            earliest=wanted.day,
            due=wanted.day + timedelta(days=READING_DAYS),
            urgency=urgency_of(wanted.day + timedelta(days=READING_DAYS), today),
            instance=wanted.reader,
            not_for=others(wanted.reader),
        )
    if found.adjudicate:
        yield Task(
            BLIND_READER,
            "adjudicate",
            Text("Decide between two readings", "裁定两位阅片人的结果"),
            one.number,
            due=today,
            not_for=others(response.adjudicator(one.study)),
        )


def _consent(one: Person, today: date) -> Iterator[Task]:
    if not one.active:
        return
    if one.consent is None:
        yield Task(
            "sub_investigator", "sign_consent", Text("Obtain informed consent", "取得知情同意"), one.number, due=today
        )
    elif one.consent_due is not None:
        yield Task(
            "sub_investigator",
            "sign_consent",
            Text("Have consent version {version} signed", "签署 {version} 版知情同意书").format(
                version=one.consent_due
            ),
            one.number,
            due=today,
        )


def _entry(trial: Trial, one: Person, today: date) -> Iterator[Task]:
    """Screening: confirm eligibility once nothing is open, then randomise."""
    if one.status != "screening" or one.consent is None:
        return
    found = eligibility.assess(one.study, one.facts, today)
    failed = [verdict.criterion for verdict in found.verdicts if verdict.outcome == "fails"]
    if failed:
        names = listed([Text(name, name) for name in failed])
        says = Text("Not eligible ({names}): end screening", "不符合标准（{names}）：结束筛选").format(names=names)
        yield Task("investigator", "fail_screening", says, one.number, due=today)
        return
    if not_signed(trial, one):
        yield Task(
            "investigator",
            "confirm_eligibility",
            Text("Sign the eligibility", "签署入选确认"),
            one.number,
            due=today,
            urgency="waiting" if found.refusals else "today",
            blocked=found.refusals,
        )
        return
    held = tuple(
        Reason(
            "accrual_held", entry_words(one.study, Text("Randomisation is on hold.", "随机入组已暂停。")), (fact.seq,)
        )
        for fact in holds_on(trial, "accrual")
    )
    against = (*found.refusals, *held)
    yield Task(
        "coordinator",
        "randomise",
        entry_words(one.study, Text("Randomise", "随机分组")),
        one.number,
        due=today,
        urgency="waiting" if against else "today",
        blocked=against,
    )


def _visits(one: Person, today: date) -> Iterator[Task]:
    if not one.active:
        return
    for occurrence in visits.calendar(one.study, one.facts, one.events, today, one.arm):
        if occurrence.state not in ("planned", "open", "overdue") or occurrence.earliest > today + _AHEAD:
            continue
        for form in occurrence.forms:
            if not form.required or form.entered:
                continue
            yield Task(
                _enters(one.study, form.form, occurrence.role),
                "save_form",
                _at_visit(occurrence.name, one.study.forms.forms[form.form].name),
                one.number,
                earliest=occurrence.earliest,
                due=occurrence.latest,
                urgency=urgency_of(occurrence.latest, today, occurrence.earliest),
                form=form.form,
                instance=occurrence.instance,
            )


def _to_be_moved(one: Person, today: date) -> Iterator[Task]:
    """What falls on days off: booked collections, infusions of cultures in hand, visits of the next weeks."""
    if not one.study.schedule.days_off or not one.active:
        return
    for found in product.to_be_moved(one.study, one.facts, one.site, today):
        booked = Text("Move collection {n} of {day}: {why}", "改约第 {n} 次采集（{day}）：{why}")
        infused = Text("Infusion of collection {n} falls on {day}: {why}", "第 {n} 次采集的输注将在 {day}：{why}")
        yield Task(
            "coordinator",
            "move_booking" if found.is_booking else "move_infusion",
            (booked if found.is_booking else infused).format(
                n=found.number, day=day_words(found.day), why=listed([why.says for why in found.reasons], en=" ", zh="")
            ),
            one.number,
            found.unit,
            due=found.day,
            urgency="this_week" if found.day <= today + timedelta(days=7) else "later",
        )
    calendar = visits.calendar(one.study, one.facts, one.events, today, one.arm)
    for off in visits.on_days_off(one.study, calendar, one.site, today):
        if off.visit.target > today + _AHEAD:
            continue
        open_then = Text("see the participant on {instead}", "请改在 {instead}")
        none_open = Text("no day of its window is open", "窗口期内无开放日")
        instead = open_then.format(instead=day_words(off.instead)) if off.instead is not None else none_open
        yield Task(
            off.visit.role,
            "move_visit",
            Text(
                "{visit} falls on {day}, closed ({off}): {instead}", "{visit}：原定 {day}，当日停诊（{off}）：{instead}"
            ).format(visit=off.visit.name, day=day_words(off.visit.target), off=off.off, instead=instead),
            one.number,
            earliest=off.instead or off.visit.earliest,
            due=off.instead or off.visit.target,
            urgency=urgency_of(off.instead or off.visit.target, today, off.instead),
            instance=off.visit.instance,
        )


def _product(trial: Trial, one: Person, at: datetime, today: date) -> Iterator[Task]:
    if one.study.product is None or not one.receives_product:
        return
    now = standing(trial, one, today)
    for line in product.due(one.study, one.facts, at, now):
        if line.earliest > today + _AHEAD:
            continue
        held = tuple(
            Reason("held", Text("On hold.", "已暂停。"), tuple(fact.seq for fact in holds_on(trial, scope)))
            for scope in _scopes(line.act) & now.holds
        )
        yield Task(
            line.role,
            line.act,
            line.says,
            one.number,
            line.unit,
            line.earliest,
            line.latest,
            "waiting" if held else urgency_of(line.latest, today, line.earliest),
            held,
        )


def _scopes(act: str) -> frozenset[str]:
    """The holds that stop an act of the product."""
    if act in ("book", "collect"):
        return frozenset({"collection", "manufacturing"})
    return frozenset({"infusion"}) if act == "infuse" else frozenset()


def _queries(one: Person, today: date) -> Iterator[Task]:
    for query in visits.queries(one.facts):
        if query.is_settled:
            continue
        asked = query.opened.day(one.study.time_zone)
        form = one.study.forms.forms.get(query.form)
        name = form.name if form else Text(query.form, query.form)
        if query.state == "answered":
            yield Task(
                "data_manager",
                "close_query",
                Text("Settle query {query}: {form}", "处理质疑 {query}：{form}").format(query=query.id, form=name),
                one.number,
                earliest=asked,
                due=today,
                form=query.form,
                instance=query.instance,
            )
        else:
            yield Task(
                _enters(one.study, query.form, "coordinator") if form else "coordinator",
                "answer_query",
                Text("Answer query {query}: {form}, {item}", "答复质疑 {query}：{form}，{item}").format(
                    query=query.id, form=name, item=_asked(form, query.item)
                ),
                one.number,
                earliest=asked,
                due=asked + timedelta(days=7),
                urgency=urgency_of(asked + timedelta(days=7), today),
                form=query.form,
                instance=query.instance,
            )


def _reports(one: Person, at: datetime, today: date) -> Iterator[Task]:
    for running in safety.clocks(one.study, one.facts, at):
        if running.sent is not None:
            continue
        clock = one.study.safety.clocks[running.clock]
        due = running.due.astimezone(ZoneInfo(one.study.time_zone)).date()
        yield Task(
            clock.role,
            "send_safety_report",
            Text("Report to {to}: {event}", "向{to}报告：{event}").format(to=clock.to, event=running.event.term),
            one.number,
            due=due,
            urgency="overdue" if running.overdue else urgency_of(due, today),
            form=one.study.safety.event.form,
            instance=running.event.instance,
        )


def _at_visit(visit: Text, form: Text) -> Text:
    """A form at its visit in words; a visit that is called as its form says both at once."""
    if visit.en.startswith(form.en) and visit.zh.startswith(form.zh):
        return visit
    return Text("{visit}: {form}", "{visit}：{form}").format(visit=visit, form=form)


def _asked(form: Form | None, path: str) -> Text:
    """What an item asks; its path where the form has it no longer."""
    item = item_at(form, path) if form is not None else None
    return item.label if item is not None else same(path)


def _enters(study: Study, form: str, role: str) -> str:
    """Whose list a form stands on: the visit's role if it may enter the form, else the first that may."""
    by = study.forms.forms[form].by
    return role if role in by else by[0]
