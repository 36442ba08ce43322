"""The tables of the reader of notes: how notes name and write what is measured, and short names that stand in notes alone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.registry.match.lexicon import UNITS


class _Measure(msgspec.Struct, frozen=True):
    id: str
    names: str
    plain: tuple[tuple[str, Decimal, Decimal], ...]


class _State(msgspec.Struct, frozen=True):
    id: str
    names: str
    test: bool


class _File(msgspec.Struct, frozen=True):
    measures: tuple[_Measure, ...]
    units: tuple[tuple[str, str], ...]
    states: tuple[_State, ...]
    abbreviations: tuple[tuple[str, str], ...]
    regimens: tuple[tuple[str, str], ...]
    lasting: frozenset[str]


@dataclass(frozen=True, slots=True)
class StateName:
    """How notes name a state; `test` where the name is that of a test, which is positive or negative."""

    id: str
    names: re.Pattern[str]
    test: bool


def _named(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z])", flags)


_FILE: Final = msgspec.json.decode(
    files("equipoise.registry.match.note").joinpath("words.json").read_bytes(), type=_File
)
MEASURE_NAMES: Final = tuple((one.id, _named(one.names)) for one in _FILE.measures)
PLAIN_UNITS: Final[Mapping[str, tuple[tuple[str, Decimal, Decimal], ...]]] = {
    one.id: one.plain for one in _FILE.measures
}
NOTE_UNITS: Final = (*UNITS, *((re.compile(pattern), code) for pattern, code in _FILE.units))
STATE_NAMES: Final = tuple(StateName(one.id, _named(one.names), one.test) for one in _FILE.states)
ABBREVIATIONS: Final = tuple((_named(short), words) for short, words in _FILE.abbreviations)
REGIMENS: Final = tuple((_named(pattern, re.IGNORECASE), words) for pattern, words in _FILE.regimens)
LASTING: Final = _FILE.lasting
"""Diseases that do not heal, with all their kinds: who has a history of one still has it. Our list."""
