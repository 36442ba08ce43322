"""The chain of one participant's product: `units.py` says what it holds, `fold.py` how the facts make it."""

from __future__ import annotations

from equipoise.facts import Facts
from equipoise.protocol.model import Study
from equipoise.rules.product.fold import KINDS, Folded, advance
from equipoise.rules.product.units import Chain

__all__ = ["Chain", "chain"]


def chain(study: Study, facts: Facts) -> Chain:
    """The chain of one participant. The newest fold is remembered: a history only grows, so only its new facts are folded in."""
    return facts.remember("chain", KINDS, lambda: _advanced(study, facts), study)


def _advanced(study: Study, facts: Facts) -> Chain:
    known = facts.remember("chain so far", (), _Known, study)
    known.folded = advance(study, facts, known.folded)
    return known.folded.chain


class _Known:
    """What was folded of one history so far; the value itself is never changed, only replaced."""

    __slots__ = ("folded",)

    def __init__(self) -> None:
        self.folded: Folded | None = None
