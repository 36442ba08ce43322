"""The concepts that come with Equipoise: abbreviations and Chinese names that descriptors lack."""

from __future__ import annotations

from collections.abc import Mapping
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
    also: list[str] = []
    beside: list[str] = []


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
def markers() -> frozenset[str]:
    """The ids of our list that name neither a disease nor a treatment: a gene, a test, a pollen."""
    return frozenset(one.id for one in _file().concepts if one.kind == "other")


@lru_cache(maxsize=1)
def looked_for_with() -> Mapping[str, frozenset[str]]:
    """What is found too when somebody looks for a concept, though it is no kind of it: hay fever, and the pollen that it comes from."""
    return {one.id: frozenset(one.also) for one in _file().concepts if one.also}


@lru_cache(maxsize=1)
def named_beside_tumour() -> Mapping[str, str]:
    """Words in small letters that name a concept where a tumour is named too, and otherwise another thing: ALK makes allergy vaccines."""
    return {words.lower(): one.id for one in _file().concepts for words in one.beside}


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
