"""Who a person is, as the pages ask for it, and everybody registered before who perhaps is the same person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from equipoise.facts.participant import ParticipantRegistered, ScreeningFailed
from equipoise.trial.person import Person, person
from equipoise.values.text import Text
from equipoise.web.identity import FIELDS, Identities
from equipoise.web.templatetags.words import on_day
from equipoise.web.workspace.acting import fields
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.screening.id_number import wrong_number
from equipoise.web.workspace.standing import status_words


@dataclass(frozen=True, slots=True)
class Before:
    """A number under which perhaps the same person was registered. `bars` says that no further number can be given."""

    number: str
    status: Text
    registered: str
    by: str
    bars: bool


def identity_boxes(kept: Mapping[str, str] | None = None) -> Sequence[Field]:
    """The boxes of an identity, with what is kept of it."""
    known = kept or {}
    hints = {
        "id_number": Text("By it a person who was registered before is found.", "据此识别此前已登记者。"),
        "record_number": Text("As it stands on the wristband.", "与腕带一致。"),
    }
    return [
        Field(
            name=name,
            label=words,
            kind="day" if name == "birth_date" else "line",
            required=name != "record_number",
            start=known.get(name, ""),
            hint=hints.get(name),
        )
        for name, words in FIELDS.items()
    ]


def checked(request: HttpRequest, scope: Scope, asked: Sequence[Field]) -> tuple[dict[str, str], dict[str, Text]]:
    """What was typed into the boxes, and what is wrong with it."""
    read = fields.read(asked, request.POST.dict(), request.POST.getlist, scope.zone)
    wrong = dict(read.wrong)
    born = read.values.get("birth_date")
    if born is not None and born > scope.today:
        wrong["birth_date"] = Text("This day is still to come.", "该日期尚未到来。")
    if "id_number" in read.values:
        slip = wrong_number(str(read.values["id_number"]).replace(" ", ""), born)
        if slip is not None:
            wrong["id_number"] = slip
    return {name: str(value) for name, value in read.values.items()}, wrong


def before(scope: Scope, kept: Identities, given: Mapping[str, str], itself: str = "") -> Sequence[Before]:
    """Everybody who perhaps is the same person. A number that is in screening or was ever randomised bars another."""
    found: dict[str, Before] = {}
    for kind, numbers in kept.alike(given, scope.now).items():
        for number in numbers:
            one = person(scope.trial, number, scope.today) if number != itself else None
            if one is not None and number not in found:
                found[number] = _before(scope, one, kind)
    return list(found.values())


def _before(scope: Scope, one: Person, kind: str) -> Before:
    registered = one.facts.first(ParticipantRegistered)
    day = on_day(registered.day(one.study.time_zone)) if registered is not None else ""
    counts = one.arm is not None or (one.facts.first(ScreeningFailed) is None and one.active)
    return Before(one.number, status_words(scope, one.status), day, kind, counts and kind == "id_number")
