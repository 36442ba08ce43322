"""New reference ranges: typed or sent as a table, looked at with everything that they change, then set with the password."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.protocol.criteria.say import say_unit
from equipoise.trial import commands as act
from equipoise.trial.acts.ranges import FIELDS, Read, in_words, read_ranges, whom
from equipoise.trial.decision import Asked
from equipoise.trial.limits import Touched
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.quantity import Quantity
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.accounts.active import active
from equipoise.web.accounts.prove import needs_name, prove
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.administration.range_lines import analyte_words, as_row, lines
from equipoise.web.workspace.administration.range_table import Table, read_file, read_table
from equipoise.web.workspace.give import do, new_key
from equipoise.web.workspace.scope import PAST, Scope, answer, workspace_act

SHOWN: Final = 300
"""Values that a page lists; more are counted."""
_DONE: Final = Text("Reference ranges set: {n}.", "已设置 {n} 个参考区间。")
_NOTHING_NEW: Final = Text("Every range of the table counts already.", "表格中的参考区间均已在使用。")
_ROWS: Final = msgspec.json.Decoder(tuple[dict[str, str], ...])
_TYPED: Final = (*FIELDS, "source", "reason")


@dataclass(frozen=True, slots=True)
class Row:
    """A range as it would be set, in words, and why it cannot be."""

    number: int
    given: dict[str, str]
    analyte: Text
    whom: Text
    unit: str
    faults: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class ValueLine:
    """A recorded value that would be judged anew, in words."""

    touched: Touched
    analyte: Text
    value: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says: what is wrong with the table, who proves, what stands against it; and the status of the answer."""

    wrong: Text | None = None
    reasons: Sequence[Reason] = ()
    status: int = 200
    already: int = 0


@workspace_act
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """The boxes; on a POST what the ranges would change, and once that was seen the ranges themselves."""
    if not may(scope.role, act.SetReferenceRanges):
        roles = listed([ROLES[role] for role in MAY[act.SetReferenceRanges]])
        raise PermissionDenied(say(NOT_YOURS.format(roles=roles)))
    if scope.past:
        raise PermissionDenied(say(PAST))
    asked = request.POST.get("~act", "")
    if request.method != "POST":
        return _page(request, scope, {name: request.GET[name] for name in FIELDS if name in request.GET}, None, Told())
    if asked == "change":
        return _page(request, scope, _typed(request), None, Told())
    table = _rows_kept(request) if asked == "do" else _rows_sent(request, scope)
    if table.wrong is not None:
        return _page(request, scope, _typed(request), None, Told(wrong=table.wrong, status=422))
    told = Told(already=table.already)
    command = act.SetReferenceRanges(
        ranges=table.rows,
        source=request.POST.get("source", "").strip(),
        reason=request.POST.get("reason", "").strip(),
        changed=_number(request.POST.get("changed", "")),
    )
    if asked != "do":
        return _page(request, scope, _typed(request), command, told)
    wrong = prove(request, request.POST.get("username", ""), request.POST.get("password", ""))
    if wrong is not None:
        return _page(request, scope, _typed(request), command, Told(wrong=wrong, status=403))
    done = do(request, scope, command)
    if done.reasons:
        return _page(request, scope, _typed(request), command, Told(reasons=done.reasons, status=409))
    messages.success(request, say(_DONE.format(n=len(table.rows))), extra_tags="good")
    return redirect(scope.to("study", "laboratories"))


def _typed(request: HttpRequest) -> dict[str, str]:
    typed = {name: request.POST.get(name, "").strip() for name in (*_TYPED, "table")}
    return {name: words for name, words in typed.items() if words}


def _rows_sent(request: HttpRequest, scope: Scope) -> Table:
    """The new rows of the file or the pasted table where there is one, otherwise the one range of the boxes."""
    sent: Any = request.FILES.get("file")
    words = request.POST.get("table", "").strip()
    if sent is None and not words:
        return Table(({name: words for name in FIELDS if (words := request.POST.get(name, "").strip())},))
    table = read_file(sent.read()) if sent is not None else read_table(words)
    counting = [as_row(line) for line in lines(scope)]
    rows = tuple(row for row in table.rows if row not in counting)
    if table.rows and not rows:
        return Table(wrong=_NOTHING_NEW)
    return Table(rows, table.wrong, len(table.rows) - len(rows))


def _rows_kept(request: HttpRequest) -> Table:
    """The rows that were looked at, as the page carries them."""
    try:
        return Table(_ROWS.decode(request.POST.get("rows", "")))
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise BadRequest("rows") from fault


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdecimal() and len(words) < len("1000000") else 0


def _page(
    request: HttpRequest, scope: Scope, typed: dict[str, str], command: act.SetReferenceRanges | None, told: Told
) -> HttpResponse:
    read = read_ranges(scope.trial, Asked(command, active(request).by, scope.now), command) if command else None
    values = list(_values(scope, read)) if read is not None else []
    return answer(
        request,
        scope,
        "administration/new_ranges.html",
        {
            "tab": "study",
            "typed": typed,
            "told": told,
            "already": told.already,
            "laboratories": scope.study.forms.laboratories,
            "analytes": scope.study.forms.analytes,
            "unit_options": _units(scope),
            "rows": list(_rows(scope, command, read)) if command and read else [],
            "faulty": bool(read is not None and read.faults),
            "looked_at": msgspec.json.encode(command.ranges).decode() if command else "",
            "effects": read.effects if read is not None else None,
            "says": in_words(read.effects) if read is not None else None,
            "values": values[:SHOWN],
            "more": len(values) - SHOWN,
            "unseen": len(read.effects.values) - len(values) if read is not None else 0,
            "ask_name": needs_name(request),
            "key": new_key(),
            "fields": ", ".join(FIELDS),
        },
        status=told.status if told.status != 200 or read is None or not read.faults else 422,
    )


def _units(scope: Scope) -> list[tuple[str, str]]:
    """Every unit of every analyte, each once, as laboratories print it."""
    plans = scope.study.forms.analytes.values()
    return [
        (code, say_unit(code)) for code in dict.fromkeys(unit for plan in plans for unit in (plan.unit, *plan.factors))
    ]


def _rows(scope: Scope, command: act.SetReferenceRanges, read: Read) -> Iterator[Row]:
    for number, given in enumerate(command.ranges, start=1):
        ages = [
            int(words) if words.isdecimal() else None for words in (given.get("age_from", ""), given.get("age_to", ""))
        ]
        yield Row(
            number,
            given,
            analyte_words(scope, given.get("analyte", "")),
            whom(given.get("sex"), *ages),
            say_unit(given.get("unit", "")),
            read.faults.get(number, ()),
        )


def _values(scope: Scope, read: Read) -> Iterator[ValueLine]:
    """The values that the role may see, in the order of participants."""
    for one in read.effects.values:
        form = scope.trial.participants[one.participant].form(one.value.form, one.value.instance)
        place = (form.visit or form.instance).partition(".")[0] if form is not None else ""
        if scope.conceal.form(one.value.form) or scope.conceal.visit(scope.study.schedule.visits.get(place)):
            continue
        quantity = one.value.quantity
        yield ValueLine(
            one,
            analyte_words(scope, one.value.analyte),
            f"{quantity.value} {say_unit(quantity.unit)}" if quantity is not None else "–",
            limits_words(*one.before),
            limits_words(*one.after),
        )


def limits_words(low: Quantity | None, high: Quantity | None) -> str:
    """Two limits as laboratories print them, with their unit; a dash where there is none."""
    if low is not None and high is not None:
        return f"{low.value}–{high.value} {say_unit(high.unit)}"
    if high is not None:
        return f"≤ {high.value} {say_unit(high.unit)}"
    return f"≥ {low.value} {say_unit(low.unit)}" if low is not None else "–"
