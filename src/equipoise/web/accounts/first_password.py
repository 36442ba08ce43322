"""A password made by an administrator opens one page only: the one on which its owner makes a new one."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from equipoise.web.accounts.models import FirstPassword
from equipoise.web.accounts.people import create_person

KNOWN: Final = "own_password"
"""In the session of whoever has a password of their own: it is looked up once."""
_OPEN: Final = ("/password", "/sign-out", "/static/")


def invite(username: str, name: str) -> str:
    """Make an account, or give a known one a new password; the password is shown once and kept nowhere as it is."""
    password = secrets.token_urlsafe(15)
    create_person(username, password, name)
    FirstPassword.objects.update_or_create(username=username, defaults={"at": timezone.now()})
    return password


def changed(username: str) -> None:
    """The owner has made a password of their own."""
    FirstPassword.objects.filter(username=username).delete()


def first_password(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send whoever signed in with such a password to the page where it is changed."""

    def answered(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not user.is_authenticated or request.path.startswith(_OPEN) or request.session.get(KNOWN):
            return get_response(request)
        if FirstPassword.objects.filter(username=user.get_username()).exists():
            return redirect("/password")
        request.session[KNOWN] = True
        return get_response(request)

    return answered
