"""Reading the words of a line that stand outside the names of diseases and treatments, and outside search expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from equipoise.registry.concepts import Concepts, tag

_EXPRESSION: Final = re.compile(r'["\[\]()\\]|\b(?:AND|OR|NOT|ALL)\b')


def is_expression(line: str) -> bool:
    """Whether a line is written in the registry's search language, in which nothing is read as everyday words."""
    return _EXPRESSION.search(line) is not None


class Unnamed:
    """A line with what of it is taken: by names at first, then by whatever is read."""

    def __init__(self, line: str, concepts: Concepts) -> None:
        self._line = line
        self._taken = [(one.start, one.end) for one in tag(line, concepts)]
        self._named = len(self._taken)

    def read(
        self, pattern: re.Pattern[str], fits: Callable[[re.Match[str]], bool] = lambda _: True
    ) -> Iterator[re.Match[str]]:
        """Where a pattern stands in words that nothing has taken; they are taken then."""
        for found in pattern.finditer(self._line):
            start, end = found.span()
            if fits(found) and not any(start < last and first < end for first, last in self._taken):
                self._taken.append((start, end))
                yield found

    @property
    def was_read(self) -> bool:
        """Whether anything was."""
        return len(self._taken) > self._named

    @property
    def rest(self) -> str:
        """The line without what was read."""
        line = self._line
        for start, end in sorted(self._taken[self._named :], reverse=True):
            line = f"{line[:start]} {line[end:]}"
        return " ".join(line.split()).strip(" ,，、;")
