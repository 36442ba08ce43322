"""The page of every act that has a step: about a participant, about a unit, about the study. Addresses carry the act's own name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.values.text import Text
from equipoise.web.templatetags.words import say
from equipoise.web.workspace import administration, bedside, cells, response, safety_desk, screening
from equipoise.web.workspace.acting.perform import perform
from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.give import sent_before
from equipoise.web.workspace.scope import BLIND as CLOSED
from equipoise.web.workspace.scope import Scope, for_blind_readers, workspace_act

DESKS: Final = (screening, cells, bedside, safety_desk, response, administration)
PERSON: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.PERSON.items()}
"""Act -> its step about a participant."""
UNIT: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.UNIT.items()}
"""Act -> its step about a collection, a culture or a bag."""
STUDY: Final[Mapping[str, Make]] = {act: make for desk in DESKS for act, make in desk.STUDY.items()}
"""Act -> its step about the study."""
BLIND: Final = frozenset({"read_scan", "adjudicate"})
"""The acts of whoever reads scans blinded."""
_DONE: Final = Text("This was done already.", "此操作此前已完成。")


@workspace_act
@for_blind_readers
def person_act(request: HttpRequest, scope: Scope, number: str, act: str) -> HttpResponse:
    """An act about a participant."""
    if scope.blind and act not in BLIND:
        raise PermissionDenied(say(CLOSED))
    return _step(request, scope, PERSON.get(act), number, scope.to("participants", number))


@workspace_act
def unit_act(request: HttpRequest, scope: Scope, unit: str, act: str) -> HttpResponse:
    """An act about a collection, a culture or a bag."""
    if scope.conceal.product:
        raise Http404
    return _step(request, scope, UNIT.get(act), unit, scope.to("units", unit))


@workspace_act
def study_act(request: HttpRequest, scope: Scope, act: str) -> HttpResponse:
    """An act about the study."""
    return _step(request, scope, STUDY.get(act), "", scope.to("study"))


def _step(request: HttpRequest, scope: Scope, make: Make | None, about: str, where: str) -> HttpResponse:
    if make is None:
        raise Http404
    try:
        step = make(scope, about, request.GET.dict())
    except Http404:
        if request.method != "POST" or not sent_before(request, scope):
            raise
        messages.success(request, say(_DONE), extra_tags="good")  # the second of two clicks: nothing is left to do
        return redirect(where)
    return perform(request, scope, step)
