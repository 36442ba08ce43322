"""Giving one command from a page: once, at the trial's own moment, and every reason against it in words."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.exceptions import BadRequest
from django.http import HttpRequest

from equipoise.facts import Body, Fact
from equipoise.ledger import KeyReused, LedgerFault
from equipoise.trial.commands import Command
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.workspace.scope import Scope

_KEY: Final = re.compile(r"[\w-]{16,64}", re.ASCII)
SENT_BEFORE: Final = Reason(
    "key_reused",
    Text("This page was sent before with something else in it.", "此页面此前已提交过其他内容。"),
    remedy=Text("Look at what is there now, then do it again.", "请查看当前状态后再操作。"),
)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a command: its facts, or the reasons against it."""

    facts: Sequence[Fact[Body]] = ()
    reasons: Sequence[Reason] = ()


def new_key() -> str:
    """A key of one page: whatever is sent from it twice is done once."""
    return secrets.token_urlsafe(18)


def key_of(request: HttpRequest) -> str:
    """The key of the page that sends; BadRequest for a page without one."""
    key = request.POST.get("~key", "")
    if not _KEY.fullmatch(key):
        raise BadRequest("~key")
    return key


def sent_before(request: HttpRequest, scope: Scope) -> bool:
    """Whether the page that sends was answered already: what it showed has changed by its own doing."""
    return bool(trials.store().find(scope.name, key_of(request)))


def do(request: HttpRequest, scope: Scope, command: Command, part: str = "") -> Done:
    """Give a command in the active role. Sent twice from the same page it is done once; `part` names one of several commands of
    a page."""
    key = f"{key_of(request)}-{part}" if part else key_of(request)
    try:
        given = trials.gateway(scope.name).do(command, active(request).by, scope.now, key)
    except KeyReused:
        return Done(reasons=(SENT_BEFORE,))
    except LedgerFault as fault:
        return Done(reasons=(Reason("ledger", fault.text),))
    return Done(given.facts, given.reasons)


def against(request: HttpRequest, scope: Scope, command: Command) -> Sequence[Reason]:
    """What would stand against a command if it were given now. Nothing is kept."""
    return trials.gateway(scope.name).against(scope.trial, command, active(request).by, scope.now)
