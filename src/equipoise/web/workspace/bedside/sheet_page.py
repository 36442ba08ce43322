"""The printable sheet of a bag as a PDF, or as a page where this installation has no Chinese font."""

from __future__ import annotations

from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.paper import Fonts, NoFont, find_fonts, set_html, set_pdf
from equipoise.web.templatetags.words import language
from equipoise.web.workspace.bedside.bags import find_bag
from equipoise.web.workspace.bedside.sheet import sheet as sheet_of
from equipoise.web.workspace.scope import Scope, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope, bag: str) -> HttpResponse:
    """The sheet in the language of the page; `format=html` is the same as one page of HTML."""
    one = find_bag(scope, bag)
    document = sheet_of(one)
    name = f"{scope.name}-{bag}-bedside"
    if request.GET.get("format") == "html":
        return _html(set_html(document, language()), name)
    try:
        pdf = set_pdf(document, language(), _fonts())
    except NoFont:
        return redirect(one.to("sheet", format="html"))
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return answer


def _html(words: bytes, name: str) -> HttpResponse:
    """A page that stands by itself: it is a file to keep, so it brings its style with it."""
    answer = HttpResponse(words, content_type="text/html; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.html"'
    return answer


@lru_cache(maxsize=1)
def _fonts() -> Fonts:
    return find_fonts()
