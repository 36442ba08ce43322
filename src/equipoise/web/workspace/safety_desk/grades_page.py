"""Laboratory grades to confirm, one by one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.ledger import KeyReused, LedgerFault
from equipoise.protocol.criteria.say import say_unit
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.give import SENT_BEFORE, key_of, new_key
from equipoise.web.workspace.paging import A_PAGE, page_of
from equipoise.web.workspace.safety_desk.watch import (
    GradeLine,
    grade_lines,
    term_words,
)
from equipoise.web.workspace.scope import Scope, answer, workspace_act

NOT_YOURS: Final = Text("Grades are judged by: {roles}.", "分级由以下角色判定：{roles}。")
_NONE: Final = Reason("nothing_chosen", Text("No grade is chosen.", "未选择任何分级。"))
_DONE: Final = Text("{n} grades are confirmed.", "已确认 {n} 项分级。")


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Laboratory grades that nobody has judged; several are confirmed at once, one by one set aside with a reason."""
    if request.method == "POST":
        return _confirm(request, scope)
    return _grades_page(request, scope, ())


def _grades_page(request: HttpRequest, scope: Scope, reasons: Sequence[Reason], status: int = 200) -> HttpResponse:
    every = grade_lines(scope)
    wanted, least = request.GET.get("q", "").strip(), request.GET.get("grade", "")
    kept = [line for line in every if _holds(line, wanted, int(least) if least.isdecimal() else 1)]
    if wants_csv(request):
        return _grades_csv(scope, kept)
    paged = page_of(request, kept)
    return answer(
        request,
        scope,
        "safety_desk/grades.html",
        {
            "tab": "safety",
            "part": "grades",
            "lines": paged.lines,
            "found": len(kept),
            "every": len(every),
            "wanted": wanted,
            "least": least,
            **paged.turns(lambda number: scope.to("safety", "grades", q=wanted, grade=least, page=number)),
            "may_confirm": may(scope.role, act.ConfirmGrade) and not scope.past,
            "who": listed([ROLES[role] for role in MAY[act.ConfirmGrade]]),
            "reasons": reasons,
            "key": new_key(),
            "query": urlencode({name: value for name, value in (("q", wanted), ("grade", least)) if value}),
        },
        status=status,
    )


def _holds(line: GradeLine, wanted: str, least: int) -> bool:
    words = f"{line.one.number} {line.name.en} {line.name.zh}".casefold()
    return (line.found.grade.grade or 0) >= least and all(word in words for word in wanted.casefold().split())


def _confirm(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Confirm the chosen grades, each by a command of its own; those that no longer stand are told, the others are done."""
    if not may(scope.role, act.ConfirmGrade):
        raise PermissionDenied(say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.ConfirmGrade]]))))
    key, chosen = key_of(request), request.POST.getlist("grade")
    if not chosen:
        return _grades_page(request, scope, (_NONE,), 422)
    reasons: list[Reason] = []
    done = 0
    for place in chosen[:A_PAGE]:
        number, form, instance, item, grade = (place.split("|") + [""] * 5)[:5]
        command = act.ConfirmGrade(
            participant=number,
            form=form,
            instance=instance,
            item=item,
            grade=int(grade) if grade.isdecimal() and len(grade) < 3 else -1,
            accepted=True,
        )
        found = _give(request, scope, command, f"{key}-{place}"[:200])
        reasons.extend(found)
        done += not found
    if reasons:
        return _grades_page(request, scope, reasons, 409)
    messages.success(request, say(_DONE.format(n=done)), extra_tags="good")
    return redirect(request.get_full_path())


def _give(request: HttpRequest, scope: Scope, command: act.ConfirmGrade, key: str) -> Sequence[Reason]:
    try:
        return trials.gateway(scope.name).do(command, active(request).by, scope.now, key).reasons
    except KeyReused:
        return (SENT_BEFORE,)
    except LedgerFault as fault:
        return (Reason("ledger", fault.text),)


def _grades_csv(scope: Scope, lines: Sequence[GradeLine]) -> HttpResponse:
    header = (
        "participant", "day", "analyte", "value", "unit", "low", "high", "term", "term_zh", "grade", "dictionary", "fact"
    )  # fmt: skip
    rows = (
        (
            line.one.number, line.found.value.day or "", line.found.value.analyte,
            decimal_words(line.found.value.quantity.value) if line.found.value.quantity else "",
            say_unit(line.found.value.quantity.unit) if line.found.value.quantity else "",
            decimal_words(line.found.value.low.value) if line.found.value.low else "",
            decimal_words(line.found.value.high.value) if line.found.value.high else "",
            line.found.term, term_words(line.one.study, line.found.term).zh, line.found.grade.grade,
            line.found.dictionary, line.found.value.seq,
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-laboratory-grades", header, rows)
