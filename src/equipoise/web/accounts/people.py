"""The people who may sign in."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import password_changed, validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from equipoise.trial.gateway import SYSTEM


class NameTaken(ValueError):
    """A username that only the software itself may use."""


class WeakPassword(ValueError):
    """A password that the rules of this installation refuse; the message says each rule that it breaks."""


@transaction.atomic
def create_person(username: str, password: str, name: str) -> None:
    """Let a person sign in: a new account, or for a known username a new name and password. Gives no role: that is the
    delegation log's. Needs `equipoise.web.start.prepare` first.

    WeakPassword if the password breaks a rule, NameTaken for the name under which the software itself acts."""
    if username == SYSTEM:
        raise NameTaken(username)
    people = get_user_model()
    person = people.objects.filter(username=username).first() or people(username=username)
    person.first_name = name
    try:
        validate_password(password, person)
    except ValidationError as broken:
        raise WeakPassword(" ".join(broken.messages)) from None
    person.set_password(password)
    person.full_clean(exclude=["password"])
    person.save()
    password_changed(password, person)
