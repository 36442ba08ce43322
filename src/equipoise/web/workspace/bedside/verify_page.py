"""Wristband, bag and order are compared by two people. What does not fit stops everything, and the attempt is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may, sees_identity
from equipoise.trial.person import standing
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.accounts.prove import is_wrong
from equipoise.web.headers import WITH_CAMERA
from equipoise.web.identity import FIELDS, identities
from equipoise.web.templatetags.words import on_day, say
from equipoise.web.vault import VaultFault
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.bedside.bags import WardBag, bag_named, find_bag
from equipoise.web.workspace.bedside.scan import Scanned, scanned
from equipoise.web.workspace.bedside.stands_against import against_giving
from equipoise.web.workspace.give import against, do, new_key
from equipoise.web.workspace.scope import Scope, answer, workspace_act

SAME: Final = Text("The second person is somebody else.", "第二人须为他人。")
NOBODY: Final = Text("Name the second person.", "请填写第二人。")
FITS: Final = Text(
    "Wristband, bag and order belong together. Start within {m} minutes.",
    "腕带、制品袋与医嘱相符。请在 {m} 分钟内开始输注。",
)
UNKNOWN: Final = Text("No identity of this number is kept.", "未保存该编号的身份信息。")
_OF_THE_SECOND: Final = frozenset({"no-second", "same-person", "second-not-delegated"})
"""Reasons that name no wrong scan: only the second person is missing, or is the wrong one."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says: the scans that stopped everything, or what is wrong with the second person."""

    stopped: Sequence[Reason] = ()
    what: Scanned = field(default_factory=Scanned)
    wrong: Text | None = None
    second: str = ""
    person: Sequence[tuple[Text, str]] = ()
    sealed: Text | None = None
    status: int = 200


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope, bag: str) -> HttpResponse:
    """The bedside check of a bag: two scans, then the second person."""
    if not may(scope.role, act.VerifyBag):
        raise PermissionDenied(say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.VerifyBag]]))))
    one = find_bag(scope, bag)
    if request.method != "POST":
        return _page(request, one, Told())
    what = scanned(request, scope.trial.participants)
    if what.wrong is not None or not what.complete:
        return _page(request, one, Told(what=what, wrong=what.wrong, status=422 if what.wrong else 200))
    missing = _mismatch(request, one, what)
    if missing:
        return _stop(request, one, what, "")
    if request.POST.get("~act") == "identity":
        return _page(request, one, _opened(request, one, what))
    if request.POST.get("~act") != "confirm":
        return _page(request, one, Told(what=what))
    second = request.POST.get("second", "").strip()
    wrong = _not_second(request, second)
    if wrong is not None:
        return _page(request, one, Told(what=what, wrong=wrong, second=second, status=403))
    return _stop(request, one, what, second)


def _opened(request: HttpRequest, one: WardBag, what: Scanned) -> Told:
    """Name and date of birth from the vault, to compare with what the participant says; the look is noted. Nothing else is shown."""
    if not sees_identity(one.scope.role):
        raise PermissionDenied(
            say(NOT_YOURS.format(roles=listed([w for role, w in ROLES.items() if sees_identity(role)])))
        )
    try:
        held = identities(one.scope.name).show(one.one.number, request.user.get_username(), one.scope.now)
    except VaultFault as fault:
        return Told(what=what, sealed=fault.text)
    if held is None:
        return Told(what=what, sealed=UNKNOWN)
    birth = held.get("birth_date", "")
    return Told(what=what, person=((FIELDS["name"], held.get("name", "")), (FIELDS["birth_date"], _day(birth))))


def _day(words: str) -> str:
    """A day of birth as people write it; other words as they are."""
    try:
        return on_day(date.fromisoformat(words))
    except ValueError:
        return words


def _stop(request: HttpRequest, one: WardBag, what: Scanned, second: str) -> HttpResponse:
    """Gives the command. Accepted it goes on; refused the ledger keeps the attempt, and the page stops everything."""
    done = do(request, one.scope, _command(one, what, second))
    if not done.reasons:
        messages.success(request, say(FITS.format(m=product.VERIFICATION_MINUTES)), extra_tags="good")
        return redirect(one.to())
    reasons = [reason for reason in done.reasons if reason.code not in _OF_THE_SECOND]
    if not reasons:
        return _page(request, one, Told(what=what, wrong=done.reasons[0].says, second=second, status=409))
    return _page(request, one, Told(stopped=reasons, what=what, status=409))


def _mismatch(request: HttpRequest, one: WardBag, what: Scanned) -> Sequence[Reason]:
    found = against(request, one.scope, _command(one, what, ""))
    return [reason for reason in found if reason.code not in _OF_THE_SECOND]


def _command(one: WardBag, what: Scanned, second: str) -> act.VerifyBag:
    return act.VerifyBag(
        participant=one.one.number, bag=what.bag, wristband=what.wristband, second=second, ordered=one.id
    )


def _not_second(request: HttpRequest, second: str) -> Text | None:
    if not second:
        return NOBODY
    if second == request.user.get_username():
        return SAME
    return is_wrong(request, second, request.POST.get("second_password", ""))


def _page(request: HttpRequest, one: WardBag, told: Told) -> HttpResponse:
    """The page in one of its three states: scan, confirm, stopped."""
    stopped = bool(told.stopped)
    stands = standing(one.scope.trial, one.one, one.scope.today)
    other = bag_named(one.scope, told.what.bag) if stopped and told.what.bag != one.id else None
    shown = answer(
        request,
        one.scope,
        "bedside/stopped.html" if stopped else "bedside/verify.html",
        {
            "tab": "bedside",
            "one": one,
            "told": told,
            "what": told.what,
            "other": other,
            "band_fits": told.what.wristband == one.one.number,
            "bag_fits": told.what.bag == one.id,
            "may_open": sees_identity(one.scope.role) and not one.scope.past,
            "against": () if told.what.complete else against_giving(request, one),
            "before": one.wrong_scan if not told.what.complete else None,
            "team": sorted((stands.team or frozenset()) - {request.user.get_username()}) if told.what.complete else (),
            "key": new_key(),
        },
        status=told.status,
    )
    shown.headers["Permissions-Policy"] = WITH_CAMERA
    return shown
