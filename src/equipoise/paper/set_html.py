"""Sets a document as one HTML page that needs nothing else: it can be read aloud, printed, and kept as a file."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from equipoise.paper.as_data import as_data
from equipoise.paper.blocks import Document
from equipoise.values.text import Language

_TAGS: Mapping[str, str] = {"en": "en", "zh": "zh-Hans"}


def set_html(document: Document, language: Language) -> bytes:
    """The document as an HTML page in UTF-8, alike to the byte for the same input."""
    data = as_data(document, language)
    headings = [block for block in data["blocks"] if block["kind"] == "heading"]
    parts = [
        _contents(block, headings) if block["kind"] == "contents" else _BLOCKS[block["kind"]](block, data["words"])
        for block in data["blocks"]
    ]
    page = [
        "<!doctype html>",
        f'<html lang="{_TAGS[language]}">',
        '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(data['title'])}</title>",
        f"<style>\n{_style()}</style></head>",
        "<body>",
        f'<header class="running"><span>{escape(data["head"])}</span></header>' if data["head"] else "",
        f"<main><h1>{escape(data['title'])}</h1>",
        f"<p>{escape(data['subtitle'])}</p>" if data["subtitle"] else "",
        *parts,
        "</main>",
        f"<footer>{escape(data['foot'])}</footer>" if data["foot"] else "",
        "</body></html>",
    ]
    return "\n".join(part for part in page if part).encode() + b"\n"


def _lines(words: str) -> str:
    return "<br>".join(escape(line) for line in words.split("\n"))


def _toned(words: str, tone: str) -> str:
    return f'<span class="{tone}">{words}</span>' if tone != "plain" else words


def _cell(cell: Mapping[str, Any]) -> str:
    words = f"<code>{escape(cell['says'])}</code>" if cell["code"] else _lines(cell["says"])
    words = f"<strong>{words}</strong>" if cell["strong"] else words
    words = _addressed(words, cell) if cell.get("address") else words
    pad = f'<span class="pad" aria-hidden="true">{cell["pad"]}</span>' if cell["pad"] else ""
    return _toned(words, cell["tone"]) + pad


def _addressed(words: str, cell: Mapping[str, Any]) -> str:
    """The words as a link to themselves: its address is the number's, and what lies under it shows where it is asked for."""
    address, under = escape(cell["address"]), escape(cell["under"])
    return f'<a class="number-link" id="{address}" href="#{quote(cell["address"])}" data-under="{under}">{words}</a>'


def _contents(block: Mapping[str, Any], headings: Sequence[Mapping[str, Any]]) -> str:
    lines = "\n".join(
        f'<li class="level-{one["level"]}"><a href="#{escape(one["anchor"])}">{escape(one["says"])}</a></li>'
        for one in headings
        if one["level"] <= block["depth"]
    )
    title = escape(block["title"])
    return f'<nav class="contents" aria-label="{title}"><p><strong>{title}</strong></p><ul>\n{lines}\n</ul></nav>'


def _heading(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    level = block["level"] + 1
    return f'<h{level} id="{escape(block["anchor"])}">{escape(block["says"])}</h{level}>'


def _paragraph(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    small = ' class="small"' if block["small"] else ""
    return f"<p{small}>{_toned(_lines(block['says']), block['tone'])}</p>"


def _notice(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    title = _toned(escape(block["title"]), block["tone"])
    lines = "".join(f"<p>{_lines(line)}</p>" for line in block["lines"])
    return f'<div class="notice is-{block["tone"]}"><strong>{title}</strong>{lines}</div>'


def _pairs(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    rows = "\n".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{_cell(value)}</td></tr>' for name, value in block["rows"]
    )
    return f'<div class="scroll"><table class="pairs"><tbody>\n{rows}\n</tbody></table></div>'


def _table(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if not block["rows"]:
        return f'<p class="quiet">{escape(block["empty"])}</p>'
    kinds = [_classes(column) for column in block["columns"]]
    heads = "".join(
        f'<th scope="col"{kind}>{escape(column["heading"])}</th>'
        for column, kind in zip(block["columns"], kinds, strict=True)
    )
    rows = "\n".join(
        "<tr>" + "".join(f"<td{kind}>{_cell(cell)}</td>" for cell, kind in zip(row, kinds, strict=True)) + "</tr>"
        for row in block["rows"]
    )
    name, kind = escape(block["name"]), "data dense" if block["dense"] else "data"
    return (
        f'<div class="scroll" role="region" aria-label="{name}" tabindex="0"><table class="{kind}">'
        f'<caption class="hidden">{name}</caption><thead><tr>{heads}</tr></thead><tbody>\n{rows}\n</tbody></table></div>'
    )


def _classes(column: Mapping[str, Any]) -> str:
    names = [column["align"]] if column["align"] != "left" else []
    names += ["narrow"] if column["share"] == 0 else []
    return f' class="{" ".join(names)}"' if names else ""


def _figure(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    drawing = base64.b64encode(block["svg"].encode()).decode()
    caption = f"<figcaption>{escape(block['caption'])}</figcaption>" if block["caption"] else ""
    return (
        f'<figure><img alt="{escape(block["instead"])}" style="width:{block["width"]}%" '
        f'src="data:image/svg+xml;base64,{drawing}">{caption}</figure>'
    )


def _signatures(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    names = ("role", "meaning", "name", "signature", "date")
    heads = "".join(f'<th scope="col">{escape(words[name])}</th>' for name in names)
    rows = "\n".join(
        f'<tr><th scope="row">{escape(one["role"])}</th><td>{escape(one["meaning"])}</td><td>{escape(one["name"])}</td>'
        f"<td></td><td>{escape(one['date'])}</td></tr>"
        for one in block["places"]
    )
    return (
        f'<div class="scroll"><table class="data signatures"><thead><tr>{heads}</tr></thead>'
        f"<tbody>\n{rows}\n</tbody></table></div>"
    )


def _place(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return f'<div class="place"><strong>{escape(block["by"])}</strong><p>{_lines(block["wants"])}</p></div>'


def _break(block: Mapping[str, Any], words: Mapping[str, str]) -> str:
    return '<div class="break"></div>'


_BLOCKS: Mapping[str, Callable[[Mapping[str, Any], Mapping[str, str]], str]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "notice": _notice,
    "pairs": _pairs,
    "table": _table,
    "figure": _figure,
    "signatures": _signatures,
    "place": _place,
    "break": _break,
    "turn": _break,
}


@lru_cache(maxsize=1)
def _style() -> str:
    return files("equipoise").joinpath("paper", "style.css").read_text(encoding="utf-8")
