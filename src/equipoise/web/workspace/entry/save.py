"""Saving: what is typed becomes facts once, however often it is sent; and it is never lost when it does not."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from equipoise.facts.casebook import QueryOpened
from equipoise.ledger import KeyReused, LedgerFault
from equipoise.rules import visits
from equipoise.rules.visits import CheckFinding
from equipoise.trial import commands as act
from equipoise.trial.decision import By
from equipoise.trial.gateway import Reply, Session
from equipoise.trial.permissions import may
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.drafts import keep
from equipoise.web.templatetags.words import at_time, clock, say
from equipoise.web.workspace.entry.check import check
from equipoise.web.workspace.entry.confirmed import findings_mark, first_answers
from equipoise.web.workspace.entry.place import Place, find
from equipoise.web.workspace.entry.sent import as_sent, typed_in
from equipoise.web.workspace.entry.sheet import Sheet
from equipoise.web.workspace.entry.show import MARK, Shown, behind, entry
from equipoise.web.workspace.scope import Scope, workspace_act

KEY: Final = re.compile(r"[\w-]{16,64}", re.ASCII)
_MARK_LIFE: Final = 7 * 86_400
"""Seconds for which a page, once opened, may hand over what was typed after its session has ended."""


@login_not_required
def save(request: HttpRequest, study: str, number: str, form: str, instance: str) -> HttpResponse:
    """Save a form as facts. Whoever is signed out by now finds what was typed again after signing in."""
    if not request.user.is_authenticated:
        if request.method == "POST":
            hold(request)
        target = request.path.replace(f"/{number}/save/", f"/{number}/forms/", 1)
        return redirect(f"/sign-in?{urlencode({'next': target})}")
    return _save(request, study, number, form, instance)


def hold(request: HttpRequest) -> None:
    """Keep what a page sends whose session has ended, for the person to whom the page was given, as its mark says."""
    try:
        owner = keep.Place(*signing.loads(request.POST.get("~mark", ""), salt=MARK, max_age=_MARK_LIFE))
    except (signing.BadSignature, TypeError):
        return
    keep.keep(owner, typed_in(request.POST.dict()), timezone.now())


@workspace_act
def _save(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    place = find(scope, number, form, instance)
    if request.method != "POST":
        return redirect(place.address)
    typed, asked = typed_in(request.POST.dict()), request.POST.get("~act", "")
    owner = place.draft_of(request.user.get_username())
    if asked == "discard":
        keep.forget(owner)
        return redirect(place.address)
    if not (place.rights.enter or place.rights.correct):
        return redirect(place.address)
    base = typed.get("~base", "")
    sheet = place.sheet(typed, int(base) if base.isascii() and base.isdecimal() and len(base) < 12 else 0)
    if asked.startswith("add:"):
        return _with_a_row(request, place, sheet, asked.removeprefix("add:"))
    saved = _do(request, place, sheet)
    if isinstance(saved, HttpResponse):
        keep.keep(owner, typed, timezone.now())
        return saved
    keep.forget(owner)
    messages.success(request, say(_told(saved, sheet)), extra_tags="good")
    return redirect(place.address)


def _with_a_row(request: HttpRequest, place: Place, sheet: Sheet, group: str) -> HttpResponse:
    plan = place.plan.groups.get(group)
    if plan is None:
        raise BadRequest(group)
    number = sheet.rows(group, plan)
    more = place.sheet({**sheet.typed, f"~rows.{group}": str(number + 1)}, sheet.base)
    keep.keep(place.draft_of(request.user.get_username()), more.typed, timezone.now())
    return entry(request, place, more, check(more, finished=False), Shown(focus=f"{group}.{number}."))


def _do(request: HttpRequest, place: Place, sheet: Sheet) -> Reply | HttpResponse:
    """The answer of the gate, or the page once more: with what is wrong, what has to be confirmed, what others did meanwhile."""
    key, reason = request.POST.get("~key", ""), request.POST.get("~reason", "").strip()
    if not KEY.fullmatch(key):
        raise BadRequest("~key")
    by, at = active(request).by, moment_of(place.scope)
    held: Callable[[], HttpResponse] | None = None
    given = Reply(())
    try:
        with trials.gateway(place.scope.name).session() as session:
            if not session.knows(key):
                held = _held_back(request, place, sheet, session)
            if held is None:
                given = session.do(sheet.command(reason), by, at, key)
                if given.accepted:
                    _answer_queries(session, sheet, given, by, at, key)
    except KeyReused:
        return behind(request, place, sheet, Shown(notice=_SENT_BEFORE), 409)
    except LedgerFault as fault:
        return _again(request, place, sheet, (Reason("ledger", fault.text, remedy=_KEPT),), 503)
    if held is not None:
        return held()
    return given if given.accepted else _again(request, place, sheet, given.reasons, 409)


_KEPT: Final = Text("What you typed is kept. Save again in a moment.", "已输入内容均已保留，请稍后再次保存。")
_SENT_BEFORE: Final = Text(
    "This page was saved before. Below is the form as it now stands, with what you changed since.",
    "此页面此前已保存过。下面是表单的当前内容以及您之后的改动。",
)


def _held_back(request: HttpRequest, place: Place, sheet: Sheet, session: Session) -> Callable[[], HttpResponse] | None:
    """The page once more where saving must wait: others saved first, an answer is impossible, or an unlikely one is unconfirmed."""
    facts = session.trial.facts_of(place.one.number)
    saved = facts.form(place.form, place.instance) if facts is not None else None
    if (saved.seq if saved is not None else 0) != sheet.base:
        now = find(place.scope, place.one.number, place.form, place.instance)
        return lambda: behind(request, now, now.sheet(sheet.typed, sheet.base), Shown(), 409)
    checked = check(sheet, finished=True)
    if checked.hard:
        return lambda: entry(request, place, sheet, checked, Shown(finished=True), 422)
    wanted = _wanted(sheet, checked.soft)
    if wanted and request.POST.get("~confirmed") != findings_mark(wanted):
        return lambda: entry(request, place, sheet, checked, Shown(finished=True, confirm=wanted))
    return None


def _wanted(sheet: Sheet, soft: Sequence[CheckFinding]) -> Sequence[CheckFinding]:
    """The unlikely answers that would be asked about anew: a correction does not ask again what is being asked already."""
    if not sheet.base:
        return soft
    asked = {
        (sheet.on_page(query.item), query.check)
        for query in visits.queries(sheet.one.facts)
        if (query.form, query.instance) == (sheet.form, sheet.instance)
        and (not query.is_settled or query.facts[-1].seq > sheet.base)
    }
    return [one for one in soft if (one.path, one.check) not in asked]


def _answer_queries(session: Session, sheet: Sheet, given: Reply, by: By, at: datetime, key: str) -> None:
    if may(by.role, act.AnswerQuery):
        for command in first_answers(sheet, given.facts):
            session.do(command, by, at, f"{key}.{command.query}")


def _again(request: HttpRequest, place: Place, sheet: Sheet, reasons: Sequence[Reason], status: int) -> HttpResponse:
    return entry(request, place, sheet, check(sheet, finished=True), Shown(reasons, finished=True), status)


def _told(given: Reply, sheet: Sheet) -> Text:
    asked = sum(isinstance(fact.body, QueryOpened) for fact in given.facts)
    first = given.facts[0]
    time = at_time(first.recorded, sheet.study.time_zone)
    says = Text("Saved as fact {seq}, {time}.", "已保存为第 {seq} 条事实，{time}。").format(seq=first.seq, time=time)
    if given.again:
        says = Text(
            "Saved once, as fact {seq}, {time}: it was sent twice.",
            "已保存一次（第 {seq} 条事实，{time}），重复提交未再记录。",
        ).format(seq=first.seq, time=time)
    if not asked:
        return says
    opened = Text("{says} A query was opened.", "{says} 已提出 1 条质疑。")
    several = Text("{says} {n} queries were opened.", "{says} 已提出 {n} 条质疑。")
    return (opened if asked == 1 else several).format(says=says, n=asked)


def moment_of(scope: Scope) -> datetime:
    """The moment of an act: the clock's, but in a rehearsed trial that trial's own."""
    return scope.now


@workspace_act
def draft(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """Keep what is typed, and say what the rules make of it: the page asks every few seconds."""
    place = find(scope, number, form, instance)
    if request.method != "POST":
        return redirect(place.address)
    if not (place.rights.enter or place.rights.correct):
        return JsonResponse({"says": say(_NOT_NOW)}, status=403)
    typed, now = typed_in(request.POST.dict()), timezone.now()
    base = typed.get("~base", "0")
    sheet = place.sheet(typed, int(base) if base.isascii() and base.isdecimal() and len(base) < 12 else 0)
    kept = keep.keep(place.draft_of(request.user.get_username()), typed, now)
    checked = check(sheet, finished=False)
    notes = as_sent(checked)
    behind_others = sheet.now != sheet.base
    says = _CHANGED if behind_others else _DRAFT if kept else _TOO_LONG
    told = say(says.format(time=clock(moment_of(scope), scope.zone)))
    return JsonResponse({"says": told, "late": behind_others, "notes": notes})


_NOT_NOW: Final = Text("This form cannot be written on any more.", "此表单已不能填写。")
_DRAFT: Final = Text("Draft kept {time}", "草稿已暂存 {time}")
_TOO_LONG: Final = Text("Too long to be kept as a draft", "内容过长，无法暂存草稿")
_CHANGED: Final = Text(
    "Somebody else saved this form meanwhile: you will see what changed when you save",
    "他人已在此期间保存此表单：保存时将显示差异",
)
