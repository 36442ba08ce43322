"""The page of a form: to read where it is entered, to write on where it is due or is being corrected."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from equipoise.web.csv_twin import wants_csv
from equipoise.web.drafts import keep
from equipoise.web.workspace.entry.begin import begun, what_stands
from equipoise.web.workspace.entry.check import check
from equipoise.web.workspace.entry.place import Place, find
from equipoise.web.workspace.entry.show import Shown, behind, entry, read
from equipoise.web.workspace.scope import Scope, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope, number: str, form: str, instance: str) -> HttpResponse:
    """One form of a participant."""
    place = find(scope, number, form, instance)
    writes = place.rights.enter or (place.rights.correct and "correct" in request.GET)
    if not writes or wants_csv(request):
        return read(request, place, {})
    return _opened(request, place)


def _opened(request: HttpRequest, place: Place) -> HttpResponse:
    """The form to write on: what the person had typed before is there again."""
    before = keep.kept(place.draft_of(request.user.get_username()), timezone.now())
    if before is None:
        known = begun(place.one, place.form) if place.saved is None else {}
        sheet = place.sheet(known or None)
        return entry(request, place, sheet, check(sheet, finished=False), Shown(begun=what_stands(known)))
    base = before.typed.get("~base", "")
    sheet = place.sheet(before.typed, int(base) if base.isdecimal() else 0)
    return behind(request, place, sheet, Shown(kept=before))
