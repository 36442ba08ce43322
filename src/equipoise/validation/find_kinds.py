"""The kinds that this installation is asked about: every module of `kinds` and of `about`, found by itself."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from types import MappingProxyType, ModuleType

from equipoise.validation import about, kinds
from equipoise.validation.cases import About, Given, Kind, Requirement

NOT_YET = ("simulation.",)
"""Kinds of the same form that have no rules here yet (operating characteristics by simulation): they are counted and said."""


@dataclass(frozen=True, slots=True)
class Known:
    """A kind: how it is asked, what it is about, and which requirement each field of `expect` checks (its own by default)."""

    name: str
    ask: Kind
    about: About
    requirement: Callable[[Given, str], Requirement | None]


@lru_cache(maxsize=1)
def find_kinds() -> Mapping[str, Known]:
    """Kind -> what is known of it, in alphabetical order. KeyError where a kind does not say what it is about."""
    said: dict[str, About] = {name: one for module in _modules(about) for name, one in module.ABOUT.items()}
    found: dict[str, Known] = {}
    for module in _modules(kinds):
        special = getattr(module, "REQUIREMENTS", {})
        for name, ask in module.KINDS.items():
            found[name] = Known(name, ask, said[name], special.get(name, _its_own))
    return MappingProxyType(dict(sorted(found.items())))


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{module.name}")


def _its_own(given: Given, field: str) -> Requirement | None:
    return None
