"""What the model expects at a path: its keys, its choices, and something that stands in while the real value is missing."""

from __future__ import annotations

import types
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from equipoise.protocol.model import Study
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a part: its type, what it is for, and whether it must be there."""

    expects: Any
    description: str
    required: bool


def keys(expects: Any) -> dict[str, Key]:
    """The keys that a part may have; none for what is not a part, or has keys of its author's choice."""
    expects = bare(expects)
    if expects is Text:
        return {"en": Key(str, "", True), "zh": Key(str, "", True)}
    if isinstance(expects, type) and issubclass(expects, BaseModel):
        return {
            name: Key(found.annotation, found.description or "", found.is_required())
            for name, found in expects.model_fields.items()
        }
    return {}


def bare(expects: Any) -> Any:
    """The type without `Annotated` and without the choice of leaving it out."""
    while get_origin(expects) is Annotated:
        expects = get_args(expects)[0]
    if get_origin(expects) in (Union, types.UnionType):
        rest = [arg for arg in get_args(expects) if arg is not type(None)]
        return bare(rest[0]) if rest else None
    return expects


def expected(path: Sequence[str | int], root: Any = Study) -> Any:
    """The type that the model expects at a path; None where it knows of none."""
    here = root
    for part in path:
        here = bare(here)
        kind = get_origin(here)
        arguments = get_args(here)
        if kind is dict:
            here = arguments[1]
        elif kind is tuple:
            here = _of_tuple(arguments, part)
        else:
            key = keys(here).get(str(part))
            here = key.expects if key else None
        if here is None:
            return None
    return here


def choices(expects: Any) -> tuple[str, ...]:
    """The words that a choice allows; empty for what is not a choice."""
    expects = bare(expects)
    return tuple(str(word) for word in get_args(expects)) if get_origin(expects) is Literal else ()


def stand_in(expects: Any) -> Any:
    """A value of that type, so that the rest of a faulty file can still be checked. It is never kept."""
    expects = bare(expects)
    kind, arguments = get_origin(expects), get_args(expects)
    if kind is Literal:
        return arguments[0]
    if kind is dict:
        return {}
    if kind is tuple:
        return [] if not arguments or arguments[-1] is Ellipsis else [stand_in(part) for part in arguments]
    if expects in _SIMPLE:
        return _SIMPLE[expects]
    return {name: stand_in(key.expects) for name, key in keys(expects).items() if key.required}


_SIMPLE: dict[Any, Any] = {str: "", int: 1, Decimal: Decimal(1), bool: False, float: 0}


def _of_tuple(arguments: tuple[Any, ...], part: str | int) -> Any:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        return arguments[0]
    place = int(part) if str(part).isdigit() else len(arguments)
    return arguments[place] if place < len(arguments) else None
