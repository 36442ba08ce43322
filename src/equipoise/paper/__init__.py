"""Documents as blocks of bilingual text, set as PDF pages or as one printable HTML page. Knows nothing of trials.

Start here: `blocks.py` is what a document is made of; `set_pdf.py` and `set_html.py` set the same document; `find_fonts.py` says
with which fonts. Only `set_pdf.py` and `find_fonts.py` know the typesetter, and content reaches it as data, never as source.
"""

from equipoise.paper.blocks import (
    A4,
    Block,
    Cell,
    Column,
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
    Signature,
    Signatures,
    Table,
    Tone,
    Turn,
)
from equipoise.paper.find_fonts import Fonts, NoFont, find_fonts
from equipoise.paper.set_html import set_html
from equipoise.paper.set_pdf import manuscript, set_manuscript, set_pages, set_pdf

__all__ = [
    "A4",
    "Block",
    "Cell",
    "Column",
    "Contents",
    "Document",
    "Figure",
    "Fonts",
    "Heading",
    "KeyValues",
    "NoFont",
    "Notice",
    "PageBreak",
    "Paragraph",
    "Place",
    "Sheet",
    "Signature",
    "Signatures",
    "Table",
    "Tone",
    "Turn",
    "find_fonts",
    "manuscript",
    "set_html",
    "set_manuscript",
    "set_pages",
    "set_pdf",
]
