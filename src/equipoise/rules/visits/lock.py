"""Locks: what may no longer be changed, and by which fact."""

from __future__ import annotations

from typing import Final

from equipoise.facts import Fact, Facts
from equipoise.facts.casebook import Locked, Unlocked
from equipoise.values.reason import Reason
from equipoise.values.text import Text

LEVELS: Final[dict[str, Text]] = {
    "form": Text("This form is locked.", "本表单已锁定。"),
    "visit": Text("This visit is locked.", "本次访视已锁定。"),
    "participant": Text("This participant's data are locked.", "该受试者的数据已锁定。"),
    "trial": Text("The data of the trial are locked.", "本研究数据库已锁定。"),
}
"""From the narrowest to the widest; each has its target."""


def form_target(form: str, instance: str) -> str:
    """How a lock names one form."""
    return f"{form}/{instance}"


def locked(facts: Facts, study_facts: Facts, form: str = "", instance: str = "", visit: str = "") -> Reason | None:
    """Why a form may not be changed, by the widest lock that holds; None if nothing is locked.

    Locks of a form, a visit or a participant are facts of the participant, the lock of the trial is one of the study.
    """
    if not facts.of(Locked) and not study_facts.of(Locked):
        return None
    places = (
        (study_facts, "trial", ""),
        (facts, "participant", ""),
        (facts, "visit", visit),
        (facts, "form", form_target(form, instance)),
    )
    for where, level, target in places:
        holding = _holding(where, level, target)
        if holding is not None:
            return Reason(
                f"locked-{level}",
                LEVELS[level],
                facts=(holding.seq,),
                remedy=Text("The data manager can unlock it, with a reason.", "数据管理员可说明理由后解锁。"),
            )
    return None


def is_locked(facts: Facts, level: str, target: str = "") -> bool:
    """Whether a lock of this level and target holds."""
    return _holding(facts, level, target) is not None


def _holding(facts: Facts, level: str, target: str) -> Fact[Locked] | None:
    """The newest lock that was not opened again; the trial, or a whole participant, needs no name."""
    lock: Fact[Locked] | None = None
    for fact in facts.of(Locked):
        if _names(fact.body, level, target):
            lock = fact
    if lock is None:
        return None
    opened = any(fact.seq > lock.seq and _names(fact.body, level, target) for fact in facts.of(Unlocked))
    return None if opened else lock


def _names(body: Locked | Unlocked, level: str, target: str) -> bool:
    return body.level == level and (level in ("trial", "participant") or body.target == target)
