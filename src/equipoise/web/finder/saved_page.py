"""The page of the searches that a visitor keeps."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from equipoise.web.finder.asked import read
from equipoise.web.finder.loosen import total
from equipoise.web.finder.saved import MOST, Saved, kept_searches, line, name_of, newest, question_of, write
from equipoise.web.finder.too_broad import refuses_too_broad
from equipoise.web.registry import Registry, registry


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@refuses_too_broad
def page(request: HttpRequest) -> HttpResponseBase:
    """The kept searches with what is new in each; one more can be kept, or one given up."""
    kept, searches = registry(), kept_searches(request)
    if request.method == "POST":
        return _changed(request, searches, kept)
    offered = read(request.GET)
    held = {
        "lines": [line(one, kept) for one in reversed(searches)],
        "offered": None if offered.is_empty else question_of(offered),
        "offered_name": name_of(offered),
        "known": any(one.query == question_of(offered) for one in searches),
        "most": MOST,
    }
    return render(request, "finder/saved.html", held)


def _changed(request: HttpRequest, searches: list[Saved], kept: Registry) -> HttpResponse:
    query = question_of(read(QueryDict(request.POST.get("query", "")[:2000])))
    left = [one for one in searches if one.query != query]
    if request.POST.get("act") == "save" and query:
        left.append(Saved(query, newest(kept), total(f"/find?{query}", kept)))
    response = redirect("/find/saved")
    write(response, left[-MOST:])
    return response
