"""Where a page asks what is on a photograph, or on a picture of its running camera, without being left: many browsers have no reader."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache

from equipoise.web.templatetags.words import say
from equipoise.web.workspace.bedside.scan import NO_PICTURE, photographed
from equipoise.web.workspace.scope import Scope, workspace_act


@never_cache
@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The codes of one picture, each with the box that it belongs in, or in words why there is none. Nothing of it is kept."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404
    if request.method != "POST":
        return redirect(scope.to("bedside"))
    found, wrong = photographed(request)
    if not found:
        return JsonResponse({"codes": [], "says": say(wrong or NO_PICTURE)})
    return JsonResponse({"codes": [_told(scope, code) for code in found], "says": ""})


def _told(scope: Scope, code: str) -> Mapping[str, str]:
    return {"words": code, "is": "wristband" if code in scope.trial.participants else "unit"}
