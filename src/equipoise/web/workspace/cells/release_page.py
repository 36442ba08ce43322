"""The screen of a release: what is in, what is pending, what is out, who may sign; and the sheet on which results are entered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from equipoise.protocol.model import Limit
from equipoise.rules.product.release import results
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.values.reason import Reason
from equipoise.values.text import Text, listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import say
from equipoise.web.workspace.acting.perform import NOT_YOURS
from equipoise.web.workspace.cells.panel import panel
from equipoise.web.workspace.cells.release_steps import KINDS, OTHER, measured
from equipoise.web.workspace.find_unit import Unit, made_unit
from equipoise.web.workspace.give import Done, against, do, new_key
from equipoise.web.workspace.release_lines import bound_of, known_results
from equipoise.web.workspace.scope import Scope, answer, workspace_act, workspace_page

_NOT_SAID: Final = Reason("not-said", Text("Write what the report says.", "请按报告填写结果。"))


@dataclass(frozen=True, slots=True)
class Way:
    """A kind of release: what stands against it now, and where it is signed."""

    kind: str
    name: Text
    reasons: Sequence[Reason]
    sign_at: str


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the sheet of results: its limit, the results so far, what is typed, and what became of it."""

    unit: str
    attribute: str
    limit: Limit
    bound: Text
    so_far: Sequence[tuple[Text, bool]]
    start: str
    typed: str = ""
    other: str = ""
    final: str = ""
    reasons: Sequence[Reason] = ()
    done: bool = False

    @property
    def options(self) -> Sequence[tuple[str, Text]]:
        """What a qualitative test is known to find."""
        return known_results(self.limit)

    @property
    def name(self) -> str:
        """The name of its boxes."""
        return self.attribute


@workspace_page
def page(request: HttpRequest, scope: Scope, unit: str) -> HttpResponse:
    """The panel of a bag."""
    found = made_unit(scope, unit)
    if found.bag is None:
        raise Http404
    shown = panel(scope, found)
    if wants_csv(request):
        header = ("attribute", "name", "limit", "value", "unit", "verdict", "severity", "stage", "results", "facts")
        rows = (
            (
                one.row.line.attribute,
                say(one.row.line.name),
                say(one.row.bound),
                one.row.line.value,
                one.row.limit.unit,
                say(one.row.says),
                one.row.limit.severity,
                one.row.limit.stage,
                "; ".join(
                    f"{each.fact.body.value} {'final' if each.fact.body.final else 'to date'}" for each in one.results
                ),
                " ".join(str(seq) for seq in one.row.line.facts),
            )
            for one in shown.lines
        )
        return csv_answer(f"{scope.name}-{unit}-release", header, rows)
    releases = may(scope.role, act.ReleaseBag) and not scope.past
    decided = found.bag.released is not None or found.bag.rejected is not None
    ways = [_way(request, scope, found, kind) for kind in _kinds(shown.exceptional)] if releases and not decided else []
    return answer(
        request,
        scope,
        "cells/release.html",
        {
            "tab": "cells",
            "it": shown,
            "unit": unit,
            "one": found.one,
            "product": found.product,
            "ways": ways,
            "kind": KINDS.get(found.bag.released.body.kind) if found.bag.released is not None else None,
            "decided": decided,
            "rejects": releases and found.bag.rejected is None and found.bag.started is None,
            "results_at": scope.to("units", unit, "results")
            if may(scope.role, act.RecordResult) and not scope.past
            else "",
        },
    )


def _kinds(exceptional: bool) -> tuple[str, ...]:
    return ("full", "conditional", "exceptional") if exceptional else ("full", "conditional")


def _way(request: HttpRequest, scope: Scope, found: Unit, kind: str) -> Way:
    command = act.ReleaseBag(participant=found.one.number, bag=found.name, kind=kind, reason="…")
    reasons = against(request, scope, command)
    at = scope.to("units", found.name, "do", "release_bag", kind=kind) if not reasons else ""
    return Way(kind, KINDS[kind], reasons, at)


@workspace_act
def enter(request: HttpRequest, scope: Scope, unit: str) -> HttpResponse:
    """Every result of a bag and of its culture on one sheet; each filled line is recorded, or told why not."""
    found = made_unit(scope, unit)
    if found.batch is None:
        raise Http404
    if not may(scope.role, act.RecordResult):
        raise PermissionDenied(say(NOT_YOURS.format(roles=listed([ROLES[role] for role in MAY[act.RecordResult]]))))
    rows = _rows(found)
    if request.method == "POST":
        rows = [_record(request, scope, found, row, place) for place, row in enumerate(rows)]
        if not any(row.reasons for row in rows) and any(row.done for row in rows):
            back = scope.to("units", unit, "release") if found.bag is not None else scope.to("units", unit, "record")
            return redirect(back)
    page = {
        "tab": "cells",
        "unit": unit,
        "one": found.one,
        "found": found,
        "rows": rows,
        "key": new_key(),
        "other": OTHER,
        "recorded": sum(row.done for row in rows),
        "refused": [row for row in rows if row.reasons],
    }
    status = 409 if any(row.reasons for row in rows) else 200
    return answer(request, scope, "cells/results.html", page, status)


def _rows(found: Unit) -> list[Row]:
    """The tested lines of a bag and of its culture; of a culture alone where that is the unit."""
    batch, bag = found.batch, found.bag
    assert batch is not None
    rows = []
    for attribute, limit in found.product.release.items():
        if limit.computed or (limit.per == "bag" and bag is None):
            continue
        unit = bag.id if bag is not None and limit.per == "bag" else batch.id
        known = results(limit, batch, bag, attribute) if bag is not None else tuple(
            fact for fact in batch.results if fact.body.attribute == attribute
        )  # fmt: skip
        waits = limit.stage == "after_release" and limit.final_after_days is not None
        rows.append(
            Row(
                unit=unit,
                attribute=attribute,
                limit=limit,
                bound=bound_of(found.product, limit),
                so_far=[(limit.says(fact.body.value), fact.body.final) for fact in known],
                start="preliminary" if waits else "final",
            )
        )
    return rows


def _record(request: HttpRequest, scope: Scope, found: Unit, row: Row, place: int) -> Row:
    """A line as it stands after the sheet was sent."""
    typed, other = request.POST.get(row.name, "").strip(), request.POST.get(f"{row.name}.other", "").strip()
    final = request.POST.get(f"{row.name}.final", row.start)
    if not typed:
        return row
    kept = replace(row, typed=typed, other=other, final=final)
    value = other.upper() if typed == OTHER else typed
    if not value:
        return replace(kept, reasons=(_NOT_SAID,))
    figure, unit = measured(row.limit, value)
    command = act.RecordResult(
        participant=found.one.number,
        unit=row.unit,
        attribute=row.attribute,
        value=figure,
        measured_in=unit,
        final=final == "final",
    )
    done: Done = do(request, scope, command, str(place))
    return replace(kept, reasons=done.reasons) if done.reasons else replace(row, done=True)
