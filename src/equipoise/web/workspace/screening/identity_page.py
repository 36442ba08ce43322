"""Who a participant is: shown after a deliberate click, which is noted with name and time; corrected in the vault, never in a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from equipoise.trial.permissions import ROLES, reads_everything, sees_identity
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.accounts.active import active
from equipoise.web.identity import FIELDS, Identities, identities
from equipoise.web.templatetags.words import say
from equipoise.web.vault import VaultFault
from equipoise.web.workspace.acting import fields
from equipoise.web.workspace.scope import Scope, answer, workspace_act
from equipoise.web.workspace.screening.known_before import Before, before, checked, identity_boxes

ACTS: Final = {
    "put": Text("kept", "录入"),
    "get": Text("looked", "查看"),
    "destroy": Text("erased", "删除"),
}
"""What can have been done with an identity."""
_NOT_YOURS: Final = Text(
    "The identity of participants is opened by: {roles}.", "受试者身份信息仅限以下角色查看：{roles}。"
)  # fmt: skip
_KEPT: Final = Text("The identity is kept.", "身份信息已保存。")


@dataclass
class _Look:
    """What the page has to show: the identity that was asked for or typed, and what stands against keeping it."""

    held: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, Text] = field(default_factory=dict)
    found: Sequence[Before] = ()

    @property
    def again(self) -> bool:
        """Whether what was typed is asked for once more."""
        return bool(self.wrong or self.found)

    @property
    def status(self) -> int:
        """The status of the answer: what was typed is wrong, or is somebody else's already."""
        return 422 if self.wrong else 409 if self.found else 200


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The page; a POST shows the identity, or keeps a corrected one. The inspector reads who looked, and no identity."""
    scope.person(number)
    if not sees_identity(scope.role) and not reads_everything(scope.role):
        roles = listed([words for role, words in ROLES.items() if sees_identity(role)])
        raise PermissionDenied(say(_NOT_YOURS.format(roles=roles)))
    told: Sequence[Reason] = ()
    look = _Look()
    kept: Identities | None = None
    try:
        kept = identities(scope.name)
        if request.method == "POST":
            if not sees_identity(scope.role):
                raise PermissionDenied(say(_NOT_YOURS.format(roles=ROLES["investigator"])))
            if request.POST.get("~act") == "keep":
                look = _kept(request, scope, kept, number)
                if not look.again:
                    messages.success(request, say(_KEPT), extra_tags="good")
                    return redirect(scope.to("participants", number, "identity"))
            else:
                look = _Look(kept.show(number, active(request).person, scope.now) or {})
    except VaultFault as fault:
        told = (Reason("vault", fault.text),)
    return _page(request, scope, number, kept, look, told)


def _kept(request: HttpRequest, scope: Scope, kept: Identities, number: str) -> _Look:
    """Keeps what was typed, unless it is wrong, or somebody is known by it and it was not said that this is another person."""
    given, wrong = checked(request, scope, identity_boxes())
    found = before(scope, kept, given, number) if not wrong else ()
    if not wrong and (not found or request.POST.get("another")):
        kept.keep(number, given, active(request).person, scope.now)
        return _Look()
    return _Look({name: words for name, words in request.POST.dict().items() if name in FIELDS}, wrong, found)


def _page(
    request: HttpRequest, scope: Scope, number: str, kept: Identities | None, look: _Look, told: Sequence[Reason]
) -> HttpResponse:
    known = kept is not None and kept.is_kept(number)
    erased = kept is not None and kept.is_erased(number)
    return answer(
        request,
        scope,
        "screening/identity.html",
        {
            "tab": "participants",
            "number": number,
            "told": told,
            "known": known,
            "erased": erased,
            "may": sees_identity(scope.role) and not scope.past,
            "shown": () if look.again else _lines(look.held),
            "own": fields.boxes(identity_boxes(look.held), look.held if look.again else None, look.wrong),
            "open": look.again or (not known and not erased),
            "before": look.found,
            "looks": list(reversed(kept.looks(number)))[:100] if kept is not None else (),
            "acts": ACTS,
        },
        status=look.status,
    )  # fmt: skip


def _lines(held: Mapping[str, str]) -> Sequence[tuple[Text, str]]:
    return [(words, held.get(name, "")) for name, words in FIELDS.items()] if held else ()
