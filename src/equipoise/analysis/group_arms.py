"""The columns of every table and the curves of every figure: the arms, or all participants together while masked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from equipoise.analysis.figures.palette import EXPERIMENTAL, colour_arms
from equipoise.protocol.model import Study
from equipoise.values.text import Text, same

POOLED = "all"
ALL_PARTICIPANTS = Text("All participants", "全部受试者")
CONTROL_KINDS = frozenset({"NO_INTERVENTION", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "ACTIVE_COMPARATOR"})


@dataclass(frozen=True, slots=True)
class Group:
    """One column: the arm's id (or `all`), its name, its colour in every figure, and whether it is a control."""

    key: str
    name: Text
    colour: str
    control: bool


def group_arms(study: Study, allocated: Iterable[str] = (), masked: bool = False) -> tuple[Group, ...]:
    """The arms in the order of the study file, and behind them arms that only an earlier version had."""
    if masked:
        return (Group(POOLED, ALL_PARTICIPANTS, EXPERIMENTAL, False),)
    names = {key: arm.label.text for key, arm in study.arms.items()}
    names |= {arm: same(arm) for arm in sorted(set(allocated) - names.keys())}
    controls = [key in study.arms and study.arms[key].kind in CONTROL_KINDS for key in names]
    colours = colour_arms(controls)
    return tuple(
        Group(key, name, colour, control)
        for (key, name), colour, control in zip(names.items(), colours, controls, strict=True)
    )


def control_first(groups: Iterable[Group]) -> tuple[Group, ...]:
    """The same groups with the first control in front: the reference of every comparison. Without a control, as they are."""
    ordered = tuple(groups)
    reference = next((group for group in ordered if group.control), None)
    return ordered if reference is None else (reference, *(group for group in ordered if group is not reference))
