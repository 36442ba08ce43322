"""A document in one language as plain data: what the typesetter's template and the HTML page read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from equipoise.paper.blocks import (
    Block,
    Cell,
    Contents,
    Document,
    Figure,
    Heading,
    KeyValues,
    Notice,
    PageBreak,
    Paragraph,
    Place,
    Sheet,
    Signatures,
    Table,
    Turn,
)
from equipoise.values.text import Language, Text

WORDS: Mapping[str, Text] = {
    "page": Text("Page", "第"),
    "of": Text("of", "页，共"),
    "pages": Text("", "页"),
    "name": Text("Name", "姓名"),
    "signature": Text("Signature", "签名"),
    "date": Text("Date", "日期"),
    "meaning": Text("Meaning", "含义"),
    "role": Text("Role", "角色"),
}
_DECIMAL = re.compile(r"^[^\d]*\d[\d,\u202f ]*(?:(\.)(\d+))?")
DESCRIBED = 4000
"""Signs of a description of a figure at most: a string of PDF/A holds 32,767 bytes."""
_VIEW_BOX = re.compile(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"')
_AROUND_A_FIGURE = 12 + 26
"""Millimetres of a page that are not a figure's: the running head and foot, a heading of two lines and who is counted."""
_LONG = re.compile(r"[!-~]{16,}")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def as_data(document: Document, language: Language) -> dict[str, Any]:
    """The document's words in one language, block by block, in types that JSON has."""

    def words(text: Text) -> str:
        return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text.in_(language))

    return {
        "language": language,
        "title": words(document.title),
        "subtitle": words(document.subtitle),
        "head": words(document.head),
        "foot": words(document.foot),
        "moment": [
            *(document.moment.year, document.moment.month, document.moment.day),
            *(document.moment.hour, document.moment.minute, document.moment.second),
        ],
        "sheet": {
            "width": document.sheet.width,
            "height": document.sheet.height,
            "margin": document.sheet.margin,
            "running": document.sheet.running,
        },
        "words": {name: words(text) for name, text in WORDS.items()},
        "blocks": _without_skipped_levels(
            [_fitting(_block(block, language, words), document.sheet) for block in document.blocks]
        ),
    }


def all_words(data: Any) -> str:
    """Every word of the data, to know which signs it needs."""
    if isinstance(data, str):
        return data
    parts = data.values() if isinstance(data, Mapping) else data if isinstance(data, (list, tuple)) else ()
    return "\n".join(all_words(part) for part in parts)


def _without_skipped_levels(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks with no heading more than one level below the one before: who hears the page would miss what is skipped."""
    above = 0
    for place, block in enumerate(blocks):
        if block["kind"] == "heading":
            above = block["level"] = min(block["level"], above + 1)
            block["anchor"] = block["anchor"] or f"part-{place}"
    return blocks


def _block(block: Block, language: Language, words: Any) -> dict[str, Any]:
    if isinstance(block, Heading):
        return {"kind": "heading", "says": words(block.says), "level": block.level, "anchor": block.anchor}
    if isinstance(block, Contents):
        return {"kind": "contents", "title": words(block.title), "depth": block.depth}
    if isinstance(block, Paragraph):
        return {
            "kind": "paragraph",
            "says": words(block.says),
            "tone": block.tone,
            "small": block.small,
            "keep": block.keep,
        }
    if isinstance(block, Notice):
        return {
            "kind": "notice", "title": words(block.title), "lines": [words(line) for line in block.lines],
            "tone": block.tone,
        }  # fmt: skip
    if isinstance(block, KeyValues):
        return {"kind": "pairs", "rows": [[words(name), _cell(value, words)] for name, value in block.rows]}
    if isinstance(block, Table):
        return _table(block, words)
    if isinstance(block, Figure):
        return {
            "kind": "figure", "svg": block.svg_zh if language == "zh" and block.svg_zh else block.svg,
            "instead": _shortened(words(block.instead)), "caption": words(block.caption) if block.caption else "",
            "width": block.width,
        }  # fmt: skip
    if isinstance(block, Signatures):
        return {
            "kind": "signatures",
            "places": [
                {
                    "role": words(one.role),
                    "meaning": words(one.meaning),
                    "name": words(Text(one.name, one.name)),
                    "date": words(Text(one.date, one.date)),
                }
                for one in block.places
            ],
        }
    if isinstance(block, Place):
        return {"kind": "place", "by": words(block.by), "wants": words(block.wants)}
    if isinstance(block, Turn):
        return {"kind": "turn", "landscape": block.landscape}
    assert isinstance(block, PageBreak)
    return {"kind": "break"}


def _fitting(block: dict[str, Any], sheet: Sheet) -> dict[str, Any]:
    """A figure that would be higher than a page, with its heading, is set narrower: what passes the edge would be lost."""
    size = _VIEW_BOX.search(block["svg"][:2000]) if block["kind"] == "figure" and sheet.running else None
    if size is None:
        return block
    wide, high = float(size[1]), float(size[2])
    most = (sheet.height - 2 * sheet.margin - _AROUND_A_FIGURE) / high * wide / (sheet.width - 2 * sheet.margin)
    return block | {"width": min(block["width"], int(100 * most))}


def _shortened(words: str) -> str:
    """A description that a PDF can carry: nobody listens to more, and the tables beside the figure hold the rest."""
    return words if len(words) <= DESCRIBED else f"{words[: DESCRIBED - 2]} …"


def _cell(cell: Text | Cell, words: Any) -> dict[str, Any]:
    one = cell if isinstance(cell, Cell) else Cell(cell)
    says = words(one.says)
    bare = one.tone == "plain" and not (one.code or one.strong or "\n" in says or _LONG.search(says))
    found = {"says": says, "tone": one.tone, "code": one.code, "strong": one.strong, "pad": "", "bare": bare}
    return found | {"address": one.address, "under": words(one.under)} if one.address else found


def _table(block: Table, words: Any) -> dict[str, Any]:
    rows = [[_cell(cell, words) for cell in row] for row in block.rows]
    assert all(len(row) == len(block.columns) for row in rows), "a row has as many cells as the table has columns"
    for place, column in enumerate(block.columns):
        if column.align == "number":
            _align([row[place] for row in rows])
    return {
        "kind": "table",
        "name": words(block.name),
        "empty": words(block.empty),
        "dense": block.dense,
        "columns": [
            {"heading": words(column.heading), "share": column.share, "align": column.align} for column in block.columns
        ],
        "rows": rows,
    }


def _align(cells: Sequence[dict[str, Any]]) -> None:
    """Gives each number the signs that it lacks behind its decimal point; they are set unseen, so that points stand in line."""
    found = [_DECIMAL.match(cell["says"]) for cell in cells]
    longest = max((len(one[2]) for one in found if one is not None and one[1]), default=0)
    for cell, one in zip(cells, found, strict=True):
        if one is not None and one.end() == len(cell["says"]) and longest:
            behind = len(one[2]) if one[1] else -1
            cell["pad"] = ("" if one[1] else ".") + "0" * (longest - max(behind, 0))
            cell["bare"] = cell["bare"] and not cell["pad"]
