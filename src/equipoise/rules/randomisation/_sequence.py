"""The concealed part: draws derived from the sealed key on demand. Nothing here is ever stored or shown before its time."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from hashlib import sha256

from equipoise.ledger.codec import canonical

_SPACE = 1 << 64


class Draws:
    """A stream of exact draws from HMAC-SHA256 in counter mode, named by what it is for; the same name, the same draws."""

    __slots__ = ("_buffer", "_counter", "_key", "_name", "_place")

    def __init__(self, key: bytes, name: Sequence[str | int]) -> None:
        self._key = key
        self._name = canonical(list(name)).encode() + b"\x00"
        self._buffer = b""
        self._place = 0
        self._counter = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but excluding the limit, each equally likely: rejection, never a remainder's bias."""
        if not 0 < limit <= _SPACE:
            raise ValueError("a draw needs a limit from 1 to 2^64")
        ceiling = _SPACE // limit * limit
        while (number := self._eight_bytes()) >= ceiling:
            pass
        return number % limit

    def _eight_bytes(self) -> int:
        if self._place == len(self._buffer):
            block = self._name + self._counter.to_bytes(8, "big")
            self._buffer, self._place = hmac.digest(self._key, block, sha256), 0
            self._counter += 1
        start, self._place = self._place, self._place + 8
        return int.from_bytes(self._buffer[start : self._place], "big")


def shuffled(draws: Draws, cards: Sequence[str]) -> list[str]:
    """The cards in random order: Fisher-Yates from the last index down."""
    order = list(cards)
    for last in range(len(order) - 1, 0, -1):
        other = draws.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


class Blocks:
    """The permuted blocks of one stratum, laid out as far as they are asked for; sizes and shuffles never leave this object."""

    __slots__ = ("_cards", "_key", "_name", "_number", "_ratios", "_share", "_sizes", "_start", "_stratum")

    def __init__(
        self, key: bytes, name: Sequence[str | int], stratum: str, sizes: Sequence[int], ratios: Mapping[str, int]
    ) -> None:
        """ValueError unless every size is a multiple of the sum of the allocation ratio."""
        share = sum(ratios.values())
        if not sizes or any(size <= 0 or size % share for size in sizes):
            raise ValueError(f"each block size must be a multiple of {share}, the sum of the allocation ratio")
        self._key, self._name, self._stratum = key, name, stratum
        self._sizes, self._ratios, self._share = sizes, ratios, share
        self._number, self._start = 1, 0
        self._cards = self._laid_out(1)

    def arm(self, before: int) -> str:
        """The arm of the next participant of a stratum that already has so many.

        No list is kept: the blocks before are drawn again to find the open one, from the last one asked for if it lies ahead.
        """
        if before < self._start:
            self._number, self._start, self._cards = 1, 0, self._laid_out(1)
        while before >= self._start + len(self._cards):
            self._start += len(self._cards)
            self._number += 1
            self._cards = self._laid_out(self._number)
        return self._cards[before - self._start]

    def _laid_out(self, number: int) -> list[str]:
        draws = Draws(self._key, (*self._name, "block", self._stratum, number))
        size = self._sizes[draws.below(len(self._sizes))]
        return shuffled(draws, [arm for arm, ratio in self._ratios.items() for _ in range(size // self._share * ratio)])
