"""Reminders: what would be sent to whom today, and whether the site has a mail server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.trial.permissions import ROLES
from equipoise.values.text import Text
from equipoise.web.mail import Digest, can_send, digests, send
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.scope import Scope, answer, workspace_act

_SENT: Final = Text("{n} of {all} mails were taken by the server.", "邮件服务器已接收 {n} / {all} 封。")
_NO_SERVER: Final = Text(
    "The mail server did not answer: {why}. Nothing was sent; the worklists say the same on screen.",
    "邮件服务器无响应：{why}。未发送任何邮件；待办事项仍可在工作清单中查看。",
)


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The mails of today; the administrator may send them now."""
    mails = digests([scope.name])
    if request.method == "POST":
        if scope.role != "administrator":
            raise PermissionDenied(say(NOT_YOURS.format(roles=ROLES["administrator"])))
        if can_send():
            _send(request, mails)
        return redirect(request.path)
    shown = {
        "tab": "study",
        "part": "reminders",
        "mails": mails,
        "server": settings.EMAIL_HOST,
        "sender": settings.DEFAULT_FROM_EMAIL,
        "may_send": scope.role == "administrator" and can_send() and not scope.past,
    }
    return answer(request, scope, "administration/reminders.html", shown)


def _send(request: HttpRequest, mails: Sequence[Digest]) -> None:
    try:
        told = _SENT.format(n=send(mails), all=len(mails))
        messages.success(request, say(told), extra_tags="good")
    except OSError as fault:
        messages.error(request, say(_NO_SERVER.format(why=fault)), extra_tags="refusal")
