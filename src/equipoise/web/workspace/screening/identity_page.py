"""Who a participant is: shown after a deliberate click, which is noted with name and time; corrected in the vault, never in a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from equipoise.web.workspace.screening.register import Before, before, checked, identity_boxes

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


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The page; a POST shows the identity, or keeps a corrected one. The inspector reads who looked, and no identity."""
    one = scope.person(number)
    if not sees_identity(scope.role) and not reads_everything(scope.role):
        roles = listed([words for role, words in ROLES.items() if sees_identity(role)])
        raise PermissionDenied(say(_NOT_YOURS.format(roles=roles)))
    told: Sequence[Reason] = ()
    shown: Mapping[str, str] | None = None
    wrong: Mapping[str, Text] = {}
    found: Sequence[Before] = ()
    kept: Identities | None = None
    try:
        kept = identities(scope.name)
        if request.method == "POST":
            if not sees_identity(scope.role):
                raise PermissionDenied(say(_NOT_YOURS.format(roles=ROLES["investigator"])))
            if request.POST.get("~act") == "keep":
                given, wrong = checked(request, scope, identity_boxes())
                found = before(scope, kept, given, number) if not wrong else ()
                if not wrong and (not found or request.POST.get("another")):
                    kept.keep(number, given, active(request).person, scope.now)
                    messages.success(request, say(_KEPT), extra_tags="good")
                    return redirect(scope.to("participants", number, "identity"))
                shown = request.POST.dict()
            else:
                shown = kept.show(number, active(request).person, scope.now)
    except VaultFault as fault:
        told = (Reason("vault", fault.text),)
    return _page(request, scope, number, kept, told, shown, wrong, found, one.site)


def _page(
    request: HttpRequest,
    scope: Scope,
    number: str,
    kept: Identities | None,
    told: Sequence[Reason],
    shown: Mapping[str, str] | None,
    wrong: Mapping[str, Text],
    found: Sequence[Before],
    site: str,
) -> HttpResponse:
    known = kept is not None and kept.is_kept(number)
    erased = kept is not None and kept.is_erased(number)
    held = {name: words for name, words in (shown or {}).items() if name in FIELDS}
    given = answer(
        request,
        scope,
        "screening/identity.html",
        {
            "tab": "participants",
            "number": number,
            "site": site,
            "told": told,
            "known": known,
            "erased": erased,
            "may": sees_identity(scope.role) and not scope.past,
            "shown": _lines(held) if shown is not None and not wrong and not found else (),
            "own": fields.boxes(identity_boxes(held), held if wrong or found else None, wrong),
            "open": bool(wrong or found or (not known and not erased)),
            "before": found,
            "looks": list(reversed(kept.looks(number)))[:100] if kept is not None else (),
            "acts": ACTS,
        },
    )  # fmt: skip
    given.status_code = 422 if wrong else 409 if found else 200
    return given


def _lines(held: Mapping[str, str]) -> Sequence[tuple[Text, str]]:
    return [(words, held.get(name, "")) for name, words in FIELDS.items()]
