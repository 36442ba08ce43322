"""A part of a record read from its JSON while the rest is passed over: otherwise most of a long answer's time would go into what is
not asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from types import NoneType
from typing import Any

import msgspec

from equipoise.registry.record import Raw
from equipoise.registry.serve.nodes import Node, roots
from equipoise.registry.serve.selection import Selection

Read = Callable[[bytes], Raw]


def reader(wanted: Selection) -> Read:
    """Reads what a selection keeps, in the order of the structure. A record that has something else where the structure has a branch is
    read whole."""
    return _reader(msgspec.json.encode(wanted, order="deterministic"))


@lru_cache(maxsize=200)
def _reader(wanted: bytes) -> Read:
    """The same; made once for a selection, which clients repeat from page to page."""
    decode = msgspec.json.Decoder(_shape(msgspec.json.decode(wanted), roots())).decode

    def read(words: bytes) -> Raw:
        try:
            return msgspec.to_builtins(decode(words))  # type: ignore[no-any-return]  # a mapping, as the shape is one
        except msgspec.ValidationError:
            return msgspec.json.decode(words)  # type: ignore[no-any-return]  # every record that is kept is a mapping

    return read


def _shape(wanted: Selection, nodes: tuple[Node, ...]) -> Any:
    """A structure that has the wanted fields and no others, and tells again only what it was given."""
    fields: list[tuple[str, Any, None]] = []
    names: dict[str, str] = {}
    for number, node in enumerate(node for node in nodes if node.name in wanted):
        below = wanted[node.name]
        shape = Any if below is None else _branch(_shape(below, node.children))
        fields.append((f"f{number}", shape, None))
        names[f"f{number}"] = node.name
    return msgspec.defstruct("Part", fields, rename=names, omit_defaults=True)


def _branch(shape: Any) -> Any:
    """Once or several times, or null, which reads as absent."""
    return shape | list[shape] | NoneType
