"""Lots of material as an act takes them down: one row a material, and what a scanner reads from the code of a supplier."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from equipoise.values.dates import is_day
from equipoise.values.text import Text

ROWS: Final = 3
"""Rows that stand ready; a row more is always there as soon as they are full."""
_MOST: Final = 40
_FIXED: Final = {"01": 14, "02": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2}
_SYMBOLOGY: Final = re.compile(r"^\](?:d2|C1|Q3|e0|J1)")
_BRACKETS: Final = re.compile(r"\((\d{2,4})\)([^()]*)")
_SEPARATOR: Final = "\x1d"
_BATCH, _EXPIRY, _ITEM = "10", "17", "01"
_CENTURY: Final = 51
"""A year of two digits from 51 on lies in the last century (GS1 General Specifications, 7.12)."""
_UNNAMED: Final = Text("A lot without its material.", "有批号而无物料名称。")
_UNLOTTED: Final = Text("A material without its lot.", "有物料名称而无批号。")
_NO_DAY: Final = Text("The expiry is no day: write 2018-05-10.", "有效期不是日期，请填写 2018-05-10 的格式。")


@dataclass(frozen=True, slots=True)
class Scanned:
    """What the code of a supplier says: the lot, and its last day where it has one."""

    lot: str
    expires: date | None


@dataclass(frozen=True, slots=True)
class Lots:
    """Material -> lot, and material -> last day. A material of two lots is written a second time, with a blank behind it."""

    lots: Mapping[str, str]
    expires: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LotRow:
    """A row of the page: what is typed in its three boxes."""

    place: int
    material: str
    lot: str
    expires: str


def scanned(words: str) -> Scanned | None:
    """The lot and the expiry in a GS1 element string, with or without brackets; None for what is no such string."""
    plain = _SYMBOLOGY.sub("", words.strip())
    elements = dict(_BRACKETS.findall(plain)) if plain.startswith("(") else _elements(plain)
    lot = elements.get(_BATCH, "").strip(_SEPARATOR)
    return Scanned(lot, _day(elements.get(_EXPIRY, ""))) if lot and (_ITEM in elements or _EXPIRY in elements) else None


def _elements(words: str) -> Mapping[str, str]:
    """Application identifier -> value; empty unless the whole string can be read."""
    found: dict[str, str] = {}
    rest = words.lstrip(_SEPARATOR)
    while rest:
        key, rest = rest[:2], rest[2:]
        if key in _FIXED:
            value, rest = rest[: _FIXED[key]], rest[_FIXED[key] :]
            if len(value) < _FIXED[key] or not value.isdecimal():
                return {}
        elif key in (_BATCH, "21", "22"):
            value, _, rest = rest.partition(_SEPARATOR)
        else:
            return {}
        found[key] = value
        rest = rest.lstrip(_SEPARATOR)
    return found


def _day(six: str) -> date | None:
    """YYMMDD; day 00 is the last of its month."""
    if len(six) != 6 or not six.isdecimal():
        return None
    year, month, day = int(six[:2]), int(six[2:4]), int(six[4:])
    year += 1900 if year >= _CENTURY else 2000
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None


def gathered(rows: list[tuple[str, str, str]]) -> Lots:
    """Rows of material, lot and last day as the chain keeps them; the scan of a supplier's code is taken apart."""
    lots: dict[str, str] = {}
    expires: dict[str, str] = {}
    for name, typed, last in rows:
        read = scanned(typed)
        material = name
        while material in lots:
            material += " "  # the chain compares materials without the blanks around them
        lots[material] = read.lot if read is not None else typed
        day = last or (read.expires.isoformat() if read is not None and read.expires is not None else "")
        if day:
            expires[material] = day
    return Lots(lots, expires)


def read_lots(name: str, post: Mapping[str, str]) -> Lots | Text:
    """What the rows hold; a Text for what is wrong with them."""
    rows = [(row.material, row.lot, row.expires) for row in lot_rows(name, post) if row.material or row.lot]
    for material, lot, expires in rows:
        if not material:
            return _UNNAMED
        if not lot:
            return _UNLOTTED
        if expires and not is_day(expires):
            return _NO_DAY
    return gathered(rows)


def lot_rows(name: str, typed: Mapping[str, str]) -> list[LotRow]:
    """The rows as typed, and one more to write in."""
    rows: list[LotRow] = []
    for place in range(_MOST):
        parts = [typed.get(f"{name}.{place}.{part}", "").strip() for part in ("material", "lot", "expires")]
        if not any(parts) and place >= ROWS and not (rows and rows[-1].lot):
            break
        rows.append(LotRow(place, *parts))
    return rows
