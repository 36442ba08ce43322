"""Shows a step and does it: what is typed is kept as a draft, who acts is proved, every reason against it is told in place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from equipoise.rules.visits import CheckFinding
from equipoise.trial.commands import AnswerQuery, name_of
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import standing
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.accounts.prove import is_wrong, needs_name, prove
from equipoise.web.drafts import keep
from equipoise.web.headers import WITH_CAMERA
from equipoise.web.templatetags.words import clock, say
from equipoise.web.workspace.acting import fields
from equipoise.web.workspace.acting.step import Given, Step
from equipoise.web.workspace.entry.boxes import MISSING
from equipoise.web.workspace.entry.check import Checked, check
from equipoise.web.workspace.entry.confirmed import findings_mark, first_answers, note_of, reasons_of
from equipoise.web.workspace.entry.fields import Fields
from equipoise.web.workspace.entry.sent import as_sent
from equipoise.web.workspace.entry.sheet import Sheet
from equipoise.web.workspace.give import against, do, new_key, sent_before
from equipoise.web.workspace.scope import Scope, answer

NOT_YOURS: Final = Text("This is done by: {roles}.", "此操作由以下角色执行：{roles}。")
_CHANGED: Final = Reason(
    "changed_meanwhile",
    Text("What this page showed has changed since you opened it.", "您打开此页后，所示内容已发生变化。"),
    remedy=Text("Look at it as it now stands, then decide.", "请按当前内容核对后再决定。"),
)
_OF_THE_SECOND: Final = frozenset({"no-second", "second-not-delegated"})
_SAME: Final = Text("The second person is somebody else.", "第二人须为他人。")
_DRAFT: Final = Text("Draft kept {time}", "草稿已暂存 {time}")
_TOO_LONG: Final = Text("Too long to be kept as a draft", "内容过长，无法暂存草稿")
_NEVER_KEPT: Final = (
    "csrfmiddlewaretoken",
    "~key",
    "~act",
    "~confirmed",
    "content",
    "username",
    "password",
    "second_password",
)
_HAPPENED: Final = fields.Field(
    name="~happened",
    label=Text("When it happened", "发生时间"),
    kind="moment",
    required=False,
    hint=Text("Empty: now.", "留空表示现在。"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside the step: why it was not done, what has to be confirmed."""

    reasons: Sequence[Reason] = ()
    refused: bool = False
    wrong: Text | None = None
    boxes: Mapping[str, Text] = field(default_factory=dict)
    confirm: Sequence[CheckFinding] = ()
    say_why: bool = False
    unsaid: bool = False
    finished: bool = False
    kept: keep.Kept | None = None
    status: int = 200


def perform(request: HttpRequest, scope: Scope, step: Step) -> HttpResponse:
    """The page of a step; on a POST the step is taken, or the page says all that stands against it."""
    if not may(scope.role, step.does):
        roles = listed([ROLES[role] for role in MAY[step.does]])
        raise PermissionDenied(say(NOT_YOURS.format(roles=roles)))
    place = _draft_of(request, scope, step)
    if request.method == "POST" and "draft" in request.GET:
        return _keep_draft(request, scope, step, place)
    if request.method != "POST" or scope.past:
        before = keep.kept(place, timezone.now()) if not scope.past else None
        held = before.typed if before is not None else None
        return _page(request, scope, step, held, Told(_early(request, scope, step), kept=before))
    asked = request.POST.get("~act", "")
    if asked == "discard":
        keep.forget(place)
        return redirect(request.get_full_path())
    if asked.startswith("add:"):
        return _with_a_row(request, scope, step, place, asked.removeprefix("add:"))
    told = _take(request, scope, step, place)
    if isinstance(told, HttpResponse):
        return told
    keep.keep(place, _held(request), timezone.now())
    return _page(request, scope, step, _held(request), told)


def _with_a_row(request: HttpRequest, scope: Scope, step: Step, place: keep.Place, group: str) -> HttpResponse:
    """The page once more with a row to write in: how a table grows without a script."""
    held = _held(request)
    sheet, _ = _form(scope, step, held, finished=False)
    plan = sheet.plan.groups.get(group) if sheet is not None else None
    if sheet is None or plan is None:
        raise BadRequest(group)
    held[f"~rows.{group}"] = str(sheet.rows(group, plan) + 1)
    keep.keep(place, held, timezone.now())
    return _page(request, scope, step, held, Told())


def _take(request: HttpRequest, scope: Scope, step: Step, place: keep.Place) -> HttpResponse | Told:
    """Redirects once it is done; otherwise says why it is not. What is typed comes before who types it."""
    read = fields.read(_fields(step), request.POST.dict(), request.POST.getlist, scope.zone)
    sheet, checked = _form(scope, step, _held(request), finished=True)
    hard = checked.hard if checked is not None else ()
    wrong_boxes = {**(step.faults(read.values) if step.faults is not None else {}), **read.wrong}
    if wrong_boxes or hard:
        return Told(boxes=wrong_boxes, finished=True, status=422)
    doubts = step.doubts(read.values) if step.doubts is not None else ()
    soft = (*doubts, *(checked.soft if checked is not None else ()))
    if soft and request.POST.get("~confirmed") != findings_mark(soft):
        return Told(confirm=soft, say_why=bool(doubts), status=409)
    if not all(note_of(_held(request), one) for one in doubts):
        return Told(confirm=soft, say_why=True, unsaid=True, status=422)
    wrong = _not_proved(request, step)
    if wrong is not None:
        return Told(wrong=wrong, status=403)
    if step.content and step.content != request.POST.get("content", "") and not sent_before(request, scope):
        return Told((_CHANGED,), refused=True, status=409)
    if step.reasons and not sent_before(request, scope):
        return Told(step.reasons, refused=True, status=409)
    given = _given(request, step, read.values, sheet, reasons_of(_held(request), doubts))
    done = do(request, scope, step.command(given))
    if done.reasons:
        return Told(done.reasons, refused=True, status=409)
    if sheet is not None and may(scope.role, AnswerQuery):
        for answered in first_answers(sheet, done.facts):
            do(request, scope, answered, answered.query)
    keep.forget(place)
    messages.success(request, say(step.done), extra_tags="good")
    return redirect(step.then(done) if step.then is not None else step.back)


def _given(request: HttpRequest, step: Step, values: Mapping[str, Any], sheet: Sheet | None, because: str) -> Given:
    answers = sheet.answers() if sheet is not None else None
    return Given(
        values=values,
        items=answers.items if answers is not None else {},
        groups=answers.groups if answers is not None else {},
        reason=request.POST.get("reason", "").strip(),
        meaning=request.POST.get("meaning", "").strip(),
        second=request.POST.get("second", "").strip(),
        happened=str(values.get(_HAPPENED.name, "")),
        because=because,
    )


def _early(request: HttpRequest, scope: Scope, step: Step) -> Sequence[Reason]:
    """What stands against the step before anything is typed: what only its boxes can mend is not held against it."""
    if step.usual is not None:
        return (*step.reasons, *_without_second(against(request, scope, step.usual)))
    if not step.early or step.fields or step.form:
        return step.reasons
    meaning = say(step.meanings[0]) if step.meanings else ""
    second = "…" if step.second else ""
    empty = Given(values={}, items={}, groups={}, reason="…" if step.reason else "", meaning=meaning, second=second)
    return (*step.reasons, *_without_second(against(request, scope, step.command(empty))))


def _without_second(found: Sequence[Reason]) -> Iterator[Reason]:
    """The reasons that do not hang on a second person who is not named yet."""
    return (reason for reason in found if reason.code not in _OF_THE_SECOND)


def _form(
    scope: Scope, step: Step, typed: Mapping[str, str] | None, *, finished: bool
) -> tuple[Sheet | None, Checked | None]:
    if not step.form or step.person is None:
        return None, None
    instance = f"{step.unit or step.person.number}/new"
    sheet = Sheet(
        scope,
        step.person,
        step.form,
        instance,
        "",
        None,
        0,
        {**(step.starts if typed is None else typed), **step.fixed},
    )
    return sheet, check(sheet, finished=finished)


def _shown(step: Step, of_form: Fields | None) -> Sequence[Any]:
    """The boxes of the form without those that are filled already."""
    filled = {name.partition("~")[0] for name in step.fixed}
    return [box for box in of_form.items() if box.path not in filled] if of_form is not None else ()


def _fields(step: Step) -> Sequence[fields.Field]:
    return (*step.fields, _HAPPENED) if step.happened else step.fields


def _held(request: HttpRequest) -> dict[str, str]:
    """What is typed, without what proves who types it."""
    several = {name: "\n".join(request.POST.getlist(name)) for name in request.POST}
    return {name: words for name, words in several.items() if name not in _NEVER_KEPT and words}


def _draft_of(request: HttpRequest, scope: Scope, step: Step) -> keep.Place:
    number = step.person.number if step.person is not None else ""
    return keep.Place(request.user.get_username(), scope.name, number, f"~{name_of(step.does)}", step.unit)


def _keep_draft(request: HttpRequest, scope: Scope, step: Step, place: keep.Place) -> HttpResponse:
    now, typed = timezone.now(), _held(request)
    kept = keep.keep(place, typed, now)
    _, checked = _form(scope, step, typed, finished=False)
    notes = {} if checked is None else as_sent(checked)
    told = say((_DRAFT if kept else _TOO_LONG).format(time=clock(now, scope.zone)))
    return JsonResponse({"says": told, "late": False, "notes": notes})


def _not_proved(request: HttpRequest, step: Step) -> Text | None:
    wrong = None
    if step.proof:
        wrong = prove(request, request.POST.get("username", ""), request.POST.get("password", ""))
    if wrong is None and step.second:
        second = request.POST.get("second", "").strip()
        if second == request.user.get_username():
            return _SAME
        wrong = is_wrong(request, second, request.POST.get("second_password", ""))
    return wrong


def _others(request: HttpRequest, scope: Scope, step: Step) -> Sequence[str]:
    """Who may be named as the second person, so that gloved hands need not type a name."""
    if not step.second or step.person is None:
        return ()
    return sorted((standing(scope.trial, step.person, scope.today).team or frozenset()) - {request.user.get_username()})


def _page(request: HttpRequest, scope: Scope, step: Step, held: Mapping[str, str] | None, told: Told) -> HttpResponse:
    sheet, checked = _form(scope, step, held, finished=told.finished)
    of_form = Fields(sheet, checked, {}) if sheet is not None and checked is not None else None
    shown = answer(
        request,
        scope,
        "step.html",
        {
            "tab": step.tab,
            "step": step,
            "told": told,
            "own": fields.boxes(_fields(step), held, told.boxes),
            "sheet": sheet,
            "checked": checked,
            "plan": sheet.plan if sheet is not None else None,
            "boxes": _shown(step, of_form),
            "tables": list(of_form.tables()) if of_form is not None else (),
            "terms": of_form.terms() if of_form is not None else (),
            "searched": of_form.searched() if of_form is not None else {},
            "missing": MISSING,
            "held": held or {},
            "noted": {**step.starts, **(held or {})},
            "ask_name": step.proof and needs_name(request),
            "team": _others(request, scope, step),
            "key": new_key(),
            "confirmed": findings_mark(told.confirm) if told.confirm else "",
        },
        status=told.status,
    )
    if step.scans:
        shown.headers["Permissions-Policy"] = WITH_CAMERA
    return shown
