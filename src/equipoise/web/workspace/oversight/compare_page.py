"""One participant beside the source: every answer that is still to be compared on one page, verified many forms at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.facts import Answer, FormInstance
from equipoise.facts.form_look import form_day
from equipoise.protocol.model import Study
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.give import do, new_key
from equipoise.web.workspace.oversight.casebooks import casebooks
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.scope import Scope, answer, workspace_act

FORMS: Final = 40
"""Forms of one page."""
SHOWS: Final = {
    "critical": Text("critical", "关键项"),
    "changed": Text("changed since verified", "核查后更改"),
    "all": Text("all answers", "全部数据项"),
}
"""Which answers are shown."""
NOT_YOURS: Final = Text("Answers are compared with their source by: {roles}.", "原始数据核查由以下角色执行：{roles}。")
_NONE: Final = Reason("nothing_chosen", Text("No answer is marked.", "未勾选任何数据项。"))
_DONE: Final = Text("{n} answers are verified against their source.", "已完成 {n} 项源数据核查。")


@dataclass(frozen=True, slots=True)
class Row:
    """An answer to compare: its label, which row of which table it stands in, what was entered, why it is shown."""

    path: str
    label: Text
    row: str
    says: Text | None
    critical: bool
    changed: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with the answers that are still to be compared; `key` names it in the page."""

    form: FormInstance
    name: Text
    day: object
    rows: Sequence[Row]

    @property
    def key(self) -> str:
        """Its name in the boxes of the page."""
        return f"{self.form.form}|{self.form.instance}"


@workspace_act
def page(request: HttpRequest, scope: Scope, number: str) -> HttpResponse:
    """The answers of one participant that are not verified: `show` is critical, changed or all; `?format=csv` is the same list."""
    one = scope.person(number)
    if request.method == "POST":
        return _verify(request, scope, one)
    return _page(request, scope, one, ())


def _page(
    request: HttpRequest, scope: Scope, one: Person, reasons: Sequence[Reason], status: int = 200
) -> HttpResponse:
    show = request.GET.get("show", "critical")
    show = show if show in SHOWS else "critical"
    every = list(_sheets(scope, one, show))
    if wants_csv(request):
        return _csv(scope, one, every)
    shown = page_of(request, every, FORMS)
    following = _next(scope, one.number)
    return answer(
        request,
        scope,
        "oversight/compare.html",
        {
            "tab": "oversight",
            "part": "verification",
            "one": one,
            "sheets": shown.lines,
            "count": sum(len(sheet.rows) for sheet in every),
            "forms": len(every),
            "shows": SHOWS,
            "show": show,
            **shown.turns(lambda number: scope.to("oversight", "verification", one.number, show=show, page=number)),
            "may_verify": may(scope.role, act.VerifySource) and not scope.past,
            "who": listed([ROLES[role] for role in MAY[act.VerifySource]]),
            "reasons": reasons,
            "key": new_key(),
            "next": following,
        },
        status=status,
    )


def _verify(request: HttpRequest, scope: Scope, one: Person) -> HttpResponse:
    """One statement a form; a form for which it is refused is told, the others are done."""
    if not may(scope.role, act.VerifySource):
        raise PermissionDenied(say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.VerifySource]]))))
    reasons: list[Reason] = []
    done = 0
    for place, sheet in enumerate(_marked(request), 1):
        form, instance, items = sheet
        found = do(
            request,
            scope,
            act.VerifySource(participant=one.number, form=form, instance=instance, items=items),
            f"{place}",
        )
        reasons.extend(found.reasons)
        done += len(items) if not found.reasons else 0
    if not done and not reasons:
        return _page(request, scope, one, (_NONE,), 422)
    if reasons:
        return _page(request, scope, one, reasons, 409)
    messages.success(request, say(_DONE.format(n=done)), extra_tags="good")
    return redirect(request.get_full_path())


def _marked(request: HttpRequest) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for name in sorted(request.POST):
        form, bar, instance = name.partition("|")
        if bar and form and instance:
            yield form, instance, tuple(sorted(set(request.POST.getlist(name))))


def _sheets(scope: Scope, one: Person, show: str) -> Iterator[Sheet]:
    study = one.study
    for name, entries in one.facts.all_forms().items():
        plan = study.forms.forms.get(name)
        if plan is None or scope.conceal.form(name):
            continue
        for instance, form in entries.items():
            changed = visits.void_items(one.facts, name, instance)
            rows = [
                _row(study, form, path, path in changed)
                for path, item in visits.unverified(study, one.facts, form)
                if show == "all" or (show == "critical" and item.critical) or path in changed
            ]
            if rows:
                yield Sheet(form, plan.name, form_day(study, form), rows)


def _row(study: Study, form: FormInstance, path: str, changed: bool) -> Row:
    plan = study.forms.forms[form.form]
    group, _, rest = path.partition(".")
    if not rest:
        item = plan.items[path]
        return Row(path, item.label, "", answer_words(study, item, form.items.get(path)), item.critical, changed)
    row, _, name = rest.partition(".")
    item = plan.groups[group].items[name]
    given: Answer = form.groups[group][int(row)].get(name)
    return Row(path, item.label, str(int(row) + 1), answer_words(study, item, given), item.critical, changed)


def _csv(scope: Scope, one: Person, every: Sequence[Sheet]) -> HttpResponse:
    header = ("participant", "form", "instance", "item", "label", "answer", "critical", "changed")
    rows = (
        (
            one.number, sheet.form.form, sheet.form.instance, row.path, say(row.label),
            say(row.says) if row.says is not None else "", "Y" if row.critical else "N", "Y" if row.changed else "N",
        )
        for sheet in every
        for row in sheet.rows
    )  # fmt: skip
    return csv_answer(f"{scope.name}-{one.number}-source", header, rows)


def _next(scope: Scope, number: str) -> str:
    """The participant after this one who has critical answers open; empty where nobody has."""
    waiting = [one.number for one in casebooks(scope) if one.verification.critical_open and one.number != number]
    return next((one for one in waiting if one > number), waiting[0] if waiting else "")
