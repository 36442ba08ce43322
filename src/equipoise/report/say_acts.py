"""Words for what stands in facts by code: acts that a gate refuses, what a hold stops, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.trial.acts.hold import BY_DECISION
from equipoise.values.text import Text, listed, same

GATED_ACTS: Mapping[str, Text] = {
    "randomise": Text("Randomise a participant", "受试者随机分组"),
    "unblind": Text("Unblind a participant", "受试者揭盲"),
    "collect": Text("Collect cells (apheresis)", "单个核细胞采集"),
    "release_bag": Text("Release a bag", "制品放行"),
    "verify_bag": Text("Verify a bag at the bedside", "床旁核对制品"),
    "start_infusion": Text("Start an infusion", "开始输注"),
}
"""The gated acts by name; a refused attempt at one of them is a fact."""
HELD: Mapping[str, Text] = {
    "accrual": Text("accrual", "入组"),
    "collection": Text("collection", "采集"),
    "infusion": Text("infusion", "输注"),
    "manufacturing": Text("manufacturing", "制备"),
}
"""What a hold may stop."""
_BY_DECISION = Text("by decision", "经决定")


def say_act(study: Study, name: str) -> Text:
    """A gated act in words; its name where it is none."""
    return entry_words(study, GATED_ACTS[name]) if name in GATED_ACTS else same(name)


def say_held(scope: Sequence[str]) -> Text:
    """What a hold stops, in words."""
    return listed([HELD.get(one, same(one)) for one in scope])


def say_hold_rule(study: Study, rule: str) -> Text:
    """The rule of the study file that placed a hold, or that a person decided it."""
    if rule == BY_DECISION:
        return _BY_DECISION
    declared = study.safety.holds.get(rule)
    return declared.name if declared is not None else same(rule or "–")
