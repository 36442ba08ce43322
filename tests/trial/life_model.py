"""A second telling of a participant's way through the small trial: plain fields and plain rules, written apart from the house.

It says which command holds and what follows. It knows nothing of facts, histories or the study file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

OPEN = ("open", "reopened")
UNSETTLED = (*OPEN, "answered")
STEPS = {
    "answer": (OPEN, "answered"),
    "close": (("answered",), "closed"),
    "cancel": (UNSETTLED, "cancelled"),
    "reopen": (("answered", "closed"), "reopened"),
}


@dataclass
class Entry:
    """One entered form."""

    form: str
    instance: str
    values: dict[str, Any]
    entered: int
    changed: int
    signed: bool = False
    verified: set[str] = field(default_factory=set)

    @property
    def day(self) -> date:
        return date.fromisoformat(self.values[{"HX": "HXDTC", "LB": "LBDTC", "DD": "DTHDAT"}[self.form]])

    @property
    def findings(self) -> list[tuple[str, str]]:
        """What its edit checks ask: item and check."""
        if self.form != "HX":
            return []
        required = [("INFECTION", "required")] if self.values["INFECTION"] is None else []
        return [*required, *([("KPS", "low")] if self.values["KPS"] < 50 else [])]


@dataclass
class Question:
    """One query."""

    form: str
    instance: str
    item: str
    check: str
    state: str = "open"
    moved: int = 0


@dataclass
class Life:
    """One participant."""

    number: str
    consented: bool = False
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    judged: dict[str, bool] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    locks: set[tuple[str, str]] = field(default_factory=set)
    confirmed: bool = False
    rests_on: set[tuple[str, str]] = field(default_factory=set)
    arm: str = ""
    failed: bool = False
    endorsed: bool = False

    @property
    def dead(self) -> bool:
        return any(form == "DD" for form, _ in self.entries)

    @property
    def status(self) -> str:
        if self.dead:
            return "dead"
        if self.failed:
            return "screen_failed"
        if self.withdrawn & {"procedures", "data"}:
            return "withdrawn"
        if not self.arm:
            return "screening" if self.consented else "registered"
        if "treatment" in self.withdrawn:
            return "follow_up"
        return "on_treatment" if self.arm == "cells" else "observation"

    @property
    def in_screening(self) -> bool:
        return not (self.arm or self.failed or self.withdrawn or self.dead)

    def newest(self, form: str, item: str, today: date) -> Entry | None:
        """The entry whose answer counts on a day: about the latest day, of one day the one entered last."""
        there = [
            one
            for one in self.entries.values()
            if one.form == form and one.values[item] is not None and one.day <= today
        ]
        return max(there, key=lambda one: (one.day, one.entered), default=None)

    def outcomes(self, today: date) -> tuple[dict[str, str], set[tuple[str, str]]]:
        """Each criterion's outcome, and the forms that those which pass rest on."""
        kps, alt, sick = (self.newest(*one, today) for one in (("HX", "KPS"), ("LB", "ALT"), ("HX", "INFECTION")))
        found = {"I1": "unknown", "I2": "unknown"}
        if kps is not None:
            fresh = kps.day >= today - timedelta(days=7)
            found["I1"] = "stale" if not fresh else "passes" if kps.values["KPS"] >= 80 else "fails"
        if alt is not None and "high" in alt.values["ALT"]:
            found["I2"] = "passes" if int(alt.values["ALT"]["value"]) <= 120 else "fails"
        if sick is not None:
            found["E1"] = "passes" if sick.values["INFECTION"] == "N" else "fails"
        for name in ("E1", "E2"):
            if name not in found:
                found[name] = {None: "judgement", True: "passes", False: "fails"}[self.judged.get(name)]
        return found, {(one.form, one.instance) for one in (kps, alt, sick) if one is not None}

    def eligible(self, today: date) -> bool:
        return set(self.outcomes(today)[0].values()) == {"passes"}

    def is_locked(self, form: str = "", instance: str = "") -> bool:
        return bool(self.locks & {("participant", ""), ("form", f"{form}/{instance}"), ("visit", instance)})

    @property
    def unsigned(self) -> bool:
        return any(one.form == "HX" and not one.signed for one in self.entries.values())

    @property
    def unsettled(self) -> bool:
        return any(one.state in UNSETTLED for one in self.questions)

    def changes(self, form: str, instance: str, at: int) -> None:
        """A form was corrected or taken back."""
        self.endorsed = False
        if (form, instance) in self.rests_on:
            self.confirmed = False

    def asks(self, entry: Entry, at: int) -> None:
        """Questions close whose cause is gone; findings that were neither asked nor settled since the last change are asked."""
        mine = [one for one in self.questions if (one.form, one.instance) == (entry.form, entry.instance) and one.check]
        for finding in entry.findings:
            same = [one for one in mine if (one.item, one.check) == finding]
            if not any(one.state in UNSETTLED or one.moved > entry.changed for one in same):
                self.questions.append(Question(entry.form, entry.instance, *finding, moved=at))
        for one in mine:
            if one.state in UNSETTLED and (one.item, one.check) not in entry.findings:
                one.state, one.moved = "closed", at
