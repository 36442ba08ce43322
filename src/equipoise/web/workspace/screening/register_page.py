"""Registering a person: the number from the gate, who it is into the identity vault alone; a person who was here before is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from equipoise.facts.participant import ParticipantRegistered
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed, same
from equipoise.web.accounts.active import active
from equipoise.web.identity import identities
from equipoise.web.templatetags.words import say
from equipoise.web.vault import VaultFault
from equipoise.web.workspace.acting import fields
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.give import do, key_of, new_key
from equipoise.web.workspace.scope import Scope, answer, workspace_act
from equipoise.web.workspace.screening.known_before import Before, before, checked, identity_boxes

_DONE: Final = Text(
    "Registered as {number}. Who it is lies in the identity vault alone.", "已登记，编号 {number}。身份信息仅存于身份保险库。"
)  # fmt: skip
_SENT: Final = "registered"
"""In the session: the number that the last page of registration gave, by the key of the page."""
_STILL_HERE: Final = Text(
    "Go on with {number}: a person has one number at a time.", "请继续使用 {number}：同一人只能有一个有效编号。"
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says beside the boxes."""

    wrong: Mapping[str, Text] = field(default_factory=dict)
    reasons: Sequence[Reason] = ()
    before: Sequence[Before] = ()
    status: int = 200

    @property
    def bars(self) -> bool:
        """Whether the person has a number that counts."""
        return any(one.bars for one in self.before)


def boxes(scope: Scope) -> Sequence[Field]:
    """What is asked of a person: the site where there are several, then who it is."""
    sites = [(code, plan.name) for code, plan in scope.study.about.sites.items()]
    site = Field(name="site", label=Text("Site", "研究中心"), kind="choice", options=sites, start=sites[0][0])
    return (*([site] if len(sites) > 1 else []), *identity_boxes())


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The page on which a person is registered. Nothing typed here is kept as a draft: it identifies somebody."""
    if not may(scope.role, act.RegisterParticipant):
        raise PermissionDenied(
            say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.RegisterParticipant]])))
        )
    if request.method != "POST":
        return _page(request, scope, None, Told())
    told = _register(request, scope)
    return told if isinstance(told, HttpResponse) else _page(request, scope, request.POST.dict(), told)


def _register(request: HttpRequest, scope: Scope) -> HttpResponse | Told:
    """The number from the gate, then the identity into the vault; the vault is opened first, so that no number is given in vain."""
    given, wrong = checked(request, scope, boxes(scope))
    if wrong:
        return Told(wrong=wrong, status=422)
    sent = request.session.get(_SENT, {})
    if sent.get(key_of(request)):  # a second click
        return redirect(scope.to("participants", sent[key_of(request)], "consent"))
    site = given.pop("site", "") or next(iter(scope.study.about.sites))
    try:
        kept = identities(scope.name)
        found = before(scope, kept, given)
        if any(one.bars for one in found) or (found and not request.POST.get("another")):
            return Told(before=found, status=409)
        done = do(request, scope, act.RegisterParticipant(site=site))
        if done.reasons:
            return Told(reasons=done.reasons, status=409)
        number = next(fact.body.number for fact in done.facts if isinstance(fact.body, ParticipantRegistered))
        if not kept.is_kept(number):
            kept.keep(number, given, active(request).person, scope.now)
    except VaultFault as fault:
        return Told(reasons=(Reason("vault", fault.text),), status=409)
    request.session[_SENT] = {key_of(request): number}
    messages.success(request, say(_DONE.format(number=number)), extra_tags="good")
    return redirect(scope.to("participants", number, "consent"))


def _page(request: HttpRequest, scope: Scope, held: Mapping[str, str] | None, told: Told) -> HttpResponse:
    return answer(
        request,
        scope,
        "screening/register.html",
        {
            "tab": "screening",
            "told": told,
            "own": fields.boxes(boxes(scope), held, told.wrong),
            "still_here": _STILL_HERE.format(number=listed([same(one.number) for one in told.before if one.bars])),
            "key": (held or {}).get("~key") if told.before else new_key(),
        },
        status=told.status,
    )
