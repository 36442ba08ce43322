"""A text of a record as a page shows it: paragraphs and lists, explained words marked, cut where it is very long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from equipoise.registry.show.glossary import Piece, glossary
from equipoise.registry.show.markup import MOST_SIGNS, Block, blocks


@dataclass(frozen=True, slots=True)
class Line:
    """A heading, a paragraph or an item in pieces."""

    pieces: tuple[Piece, ...]
    mark: str
    depth: int


@dataclass(frozen=True, slots=True)
class Run:
    """Lines of one kind that stand together."""

    kind: Literal["heading", "paragraph", "item"]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A text in runs; `cut_of` is its length in signs where not all of it is shown, and `part` the name of the whole."""

    runs: tuple[Run, ...]
    cut_of: int
    part: str

    def __bool__(self) -> bool:
        return bool(self.runs)

    @property
    def words(self) -> str:
        """All that is shown, without its marks: what tells its language."""
        return " ".join(piece.words for run in self.runs for line in run.lines for piece in line.pieces)


def prose(text: str, seen: set[str], part: str = "", most: int = MOST_SIGNS) -> Prose:
    """A text laid out. `seen` are the words explained further up on the page; those explained here are added."""
    shown = blocks(text, most)
    runs: list[tuple[Block, list[Line]]] = []
    for block in shown.blocks:
        line = Line(glossary().mark(block.words, seen), block.mark, block.depth)
        if runs and runs[-1][0].kind == block.kind == "item":
            runs[-1][1].append(line)
        else:
            runs.append((block, [line]))
    return Prose(tuple(Run(block.kind, tuple(lines)) for block, lines in runs), shown.cut_of, part)
