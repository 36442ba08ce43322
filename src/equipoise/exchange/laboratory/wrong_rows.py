"""The rows that cannot be taken in, as a table to correct and send again: of a table its own columns, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from equipoise.exchange.laboratory.line import Line
from equipoise.exchange.laboratory.read_csv import read_table
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.values.text import Language, Text

_HEAD: Sequence[Text] = (
    Text("row", "行"), Text("participant", "受试者"), Text("sampled", "采样时间"), Text("analyte", "项目"), Text("value", "结果"),
    Text("unit", "单位"),
)  # fmt: skip
REASON = Text("reason", "原因")


def wrong_rows(
    lines: Sequence[Line], raw: bytes, mapping: LaboratoryMapping, language: Language
) -> tuple[Sequence[str], Iterator[Sequence[str]]]:
    """Head and rows: the file's own columns where it is a table, otherwise what was read; the reasons stand in the last column."""
    wrong = [line for line in lines if line.state == "wrong"]
    if mapping.kind != "csv":
        head = [*(text.in_(language) for text in _HEAD), REASON.in_(language)]
        return head, ([*_cells(line), why(line, language)] for line in wrong)
    table = read_table(raw, mapping.encoding, mapping.delimiter)
    own = {str(line): cells for line, cells in table.rows}
    width = len(table.head)
    head = [_HEAD[0].in_(language), *table.head, REASON.in_(language)]
    return head, (
        [line.place, *own.get(line.place.partition("/")[0], [""] * width), why(line, language)] for line in wrong
    )


def why(line: Line, language: Language) -> str:
    """Every reason of a row as one sentence after another."""
    parts = [text for one in line.reasons for text in (one.says, one.remedy) if text is not None]
    return (" " if language == "en" else "").join(text.in_(language) for text in parts)


def _cells(line: Line) -> list[str]:
    one = line.result
    return [line.place, line.participant or _subject(line), one.sampled, one.called, one.written, one.unit]


def _subject(line: Line) -> str:
    return line.result.subjects[0][0] if line.result.subjects else ""
