"""The desk of the ward: the infusions of today, the bags on their way, each with the one thing to do next; and the way in by a scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.values.text import Text
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.headers import WITH_CAMERA
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.bedside.bags import WardBag, bag_named, by_person, on_the_ward
from equipoise.web.workspace.bedside.scan import as_label, photographed
from equipoise.web.workspace.bedside.sheet import SHEET
from equipoise.web.workspace.scope import Scope, answer, workspace_act

NOT_HERE = Text("No bag on its way and no participant of today bears {code}.", "今日在途制品袋和受试者中没有 {code}。")
NOTHING_READ = Text("Nothing was scanned.", "未扫描到任何内容。")


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The bags of today; a scanned or photographed code opens what it belongs to."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404
    found = on_the_ward(scope)
    if wants_csv(request):
        return _csv(scope, found)
    wrong = None
    if request.method == "POST":
        where, wrong = _opened(request, scope, found)
        if where:
            return redirect(where)
    shown = answer(
        request,
        scope,
        "bedside/desk.html",
        {
            "tab": "bedside",
            "to_do": [one for one in found if one.bag.ended is None and one.bag.disposed is None],
            "given": [one for one in found if one.bag.ended is not None],
            "lost": [one for one in found if one.bag.ended is None and one.bag.disposed is not None],
            "wrong": wrong,
        },
        status=422 if wrong is not None else 200,
    )
    shown.headers["Permissions-Policy"] = WITH_CAMERA
    return shown


def _opened(request: HttpRequest, scope: Scope, found: Sequence[WardBag]) -> tuple[str, Text | None]:
    """Where a code leads, or why it leads nowhere: a bag to its page, a wristband to that participant's bag, a sheet to its entry."""
    codes, wrong = photographed(request)
    code = as_label(request.POST.get("code", "")) or next(iter(codes), "")
    if wrong is not None or not code:
        return "", wrong or NOTHING_READ
    if code.startswith(SHEET):
        written = bag_named(scope, code.removeprefix(SHEET))
        return (written.to("late"), None) if written is not None else ("", NOT_HERE.format(code=code))
    bags = {one.id: one for one in found}
    one = bags.get(code) or by_person(found).get(code)
    return (one.to(), None) if one is not None else ("", NOT_HERE.format(code=code))


def _csv(scope: Scope, found: Sequence[WardBag]) -> HttpResponse:
    header = ("bag", "participant", "course", "day", "state", "volume_ml", "expires", "next")
    return csv_answer(f"{scope.name}-bedside", header, _lines(found))


def _lines(found: Sequence[WardBag]) -> Iterator[tuple[object, ...]]:
    for one in found:
        bag = one.bag
        yield (
            bag.id,
            one.one.number,
            one.course,
            bag.harvest,
            bag.state,
            bag.formulated.body.volume_ml,
            bag.expires.isoformat(),
            say(one.next.says),
        )
