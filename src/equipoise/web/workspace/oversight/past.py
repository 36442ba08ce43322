"""The inspector's page: any past day, what was done and refused on it about a participant or a unit, and what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Body, Fact
from equipoise.facts.fact import local_day
from equipoise.facts.study import ActRefused
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.ledger_page import all_facts
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import kind_words

MOST: Final = 500
"""Facts of one day that the page shows; the ledger holds them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of the day: what it is, about which unit, what was refused and why; `then` is the moment before it as an address."""

    fact: Fact[Body]
    kind: Text
    unit: str
    reasons: tuple[Text, ...]
    then: str


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """`day` and `about` (participant, bag, culture, collection, person) choose; `?format=csv` is the list."""
    asked, about = request.GET.get("day", "").strip(), request.GET.get("about", "").strip()
    day = _day(asked)
    every = list(_lines(scope, day, about)) if day is not None or about else []
    if wants_csv(request):
        header = ("fact", "recorded", "happened", "kind", "participant", "unit", "person", "role", "reason")
        rows = (
            (one.fact.seq, one.fact.recorded, one.fact.happened, say(one.kind), one.fact.subject, one.unit, one.fact.actor,
             one.fact.role, one.fact.reason)
            for one in every
        )  # fmt: skip
        return csv_answer(f"{scope.name}-{asked or about}", header, rows)
    return answer(
        request,
        scope,
        "oversight/past.html",
        {
            "tab": "oversight",
            "part": "past",
            "day": asked,
            "about": about,
            "wrong": bool(asked) and day is None,
            "asked": bool(asked or about),
            "lines": every[:MOST],
            "left_out": max(0, len(every) - MOST),
        },
    )


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _lines(scope: Scope, day: date | None, about: str) -> Iterator[Line]:
    wanted = about.casefold()
    for fact in all_facts(scope):
        if day is not None and local_day(fact.recorded, scope.zone) != day:
            continue
        unit = fact.stream[2:] if fact.stream.startswith("U:") else ""
        if wanted and wanted not in (fact.subject.casefold(), unit.casefold(), fact.actor.casefold()):
            continue
        hidden = scope.conceal.fact(fact)
        reasons = () if hidden or not isinstance(fact.body, ActRefused) else tuple(
            Text(one.get("en", ""), one.get("zh", "")) for one in fact.body.reasons
        )  # fmt: skip
        yield Line(fact, kind_words(fact.body.KIND), "" if hidden else unit, reasons, fact.recorded)
