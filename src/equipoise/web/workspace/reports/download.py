"""One file of a report, built when it is asked for. Long documents are set one at a time, so that memory stays small."""

from __future__ import annotations

from threading import Lock
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from equipoise.paper import NoFont, find_fonts
from equipoise.report import FORMATS, REPORTS, Built, Order, files_of
from equipoise.values.text import LANGUAGES, Text
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.reports.cut import material_of, readable
from equipoise.web.workspace.scope import Scope, workspace_page

_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "json": "application/json; charset=utf-8",
}
_SETTING: Final = Lock()
_NO_FONT_STATUS: Final = 503


@workspace_page
def file(request: HttpRequest, scope: Scope, name: str) -> HttpResponse:
    """The file `csr.en.pdf` or alike. 404 for a name that no report has, 403 where the role may not read it."""
    order = _order(name)
    if order is None:
        raise Http404
    found = readable(scope, REPORTS[order.reports[0]])
    if isinstance(found, Text):
        raise PermissionDenied(say(found))
    with _SETTING:
        try:
            content = next(
                (made for known, made in files_of(material_of(scope), order, find_fonts(), Built()) if known == name),
                None,
            )
        except NoFont as fault:
            return HttpResponse(say(fault.says), status=_NO_FONT_STATUS, content_type="text/plain; charset=utf-8")
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type=_TYPES[name.rpartition(".")[2]])
    answer["Content-Disposition"] = f'attachment; filename="{scope.name}-{scope.today}-{name}"'
    return answer


def _order(name: str) -> Order | None:
    """The smallest order that makes a file."""
    if name == "registry.json":
        return Order(("registry",), (), ())
    stem, _, rest = name.partition(".")
    spoken, _, kind = rest.partition(".")
    report = next((one.key for one in REPORTS.values() if stem in one.documents), None)
    languages = tuple(one for one in LANGUAGES if one == spoken)
    formats = tuple(one for one in FORMATS if one == kind)
    return Order((report,), languages, formats, (stem,)) if report and languages and formats else None
