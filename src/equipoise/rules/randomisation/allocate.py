"""One allocation: an arm, and everything that was used to find it."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.facts import Fact
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.rules.randomisation.open_list import Allocation, OpenList
from equipoise.rules.randomisation.stratify import Levels

Previous = Sequence[Fact[Randomised]]


def allocate(
    study: Study, list_name: str, previous: Previous, levels: Levels, key: bytes, *, environment: str = ""
) -> Allocation:
    """The next allocation of a list, from the facts before it and the sealed key: asked twice, it answers the same.

    `previous` are the earlier allocations; those of other lists are passed over. ValueError if the levels are not known.
    """
    if levels.reasons:
        raise ValueError("a participant whose level of a factor is not known cannot be allocated")
    so_far = OpenList(study, list_name, key, environment)
    for fact in before(list_name, previous):
        so_far.add(fact.body)
    return so_far.next(levels.levels)


def enter(study: Study, list_name: str, previous: Previous, levels: Levels) -> Allocation:
    """The next place in a study with one arm: nothing is drawn, so there is neither key nor proof.

    ValueError for a study of several arms, and if the levels are not known.
    """
    (arm,) = study.arms
    if levels.reasons:
        raise ValueError("a participant whose level of a factor is not known cannot be entered")
    return Allocation(arm, len(before(list_name, previous)) + 1, {}, {}, {})


def before(list_name: str, previous: Previous) -> Previous:
    """The allocations of one list, in the order of the ledger."""
    return [fact for fact in previous if fact.body.list == list_name]
