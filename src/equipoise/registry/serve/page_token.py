"""Where a page ended, in twenty signs as a rule: clients of the registry (ctrdata) look for the token in the last forty signs of an
answer, and take a page without one for the last."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from math import isfinite
from typing import Final, Self

from equipoise.registry.record import NctId

_DEEPEST: Final = 5_000_000
_NUMBERS: Final = 10**8
_KEYS: Final = 1 << 40
_SCORE: Final = struct.Struct(">f")
KEY_LENGTH: Final = 6
"""Signs of a question's key."""
_QUESTION: Final = KEY_LENGTH // 2
_LONGEST: Final = 6
"""Bytes of the longest number that can stand in a token: seven bits each."""


class TokenFault(Exception):
    """Words that are no token."""


@dataclass(frozen=True, slots=True)
class Token:
    """The question's key (hexadecimal) and the last record's number; then its keys in order (None: it has no value), or its score and the
    place after it."""

    question: str
    number: int
    keys: tuple[int | None, ...] = ()
    score: float = 0.0
    place: int = 0

    @property
    def last(self) -> NctId:
        """The number of the last record as it is written."""
        return NctId(f"NCT{self.number:08d}")

    def written(self) -> str:
        """The token as it stands in an answer."""
        rest = (
            _SCORE.pack(self.score) + _number(self.place)
            if self.place
            else b"".join(_number(_signless(key)) for key in self.keys)
        )
        packed = bytes.fromhex(self.question) + _number(self.number) + rest
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def read(cls, packed: bytes, *, keys: int | None) -> Self:
        """The token in these bytes, with so many keys, or (None) a score and a place. TokenFault where there is none."""
        try:
            number, at = _next(packed, _QUESTION)
            if keys is None:
                (score,), at = _SCORE.unpack_from(packed, at), at + _SCORE.size
                place, at = _next(packed, at)
                token = cls(question_of(packed), number, (), score, place)
            else:
                found: list[int | None] = []
                for _ in range(keys):
                    key, at = _next(packed, at)
                    found.append(_signed(key))
                token = cls(question_of(packed), number, tuple(found))
        except (ValueError, IndexError, struct.error):
            raise TokenFault from None
        if at != len(packed) or not token._is_sound():
            raise TokenFault
        return token

    def _is_sound(self) -> bool:
        """Whether every number in it can stand in a record."""
        return (
            self.number < _NUMBERS
            and self.place <= _DEEPEST
            and isfinite(self.score)
            and all(key is None or abs(key) < _KEYS for key in self.keys)
        )


def unpacked(words: str) -> bytes:
    """The bytes of a token as it was sent back. TokenFault where it can be none."""
    try:
        padded = words.strip().encode("ascii") + b"=" * (-len(words.strip()) % 4)
        packed = base64.b64decode(padded, altchars=b"-_", validate=True)
    except (UnicodeError, binascii.Error, ValueError):
        raise TokenFault from None
    if len(packed) <= _QUESTION:
        raise TokenFault
    return packed


def question_of(packed: bytes) -> str:
    """The key of the question to which a token belongs."""
    return packed[:_QUESTION].hex()


def as_written(score: float) -> float:
    """A score as exactly as a token tells it."""
    return float(_SCORE.unpack(_SCORE.pack(score))[0])


def _number(value: int) -> bytes:
    """A whole number from 0 in groups of seven bits, the lowest first."""
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes((*found, value))


def _next(packed: bytes, at: int) -> tuple[int, int]:
    """The number that begins at a byte, and where the next begins."""
    value = 0
    for place in range(_LONGEST):
        byte = packed[at + place]
        value |= (byte & 127) << (7 * place)
        if byte < 128:
            return value, at + place + 1
    raise ValueError


def _signless(key: int | None) -> int:
    return 0 if key is None else 2 * key + 1 if key >= 0 else -2 * key


def _signed(value: int) -> int | None:
    if value == 0:
        return None
    return value // 2 if value % 2 else -(value // 2)
