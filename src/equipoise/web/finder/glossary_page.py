"""The page of words explained."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from equipoise.registry.show.glossary import glossary
from equipoise.web.templatetags.words import language


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every word of the glossary, in the order of the page's language."""
    terms = sorted(glossary().terms.values(), key=lambda term: term.name.in_(language()).casefold())
    return render(request, "finder/glossary.html", {"terms": terms})
