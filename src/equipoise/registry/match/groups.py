"""What is a kind of what, where a criterion names a whole group ("cardiovascular disease", "infection"): yes, no, or nobody can tell.

What records say of their descriptors is no full tree: that a heart failure is not found under the heart must not become "no"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, Literal

import msgspec

from equipoise.registry.concepts import Concepts, diseases
from equipoise.registry.match.diseases import ROOTS

Standing = Literal["is", "perhaps", "is not"]
_TUMOUR: Final = "D009369"


@dataclass(frozen=True, slots=True)
class Group:
    """What is surely of a group, what may be, and what is not whatever the vocabulary says."""

    kinds: frozenset[str]
    perhaps: frozenset[str]
    never: frozenset[str]


class _Row(msgspec.Struct, frozen=True):
    id: str
    en: str
    kinds: frozenset[str]
    perhaps: frozenset[str]
    never: frozenset[str]


class _File(msgspec.Struct, frozen=True):
    groups: tuple[_Row, ...]


def _read() -> Mapping[str, Group]:
    words = files("equipoise.registry.match").joinpath("groups.json").read_bytes()
    rows = msgspec.json.decode(words, type=_File).groups
    return {row.id: Group(row.kinds, row.perhaps, row.never) for row in rows}


GROUPS: Final = _read()


def standing(own: Iterable[str], of: str, concepts: Concepts) -> Standing:
    """Whether a condition, by the concepts that its words name, is `of` some disease or group."""
    found = {_stands(one, of, concepts) for one in own}
    return "is" if "is" in found else "perhaps" if "perhaps" in found else "is not"


def _stands(own: str, of: str, concepts: Concepts) -> Standing:
    above = {own} | concepts.broader.get(own, frozenset())
    if own == of:
        return "is"
    if of in GROUPS:
        return _stands_in(GROUPS[of], own, of, above)
    if of in above:
        return "is"
    if _TUMOUR in {of} | concepts.broader.get(of, frozenset()) or {own, of} <= diseases():
        return "is not"
    theirs = _systems({of} | concepts.broader.get(of, frozenset())) - {of}
    if not theirs:  # of a branch by itself nobody knows here where it lies
        return "perhaps" if of in ROOTS else "is not"
    mine = _systems(above)
    return "is not" if mine.isdisjoint(theirs) and (mine or own in diseases()) else "perhaps"


def _stands_in(group: Group, own: str, of: str, above: set[str]) -> Standing:
    if not above.isdisjoint(group.never):
        return "is not"
    if not above.isdisjoint(group.kinds):
        return "is"
    if own in group.perhaps or not (above & group.perhaps).issubset(GROUPS):
        return "perhaps"
    if of in above:  # a tumour of an organ is a disease of it, and is seldom meant by one
        return "perhaps" if _TUMOUR in above else "is"
    return "is not" if own in diseases() or len(above) > 1 else "perhaps"


def _systems(above: set[str]) -> frozenset[str]:
    """The systems of the body that a disease belongs to or may belong to, with everything above it."""
    listed = (of for of, group in GROUPS.items() if of in ROOTS and not above.isdisjoint(group.kinds | group.perhaps))
    return frozenset(listed) | (above & ROOTS)
