"""A long table a page at a time, and the addresses of the pages beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

from django.http import HttpRequest

T = TypeVar("T")
A_PAGE: Final = 100
"""Lines on a page, where a table has no reason for another number."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The lines of one page, its number from 1, and how many pages there are."""

    lines: Sequence[T]
    number: int
    pages: int

    def turns(self, address: Callable[[int], str]) -> Mapping[str, Any]:
        """What `workspace/turns.html` shows; `address` makes the address of a page of its number."""
        return {
            "number": self.number,
            "pages": self.pages,
            "newer": address(self.number - 1) if self.number > 1 else "",
            "older": address(self.number + 1) if self.number < self.pages else "",
        }


def page_of(request: HttpRequest, lines: Sequence[T], size: int = A_PAGE) -> Paged[T]:
    """The page that the address asks for, the first where it asks for none that can be read, the last for one beyond it."""
    words = request.GET.get("page", "1")
    pages = max(1, -(-len(lines) // size))
    number = min(max(1, int(words)), pages) if words.isdecimal() and len(words) < 8 else 1
    return Paged(lines[(number - 1) * size : number * size], number, pages)
