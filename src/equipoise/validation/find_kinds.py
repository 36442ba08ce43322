"""The kinds that this installation is asked about: every module of `kinds`, found by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType

from equipoise.validation import kinds
from equipoise.validation.cases import About, Given, Kind, Requirement
from equipoise.values.text import Text

NOT_YET = ("simulation.",)
"""Kinds of the same form that have no rules here yet (operating characteristics by simulation): they are counted and said."""

_SILENT = About(Text("", ""), "", {}, {})


@dataclass(frozen=True, slots=True)
class Known:
    """A kind: how it is asked, what it is about, and which requirement each field of `expect` checks (its own by default)."""

    name: str
    ask: Kind
    about: About
    requirement: Callable[[Given, str], Requirement | None]


@lru_cache(maxsize=1)
def find_kinds() -> Mapping[str, Known]:
    """Kind -> what is known of it, in alphabetical order. A test asserts that every kind says what it is about."""
    found: dict[str, Known] = {}
    for module in pkgutil.iter_modules(kinds.__path__):
        room = import_module(f"{kinds.__name__}.{module.name}")
        about: Mapping[str, About] = getattr(room, "ABOUT", {})
        special = getattr(room, "REQUIREMENTS", {})
        for name, ask in room.KINDS.items():
            found[name] = Known(name, ask, about.get(name, _SILENT), special.get(name, _its_own))
    return MappingProxyType(dict(sorted(found.items())))


def _its_own(given: Given, field: str) -> Requirement | None:
    return None
