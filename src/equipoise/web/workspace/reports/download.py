"""One file of a report: sent where it was made already, otherwise made in a process of its own while the desk says so."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.report import REPORTS, refused
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.reports.cut import material_of
from equipoise.web.workspace.reports.file_order import order_of_file
from equipoise.web.workspace.reports.making import ask, wanted_of
from equipoise.web.workspace.reports.shelf import shelf
from equipoise.web.workspace.scope import Scope, workspace_page

_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
}


@workspace_page
def file(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    """The file `csr.en.pdf` or alike; the desk of reports while it is being made. 404 for a name that no report has, 403 where the
    role may not read it."""
    order = order_of_file(name)
    if order is None:
        raise Http404
    made = material_of(scope)
    refusal = refused(made, REPORTS[order.reports[0]])
    if refusal is not None:
        raise PermissionDenied(say(refusal))
    wanted = wanted_of(made, name)
    content = shelf().content(wanted)
    if content is None:
        ask(wanted)
        return redirect(scope.to("reports", file=name))
    answer = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{scope.name}-{scope.today}-{name}"'
    return answer
