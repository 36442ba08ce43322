"""Three-valued logic: what is not known is neither true nor false (Kleene's strong logic)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """The outcome of a test on data that may be missing. `UNKNOWN` is never coerced to `FALSE`."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        raise TypeError("a Truth has three values: compare it with Truth.TRUE, FALSE or UNKNOWN")

    def negated(self) -> Truth:
        """The contrary; the contrary of unknown is unknown."""
        if self is Truth.UNKNOWN:
            return self
        return Truth.FALSE if self is Truth.TRUE else Truth.TRUE


def truth(known: bool | None) -> Truth:
    """A Truth from a bool, where None says that it cannot be told."""
    if known is None:
        return Truth.UNKNOWN
    return Truth.TRUE if known else Truth.FALSE


def every(parts: Iterable[Truth]) -> Truth:
    """True when all are; false as soon as one is; otherwise unknown."""
    seen = set(parts)
    if Truth.FALSE in seen:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.TRUE


def some(parts: Iterable[Truth]) -> Truth:
    """True as soon as one is; false when none can be; otherwise unknown."""
    seen = set(parts)
    if Truth.TRUE in seen:
        return Truth.TRUE
    return Truth.UNKNOWN if Truth.UNKNOWN in seen else Truth.FALSE
