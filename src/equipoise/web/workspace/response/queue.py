"""What a blinded reader sees instead of the desk: the scans to be read, and the readings to be decided between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from equipoise.rules import response
from equipoise.rules.response import ToRead
from equipoise.trial.find_tasks import READING_DAYS
from equipoise.trial.person import Person, people
from equipoise.values.text import Text
from equipoise.web.accounts.active import active
from equipoise.web.workspace.scope import Scope, answer


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reading in the queue: the scan, the reader in words, until when it is expected, and whether this person may give it."""

    one: Person
    scan: ToRead
    reader: Text
    due: object
    late: bool
    mine: bool


def queue(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What is to be read blinded: number and day of the scan, nothing of arm, treatment or any other reading."""
    me = active(request).person
    waiting = sorted(_waiting(scope, me), key=lambda one: (not one.mine, one.scan.day, one.one.number))
    found = [(one, response.readings(one.study, one.facts)) for one in people(scope.trial, scope.today)]
    disputed = [(one, not found_of.read_by(me)) for one, found_of in found if found_of.adjudicate]
    return answer(
        request,
        scope,
        "response/queue.html",
        {
            "tab": "response",
            "waiting": [one for one in waiting if one.mine],
            "others": [one for one in waiting if not one.mine],
            "late": sum(one.late and one.mine for one in waiting),
            "disputed": [one for one, mine in disputed if mine],
            "disputed_others": sum(not mine for _, mine in disputed),
            "given": [(one, len(codes)) for one, of in found if (codes := [c for c, who in of.people if who == me])],
        },
    )


def _waiting(scope: Scope, me: str) -> Iterator[Waiting]:
    for one in people(scope.trial, scope.today):
        found = response.readings(one.study, one.facts)
        own = found.read_by(me)
        free = [scan for scan in found.wanted if not scan.people]
        for scan in found.wanted:
            due = scan.day + timedelta(days=READING_DAYS)
            mine = scan.reader in own if own else scan in free[:1]
            yield Waiting(one, scan, response.reader_name(one.study, scan.reader), due, due < scope.today, mine)
