"""The page of a batch record: the steps in their order, the growth, deviations, and the bags."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.rules.product import Batch
from equipoise.trial import commands as act
from equipoise.trial.permissions import may
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import language, say
from equipoise.web.workspace.cells.draw_growth import draw_growth
from equipoise.web.workspace.cells.growth import growing
from equipoise.web.workspace.cells.lines import place_of
from equipoise.web.workspace.cells.panel import STATES
from equipoise.web.workspace.cells.record import Entry, deviation_form, deviations, entries
from equipoise.web.workspace.drawn import drawn
from equipoise.web.workspace.find_unit import find_unit
from equipoise.web.workspace.scope import Scope, answer, workspace_page


@workspace_page
def page(request: HttpRequest, scope: Scope, unit: str) -> HttpResponse:
    """The record of a culture, from its booking on: also of one that is still to be seeded."""
    found = find_unit(scope, unit)
    batch = product.batch_id(found.one.number, found.number)
    if unit != batch or found.chain.collections.get(found.number) is None:
        raise Http404
    steps = list(entries(scope, found))
    if wants_csv(request):
        return _csv(scope, unit, steps)
    grown = growing(found.product, found.batch) if found.batch is not None else None
    units = {batch, *(bag.id for bag in found.batch.bags)} if found.batch is not None else {batch}
    course = found.chain.course_of(batch)
    writes = deviation_form(found, scope.role)
    return answer(
        request,
        scope,
        "cells/record.html",
        {
            "tab": "cells",
            "unit": unit,
            "found": found,
            "one": found.one,
            "product": found.product,
            "stages": [(stage, list(several)) for stage, several in groupby(steps, key=lambda step: step.stage)],
            "done": sum(step.fact is not None for step in steps),
            "steps": len(steps),
            "grown": grown,
            "picture": drawn(draw_growth(found.product, unit, grown, language())) if grown is not None else "",
            "course": course,
            "place": place_of(found.one, found.product, found.batch) if found.batch is not None else "",
            "age": found.batch.age(scope.today) if found.batch is not None else None,
            "count_at": _count_at(scope, found.batch),
            "deviations": deviations(scope, found),
            "deviation_at": scope.to("participants", found.one.number, "forms", writes, "new")
            if writes and not scope.past
            else "",
            "inquiries": [
                (one, STATES[one.state], limit.name, limit.says(one.result.body.value))
                for one in product.investigations(found.chain)
                if one.result.body.unit in units
                and (limit := found.product.release.get(one.result.body.attribute)) is not None
            ],
        },
    )


def _count_at(scope: Scope, batch: Batch | None) -> str:
    """Where the culture is counted; empty where this reader counts none now."""
    if batch is None or batch.closed is not None or scope.past or not may(scope.role, act.ControlBatch):
        return ""
    return scope.to("units", batch.id, "do", "control_batch")


def _csv(scope: Scope, unit: str, steps: Sequence[Entry]) -> HttpResponse:
    header = ("stage", "step", "unit", "planned", "happened", "by", "second", "note", "lots", "fact")
    rows = (
        (
            say(one.stage),
            say(one.says),
            one.unit,
            one.planned or "",
            one.fact.happened if one.fact else "",
            one.fact.actor if one.fact else "",
            one.second,
            say(one.note) if one.note else "",
            "; ".join(f"{m.material} {m.lot} {m.expires}".strip() for m in one.materials),
            one.fact.seq if one.fact else "",
        )
        for one in steps
    )
    return csv_answer(f"{scope.name}-{unit}-record", header, rows)
