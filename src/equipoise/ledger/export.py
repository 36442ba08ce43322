"""A ledger as a file: JSON Lines, one fact a line, keys in the published order, nothing else in the file."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import astuple

from equipoise.ledger.faults import LineFault
from equipoise.ledger.row import COLUMNS, NUMBERS, Row
from equipoise.values.text import Text

CUT = Text(
    "Line {line} is cut off: it has no end of line. The file ends after fact {before}; export or copy it again.",
    "第 {line} 行不完整：缺少行尾换行符。文件在第 {before} 条事实之后残缺；请重新导出或复制。",
)
NOT_JSON = Text(
    "Line {line} is not a JSON object in UTF-8. It was cut or damaged; export or copy the file again.",
    "第 {line} 行不是 UTF-8 编码的 JSON 对象，可能被截断或损坏；请重新导出或复制该文件。",
)
WRONG_COLUMNS = Text(
    "Line {line} does not have the columns of a fact: {names}.",
    "第 {line} 行的列与事实不符：{names}。",
)
NOT_EXACT = Text(
    "Line {line} is not written as the format prescribes (key order, spaces, escapes, doubled keys). "
    "It was edited; export the file again.",
    "第 {line} 行的写法不符合格式（键的顺序、空格、转义或重复的键），说明曾被编辑；请重新导出该文件。",
)
LINE_ENDS = Text(
    "Line {line} ends in CR LF. The file was converted; export or copy it again as it is.",
    "第 {line} 行以 CR LF 结尾，文件曾被转换；请重新导出或原样复制。",
)
BYTE_ORDER_MARK = Text(
    "Line {line} begins with a byte order mark. An editor saved the file; export or copy it again as it is.",
    "第 {line} 行以字节顺序标记（BOM）开头，文件曾由编辑器保存；请重新导出或原样复制。",
)

_Line = msgspec.defstruct(
    "_Line", [(name, int if name in NUMBERS else str) for name in COLUMNS], forbid_unknown_fields=True
)
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(_Line).decode
_decode_any = msgspec.json.Decoder().decode


def to_line(row: Row) -> bytes:
    """A fact as one line: a JSON object with the column names as keys, in UTF-8, ended by a line feed."""
    return _encode(_Line(*row)) + b"\n"


def from_line(line: bytes, number: int) -> Row:
    """The fact of a line; LineFault with the line's number (from 1) if it is cut, damaged or written otherwise."""
    try:
        value = _decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise LineFault(number, _what_is_wrong(line, number)) from None
    if _encode(value) + b"\n" != line:
        raise LineFault(number, _what_is_wrong(line, number))
    return Row._make(astuple(value))


def from_lines(lines: Iterable[bytes]) -> Iterator[Row]:
    """The facts of a ledger file opened in binary; LineFault at the first line that is none."""
    for number, line in enumerate(lines, 1):
        yield from_line(line, number)


def _what_is_wrong(line: bytes, number: int) -> Text:
    """Why a line is not a fact: its end, its JSON, its columns or its writing."""
    if line.startswith(BOM_UTF8):
        return BYTE_ORDER_MARK.format(line=number)
    if line.endswith(b"\r\n"):
        return LINE_ENDS.format(line=number)
    if not line.endswith(b"\n"):
        return CUT.format(line=number, before=number - 1)
    try:
        value = _decode_any(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        value = None
    if not isinstance(value, dict):
        return NOT_JSON.format(line=number)
    wrong = _wrong_columns(value)
    return WRONG_COLUMNS.format(line=number, names=", ".join(wrong)) if wrong else NOT_EXACT.format(line=number)


def _wrong_columns(value: dict[str, object]) -> list[str]:
    """Names that are missing, too many, or hold another type than their column."""
    wrong = sorted(value.keys() ^ set(COLUMNS))
    wrong += [name for name in COLUMNS if name in value and type(value[name]) is not (int if name in NUMBERS else str)]
    return wrong
