"""Kinds of treatment, as criteria and medication lists name them.

`atc` are the beginnings of ATC codes (WHO Collaborating Centre for Drug Statistics) under which records hold the drugs of a kind;
`drugs` are names that a medication list may give instead. A kind may be part of a wider one: chemotherapy is anticancer therapy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Therapy:
    """One kind of treatment; `names` and `drugs` are regular expressions."""

    id: str
    name: Text
    names: str
    drugs: str
    atc: tuple[str, ...]
    wider: tuple[str, ...]


class _Row(msgspec.Struct, frozen=True):
    id: str
    en: str
    zh: str
    names: str
    drugs: str
    atc: tuple[str, ...]
    wider: tuple[str, ...]

    def read(self) -> Therapy:
        return Therapy(self.id, Text(self.en, self.zh), self.names, self.drugs, self.atc, self.wider)


class _File(msgspec.Struct, frozen=True):
    therapies: tuple[_Row, ...]


def _read() -> tuple[Therapy, ...]:
    words = files("equipoise.registry.match").joinpath("therapies.json").read_bytes()
    return tuple(row.read() for row in msgspec.json.decode(words, type=_File).therapies)


_ALL: Final = _read()
THERAPIES: Final[Mapping[str, Therapy]] = {one.id: one for one in _ALL}
_DRUGS: Final = tuple((one.id, re.compile(one.drugs, re.IGNORECASE)) for one in _ALL if one.drugs)
_NAMES: Final = tuple((one.id, re.compile(rf"\b(?:{one.names})\b")) for one in _ALL)


def kinds_of(name: str, atc: str = "") -> frozenset[str]:
    """The kinds of treatment that a drug or procedure is, by its name and ATC code, wider kinds included."""
    found = {one for one, drugs in _DRUGS if drugs.search(name)}
    found |= {one for one, names in _NAMES if names.search(name.lower())}
    found |= {one.id for one in _ALL if atc and one.atc and atc.upper().startswith(one.atc)}
    return frozenset(found | {wide for one in found for wide in THERAPIES[one].wider})
