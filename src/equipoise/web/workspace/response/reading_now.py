"""A reading while it is given: what stands in its boxes beforehand, and what comes of what is typed, by the rules of response."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from equipoise.facts import Answer, Body, Fact, FormInstance, History
from equipoise.facts.casebook import FormSaved
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import Form, Response, Study
from equipoise.protocol.model.response import Readers
from equipoise.rules import response
from equipoise.rules.response import TimePoint, ToRead
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.trial.person import Person
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text, same
from equipoise.web.workspace.entry.boxes import boxes
from equipoise.web.workspace.entry.sheet import Answers, Sheet, boxes_of
from equipoise.web.workspace.response.assessments import change_words
from equipoise.web.workspace.scope import Scope, for_blind_readers, workspace_act

_INSTANCE: Final = "now"
"""The name of the reading among the earlier ones while it is not given."""


@dataclass(frozen=True, slots=True)
class Now:
    """What a reading comes to as it is typed: its numbers in words, the response with its reasons, what to look at again."""

    address: str
    lines: Sequence[tuple[Text, Text]]
    reasons: Sequence[Reason]
    findings: Sequence[Reason]


def begun(one: Person, plan: Response, readers: Readers, code: str) -> Mapping[str, str]:
    """The boxes that are filled in beforehand: the lesions and the method of the reader's own baseline, to be measured again."""
    form, baseline = one.study.forms.forms[plan.lesions.form], _baseline(one, plan, readers, code)
    if baseline is None:
        return {}
    method = plan.lesions.baseline.method
    used = baseline.items.get(method) if method is not None else None
    items = {method: used} if method is not None and used is not None else {}
    return boxes_of(one.study, form, Answers(items, _followed(plan, form, baseline)))


def settled(study: Study, plan: Response, readers: Readers, scan: ToRead) -> Mapping[str, str]:
    """The boxes that are not asked: day and reader, and on the baseline what only a later scan can show."""
    names, form = plan.lesions, study.forms.forms[plan.lesions.form]
    known: dict[str, Answer] = {names.date: scan.day.isoformat(), readers.item: scan.reader}
    if scan.number == 1 and form.items[names.new_lesion].kind == "yes_no":
        known[names.new_lesion] = "N"
    found: dict[str, str] = {}
    for name, given in known.items():
        found.update(boxes(study, name, form.items[name], given))
    if scan.number == 1:
        found.update({name: "" for name in (names.worse, names.complete_was_real) if name is not None})
    return found


def now_read(
    scope: Scope, one: Person, plan: Response, readers: Readers, scan: ToRead, typed: Mapping[str, str] | None = None
) -> Now:
    """What the boxes as they are typed come to, among the earlier readings of the same reader."""
    form = plan.lesions.form
    held = begun(one, plan, readers, scan.reader) if typed is None else typed
    given = Sheet(scope, one, form, "new", "", None, 0, {**held, **settled(one.study, plan, readers, scan)}).answers()
    earlier = response.blinded(one.study, one.facts, scan.reader)
    history = History(earlier.subject, (*earlier.facts, _as_fact(scope, earlier, form, given)))
    points = response.time_points(one.study, history, (scan.reader,))
    point = next((each for each in points if each.day == scan.day and each.instance == _INSTANCE), None)
    address = scope.to("participants", one.number, "response", "now", reader=scan.reader)
    if point is None:
        return Now(address, (), (), ())
    baseline = points[0]
    findings = response.findings(one.study, history, (scan.reader,)) if point.baseline else ()
    return Now(address, _lines(point, baseline), point.reasons if not point.baseline else (), findings)


@workspace_act
@for_blind_readers
def now(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The same as a part of the page, for the boxes that are sent. 404 where this reader has no scan to read."""
    one = scope.person(number)
    plan = one.study.response
    if plan is None or plan.readers is None or not may(scope.role, act.SaveForm):
        raise Http404
    wanted = request.GET.get("reader", "")
    scan = next((each for each in response.readings(one.study, one.facts).wanted if each.reader == wanted), None)
    if scan is None:
        raise Http404
    if request.method != "POST":
        return redirect(scope.to("participants", number, "do", "read_scan", reader=wanted))
    shown = now_read(scope, one, plan, plan.readers, scan, request.POST.dict())
    return render(request, "workspace/response/now.html", {"panel": shown})


def _as_fact(scope: Scope, earlier: History, form: str, given: Answers) -> Fact[Body]:
    """The reading as the fact that it will be, after every other one."""
    body = FormSaved(form=form, instance=_INSTANCE, items=dict(given.items), groups=dict(given.groups))
    last = max((fact.seq for fact in earlier.facts), default=0)
    moment = scope.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return Fact(last + 1, "", earlier.subject, moment, moment, "", scope.study.version, "", "", "", 0, body)


def _lines(point: TimePoint, baseline: TimePoint) -> list[tuple[Text, Text]]:
    measured = sum(lesion.mm is not None for lesion in point.lesions)
    lines = [
        (Text("Target lesions measured", "已测量靶病灶"), same(f"{measured} / {len(baseline.lesions) or measured}")),
        (Text("Sum", "径线总和"), _mm(point.sum)),
    ]
    if point.baseline:
        return [*lines, (Text("Overall response", "总体疗效"), Text("baseline: none yet", "基线，尚无疗效"))]
    overall = response.RESPONSES[point.overall] if point.overall is not None else same("–")
    return [
        *lines,
        (Text("From baseline", "较基线"), same(change_words(point.baseline_sum, point.sum) or "–")),
        (Text("Nadir before", "此前最低点"), _mm(point.nadir)),
        (Text("From nadir", "较最低点"), same(change_words(point.nadir, point.sum) or "–")),
        (Text("Overall response", "总体疗效"), overall),
    ]


def _mm(value: Decimal | None) -> Text:
    return same(f"{decimal_words(value)} mm" if value is not None else "–")


def _baseline(one: Person, plan: Response, readers: Readers, code: str) -> FormInstance | None:
    own = [form for form in one.facts.forms(plan.lesions.form) if form.items.get(readers.item) == code]
    return min(own, key=lambda form: (form_day(one.study, form), form.seq), default=None)


def _followed(plan: Response, form: Form, baseline: FormInstance) -> dict[str, tuple[dict[str, Answer], ...]]:
    """The lesions of the baseline in their groups: number, organ and whether it is a node; what is measured is left open."""
    names = plan.lesions
    kept = (names.lesion, names.organ, names.node)
    new = names.new.group if names.new is not None else ""
    return {
        name: tuple(
            {item: row[item] for item in kept if row.get(item) is not None} for row in baseline.groups.get(name, ())
        )
        for name, group in form.groups.items()
        if name != new and names.lesion in group.items
    }
