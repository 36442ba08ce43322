"""The study itself as it runs: versions and what they change, holds, the delegation log, the randomisation list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Fact
from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed
from equipoise.facts.study import (
    ActRefused,
    AmendmentApproved,
    HoldLifted,
    HoldPlaced,
    StudyOpened,
)
from equipoise.protocol.compare import Change, compare
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.duties import duties
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@dataclass(frozen=True, slots=True)
class Version:
    """A version of the study file, the fact that put it in force, what it changed."""

    version: str
    effective: str
    fact: Fact[StudyOpened] | Fact[AmendmentApproved] | None
    in_force: bool
    changes: tuple[Change, ...]


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Everything about the study that no participant owns; `?format=csv` is the delegation log."""
    history = scope.trial.study
    log = duties(scope)
    if wants_csv(request):
        header = ("person", "role", "from", "until", "state", "by", "fact")
        lines = (
            (one.person, say(one.name), one.first, one.last, one.state, one.given.actor, one.given.seq) for one in log
        )
        return csv_answer(f"{scope.name}-delegation", header, lines)
    lifted = {fact.body.hold: fact for fact in history.of(HoldLifted)}
    refused = [fact for facts in (history, *scope.trial.participants.values()) for fact in facts.of(ActRefused)]
    return answer(
        request,
        scope,
        "study.html",
        {
            "tab": "study",
            "versions": _versions(scope),
            "holds": [(fact, lifted.get(fact.body.hold)) for fact in history.of(HoldPlaced)],
            "duties": log,
            "committed": history.of(AllocationKeyCommitted),
            "revealed": history.of(AllocationKeyRevealed),
            "refused": [] if scope.conceal.product else sorted(refused, key=lambda fact: -fact.seq)[:50],
            "refusals": len(refused),
        },
    )


def _versions(scope: Scope) -> Sequence[Version]:
    opened = scope.trial.study.first(StudyOpened)
    approved = {fact.body.version: fact for fact in scope.trial.study.of(AmendmentApproved)}
    known = scope.trial.protocols.versions
    found = []
    for place, version in enumerate(known):
        fact = approved.get(version.version) or (opened if opened and opened.body.version == version.version else None)
        changes = compare(known[place - 1], version) if place else ()
        found.append(
            Version(version.version, version.effective, fact, version.version == scope.study.version, tuple(changes))
        )
    return found
