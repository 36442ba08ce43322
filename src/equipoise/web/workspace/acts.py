"""The page of every act that has a step: about a participant, about a unit, about the study. Addresses carry the act's own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from equipoise.web.templatetags.words import say
from equipoise.web.workspace import administration, bedside, cells, oversight, response, safety_desk, screening
from equipoise.web.workspace.acting.perform import perform
from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.scope import BLIND as CLOSED
from equipoise.web.workspace.scope import Scope, for_blind_readers, workspace_act

DESKS: Final = (screening, cells, bedside, safety_desk, response, oversight, administration)
PERSON: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.PERSON.items()}
"""Act -> its step about a participant."""
UNIT: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.UNIT.items()}
"""Act -> its step about a collection, a culture or a bag."""
STUDY: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.STUDY.items()}
"""Act -> its step about the study."""


BLIND: Final = frozenset({"read_scan", "adjudicate"})
"""The acts of whoever reads scans blinded."""


@workspace_act
@for_blind_readers
def person_act(request: HttpRequest, scope: Scope, number: str, act: str) -> HttpResponse:
    """An act about a participant."""
    if scope.blind and act not in BLIND:
        raise PermissionDenied(say(CLOSED))
    return _step(request, scope, PERSON, act, number)


@workspace_act
def unit_act(request: HttpRequest, scope: Scope, unit: str, act: str) -> HttpResponse:
    """An act about a collection, a culture or a bag."""
    if scope.conceal.product:
        raise Http404
    return _step(request, scope, UNIT, act, unit)


@workspace_act
def study_act(request: HttpRequest, scope: Scope, act: str) -> HttpResponse:
    """An act about the study."""
    return _step(request, scope, STUDY, act, "")


def _step(request: HttpRequest, scope: Scope, known: Mapping[str, Make], act: str, about: str) -> HttpResponse:
    make = known.get(act)
    if make is None:
        raise Http404
    return perform(request, scope, make(scope, about, request.GET.dict()))
