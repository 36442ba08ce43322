"""A registry record laid out to be read: every value with its pointer, so that a sign R can lead to its very place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from equipoise.protocol.checks.record import SECTION, leaves


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of the record. `opens` are the anchors of the parts that begin with it."""

    pointer: str
    value: str
    opens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Module:
    """The entries of one module of the record."""

    name: str
    entries: tuple[Entry, ...]


def modules(record: Mapping[str, Any]) -> tuple[Module, ...]:
    """The record in its own order: the sponsor's sections first, then what the registry derived."""
    found: dict[str, list[Entry]] = {}
    for entry in _entries(record):
        found.setdefault(entry.pointer.partition(".")[0], []).append(entry)
    return tuple(Module(name, tuple(entries)) for name, entries in found.items())


def _entries(record: Mapping[str, Any]) -> Iterator[Entry]:
    seen: set[str] = set()
    for pointer, value in leaves(record):
        pointer = pointer.removeprefix(f"{SECTION}.")
        steps = pointer.split(".")
        parts = [".".join(steps[:count]) for count in range(1, len(steps))]
        opens = tuple(part for part in parts if part not in seen)
        seen.update(opens)
        yield Entry(pointer, _said(value), opens)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
