"""Sets a document as a PDF: tagged for those who cannot see it, fit for the archive, and alike to the byte for the same input."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from importlib.resources import files
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
    pdf = _compiled(document, language, fonts, "pdf", pdf_standards=_STANDARDS, timestamp=_stamp(document))
    assert isinstance(pdf, bytes)
    if len(pdf) > _LARGE:
        _let_go()
    return pdf


def set_pages(document: Document, language: Language, fonts: Fonts, dots: int = 144) -> tuple[bytes, ...]:
    """Each page as a PNG picture with so many dots an inch, to be looked at. NoFont as for `set_pdf`."""
    pages = _compiled(document, language, fonts, "png", ppi=float(dots))
    return (pages,) if isinstance(pages, bytes) else tuple(pages)


def _compiled(document: Document, language: Language, fonts: Fonts, kind: Literal["pdf", "png"], **more: Any) -> Any:
    data = printable(as_data(document, language))
    chosen = fonts.for_words(all_words(data))
    return typst.compile(
        _template(),
        font_paths=list(chosen.folders),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False), "chinese": chosen.chinese},
        format=kind,
        **more,
    )


def _let_go() -> None:
    """Gives back the memory of a long document: the typesetter keeps what it set until ten further settings did without it."""
    for _ in range(11):
        typst.compile(b"#set document(date: none)", ignore_system_fonts=True)


def _stamp(document: Document) -> datetime:
    return document.moment.astimezone(UTC)


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("equipoise").joinpath("paper", "template.typ").read_bytes()
