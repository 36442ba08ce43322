"""What is wrong with a written criterion, and what to write instead."""

from __future__ import annotations

from equipoise.values.text import Text


class CriterionFault(ValueError):
    """A criterion that cannot be read: the column (from 1), what is wrong, what to write instead."""

    def __init__(self, column: int, what: Text, instead: Text) -> None:
        super().__init__(f"column {column}: {what.en} {instead.en}")
        self.column = column
        self.what = what
        self.instead = instead
