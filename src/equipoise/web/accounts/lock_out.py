"""Guessing passwords is slow: after a few failed attempts a name is closed for a while, whether or not anybody has it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from equipoise.web.accounts.models import SignInAttempt

ATTEMPTS: Final = 5
CLOSED: Final = timedelta(minutes=15)


@transaction.atomic
def attempt(username: str, at: datetime) -> datetime | None:
    """Note an attempt before its password is looked at, so that many at once are counted too.

    None if it may go on; otherwise the moment from which the name is open again.
    """
    SignInAttempt.objects.filter(at__lte=at - CLOSED).delete()
    name = username[:150].lower()
    failed = SignInAttempt.objects.filter(username=name).order_by("-at")[:ATTEMPTS]
    moments = [one.at for one in failed]
    if len(moments) == ATTEMPTS:
        return moments[-1] + CLOSED
    SignInAttempt.objects.create(username=name, at=at)
    return None


def succeeded(username: str) -> None:
    """Forget the attempts of a name whose owner has just signed in."""
    SignInAttempt.objects.filter(username=username[:150].lower()).delete()
