"""A key for what is too large to be compared part by part."""

from __future__ import annotations

from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


class Itself(Generic[T_co]):
    """Equal only for the very same object, which it keeps alive: what is found of a fold or a syntax tree is kept under it."""

    __slots__ = ("it",)

    def __init__(self, it: T_co) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Itself) and other.it is self.it
