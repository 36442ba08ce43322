"""How much room words take, and where their lines break, without asking any font.

Widths are those of a wide sans serif, so what fits here fits in the reader's font. Chinese breaks between any two
characters except before closing and after opening punctuation (GB/T 15834); a no-break space never breaks.
"""

from __future__ import annotations

import re

WIDE = 1.0
BOLD = 1.16
ADVANCE = {
    **dict.fromkeys("iljI.,:;'|!", 0.36),
    **dict.fromkeys(" \u00a0()[]ftr-/·", 0.42),
    **dict.fromkeys("mwMW%@", 0.98),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZ=<>+≤≥×", 0.78),
}
LATIN = 0.64
FIRST_WIDE = 0x2E80
CLOSING = "，。、；：！？）》】”’%％"
OPENING = "（《【“‘"
SPACES = " \n"
PIECES = re.compile(r"[^ \n⺀-￿-]+-*|-+|[ \n]+|[⺀-￿]")


def width_of(content: str, size: float) -> float:
    """An upper estimate of a line's width in the figure's units."""
    return size * sum(WIDE if ord(sign) >= FIRST_WIDE else ADVANCE.get(sign, LATIN) for sign in content)


def wrap(content: str, width: float, size: float) -> list[str]:
    """The lines of a text within a width; a word longer than a line is cut."""
    lines, current = [], ""
    for piece in _pieces(content, width, size):
        if current and width_of((current + piece).rstrip(SPACES), size) > width:
            lines.append(current.rstrip(SPACES))
            current = piece.lstrip(SPACES)
        else:
            current += piece
    return [*lines, current.rstrip(SPACES)] if current.strip(SPACES) else lines


def _pieces(content: str, width: float, size: float) -> list[str]:
    """What may not be broken: words, single Chinese characters with the punctuation that clings to them."""
    glued: list[str] = []
    for piece in PIECES.findall(content):
        if glued and piece[0] not in SPACES and (piece[0] in CLOSING or glued[-1][-1] in OPENING):
            glued[-1] += piece
        else:
            glued.append(piece)
    return [part for piece in glued for part in _cut(piece, width, size)]


def _cut(piece: str, width: float, size: float) -> list[str]:
    if width_of(piece, size) <= width:
        return [piece]
    parts = [""]
    for sign in piece:
        if parts[-1] and width_of(parts[-1] + sign, size) > width:
            parts.append("")
        parts[-1] += sign
    return parts
