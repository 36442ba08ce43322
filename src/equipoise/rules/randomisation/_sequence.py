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


def block_arm(
    key: bytes,
    name: Sequence[str | int],
    stratum: str,
    before: int,
    sizes: Sequence[int],
    ratios: Mapping[str, int],
) -> str:
    """The arm of the next participant of a stratum that already has `before`: blocks of randomly drawn size, in order.

    No list is kept: the sizes of the filled blocks are drawn again to find the open one.
    """
    share = sum(ratios.values())
    if not sizes or any(size <= 0 or size % share for size in sizes):
        raise ValueError(f"each block size must be a multiple of {share}, the sum of the allocation ratio")
    place, number = before, 1
    while True:
        draws = Draws(key, (*name, "block", stratum, number))
        size = sizes[draws.below(len(sizes))]
        if place < size:
            cards = [arm for arm, ratio in ratios.items() for _ in range(size // share * ratio)]
            return shuffled(draws, cards)[place]
        place, number = place - size, number + 1
