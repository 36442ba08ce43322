"""The people of the study: accounts, roles from when to when, training."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.facts import Fact
from equipoise.facts.study import TrainingRecorded
from equipoise.trial import commands as act
from equipoise.trial.permissions import ROLES, may
from equipoise.values.text import Text
from equipoise.web.accounts.first_password import invite
from equipoise.web.accounts.people import NameTaken
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import one_language, say
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.duties import Duty, duties
from equipoise.web.workspace.scope import Scope, answer, workspace_act

_NAME: Final = re.compile(r"[a-z][a-z0-9._-]{2,39}", re.ASCII)
_WRONG_NAME: Final = Text(
    "A user name has 3 to 40 small letters, digits, dots or dashes, and begins with a letter.",
    "用户名须为 3–40 个小写字母、数字、点或连字符，且以字母开头。",
)
_TAKEN: Final = Text("This user name is taken.", "该用户名已被使用。")
_NO_NAME: Final = Text("Write the name as it is printed under signatures.", "请填写签名处显示的姓名。")
_WRONG_MAIL: Final = Text("This is no e-mail address.", "电子邮箱格式不正确。")
_MAIL_KEPT: Final = Text("Reminders for {name} go to {email}.", "{name} 的提醒将发送至 {email}。")
_MAIL_GONE: Final = Text("No reminders are mailed to {name}.", "不再向 {name} 发送邮件提醒。")
_SELF: Final = Text("Nobody closes their own account.", "不能关闭自己的账户。")


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the study: account, duties, training."""

    username: str
    name: str
    email: str
    has_account: bool
    is_open: bool
    last: datetime | None
    duties: tuple[Duty, ...]
    training: tuple[Fact[TrainingRecorded], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page says beside the list: what was wrong with an account (`of`: one that is there), or its first password, once."""

    wrong: Sequence[Text] = ()
    typed: Any = None
    made: str = ""
    password: str = ""
    of: str = ""


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Everybody who has or had a role, and every account; the administrator makes and closes accounts here."""
    if request.method == "POST":
        return _account(request, scope)
    if wants_csv(request):
        return _csv(scope)
    return _page(request, scope, Shown())


def members(scope: Scope) -> tuple[Member, ...]:
    """Everybody of the delegation log and every account, by user name."""
    accounts = {one.username: one for one in get_user_model().objects.all()}
    log = duties(scope)
    trained = scope.trial.study.of(TrainingRecorded)
    names = sorted({*accounts, *(duty.person for duty in log)})
    found = []
    for name in names:
        account = accounts.get(name)
        found.append(
            Member(
                name,
                one_language(account.get_full_name()) if account else "",
                account.email if account else "",
                account is not None,
                bool(account and account.is_active),
                account.last_login if account else None,
                tuple(duty for duty in log if duty.person == name),
                tuple(fact for fact in trained if fact.body.person == name),
            )
        )
    return tuple(found)


def _account(request: HttpRequest, scope: Scope) -> HttpResponse:
    if scope.role != "administrator":
        raise PermissionDenied(say(NOT_YOURS.format(roles=ROLES["administrator"])))
    username = request.POST.get("username", "").strip()
    known = get_user_model().objects.filter(username=username).first()
    asked = request.POST.get("~act", "")
    if asked == "new":
        return _new(request, scope, username, taken=known is not None)
    if known is None:
        return redirect(request.path)
    if asked == "email":
        return _email(request, scope, known)
    if asked == "password":
        password = invite(username, known.get_full_name())
        return _page(request, scope, Shown(made=username, password=password))
    if asked in ("close", "open"):
        if username == request.user.get_username():
            return _page(request, scope, Shown((_SELF,)), 409)
        known.is_active = asked == "open"
        known.save(update_fields=["is_active"])
    return redirect(request.path)


def _email(request: HttpRequest, scope: Scope, known: AbstractUser) -> HttpResponse:
    """Another address for reminders, or none."""
    email = request.POST.get("email", "").strip()
    if not _is_address(email):
        shown = Shown((_WRONG_MAIL,), request.POST.dict(), of=known.get_username())
        return _page(request, scope, shown, 422)
    known.email = email
    known.save(update_fields=["email"])
    words = _MAIL_KEPT if email else _MAIL_GONE
    messages.success(request, say(words.format(name=known.get_username(), email=email)), extra_tags="good")
    return redirect(request.path)


def _is_address(email: str) -> bool:
    """Whether mail can be sent to it; nothing is an address too: of somebody who wants none."""
    if not email:
        return True
    try:
        validate_email(email)
    except ValidationError:
        return False
    return True


def _new(request: HttpRequest, scope: Scope, username: str, *, taken: bool) -> HttpResponse:
    name, email = request.POST.get("name", "").strip(), request.POST.get("email", "").strip()
    wrong = [] if _NAME.fullmatch(username) else [_WRONG_NAME]
    if taken:
        wrong.append(_TAKEN)
    if not name:
        wrong.append(_NO_NAME)
    if not _is_address(email):
        wrong.append(_WRONG_MAIL)
    if wrong:
        return _page(request, scope, Shown(tuple(wrong), request.POST.dict()), 422)
    try:
        password = invite(username, name)
    except NameTaken:
        return _page(request, scope, Shown((_TAKEN,), request.POST.dict()), 422)
    get_user_model().objects.filter(username=username).update(email=email)
    return _page(request, scope, Shown(made=username, password=password))


def _page(request: HttpRequest, scope: Scope, shown: Shown, status: int = 200) -> HttpResponse:
    found = answer(
        request,
        scope,
        "administration/people.html",
        {
            "tab": "study",
            "part": "people",
            "members": members(scope),
            "shown": shown,
            "accounts": scope.role == "administrator" and not scope.past,
            "delegates": may(scope.role, act.DelegateDuty) and not scope.past,
            "trains": may(scope.role, act.RecordTraining) and not scope.past,
        },
        status=status,
    )
    found.headers["Cache-Control"] = "no-store"
    return found


def _csv(scope: Scope) -> HttpResponse:
    header = ("person", "name", "role", "from", "until", "state", "by", "fact")
    lines = (
        (one.username, one.name, duty.role, duty.first, duty.last, duty.state, duty.given.actor, duty.given.seq)
        for one in members(scope)
        for duty in one.duties
    )
    return csv_answer(f"{scope.name}-people", header, lines)
