"""What a file would do, row by row, before anything is kept; and taking it in: whole, or with rows left out by name."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.exchange.laboratory import STATES, File, Line, Plan, plan, read_file
from equipoise.exchange.laboratory.commit import Nothing, Taken, give
from equipoise.exchange.laboratory.line import TAKEN
from equipoise.exchange.laboratory.wrong_rows import wrong_rows
from equipoise.facts import Answer
from equipoise.facts.laboratory import LaboratoryFileImported
from equipoise.ledger import KeyReused, LedgerFault
from equipoise.protocol.criteria.say import say_unit
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.accounts.active import active
from equipoise.web.csv_twin import csv_answer
from equipoise.web.drafts import uploads
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.give import key_of, new_key
from equipoise.web.workspace.laboratory_files.sent import KINDS, Sent, find
from equipoise.web.workspace.paging import page_of
from equipoise.web.workspace.scope import Scope, answer, workspace_act, workspace_page

_LINES: Final = 100
_REMEMBERED: Final = 4
_PLANS: Final[OrderedDict[tuple[object, ...], Plan]] = OrderedDict()
"""The plans last shown: a person filters and turns pages of the same one. Pages take turns, so nobody changes it meanwhile."""
_CHANGED: Final = Text(
    "The trial has changed since this preview was shown. Look at it as it now is, then decide.",
    "自显示本预览后研究数据已有变化，请核对最新预览后再决定。",
)
_DECIDE: Final = Text(
    "Decide first about the rows that are wrong, and about those that differ.", "请先决定如何处理有误的行和不一致的行。"
)
_WHY: Final = Text(
    "A reason is needed: it stands on every fact that the file makes.", "须填写原因：原因将记录于该文件生成的每条事实。"
)
_NOTHING: Final = Text("There is nothing to take in.", "没有可导入的内容。")
_ONCE: Final = Text("The file is taken in. Sent twice, it counts once.", "文件已导入；重复提交仅计一次。")
_DONE: Final = Text("{n} rows are taken in, in {forms} forms.", "已导入 {n} 行，共 {forms} 份表单。")


@workspace_page
def page(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """The preview; as CSV the rows that are wrong, each with its reasons."""
    sent = find(request, scope, token)
    if sent.mapping is None:
        return redirect(scope.to("laboratory-files", token, "mapping"))
    made = planned(request, scope, sent)
    if request.GET.get("format") == "csv":
        head, rows = wrong_rows(made.lines, sent.raw, sent.mapping, language())
        return csv_answer(f"{sent.waiting.name.rpartition('.')[0] or 'file'}-wrong-rows", head, rows)
    return _shown(request, scope, sent, made)


@workspace_act
def take(request: HttpRequest, scope: Scope, token: str) -> HttpResponse:
    """Take the file in: every form in one commit, or nothing. A second click finds what the first one made."""
    if request.method != "POST":
        return redirect(scope.to("laboratory-files", token, "preview"))
    key = key_of(request)
    try:
        sent = find(request, scope, token)
    except Http404:
        return _taken_before(request, scope)
    if sent.mapping is None:
        return redirect(scope.to("laboratory-files", token, "mapping"))
    by, reason = active(request).by, request.POST.get("reason", "").strip()
    correct = request.POST.get("differ") == "correct"
    waiting = sent.waiting
    file = File(waiting.name, waiting.digest, sent.mapping.kind, sent.mapping_seq)
    taken: Taken | None = None
    try:
        with trials.gateway(scope.name).session() as session:
            if session.knows(key):
                return _taken_before(request, scope)
            made = _plan(scope, session.trial, sent, request)
            undecided = _undecided(request, made, reason)
            if undecided is None:
                taken = give(session, made, file, by, scope.now, key, correct=correct, reason=reason)
    except Nothing as stopped:
        return _shown(request, scope, sent, planned(request, scope, sent), reasons=stopped.taken.reasons, status=409)
    except KeyReused:
        return _taken_before(request, scope)
    except LedgerFault as fault:
        reasons = (Reason("ledger", fault.text),)
        return _shown(request, scope, sent, planned(request, scope, sent), reasons=reasons, status=503)
    if taken is None or undecided is not None:
        return _shown(request, scope, sent, made, notice=undecided, status=409)
    uploads.drop(request.user.get_username(), scope.name, token)
    record = taken.facts[-1]
    assert isinstance(record.body, LaboratoryFileImported)
    told = _DONE.format(n=record.body.taken, forms=len(record.body.forms))
    messages.success(request, say(told), extra_tags="good")
    return redirect(scope.to("laboratory-files", "taken", record.seq))


def planned(request: HttpRequest, scope: Scope, sent: Sent) -> Plan:
    """What the file would do now; kept while the ledger stands still."""
    key = (sent.token, sent.mapping_seq, scope.trial.head, scope.role, scope.today, request.user.get_username())
    if key in _PLANS:
        _PLANS.move_to_end(key)
        return _PLANS[key]
    made = _PLANS[key] = _plan(scope, scope.trial, sent, request)
    while len(_PLANS) > _REMEMBERED:
        _PLANS.popitem(last=False)
    return made


def _plan(scope: Scope, trial: Trial, sent: Sent, request: HttpRequest) -> Plan:
    assert sent.mapping is not None
    return plan(trial, active(request).by, scope.now, read_file(sent.raw, sent.mapping), sent.mapping)


def _undecided(request: HttpRequest, made: Plan, reason: str) -> Text | None:
    """What the person has still to decide; None where everything is."""
    counts, leave = made.counts, request.POST.get("leave_out") == "yes"
    differ = request.POST.get("differ", "")
    if made.mark != request.POST.get("mark"):
        return _CHANGED
    if made.stopped or not takes(made, differ == "correct"):
        return _NOTHING
    if (counts["wrong"] and not leave) or (counts["correct"] and differ not in ("correct", "leave")):
        return _DECIDE
    if (counts["wrong"] or counts["correct"] or counts["add"]) and not reason:
        return _WHY
    return None


def takes(made: Plan, correct: bool) -> int:
    """How many rows would be taken in."""
    return sum(line.state in TAKEN and (correct or line.state != "correct") for line in made.lines)


def _taken_before(request: HttpRequest, scope: Scope) -> HttpResponse:
    """Where a file went that is no longer waiting: to the newest that this person took in."""
    person = request.user.get_username()
    trial = trials.gateway(scope.name).trial()
    digest = request.POST.get("digest", "")
    for fact in reversed(trial.study.of(LaboratoryFileImported)):
        if fact.body.digest == digest and fact.actor == person:
            messages.success(request, say(_ONCE), extra_tags="good")
            return redirect(scope.to("laboratory-files", "taken", fact.seq))
    raise Http404


def _shown(
    request: HttpRequest,
    scope: Scope,
    sent: Sent,
    made: Plan,
    *,
    notice: Text | None = None,
    reasons: Sequence[Reason] = (),
    status: int = 200,
) -> HttpResponse:
    assert sent.mapping is not None
    counts = made.counts
    state = request.GET.get("state", "wrong" if counts["wrong"] else "")
    lines = [line for line in made.lines if not state or line.state == state]
    page_shown = page_of(request, lines, _LINES)
    taken_in = scope.trial.study.of(LaboratoryFileImported)
    return answer(
        request,
        scope,
        "laboratory_files/preview.html",
        {
            "tab": "laboratory-files",
            "sent": sent.waiting,
            "kind": KINDS[sent.mapping.kind],
            "mapping_seq": sent.mapping_seq,
            "plan": made,
            "counts": [(name, STATES[name], n) for name, n in counts.items() if n],
            "wrong": counts["wrong"],
            "differ": counts["correct"],
            "adds": counts["add"],
            "takes": takes(made, correct=False),
            "with_corrections": takes(made, correct=True),
            "state": state,
            "lines": [
                (line, shown(line.answer), shown(line.before), printed(line.usual), printed(line.limits), look_of(line))
                for line in page_shown.lines
            ],
            "found": len(lines),
            **page_shown.turns(lambda number: _address(state, number)),
            "states": STATES,
            "may_take": may(scope.role, act.RecordLaboratoryFile) and not made.barred,
            "notice": notice,
            "before": next((one for one in taken_in if one.body.digest == sent.waiting.digest), None),
            "reasons": reasons,
            "reason": request.POST.get("reason", ""),
            "leave_out": request.POST.get("leave_out", ""),
            "chosen": request.POST.get("differ", ""),
            "key": new_key(),
        },
        status=status,
    )


def _address(state: str, number: int) -> str:
    return "?" + urlencode({"state": state, "page": number})


def shown(given: Answer) -> str:
    """An answer in a cell: the value with its unit."""
    if isinstance(given, dict):
        return printed(f"{given.get('value', given.get('missing', ''))} {given.get('unit', '')}".strip())
    return "" if given is None else str(given)


def printed(words: str) -> str:
    """A number with its unit as laboratories print it."""
    number, _, unit = words.partition(" ")
    return f"{number} {say_unit(unit)}".strip() if unit else words


def look_of(line: Line) -> str:
    """The class of the word that says what becomes of a row."""
    return {"wrong": "fails", "correct": "stale", "enter": "passes", "add": "passes"}.get(line.state, "done")
