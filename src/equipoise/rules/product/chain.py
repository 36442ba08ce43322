"""The chain of one participant's product: `units.py` says what it holds, `fold.py` how the facts make it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from equipoise.facts import Facts
from equipoise.protocol.model import Study
from equipoise.rules.product.fold import Folded, advance
from equipoise.rules.product.units import Chain

__all__ = ["Chain", "chain"]


def chain(study: Study, facts: Facts) -> Chain:
    """The chain of one participant. The newest fold is remembered: a history only grows, so only its new facts are folded in."""
    known = _known(_Same(study), _Same(facts))
    known.folded = advance(study, facts, known.folded)
    return known.folded.chain


class _Same:
    """A key that is equal only to itself: a study and a history are large."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.it is self.it


class _Known:
    """What was folded of one history so far; the value itself is never changed, only replaced."""

    __slots__ = ("folded",)

    def __init__(self) -> None:
        self.folded: Folded | None = None


@lru_cache(maxsize=512)
def _known(study: _Same, facts: _Same) -> _Known:
    return _Known()
