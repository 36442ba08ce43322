"""The inspector's page: any past day, what was done and refused on it about a participant or a unit, and what was known then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.facts import Body, Fact
from equipoise.facts.fact import local_day
from equipoise.facts.study import ActRefused
from equipoise.protocol.entry_words import entry_words
from equipoise.report import say_fact
from equipoise.values.dates import read_day
from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.all_facts import all_facts
from equipoise.web.workspace.oversight.subject import subject_of
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import kind_words

MOST: Final = 500
"""Facts of one day that the page shows; the ledger holds them all."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact of the day: what it is and says, about which unit, what was refused and why; `then` is its moment as an address."""

    fact: Fact[Body]
    kind: Text
    says: Text | None
    unit: str
    reasons: tuple[Text, ...]
    then: str


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """`day` and `about` (participant, bag, culture, collection, person) choose; `open` goes to the page of what is named as it stood
    at the end of the day; `?format=csv` is the list."""
    asked, about = request.GET.get("day", "").strip(), request.GET.get("about", "").strip()
    day = read_day(asked)
    subject = subject_of(scope, about, day)
    if request.GET.get("open") and subject is not None and subject.pages:
        return redirect(subject.pages[0][1])
    every = _facts(scope, day, subject.name if subject is not None else about) if day is not None or about else []
    if wants_csv(request):
        header = ("fact", "recorded", "happened", "kind", "participant", "unit", "person", "role", "reason", "what")
        rows = (
            (one.fact.seq, one.fact.recorded, one.fact.happened, say(one.kind), one.fact.subject, one.unit, one.fact.actor,
             one.fact.role, one.fact.reason, say(one.says) if one.says is not None else "")
            for one in _lines(scope, every)
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
            "date": day,
            "about": about,
            "wrong": bool(asked) and day is None,
            "asked": bool(asked or about),
            "subject": subject,
            "lines": list(_lines(scope, every[:MOST])),
            "left_out": max(0, len(every) - MOST),
        },
    )


def _facts(scope: Scope, day: date | None, about: str) -> Sequence[Fact[Body]]:
    wanted = about.casefold()
    return [
        fact
        for fact in all_facts(scope)
        if (day is None or local_day(fact.recorded, scope.zone) == day)
        and (not wanted or wanted in (fact.subject.casefold(), _unit(fact).casefold(), fact.actor.casefold()))
    ]


def _lines(scope: Scope, facts: Sequence[Fact[Body]]) -> Iterator[Line]:
    for fact in facts:
        hidden = scope.conceal.fact(fact)
        reasons: tuple[Text, ...] = ()
        says: Text | None = None
        if not hidden and isinstance(fact.body, ActRefused):
            reasons = tuple(Text(one.get("en", ""), one.get("zh", "")) for one in fact.body.reasons)
        elif not hidden and not scope.conceal.arms:
            says = say_fact(scope.study, fact)
        yield Line(
            fact,
            entry_words(scope.study, kind_words(fact.body.KIND)),
            says,
            "" if hidden else _unit(fact),
            reasons,
            fact.recorded,
        )


def _unit(fact: Fact[Body]) -> str:
    return fact.stream[2:] if fact.stream.startswith("U:") else ""
