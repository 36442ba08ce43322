"""The registry's light markup (paragraphs, bullets, numbers, escapes) as blocks that a page can show; anything else is plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["heading", "paragraph", "item"]
MOST_SIGNS: Final = 20_000
"""What a page shows of one text before it offers the whole."""
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A backslash before any sign of ASCII that is no letter and no figure: CommonMark 0.31, section 2.4."""
_ITEM: Final = re.compile(r"^(\s*)(?:([*•·●▪◦○‣–-])\s+|(\(?\d{1,3}[.)、]|\(?[a-zA-Z][.)])\s+)(\S.*)$")
_HEADING_SIGNS: Final = 80
_DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or an item. `mark` is the number or letter of an item that has one, `depth` how far it stands in."""

    kind: Kind
    words: str
    mark: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a text, and how many signs it has in all if that is more."""

    blocks: tuple[Block, ...]
    cut_of: int = 0


def blocks(text: str, most: int = MOST_SIGNS) -> Shown:
    """A text in blocks, cut at the end of a line near `most` signs."""
    shown = text if len(text) <= most else text[: max(text.rfind("\n", 0, most), most // 2)]
    found: list[Block] = []
    indents: list[int] = []
    open_block = False
    for line in shown.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        if not line.strip():
            open_block = False
            continue
        item = _ITEM.match(line)
        if item is not None:
            depth = _depth(len(item[1].expandtabs(4)), indents)
            found.append(Block("item", unescaped(item[4].strip()), item[3] or "", depth))
            open_block = True
        elif open_block and found[-1].kind != "heading" and not _is_named_heading(line):
            last = found[-1]
            found[-1] = Block(last.kind, f"{last.words} {unescaped(line.strip())}", last.mark, last.depth)
        else:
            found.append(_plain(line, indents, found))
            open_block = True
    return Shown(tuple(found), len(text) if len(shown) < len(text) else 0)


def unescaped(words: str) -> str:
    r"""Words without the escapes of the markup: `\>` is `>`."""
    return _ESCAPED.sub(r"\1", words)


def _plain(line: str, indents: list[int], before: list[Block]) -> Block:
    words = unescaped(line.strip())
    indent = len(line) - len(line.lstrip())
    if indent >= 2 and before and indents:
        return Block("paragraph", words, "", min(sum(one < indent for one in indents), _DEEPEST))
    indents.clear()
    is_heading = (len(words) <= _HEADING_SIGNS and words.endswith((":", "："))) or _is_named_heading(line)
    return Block("heading" if is_heading else "paragraph", words)


def _is_named_heading(line: str) -> bool:
    """Whether a line is one of the names of the two lists, which begin a list wherever they stand."""
    return unescaped(line.strip()).rstrip(":：").strip().casefold() in _HEADINGS


_HEADINGS: Final = frozenset(
    {"inclusion criteria", "exclusion criteria", "inclusion", "exclusion", "key inclusion criteria"}
    | {"key exclusion criteria", "入选标准", "纳入标准", "排除标准"}
)


def _depth(indent: int, indents: list[int]) -> int:
    """How deep an item stands, by the indents of those before it."""
    while indents and indent < indents[-1]:
        indents.pop()
    if not indents or indent > indents[-1]:
        indents.append(indent)
    return min(len(indents) - 1, _DEEPEST)
