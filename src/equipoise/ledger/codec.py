"""Canonical JSON, and reading bodies that an older version of Equipoise stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import msgspec

LARGEST = 2**53 - 1
"""The largest whole number that every JSON reader keeps exactly (RFC 7493, 2.2)."""

Body = dict[str, Any]
Upcaster = Callable[[Body], Body]

_encode = msgspec.json.Encoder().encode
_encode_sorted = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode

_Number = Annotated[int, msgspec.Meta(ge=-LARGEST, le=LARGEST)]
_Leaf = None | bool | _Number | str
_Flat = _Leaf | list[_Leaf] | dict[str, _Leaf]
_Nested = _Leaf | list[_Flat] | dict[str, _Flat]
_Deep = _Leaf | list[_Nested] | dict[str, _Nested]
_Deeper = _Leaf | list[_Deep] | dict[str, _Deep]
_Deepest = _Leaf | list[_Deeper] | dict[str, _Deeper]
_Whole = _Leaf | list[_Deepest] | dict[str, _Deepest]


class _Exact(msgspec.Struct):
    """What has an exact text, as deep as facts and commands go: a check that runs in C."""

    value: _Whole


def canonical(value: object) -> str:
    """The one JSON text of a value: keys sorted, no spaces, shortest escapes (RFC 8785), so that its hash is its own.

    TypeError for a float or anything else that JSON does not keep exactly (write decimals as text);
    ValueError for a number beyond 2^53 - 1 or for half a surrogate pair.
    """
    return _encode(_ordered(value)).decode()


def canonical_built(value: object) -> str:
    """The canonical text of what `msgspec.to_builtins` makes of a value: of a fact's body, of a command.

    The same text and the same refusals as `canonical`, which it leaves to it wherever the short way could differ: for what
    is deeper, for what has no exact text, and for keys that UTF-16 may sort otherwise than code points do.
    """
    built = msgspec.to_builtins(value)
    try:
        msgspec.convert({"value": built}, _Exact)
    except msgspec.ValidationError:
        return canonical(built)
    text = _encode_sorted(built).decode()
    return text if text.isascii() or _is_basic(text) else canonical(built)


def _is_basic(text: str) -> bool:
    """Whether every character is one UTF-16 unit: then keys have one order, by units and by code points."""
    return len(text.encode("utf-16-le")) == 2 * len(text)


def parse(text: str) -> Any:
    """The value of a JSON text; ValueError if it is not JSON."""
    return _decode(text)


def _ordered(value: object) -> object:
    """The value with every object's keys in order; refuses what has no exact text."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, int):
        if not -LARGEST <= value <= LARGEST:
            raise ValueError(f"{value} does not fit into JSON exactly: write it as text")
        return int(value)
    if isinstance(value, Mapping):
        return {key: _ordered(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, (list, tuple)):
        return [_ordered(part) for part in value]
    raise TypeError(f"{type(value).__name__} has no exact JSON: write decimals and dates as text")


def _utf16(key: object) -> bytes:
    """The order of keys is that of their UTF-16 code units (RFC 8785, 3.2.3)."""
    if not isinstance(key, str):
        raise TypeError(f"a key of a JSON object is text, not {type(key).__name__}")
    return key.encode("utf-16-be")


class Upcasters:
    """How old bodies are read: for each (kind, schema) a pure function to the body one schema higher.

    Stored bytes are never rewritten; a body is lifted step by step each time it is read.
    """

    def __init__(self, steps: Mapping[tuple[str, int], Upcaster]) -> None:
        self._steps = dict(steps)

    def upcast(self, kind: str, schema: int, body: Body) -> tuple[int, Body]:
        """The newest schema number that the steps lead to, and the body in it."""
        while (step := self._steps.get((kind, schema))) is not None:
            schema, body = schema + 1, step(body)
        return schema, body
