"""The ledger under it all: every fact in order, found by kind, subject, person and day; and one fact whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from equipoise.facts import Body, Fact
from equipoise.ledger.row import Row
from equipoise.protocol.entry_words import entry_words
from equipoise.trial.remember import remember
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.ledger_check import last_look
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.all_facts import all_facts
from equipoise.web.workspace.conceal import WITHHELD
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.words import KINDS, kind_words

_GIST: Final = (
    "bag", "unit", "batch", "collection", "query", "criterion", "clock", "person", "hold", "act", "target", "version", "cause",
)  # fmt: skip
"""Fields of a body that say in a word what it is about, in the order in which they are looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in the table: its kind in words, what it is about, its hash."""

    fact: Fact[Body]
    kind: Text
    gist: str
    form: tuple[str, str] | None
    hash: str


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The table, newest first; `kind`, `subject`, `actor`, `from` and `to` filter it, `page` turns it."""
    asked = {name: request.GET.get(name, "").strip() for name in ("kind", "subject", "actor", "from", "to", "order")}
    every = all_facts(scope)
    kept = [fact for fact in every if _holds(fact, asked)] if any(asked.values()) else list(every)
    if asked["order"] != "oldest":
        kept.reverse()
    if wants_csv(request):
        return _csv(scope, kept)
    if request.GET.get("format") == "json":
        return JsonResponse(
            [_plain(scope, fact) for fact in kept], safe=False, json_dumps_params={"ensure_ascii": False}
        )
    kinds, actors = _choices(scope)
    shown = page_of(request, kept)
    return answer(
        request,
        scope,
        "ledger.html",
        {
            "tab": "ledger",
            "lines": list(_lines(scope, shown.lines)),
            "asked": asked,
            "kinds": kinds,
            "words": {kind: entry_words(scope.study, words) for kind, words in KINDS.items()},
            "actors": actors,
            "total": len(kept),
            "head": scope.trial.head,
            "head_hash": _head_hash(scope),
            "looked": last_look(scope.name),
            **shown.turns(lambda number: scope.to("ledger", **asked, page=number)),
            "csv": scope.to("ledger", **asked, format="csv"),
            "json": scope.to("ledger", **asked, format="json"),
        },
    )


@workspace_page
def one_fact(request: HttpRequest, scope: Scope, seq: int) -> HttpResponse:
    """One fact with every column of its row."""
    every = all_facts(scope)
    if not 1 <= seq <= len(every):
        raise Http404
    fact = every[seq - 1]
    row = _rows(scope, [seq])[seq]
    body = scope.conceal.body(fact)
    return answer(
        request,
        scope,
        "fact.html",
        {
            "tab": "ledger",
            "fact": fact,
            "kind": _kind(scope, fact),
            "row": row,
            "fields": [(name, _shown(value)) for name, value in body.items()],
            "raw": json.dumps(body, ensure_ascii=False, indent=2),
            "withheld": WITHHELD in body.values(),
            "hash": WITHHELD if scope.conceal.arms else row.hash,
            "previous": WITHHELD if scope.conceal.arms else row.previous,
            "form": _form(scope, fact),
            "followed": [one for one in every[seq:] if one.cause == seq][:20],
            "of_command": [*range(max(1, seq - row.part), seq), *_rest(scope, row, len(every))],
            "last": len(every),
        },
    )


def _choices(scope: Scope) -> tuple[list[str], list[str]]:
    """The kinds of facts that there are, in the order of their words, and everybody who acted; gathered once for each head."""
    return remember(scope.trial, "ledger choices", "", (scope.trial.head,), lambda: _chosen_from(all_facts(scope)))


def _chosen_from(every: Sequence[Fact[Body]]) -> tuple[list[str], list[str]]:
    kinds = sorted({fact.body.KIND for fact in every}, key=lambda kind: kind_words(kind).en)
    return kinds, sorted({fact.actor for fact in every})


def _holds(fact: Fact[Body], asked: Mapping[str, str]) -> bool:
    return (
        (not asked["kind"] or asked["kind"] == fact.body.KIND)
        and (not asked["subject"] or asked["subject"].casefold() in (fact.subject or fact.stream).casefold())
        and (not asked["actor"] or fact.actor == asked["actor"])
        and (not asked["from"] or fact.recorded >= asked["from"])
        and (not asked["to"] or fact.recorded[: len(asked["to"])] <= asked["to"])
    )


def _lines(scope: Scope, window: Sequence[Fact[Body]]) -> Iterator[Line]:
    rows = {} if scope.conceal.arms else _rows(scope, [fact.seq for fact in window])
    for fact in window:
        stored = rows.get(fact.seq)
        yield Line(
            fact,
            _kind(scope, fact),
            _gist(scope, fact),
            _form(scope, fact),
            stored.hash if stored is not None else "",
        )


def _kind(scope: Scope, fact: Fact[Body]) -> Text:
    return entry_words(scope.study, kind_words(fact.body.KIND))


def _gist(scope: Scope, fact: Fact[Body]) -> str:
    """What a fact is about, in a word."""
    body = scope.conceal.body(fact)
    if "form" in body:
        item = f" {body['item']}" if body.get("item") else ""
        return f"{body['form']} {body.get('instance', '')}{item}"
    if "arm" in body:
        return f"{body['arm']}"
    words = next((str(body[name]) for name in _GIST if body.get(name)), "")
    role = f" ({body['role']})" if body.get("role") else ""
    attribute = f" {body['attribute']} {body['value']}" if "attribute" in body else ""
    return words + role + attribute


def _form(scope: Scope, fact: Fact[Body]) -> tuple[str, str] | None:
    form, instance = getattr(fact.body, "form", ""), getattr(fact.body, "instance", "")
    return (form, instance) if form and instance and not scope.conceal.form(form) else None


def _rows(scope: Scope, seqs: Sequence[int]) -> dict[int, Row]:
    """The stored rows of some facts: one reading for each run of neighbours."""
    store, found = trials.store(), {}
    ordered = sorted(seqs)
    for _, run in groupby(enumerate(ordered), key=lambda pair: pair[1] - pair[0]):
        near = [seq for _, seq in run]
        found.update({row.seq: row for row in store.read(scope.name, near[0] - 1, near[-1])})
    return found


def _rest(scope: Scope, row: Row, last: int) -> list[int]:
    """The facts that the same command made after this one."""
    found: list[int] = []
    for seq in range(row.seq + 1, min(row.seq + 20, last) + 1):
        if _rows(scope, [seq])[seq].command != row.command:
            break
        found.append(seq)
    return found


def _head_hash(scope: Scope) -> str:
    head = scope.trial.head
    if not head or scope.conceal.arms:
        return ""
    return _rows(scope, [head])[head].hash


def _shown(value: Any) -> str:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)


def _plain(scope: Scope, fact: Fact[Body]) -> dict[str, Any]:
    """A fact as JSON, with what is hidden replaced. The export of the whole chain is the command line's."""
    return {
        "seq": fact.seq,
        "kind": fact.body.KIND,
        "subject": fact.subject,
        "stream": fact.stream,
        "happened": fact.happened,
        "recorded": fact.recorded,
        "protocol": fact.protocol,
        "actor": fact.actor,
        "role": fact.role,
        "reason": fact.reason,
        "cause": fact.cause,
        "body": json.loads(json.dumps(scope.conceal.body(fact), default=str)),
    }


def _csv(scope: Scope, kept: Sequence[Fact[Body]]) -> HttpResponse:
    header = ("seq", "recorded", "happened", "kind", "what", "subject", "about", "actor", "role", "reason", "body")
    lines = (
        (
            fact.seq, fact.recorded, fact.happened, fact.body.KIND, say(_kind(scope, fact)), fact.subject,
            _gist(scope, fact), fact.actor, fact.role, fact.reason,
            json.dumps(scope.conceal.body(fact), ensure_ascii=False, default=str),
        )
        for fact in kept
    )  # fmt: skip
    return csv_answer(f"{scope.name}-ledger", header, lines)
