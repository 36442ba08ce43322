"""Who belongs to an analysis set, by arm (ICH E9, section 5.2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from equipoise.analysis.group_arms import POOLED
from equipoise.analysis.judge_treatment import infused, received, receives_product
from equipoise.analysis.read_participant import Participant
from equipoise.protocol.model import Study
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class SelectedSet:
    """One set: the arm under which each member counts, and why each other randomised participant does not."""

    key: str
    name: Text
    arm_of: Mapping[str, str]
    left_out: Mapping[str, Text]

    def members(self, arm: str) -> tuple[str, ...]:
        """The participants who count under an arm."""
        return tuple(number for number, counted in self.arm_of.items() if counted == arm)


def select_set(study: Study, key: str, people: Sequence[Participant], masked: bool = False) -> SelectedSet:
    """All randomised to whom the needed events happened, under the arm they were allocated to or received.

    By received: under the arm of the cell product as soon as any of it went in, wherever allocated; under the own arm
    otherwise; whoever did not receive the arm's intervention is left out. KeyError for a set that the study does not have.
    """
    declared = study.analysis.sets[key]
    arm_of: dict[str, str] = {}
    left_out: dict[str, Text] = {}
    for one in people:
        if one.arm is None:
            continue
        missing = [name for name in declared.needs if one.first(name) is None]
        arm = one.arm if declared.by == "allocated" else _arm_received(study, one)
        if missing:
            left_out[one.number] = _WITHOUT.format(event=study.events[missing[0]].name)
        elif arm is None:
            left_out[one.number] = _NOT_RECEIVED
        else:
            arm_of[one.number] = POOLED if masked else arm
    return SelectedSet(key, declared.name, arm_of, left_out)


_WITHOUT = Text("Without: {event}", "未发生：{event}")
_NOT_RECEIVED = Text("Did not receive the intervention", "未接受干预")


def _arm_received(study: Study, one: Participant) -> str | None:
    if infused(one) and not receives_product(study, one.arm):
        product_arms = [key for key, arm in study.arms.items() if arm.cell_product]
        return product_arms[0] if product_arms else one.arm
    return one.arm if received(study, one) else None
