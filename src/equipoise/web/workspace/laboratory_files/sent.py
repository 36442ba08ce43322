"""A file that somebody has sent and not decided on: found again by its token, by the person who sent it alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone

from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.trial import commands as act
from equipoise.trial.acts.laboratory import mapping_named
from equipoise.trial.permissions import may
from equipoise.values.text import Text
from equipoise.web.drafts import uploads
from equipoise.web.drafts.uploads import Waiting
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.scope import PAST, Scope

NOT_YOURS: Final = Text(
    "Laboratory files are taken in by coordinators, physicians and data managers.",
    "检验文件由研究协调员、医生和数据管理员导入。",
)
KINDS: Final = {
    "csv": Text("table (CSV)", "表格（CSV）"),
    "hl7": Text("HL7 v2 messages", "HL7 v2 消息"),
    "fhir": Text("FHIR resources", "FHIR 资源"),
}
"""The kinds of files in words."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A waiting file with its bytes and, where one is chosen, its mapping."""

    waiting: Waiting
    raw: bytes
    mapping: LaboratoryMapping | None
    mapping_seq: int

    @property
    def token(self) -> str:
        """The token by which it is found."""
        return self.waiting.token


def allow(scope: Scope) -> None:
    """403 for a role that neither takes files in nor confirms how they are read, and in the past."""
    if not (may(scope.role, act.RecordLaboratoryFile) or may(scope.role, act.SetLaboratoryMapping)):
        raise PermissionDenied(say(NOT_YOURS))
    if scope.past:
        raise PermissionDenied(say(PAST))


def find(request: HttpRequest, scope: Scope, token: str) -> Sent:
    """The file of a token; 404 where it is another's, taken in already, or gone after its day."""
    allow(scope)
    owner, now = request.user.get_username(), timezone.now()
    waiting = uploads.find(owner, scope.name, token, now)
    raw = uploads.content(owner, scope.name, token, now) if waiting is not None else None
    if waiting is None or raw is None:
        raise Http404
    named = mapping_named(scope.trial, waiting.mapping) if waiting.mapping else None
    return Sent(waiting, raw, named[1] if named else None, named[0] if named else 0)
