"""One table with every number a link, and the number that was asked for with its participants and facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse

from equipoise.analysis.tables import Display, Number, Row
from equipoise.report import Found, View, look_up
from equipoise.report.clinical_study import numbers
from equipoise.values.text import Text
from equipoise.web.workspace.reports.cut import material_of
from equipoise.web.workspace.scope import Scope, answer, workspace_page

_MANY: Final = 400
"""Facts that are named one by one."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number of the table: its words, its address where there is anything under it, and whether it was asked for."""

    says: Text
    address: str
    number: bool
    here: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its words, how deep it stands, its cells."""

    label: Text
    level: int
    cells: tuple[Cell, ...]


@workspace_page
def page(request: HttpRequest, scope: Scope, key: str) -> HttpResponse:
    """A table or listing; `?number=row/column` opens what lies under a number. 404 for a table that the study has not."""
    view = material_of(scope).view()
    if key not in view.keys:
        raise Http404
    return _answer(request, scope, view, key, f"{key}/{request.GET.get('number', '')}")


@workspace_page
def number(request: HttpRequest, scope: Scope) -> HttpResponse:
    """A number by its address or as it is printed: its table, or every place where it stands."""
    view = material_of(scope).view()
    asked = request.GET.get("asked", "").strip()
    found = look_up(view, asked)
    if len(found) == 1:
        address = found[0].address
        return _answer(request, scope, view, address.partition("/")[0], address)
    shown = {"tab": "reports", "asked": asked, "found": found[:_MANY], "left": max(0, len(found) - _MANY)}
    return answer(request, scope, "reports/numbers.html", shown)


def _answer(request: HttpRequest, scope: Scope, view: View, key: str, address: str) -> HttpResponse:
    display = view.display(key)
    found = look_up(view, address) if address.count("/") > 1 else ()
    opened = found[0] if found and found[0].address.startswith(f"{key}/") else None
    return answer(
        request,
        scope,
        "reports/table.html",
        {
            "tab": "reports",
            "display": display,
            "number": numbers(view).get(key, ""),
            "columns": display.columns,
            "lines": [_line(display, row, opened) for row in display.rows],
            "opened": opened,
            "facts": opened.number.facts[:_MANY] if opened else (),
            "facts_left": max(0, len(opened.number.facts) - _MANY) if opened else 0,
        },
    )


def _line(display: Display, row: Row, opened: Found | None) -> Line:
    cells: Sequence[Number] = row.cells
    return Line(
        row.label,
        row.level,
        tuple(
            _cell(display, row, column.key, column.align == "number", cell, opened)
            for column, cell in zip(display.columns, cells, strict=True)
        ),
    )


def _cell(display: Display, row: Row, column: str, is_number: bool, cell: Number, opened: Found | None) -> Cell:
    resting = bool(cell.says.en and (cell.facts or cell.participants))
    address = f"{display.key}/{row.key}/{column}"
    asked = f"{row.key}/{column}" if resting else ""
    numeric = is_number and display.kind == "table"
    return Cell(cell.says, asked, numeric, opened is not None and opened.address == address)
