"""The pages of the safety desk: what runs and stands, every event, the terms of the dictionary, grades to confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe

from equipoise.ledger import KeyReused, LedgerFault
from equipoise.rules import safety
from equipoise.rules.safety import Term
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.quantity import decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.entry.page import new_key
from equipoise.web.workspace.give import SENT_BEFORE, key_of
from equipoise.web.workspace.reports.page import papers
from equipoise.web.workspace.safety_desk.board import harm_by_arm
from equipoise.web.workspace.safety_desk.bounds import draw_stopping, stopping
from equipoise.web.workspace.safety_desk.holds import holds
from equipoise.web.workspace.safety_desk.watch import (
    ClockLine,
    EventLine,
    GradeLine,
    clock_lines,
    event_lines,
    grade_lines,
    syndrome_lines,
    term_words,
)
from equipoise.web.workspace.scope import Scope, answer, page_number, workspace_act, workspace_page
from equipoise.web.workspace.words import unit_words

A_PAGE: Final = 100
RECENT: Final = timedelta(days=30)
"""How long an answered clock stays on the first page of the desk."""
MOST_TERMS: Final = 40
_BOARD: Final = "safety_board"
_PAPERS: Final = ("dsmb-closed", "dsmb-open")
"""The reports that a safety board meets over."""
NOT_YOURS: Final = Text("Grades are judged by: {roles}.", "分级由以下角色判定：{roles}。")


@workspace_page
def desk(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What runs and stands now: clocks, holds, the boundary, unacceptable toxicity; `?format=csv` is every clock. A safety board
    begins with its own reports and the harm in each arm."""
    events = event_lines(scope)
    clocks = clock_lines(events, scope.at)
    if wants_csv(request):
        return _clocks_csv(scope, clocks)
    shown = [one for one in clocks if one.running.sent is None or scope.at - one.running.sent <= RECENT]
    limits = stopping(scope)
    return answer(
        request,
        scope,
        "safety_desk/desk.html",
        {
            "tab": "safety",
            "part": "desk",
            "board": scope.role == _BOARD,
            "papers": papers(scope, _PAPERS) if scope.role == _BOARD else (),
            "clocks": shown,
            "older": len(clocks) - len(shown),
            "late": sum(one.running.state == "late" for one in clocks),
            "running": sum(one.running.state == "running" for one in clocks),
            "serious": sum(one.assessed.serious for one in events),
            "open": sum(one.open for one in events),
            "grades": len(grade_lines(scope)),
            "toxic": [(line, found) for line in events for found in line.toxicities],
            "holds": holds(scope),
            "stopping": limits,
            "picture": _markup(draw_stopping(limits, language())) if limits is not None else "",
            "syndromes": syndrome_lines(scope)[:20],
            "harm": harm_by_arm(scope),
            "may_send": may(scope.role, act.SendSafetyReport) and not scope.past,
            "may_hold": may(scope.role, act.PlaceHold) and not scope.past,
            "may_lift": may(scope.role, act.LiftHold) and not scope.past,
            "who_holds": listed([ROLES[role] for role in MAY[act.PlaceHold]]),
        },
    )


@workspace_page
def events(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Every adverse event, filtered; `?format=csv` is the same list."""
    every = event_lines(scope)
    asked = {name: request.GET.get(name, "").strip() for name in ("q", "term", "grade", "serious", "related", "open")}
    kept = [line for line in every if _fits(line, asked)]
    if wants_csv(request):
        return _events_csv(scope, kept)
    number = page_number(request)
    pages = max(1, -(-len(kept) // A_PAGE))
    number = min(number, pages)
    terms: dict[str, Text] = {}
    for line in every:
        terms.setdefault(line.event.term, line.name)
    return answer(
        request,
        scope,
        "safety_desk/events.html",
        {
            "tab": "safety",
            "part": "events",
            "lines": kept[(number - 1) * A_PAGE : number * A_PAGE],
            "found": len(kept),
            "every": len(every),
            "asked": asked,
            "terms": sorted(terms.items(), key=lambda pair: say(pair[1]).casefold()),
            "number": number,
            "pages": pages,
            "newer": _turn(scope, asked, number - 1) if number > 1 else "",
            "older": _turn(scope, asked, number + 1) if number < pages else "",
            "knows_open": scope.study.safety.event.open is not None,
            "event_form": scope.study.safety.event.form,
        },
    )


def _turn(scope: Scope, asked: dict[str, str], number: int) -> str:
    return scope.to("safety", "events", **asked, page=number)


def _fits(line: EventLine, asked: dict[str, str]) -> bool:
    event = line.event
    grade = asked["grade"]
    words = f"{line.one.number} {event.term} {line.name.en} {line.name.zh}".casefold()
    return (
        all(word in words for word in asked["q"].casefold().split())
        and asked["term"] in ("", event.term)
        and (not grade.isdecimal() or (event.grade or 0) >= int(grade))
        and (not asked["serious"] or line.assessed.serious)
        and (not asked["related"] or event.related)
        and (not asked["open"] or line.open)
    )


@workspace_page
def terms(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The terms of the study's dictionary by their name in either language, with what each grade means."""
    wanted = request.GET.get("q", "").strip()
    known = safety.terms(scope.study.safety.dictionary)
    found = search_terms(tuple(known.values()), wanted) if wanted else []
    if wants_csv(request):
        header = ("code", "term", "term_zh", "organ_class", "organ_class_zh", "1", "2", "3", "4", "5")
        rows = (
            (term.code, term.name.en, term.name.zh, term.organ_class.en, term.organ_class.zh, *term.grades)
            for term in (found if wanted else known.values())
        )
        return csv_answer(f"{scope.name}-{scope.study.safety.dictionary.replace(' ', '-')}", header, rows)
    graded = {
        name for one in scope.study.safety.laboratory.values() for name in ((one,) if isinstance(one, str) else one)
    }
    return answer(
        request,
        scope,
        "safety_desk/terms.html",
        {
            "tab": "safety",
            "part": "terms",
            "wanted": wanted,
            "found": found[:MOST_TERMS],
            "count": len(found),
            "every": len(known),
            "graded": graded,
            "dictionary": scope.study.safety.dictionary,
        },
    )


def search_terms(known: Sequence[Term], wanted: str) -> list[Term]:
    """Terms that hold every word asked for, in either language or as their code; those whose name begins so come first."""
    words = wanted.casefold().split()

    def rank(term: Term) -> tuple[int, str]:
        names = (term.name.en.casefold(), term.name.zh.casefold())
        return (0 if any(name.startswith(words[0]) for name in names) else 1, names[0])

    held = [
        term
        for term in known
        if all(
            word in f"{term.name.en} {term.name.zh} {term.organ_class.en} {term.organ_class.zh} {term.code}".casefold()
            for word in words
        )
    ]
    by_name = [term for term in held if all(word in f"{term.name.en} {term.name.zh}".casefold() for word in words)]
    others = [term for term in held if term not in by_name]
    return sorted(by_name, key=rank) + sorted(others, key=rank)


@workspace_act
def grades(request: HttpRequest, scope: Scope) -> HttpResponse:
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
    number = page_number(request)
    pages = max(1, -(-len(kept) // A_PAGE))
    number = min(number, pages)
    shown = answer(
        request,
        scope,
        "safety_desk/grades.html",
        {
            "tab": "safety",
            "part": "grades",
            "lines": kept[(number - 1) * A_PAGE : number * A_PAGE],
            "found": len(kept),
            "every": len(every),
            "wanted": wanted,
            "least": least,
            "number": number,
            "pages": pages,
            "newer": scope.to("safety", "grades", q=wanted, grade=least, page=number - 1) if number > 1 else "",
            "older": scope.to("safety", "grades", q=wanted, grade=least, page=number + 1) if number < pages else "",
            "may_confirm": may(scope.role, act.ConfirmGrade) and not scope.past,
            "who": listed([ROLES[role] for role in MAY[act.ConfirmGrade]]),
            "reasons": reasons,
            "key": new_key(),
            "query": urlencode({name: value for name, value in (("q", wanted), ("grade", least)) if value}),
        },
    )
    shown.status_code = status
    return shown


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


_NONE: Final = Reason("nothing_chosen", Text("No grade is chosen.", "未选择任何分级。"))
_DONE: Final = Text("{n} grades are confirmed.", "已确认 {n} 项分级。")


def _markup(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - our own drawing, every word in it escaped where it is written


def _clocks_csv(scope: Scope, lines: Sequence[ClockLine]) -> HttpResponse:
    header = ("participant", "event", "term", "duty", "to", "began", "due", "state", "sent", "fact")
    rows = (
        (
            line.one.number, line.running.event.instance, line.running.event.term, say(line.clock.name), say(line.clock.to),
            line.running.began.isoformat(), line.running.due.isoformat(), line.running.state,
            line.running.sent.isoformat() if line.running.sent else "", line.running.report or "",
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-reporting-clocks", header, rows)


def _events_csv(scope: Scope, lines: Sequence[EventLine]) -> HttpResponse:
    header = (
        "participant",
        "event",
        "term",
        "term_zh",
        "grade",
        "onset",
        "serious",
        "related",
        "expected",
        "open",
        "fact",
    )
    rows = (
        (
            line.one.number, line.event.instance, line.event.term, line.name.zh, line.event.grade or "",
            line.event.onset or "", "Y" if line.assessed.serious else "N", "Y" if line.event.related else "N",
            {True: "Y", False: "N", None: ""}[line.assessed.expected], "Y" if line.open else "N", line.event.seq,
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-adverse-events", header, rows)


def _grades_csv(scope: Scope, lines: Sequence[GradeLine]) -> HttpResponse:
    header = (
        "participant", "day", "analyte", "value", "unit", "low", "high", "term", "term_zh", "grade", "dictionary", "fact"
    )  # fmt: skip
    rows = (
        (
            line.one.number, line.found.value.day or "", line.found.value.analyte,
            decimal_words(line.found.value.quantity.value) if line.found.value.quantity else "",
            unit_words(line.found.value.quantity.unit) if line.found.value.quantity else "",
            decimal_words(line.found.value.low.value) if line.found.value.low else "",
            decimal_words(line.found.value.high.value) if line.found.value.high else "",
            line.found.term, term_words(line.one.study, line.found.term).zh, line.found.grade.grade,
            line.found.dictionary, line.found.value.seq,
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-laboratory-grades", header, rows)
