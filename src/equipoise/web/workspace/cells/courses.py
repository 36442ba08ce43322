"""Which course a culture is meant for: the label, the day and the record say the same number."""

from __future__ import annotations

from equipoise.rules.product import Batch, Chain


def course_number(chain: Chain, batch: Batch | None) -> int:
    """The course that a culture became, or will be if those before it are given."""
    if batch is not None:
        begun = chain.course_of(batch.id)
        if begun is not None:
            return begun.number
    waiting = [one.id for one in chain.live if not one.begun]
    place = waiting.index(batch.id) if batch is not None and batch.id in waiting else len(waiting)
    return len(chain.courses) + place + 1
