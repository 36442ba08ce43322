"""Sets a document as a PDF: tagged for those who cannot see it, fit for the archive, and alike to the byte for the same input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

import typst

from equipoise.paper.as_data import all_words, as_data
from equipoise.paper.blocks import Document
from equipoise.paper.find_fonts import Fonts
from equipoise.paper.printable import printable
from equipoise.values.text import Language

TYPESETTER: Final = f"typst {version('typst')}"
_LARGE: Final = 500_000
"""Bytes of a PDF from which its memory is worth giving back."""
_STANDARDS: Final[list[Literal["a-2a", "ua-1"]]] = ["a-2a", "ua-1"]


def set_pdf(document: Document, language: Language, fonts: Fonts) -> bytes:
    """The document as PDF/A-2a and PDF/UA-1. NoFont where its words are Chinese and there is no Chinese font."""
    pdf = set_manuscript(manuscript(document, language, fonts))
    if len(pdf) > _LARGE:
        _let_go()
    return pdf


def manuscript(document: Document, language: Language, fonts: Fonts) -> bytes:
    """All that the typesetter wants to know of a document, so that another process can set it. NoFont as for `set_pdf`."""
    data, chosen = _data(document, language, fonts)
    folders = [str(folder) for folder in chosen.folders]
    head = {"chinese": chosen.chinese, "folders": folders, "stamp": document.moment.astimezone(UTC).isoformat()}
    return b"\n".join(json.dumps(part, ensure_ascii=False).encode() for part in (head, data))


def set_manuscript(pages: bytes) -> bytes:
    """The PDF of a manuscript, alike to the byte in every process."""
    first, _, data = pages.partition(b"\n")
    head = json.loads(first)
    fonts = Fonts(head["chinese"], tuple(map(Path, head["folders"])))
    stamp = datetime.fromisoformat(head["stamp"])
    pdf = _compiled(data.decode(), fonts, "pdf", pdf_standards=_STANDARDS, timestamp=stamp)
    assert isinstance(pdf, bytes)
    return pdf


def set_pages(document: Document, language: Language, fonts: Fonts, dots: int = 144) -> tuple[bytes, ...]:
    """Each page as a PNG picture with so many dots an inch, to be looked at. NoFont as for `set_pdf`."""
    data, chosen = _data(document, language, fonts)
    pages = _compiled(json.dumps(data, ensure_ascii=False), chosen, "png", ppi=float(dots))
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def _data(document: Document, language: Language, fonts: Fonts) -> tuple[dict[str, Any], Fonts]:
    """What the template reads, and the fonts that its words need."""
    data = printable(as_data(document, language))
    return data, fonts.for_words(all_words(data))


def _compiled(data: str, fonts: Fonts, kind: Literal["pdf", "png"], **more: Any) -> Any:
    return typst.compile(
        _template(),
        font_paths=list(fonts.folders),
        ignore_system_fonts=True,
        sys_inputs={"data": data, "chinese": fonts.chinese},
        format=kind,
        **more,
    )


def _let_go() -> None:
    """Gives back the memory of a long document: the typesetter keeps what it set until ten further settings did without it."""
    for _ in range(11):
        typst.compile(b"#set document(date: none)", ignore_system_fonts=True)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("equipoise").joinpath("paper", "template.typ").read_bytes()
