"""The concepts that come with Equipoise: abbreviations and Chinese names that descriptors lack."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Literal

import msgspec

from equipoise.registry.concepts.concepts import Concepts, Label
from equipoise.registry.concepts.learn import spellings
from equipoise.values.text import Text


class _Concept(msgspec.Struct, frozen=True):
    id: str
    en: str
    zh: str
    broader: list[str]
    labels: list[str]
    kind: Literal["disease", "treatment", "other"] = "disease"


class _File(msgspec.Struct, frozen=True):
    version: str
    concepts: list[_Concept]


@lru_cache(maxsize=1)
def _file() -> _File:
    words = files("equipoise.registry.concepts").joinpath("concepts.json").read_bytes()
    return msgspec.json.decode(words, type=_File)


def list_version() -> str:
    """The version of our list: records that were tagged by another one are to be tagged anew."""
    return _file().version


@lru_cache(maxsize=1)
def diseases() -> frozenset[str]:
    """The ids of our list that name a disease, an injury or a state: something that somebody has."""
    return frozenset(one.id for one in _file().concepts if one.kind == "disease")


@lru_cache(maxsize=1)
def built_in() -> Concepts:
    """Our reviewed list (concepts.json), read once."""
    file = _file()
    origin = f"ours {file.version}"
    return Concepts.of(
        {one.id: Text(one.en, one.zh) for one in file.concepts},
        {one.id: frozenset(one.broader) for one in file.concepts if one.broader},
        (Label(words, one.id, origin) for one in file.concepts for words in (*one.labels, *spellings(one.en), one.zh)),
    )
