"""What somebody has, is or agrees to, as criteria name it, apart from the diseases of the concept vocabulary.

`concepts` are the ids of the vocabulary that say the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

import msgspec

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class State:
    """One state. `kind` is its type in the figures that we publish; `names` a regular expression over lower-case text."""

    id: str
    kind: str
    name: Text
    names: str
    concepts: tuple[str, ...]
    loinc: tuple[str, ...]
    wider: str = ""
    """The state that everybody has who has this one: whoever received the cells of another person received stem cells."""


class _Row(msgspec.Struct, frozen=True):
    id: str
    kind: str
    en: str
    zh: str
    names: str
    concepts: tuple[str, ...]
    loinc: tuple[str, ...]
    wider: str = ""

    def read(self) -> State:
        return State(self.id, self.kind, Text(self.en, self.zh), self.names, self.concepts, self.loinc, self.wider)


class _File(msgspec.Struct, frozen=True):
    states: tuple[_Row, ...]


def _read() -> tuple[State, ...]:
    words = files("equipoise.registry.match").joinpath("states.json").read_bytes()
    return tuple(row.read() for row in msgspec.json.decode(words, type=_File).states)


_ALL: Final = _read()
STATES: Final[Mapping[str, State]] = {one.id: one for one in _ALL}
BY_CONCEPT: Final[Mapping[str, State]] = {concept: one for one in _ALL for concept in one.concepts}
BY_TEST: Final[Mapping[str, State]] = {code: one for one in _ALL for code in one.loinc}
