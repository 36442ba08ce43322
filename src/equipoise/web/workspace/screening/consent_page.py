"""The consent of a participant, the texts of a version side by side, its printable page, and who must sign again."""

from __future__ import annotations

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.text import Language, Text, listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.scope import Scope, answer, workspace_page
from equipoise.web.workspace.screening.consent_steps import WITHDRAWALS
from equipoise.web.workspace.screening.consent_text import beside, document
from equipoise.web.workspace.screening.entry_next import entry_next
from equipoise.web.workspace.screening.versions import SIGNERS, Version, again, blocked, in_force, versions

_SHEET: Final = Text("Informed consent, version {version}", "知情同意书 {version} 版")
_PARTICIPANT: Final = Text("Participant", "受试者编号")
STATES: Final = {
    "in_force": ("passes", Text("in force", "现行")),
    "earlier": ("done", Text("earlier", "已被取代")),
    "to_come": ("unknown", Text("to come", "待生效")),
}


@workspace_page
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """What the participant signed and withdrew, what is to be signed, and which acts wait for it."""
    one = scope.person(number)
    known = {version.name: version for version in versions(scope)}
    due = one.consent_due or ("" if one.consent is not None else in_force(scope))
    return answer(
        request,
        scope,
        "screening/consent.html",
        {
            "tab": "screening",
            "one": one,
            "known": known,
            "due": due,
            "blocked": blocked(one.study) if one.consent_due is not None else (),
            "signed": [(fact, known.get(fact.body.version)) for fact in reversed(one.facts.of(ConsentSigned))],
            "withdrawn": list(reversed(one.facts.of(ConsentWithdrawn))),
            "scopes": dict(WITHDRAWALS),
            "signers": SIGNERS,
            "states": STATES,
            "sign": not scope.past and one.active and bool(due) and may(scope.role, act.SignConsent),
            "withdraw": not scope.past and one.consent is not None and may(scope.role, act.WithdrawConsent),
            "who": listed([ROLES[role] for role in MAY[act.SignConsent]]),
            "next": entry_next(scope, one),
        },
    )


@workspace_page
def text(request: HttpRequest, scope: Scope, version: str) -> HttpResponse:
    """Both texts of a version, section by section: Chinese decides, English mirrors it."""
    found = _version(scope, version)
    return answer(
        request,
        scope,
        "screening/text.html",
        {
            "tab": "screening",
            "version": found,
            "state": STATES[found.state],
            "sections": beside(scope.name, found.consent),
            "zh": document(scope.name, found.consent, "zh"),
            "en": document(scope.name, found.consent, "en"),
            "required": frozenset(found.consent.required_ticks),
        },
    )


@workspace_page
def printed(request: HttpRequest, scope: Scope, version: str) -> HttpResponse:
    """A version to be signed on paper: in one language, with version, digest of the text, number and page marks on every page."""
    found = _version(scope, version)
    language: Language = "en" if request.GET.get("language") == "en" else "zh"
    words = document(scope.name, found.consent, language)
    if words is None:
        raise Http404
    number = request.GET.get("participant", "")
    one = scope.person(number) if number else None
    return answer(
        request,
        scope,
        "screening/printed.html",
        {
            "tab": "screening",
            "version": found,
            "words": words,
            "written": language,
            "one": one,
            "named": _SHEET.format(version=found.name).in_(language),
            "participant": _PARTICIPANT.in_(language),
        },
    )


@workspace_page
def reconsent(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Who must sign again after the amendment in force, since when, before what, and which acts wait."""
    found = again(scope)
    if wants_csv(request):
        header = ("participant", "version", "since", "signed", "days", "before", "before_earliest")
        rows = (
            (
                line.one.number,
                line.version,
                line.since,
                line.signed.happened if line.signed is not None else "",
                line.days,
                say(line.before.name) if line.before is not None else "",
                line.before.earliest if line.before is not None else "",
            )
            for line in found
        )
        return csv_answer(f"{scope.name}-reconsent", header, rows)
    return answer(
        request,
        scope,
        "screening/reconsent.html",
        {
            "tab": "screening",
            "lines": found,
            "due": sum(line.signed is None for line in found),
            "blocked": blocked(scope.study),
            "sign": not scope.past and may(scope.role, act.SignConsent),
        },
    )


def _version(scope: Scope, name: str) -> Version:
    found = next((version for version in versions(scope) if version.name == name), None)
    if found is None:
        raise Http404
    return found
