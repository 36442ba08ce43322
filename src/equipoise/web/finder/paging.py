"""The pages of a list: where this one lies, what comes before and after, and where the list ends."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paging:
    """Page `number` (from 1) of a list of `total` lines, `size` a page."""

    number: int
    total: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page."""
        return max(1, -(-self.total // self.size))

    @property
    def first_line(self) -> int:
        """The first line of the page, from 1."""
        return (self.number - 1) * self.size + 1

    @property
    def last_line(self) -> int:
        """The last line of the page."""
        return min(self.total, self.number * self.size)

    @property
    def beyond(self) -> bool:
        """The list ends before this page."""
        return self.number > self.last

    @property
    def ends(self) -> bool:
        """The list ends on this page."""
        return self.number == self.last

    @property
    def before(self) -> int | None:
        """The page before."""
        return min(self.number - 1, self.last) if self.number > 1 else None

    @property
    def after(self) -> int | None:
        """The next page."""
        return self.number + 1 if self.number < self.last else None
