"""The CSV twin of a table: the same rows, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from django.http import HttpRequest, HttpResponse

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_BYTE_ORDER_MARK: Final = "\ufeff"  # without it a spreadsheet takes Chinese for something else


def wants_csv(request: HttpRequest) -> bool:
    """Whether the address asks for the CSV twin."""
    return request.GET.get("format") == "csv"


def neutral(value: object) -> str:
    """A cell as text that a spreadsheet does not compute (CWE-1236): a number stays a number, a formula gets an apostrophe."""
    words = "" if value is None else str(value)
    if not words.startswith(_FORMULA):
        return words
    return words if words.lstrip("+-").replace(".", "", 1).isdecimal() else f"'{words}"


def csv_answer(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The table as a file to keep, UTF-8."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows([neutral(cell) for cell in row] for row in rows)
    answer = HttpResponse(_BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
