"""Identifiers that notice a slip of the hand: ISO/IEC 7064 MOD 37-2, the check character that ISBT 128 uses."""

from __future__ import annotations

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_FORMAT_SIGNS = "-"


def check_character(body: str) -> str:
    """The check character of an identifier's body; hyphens do not count. ValueError for a sign outside 0-9 A-Z."""
    total = 0
    for sign in body:
        if sign in _FORMAT_SIGNS:
            continue
        place = _ALPHABET.find(sign)
        if not 0 <= place < 36:
            raise ValueError(f"{sign!r} cannot stand in an identifier: use 0-9 and A-Z")
        total = (total + place) * 2 % 37
    return _ALPHABET[(38 - total) % 37]


def with_check(body: str) -> str:
    """The identifier with its check character behind a hyphen, e.g. `P001` -> `P001-T`."""
    return f"{body}-{check_character(body)}"


def is_valid(identifier: str) -> bool:
    """Whether the last sign is the check character of all before it: false for any single slip or swapped neighbours."""
    body, _, check = identifier.rpartition("-")
    if not body or len(check) != 1:
        return False
    try:
        return check_character(body) == check
    except ValueError:
        return False
