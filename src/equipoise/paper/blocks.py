"""What a document is made of. Every word that is read is a Text, so that one document is set in either language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from equipoise.values.text import Text

NONE = Text("None.", "无。")
NOTHING = Text("", "")

Tone = Literal["plain", "good", "bad", "warning", "quiet"]
"""What a statement is: beside its colour it always carries its own words."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The content of a table's cell. `code` sets identifiers and hashes in a fixed width; `strong` sets apart.

    `address` names the cell within the document, so that a page can point to it; `under` is shown there to whoever asks.
    """

    says: Text
    tone: Tone = "plain"
    code: bool = False
    strong: bool = False
    address: str = ""
    under: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 1 to 3, all of which stand in the outline of the PDF. `anchor` names it for links of the HTML page."""

    says: Text
    level: Literal[1, 2, 3] = 1
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings of the document down to a level, with their pages or links."""

    title: Text
    depth: Literal[1, 2, 3] = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text. A line feed begins a new line; `keep` holds it on the page of what follows."""

    says: Text
    tone: Tone = "plain"
    small: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A framed statement with lines beneath it: a conclusion, a warning, what must be known first."""

    title: Text
    lines: tuple[Text, ...] = ()
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class KeyValues:
    """Names with their values, one a row."""

    rows: tuple[tuple[Text, Text | Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its share of the width (0: as wide as its content), and how it is aligned.

    `number` aligns at the decimal point and uses figures of one width.
    """

    heading: Text
    share: int = 1
    align: Literal["left", "number", "centre"] = "left"


@dataclass(frozen=True, slots=True)
class Table:
    """Data in rows; the heading is repeated on every page. `name` is read to those who cannot see it.

    `dense` sets listings of many rows and columns in smaller type.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Text | Cell, ...], ...]
    name: Text
    empty: Text = NONE
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing in SVG, one a language where its words differ; `instead` says in words what it shows."""

    svg: str
    instead: Text
    caption: Text | None = None
    svg_zh: str = ""
    width: int = 100  # per cent of the text


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: who, with which meaning; name and date where they are known already."""

    role: Text
    meaning: Text
    name: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, kept together on one page."""

    places: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is left for a person to write in: by whom, and what is wanted there."""

    by: Text
    wants: Text


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What follows begins on a new page, and the pages stand upright or lie on their side."""

    landscape: bool


Block = Heading | Contents | Paragraph | Notice | KeyValues | Table | Figure | Signatures | Place | PageBreak | Turn


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of paper in millimetres; `running` says whether it carries a running head, a foot and a title."""

    width: int = 210
    height: int = 297
    margin: int = 18
    running: bool = True


A4 = Sheet()


@dataclass(frozen=True, slots=True)
class Document:
    """A document: its title, what stands above and below every page, the moment it is made as of, and its blocks."""

    title: Text
    subtitle: Text
    moment: datetime
    blocks: tuple[Block, ...]
    head: Text = NOTHING
    foot: Text = NOTHING
    sheet: Sheet = A4
