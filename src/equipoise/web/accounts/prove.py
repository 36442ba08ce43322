"""Proving once more who one is, at the moment of an act that cannot be taken back: a signature, a lock."""

from __future__ import annotations

from typing import Final

from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils import timezone

from equipoise.values.text import Text
from equipoise.web.accounts import lock_out
from equipoise.web.accounts.forms import CLOSED, WRONG
from equipoise.web.templatetags.words import at_time

_SIGNED: Final = "signed_before"
_NOT_YOU: Final = Text(
    "This is the name of somebody else: you are signed in as {name}.", "此用户名属于他人：您当前以 {name} 登录。"
)

_NO_NAME: Final = Text(
    "The first signature of a session asks for your user name and your password.",
    "本次登录后首次签名，须同时填写用户名与密码。",
)


def needs_name(request: HttpRequest) -> bool:
    """Whether the name is asked for too: at the first signing of a session; later the password alone (21 CFR 11.200(a)(1))."""
    return not request.session.get(_SIGNED, False)


def prove(request: HttpRequest, username: str, password: str) -> Text | None:
    """None if the person who is signed in has proved it again; otherwise what is wrong. Failures count towards the lock-out."""
    own = request.user.get_username()
    if needs_name(request) and username.strip() != own:
        return _NOT_YOU.format(name=own) if username.strip() else _NO_NAME
    wrong = is_wrong(request, own, password)
    if wrong is None:
        request.session[_SIGNED] = True
    return wrong


def is_wrong(request: HttpRequest, username: str, password: str) -> Text | None:
    """None if name and password belong together: for a second person who agrees, without signing anybody in."""
    open_again = lock_out.attempt(username, timezone.now()) if username else None
    if open_again is not None:
        return CLOSED.format(attempts=lock_out.ATTEMPTS, time=at_time(open_again))
    if not username or authenticate(request, username=username, password=password) is None:
        return WRONG
    lock_out.succeeded(username)
    return None
