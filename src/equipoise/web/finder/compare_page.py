"""Up to four trials side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from equipoise.registry.show.compare import MOST, compared
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.finder.hits import shortened
from equipoise.web.registry import registry
from equipoise.web.templatetags.words import say

_APART: Final = re.compile(r"[\s,，;|]+")
_MOST_ASKED: Final = 40


@login_not_required
@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """The trials of `ids` (repeated, or apart by commas or blanks). Numbers that are not here are told, the others shown."""
    kept = registry()
    asked = [
        one.upper() for words in request.GET.getlist("ids")[:_MOST_ASKED] for one in _APART.split(words[:600]) if one
    ]
    numbers = list(dict.fromkeys(asked))[:_MOST_ASKED]
    found = [one.record for one in kept.records.several(numbers)]
    known = {record.nct_id for record in found}
    shown = found[:MOST]
    rows = compared(shown)
    if wants_csv(request):
        header = ("", *(record.nct_id for record in shown))
        cells = [(say(row.title), *(" | ".join(say(line) for line in cell) for cell in row.cells)) for row in rows]
        return csv_answer(f"comparison-{timezone.localdate()}", header, cells)
    ids = [record.nct_id for record in shown]
    held = {
        "columns": [(record.nct_id, shortened(record.title, 160), _without(ids, record.nct_id)) for record in shown],
        "rows": rows,
        "missing": [shortened(one, 30) for one in numbers if one not in known],
        "left_out": [record.nct_id for record in found[MOST:]],
        "most": MOST,
        "csv": f"?{urlencode([*(('ids', one) for one in ids), ('format', 'csv')])}",
        "room": MOST - len(shown),
        "ids": ids,
    }
    return render(request, "finder/compare.html", held)


def _without(ids: Sequence[str], one: str) -> str:
    left = [("ids", other) for other in ids if other != one]
    return f"/find/compare?{urlencode(left)}" if left else "/find/compare"
