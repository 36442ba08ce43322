"""Labels and wristbands as PDF, ready for a label printer."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.paper import NoFont, find_fonts, set_pdf
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.cells.labels import Label, document, label_of, wristband
from equipoise.web.workspace.cells.places import needs_product
from equipoise.web.workspace.find_unit import find_unit
from equipoise.web.workspace.scope import Scope, workspace_page


@workspace_page
def of_unit(request: HttpRequest, scope: Scope, unit: str) -> HttpResponse:
    """The label of a bag that was filled, of a culture, or of a collection."""
    found = find_unit(scope, unit)
    if found.bag is None and found.harvest:
        raise Http404
    if found.bag is None and found.chain.collections.get(found.number) is None:
        raise Http404
    copies = request.GET.get("copies", "")
    usual = 2 if found.bag is not None else 1
    number = int(copies) if copies.isascii() and copies.isdecimal() and len(copies) < 3 else usual
    return _pdf(scope, label_of(found, scope.name, scope.zone), number, unit)


@workspace_page
def of_person(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The wristband of a participant."""
    needs_product(scope)
    one = scope.person(number)
    return _pdf(scope, wristband(one, scope.name), 1, number)


def _pdf(scope: Scope, label: Label, copies: int, name: str) -> HttpResponse:
    try:
        pdf = set_pdf(document(label, copies, scope.at), "zh", find_fonts())
    except NoFont as missing:
        return HttpResponse(say(missing.says), status=503, content_type="text/plain; charset=utf-8")
    shown = HttpResponse(pdf, content_type="application/pdf")
    shown["Content-Disposition"] = f'inline; filename="{name.replace("*", "x")}.pdf"'
    return shown
