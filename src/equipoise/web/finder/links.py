"""What a record gives to read elsewhere: its documents at the registry, its references, its further addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from equipoise.registry.record import Raw, Record, day, rows, text, whole
from equipoise.registry.show.codes import REFERENCES, code_words
from equipoise.registry.show.markup import unescaped
from equipoise.values.say_day import day_words
from equipoise.values.text import Text, listed, same
from equipoise.web.finder.hits import shortened

MOST_DOCUMENTS: Final = 60
_WEB: Final = re.compile(r"https?://[^\s<>\"']{3,2000}")


@dataclass(frozen=True, slots=True)
class Link:
    """Something to read elsewhere; without an address where the record gives none that is safe."""

    words: Text
    address: str = ""
    note: Text | None = None


_HELD_IN_DOCUMENT: Final = (
    ("hasProtocol", Text("Study protocol", "研究方案")),
    ("hasSap", Text("Statistical analysis plan", "统计分析计划")),
    ("hasIcf", Text("Informed consent form", "知情同意书")),
)


def _document_words(one: Raw) -> Text | None:
    """What a document holds, by the record's own marks."""
    held = [name for mark, name in _HELD_IN_DOCUMENT if one.get(mark) is True]
    return listed(held) if held else None


def documents(record: Record) -> Iterator[Link]:
    """The documents of a record that lie at the registry, with day and size."""
    for one in rows(record.raw, "documentSection.largeDocumentModule.largeDocs")[:MOST_DOCUMENTS]:
        name = text(one, "filename")
        size = whole(one, "size")
        dated = day(one, "date")
        parts = [*((day_words(dated),) if dated else ()), *((same(f"{size / 1_000_000:.1f} MB"),) if size else ())]
        safe = re.fullmatch(r"[\w.-]{1,200}", name) is not None
        address = (
            f"https://cdn.clinicaltrials.gov/large-docs/{record.nct_id[-2:]}/{record.nct_id}/{name}" if safe else ""
        )
        yield Link(_document_words(one) or same(text(one, "label") or name), address, listed(parts, zh="，"))


def references(raw: Raw) -> Iterator[Link]:
    """What a record cites, then where else it says to look."""
    for one in rows(raw, "protocolSection.referencesModule.references"):
        number = text(one, "pmid")
        address = f"https://pubmed.ncbi.nlm.nih.gov/{number}/" if re.fullmatch(r"\d{1,9}", number) else ""
        kind = text(one, "type")
        yield Link(
            same(shortened(unescaped(text(one, "citation")), 700) or number),
            address,
            code_words(REFERENCES, kind) if kind else None,
        )
    for one in rows(raw, "protocolSection.referencesModule.seeAlsoLinks"):
        address = text(one, "url").strip()
        yield Link(same(shortened(text(one, "label") or address, 300)), address if _WEB.fullmatch(address) else "")
