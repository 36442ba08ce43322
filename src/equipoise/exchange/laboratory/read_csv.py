"""A table as a laboratory exports it: one row a value, or one column an analyte. The mapping says which columns hold what."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from equipoise.exchange.laboratory.decode import decode, undecodable
from equipoise.exchange.laboratory.result import LARGEST_ROWS, Coded, Fault, Read, Result, fault, too_many
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.values.text import Text

DELIMITERS: Final = (",", ";", "\t")
_LOOKED_AT: Final = 20
_UNIT: Final = re.compile(r"[(（\[](?P<unit>[^()（）\[\]]+)[)）\]]\s*$")
_MISSING: Final = frozenset({"", "-", "--", "/", "NA", "N/A", "未做", "未检", "未检测"})


@dataclass(frozen=True, slots=True)
class Table:
    """Head and rows of a table, each row with its line; faults where a line is none."""

    head: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]
    faults: Sequence[Fault]
    encoding: str = ""
    delimiter: str = ""


def read_table(raw: bytes, encoding: str = "", delimiter: str = "") -> Table:
    """The table in the bytes. Encoding and delimiter are told from the bytes where they are not given. Never raises."""
    decoded = decode(raw, encoding)
    if decoded.text is None:
        return Table((), (), (undecodable(),), decoded.encoding)
    text = decoded.text.lstrip("\ufeff")
    delimiter = delimiter or _delimiter(text)
    rows: list[tuple[int, Sequence[str]]] = []
    faults: list[Fault] = []
    for line, cells, wrong in _lines(text, delimiter):
        if wrong is not None:
            faults.append(wrong)
        elif any(cells):
            rows.append((line, cells))
        if len(rows) > LARGEST_ROWS:
            faults.append(too_many(str(line)))
            break
    if not rows:
        return Table((), (), (*faults, _empty()), decoded.encoding, delimiter)
    head = rows[0][1]
    faults += _head_faults(head)
    body = []
    for line, cells in rows[1:]:
        if len(cells) == len(head):
            body.append((line, cells))
        else:
            faults.append(_width(line, len(cells), len(head)))
    return Table(head, body, tuple(faults), decoded.encoding, delimiter)


_NEEDED: Final = {
    "subject": Text("the participant", "受试者"),
    "sampled": Text("the day of the sample", "采样日期"),
    "value": Text("the value", "检验结果"),
}
"""What every table has a column for; one with a column for each analyte has no column for the value."""


def read_csv(raw: bytes, mapping: LaboratoryMapping) -> Read:
    """Every result of a table, as a mapping names its columns; what cannot be read is a fault of its line. Never raises."""
    table = read_table(raw, mapping.encoding, mapping.delimiter)
    return read_rows(table, mapping)


def read_rows(table: Table, mapping: LaboratoryMapping) -> Read:
    """The results of a table that is read already."""
    known = {name: place for place, name in enumerate(table.head)}
    named = {
        getattr(mapping, field)
        for field in ("subject", "sampled", "time", "code", "label", "value", "unit", "low", "high", "limits", "laboratory", "flag")
    } - {""}  # fmt: skip
    absent = [
        fault("", "no_such_column", Text(f"The file has no column “{name}”.", f"文件中没有“{name}”列。"))
        for name in sorted(named - known.keys())
        if table.head
    ]
    absent += [
        fault(
            "", "no_column_named", Text("No column is named for: {what}.", "未指定对应列：{what}。").format(what=what)
        )
        for field, what in _NEEDED.items()
        if not getattr(mapping, field) and (field != "value" or mapping.code)
    ]
    results: list[Result] = []
    faults = [*table.faults, *absent]
    if not absent and table.head:
        wide = not mapping.code
        for line, cells in table.rows:
            row = dict(zip(table.head, cells, strict=True))
            results.extend(_across(str(line), row, mapping) if wide else (_down(str(line), row, mapping),))
            if len(results) > LARGEST_ROWS:
                faults.append(too_many(str(line)))
                break
    return Read("csv", tuple(results[:LARGEST_ROWS]), tuple(faults), table.encoding, table.delimiter, tuple(table.head))


def unit_in_head(column: str) -> str:
    """The unit that a column's head names in brackets: `HGB (g/L)`."""
    found = _UNIT.search(column)
    return found["unit"].strip() if found else ""


def _down(place: str, row: dict[str, str], mapping: LaboratoryMapping) -> Result:
    return Result(
        place=place,
        subjects=((row[mapping.subject], ""),),
        sampled=_when(row, mapping),
        analyte=(Coded(row[mapping.code], row.get(mapping.label, "")),),
        value=row[mapping.value],
        unit=row.get(mapping.unit, ""),
        low=row.get(mapping.low, ""),
        high=row.get(mapping.high, ""),
        limits=row.get(mapping.limits, ""),
        flag=row.get(mapping.flag, ""),
        laboratory=row.get(mapping.laboratory, ""),
    )


def _across(place: str, row: dict[str, str], mapping: LaboratoryMapping) -> Iterator[Result]:
    """One result for each analyte's column; an empty cell is a test that was not done, not a fault."""
    for column, path in mapping.analytes.items():
        if not path or row.get(column, "") in _MISSING:
            continue
        yield Result(
            place=f"{place}/{column}",
            subjects=((row[mapping.subject], ""),),
            sampled=_when(row, mapping),
            analyte=(Coded(column),),
            value=row[column],
            unit=unit_in_head(column),
            laboratory=row.get(mapping.laboratory, ""),
        )


def _when(row: dict[str, str], mapping: LaboratoryMapping) -> str:
    clock = row.get(mapping.time, "")
    return f"{row[mapping.sampled]} {clock}".strip()


def _lines(text: str, delimiter: str) -> Iterator[tuple[int, Sequence[str], Fault | None]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error:
            says = Text("This line cannot be read as a table.", "此行无法按表格读取。")
            yield line, (), fault(str(line), "not_a_row", says)
            continue
        if cells is None:
            return
        yield line, [cell.strip() for cell in cells], None


def _delimiter(text: str) -> str:
    """The sign that parts the first lines into the most columns, and into the same number of them."""
    sample = "\n".join(islice((line for line in text.splitlines() if line.strip()), _LOOKED_AT))

    def score(sign: str) -> tuple[bool, int]:
        widths = [len(cells) for _, cells, wrong in _lines(sample, sign) if wrong is None and cells]
        return len(set(widths)) == 1, max(widths, default=0)

    return max(DELIMITERS, key=lambda sign: (score(sign)[1] > 1, *score(sign)))


def _head_faults(head: Sequence[str]) -> Iterator[Fault]:
    for name in dict.fromkeys(head):
        if name and head.count(name) > 1:
            yield fault("", "column_twice", Text(f"Two columns are called “{name}”.", f"有两列均名为“{name}”。"))
    if not any(head):
        yield _empty()


def _empty() -> Fault:
    return fault("", "empty_file", Text("The file holds no table.", "文件中没有表格内容。"))


def _width(line: int, found: int, wanted: int) -> Fault:
    return fault(
        str(line),
        "row_width",
        Text(f"{found} cells where the head has {wanted}.", f"此行有 {found} 列，而表头有 {wanted} 列。"),
        Text("Look for a separator inside a value.", "请检查单元格内是否含有分隔符。"),
    )
