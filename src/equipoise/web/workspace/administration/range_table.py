"""Reference ranges as a table: the same columns in the CSV twin and in what is sent back, so that a twin can be changed and sent."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final

from equipoise.trial.acts.ranges import FIELDS, MOST
from equipoise.values.text import Text, listed, same

TOLD: Final = ("source", "fact")
"""Columns of the twin that say where a range comes from; sent back they are passed over."""
NEEDED: Final = ("laboratory", "analyte", "unit", "valid_from")
LARGEST: Final = 200_000
"""Bytes of a table: five hundred ranges are a tenth of it."""
_NO_TEXT: Final = Text("The file is no text in UTF-8 or GB 18030.", "文件不是 UTF-8 或 GB 18030 编码的文本。")
_TOO_LARGE: Final = Text("The table is too large: {most} ranges at most.", "表格过大：最多 {most} 个参考区间。").format(
    most=MOST
)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table, by column, or what is wrong with it as a whole; `already` counts rows left out because they count already."""

    rows: tuple[dict[str, str], ...] = ()
    wrong: Text | None = None
    already: int = 0


def as_text(raw: bytes) -> str | None:
    """The words of a file as hospitals save them; None where they are none."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def read_file(raw: bytes) -> Table:
    """The table of an uploaded file."""
    if len(raw) > LARGEST:
        return Table(wrong=_TOO_LARGE)
    words = as_text(raw)
    return Table(wrong=_NO_TEXT) if words is None else read_table(words)


def read_table(words: str) -> Table:
    """The rows of a pasted or uploaded table, separated by commas, semicolons or tabs; empty lines are passed over."""
    if len(words) > LARGEST or "\0" in words:
        return Table(wrong=_TOO_LARGE)
    first = words.lstrip("\ufeff").lstrip().partition("\n")[0]
    mark = max(",;\t", key=first.count)
    try:
        lines = [
            line for line in csv.reader(StringIO(words.lstrip("\ufeff")), delimiter=mark) if any(map(str.strip, line))
        ]
    except csv.Error:
        return Table(wrong=_NO_TEXT)
    header = [name.strip().lower() for name in lines[0]] if lines else []
    wrong = _header(header)
    if wrong is None and len(lines) - 1 > MOST:
        wrong = _TOO_LARGE
    if wrong is None and len(lines) < len(("header", "row")):
        wrong = Text("The table has no row beneath its first line.", "表格首行以下没有数据。")
    if wrong is not None:
        return Table(wrong=wrong)
    return Table(tuple(_row(header, line) for line in lines[1:]))


def _header(header: Sequence[str]) -> Text | None:
    unknown = [name for name in header if name not in (*FIELDS, *TOLD)]
    missing = [name for name in NEEDED if name not in header]
    if not unknown and not missing and len(set(header)) == len(header):
        return None
    says = Text("The first line names the columns: {all}.", "首行须为列名：{all}。")
    parts = [says.format(all=", ".join(FIELDS))]
    if unknown:
        parts.append(
            Text("Unknown: {all}.", "未知：{all}。").format(all=listed([same(name or "–") for name in unknown]))
        )
    if missing:
        parts.append(Text("Missing: {all}.", "缺少：{all}。").format(all=listed([same(name) for name in missing])))
    return listed(parts, en=" ", zh="")


def _row(header: Sequence[str], line: Sequence[str]) -> dict[str, str]:
    cells = dict(zip(header, (cell.strip() for cell in line), strict=False))
    return {name: words for name, words in cells.items() if name not in TOLD and words}
