"""What stands against giving a bag that no scan can mend: told on the bag's page, before anybody walks to the bed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.http import HttpRequest

from equipoise.trial import commands as act
from equipoise.values.reason import Reason
from equipoise.web.workspace.bedside.bags import WardBag
from equipoise.web.workspace.bedside.starts import usual_start
from equipoise.web.workspace.give import against

_OF_THE_SCAN: Final = frozenset(
    {
        "no-second",
        "not_permitted",
        "not_delegated",
        "not-verified",
        "verification-too-old",
        "verification-invalid",
        "wrong-scan-since",
    }
)
"""Reasons that the two scans settle, or the second person, or that hang on who looks."""


def against_giving(request: HttpRequest, one: WardBag) -> Sequence[Reason]:
    """Why a bag on the ward cannot be given now, asked as if the right codes were scanned; nothing for one that is not there yet."""
    if one.bag.received is None or one.bag.started is not None or one.bag.disposed is not None or one.scope.past:
        return ()
    check = act.VerifyBag(participant=one.one.number, bag=one.id, wristband=one.one.number, second="", ordered=one.id)
    found = (*against(request, one.scope, check), *against(request, one.scope, usual_start(one)))
    once = {(reason.code, reason.says.en): reason for reason in found if reason.code not in _OF_THE_SCAN}
    return tuple(once.values())
