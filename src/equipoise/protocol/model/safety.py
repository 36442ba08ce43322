"""How harm is graded, reported and stops treatment."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Number, Statement
from equipoise.values.text import Text


class EventForm(Statement):
    """Which items of the adverse-event form say what the rules need."""

    form: str
    term: str
    grade: str
    serious: str
    related: str
    related_values: Names = Field(description="Codes of `related` that count as at least possibly related")
    onset: str
    aware: str | None = None


class Clock(Statement):
    """A reporting clock: which serious events start it, to whom, within what time of awareness."""

    name: Text
    when: str = Field(description="Condition over the items of the event form")
    to: Text
    hours: int | None = None
    days: int | None = None
    role: str = "investigator"


class ToxicityRule(Statement):
    """A condition over one adverse event that makes it unacceptable toxicity: treatment stops."""

    name: Text
    when: str


class Boundary(Statement):
    """The trial-level boundary: participants with unacceptable toxicity among those treated (Ivanova et al. 2005)."""

    rate: Number = Field(description="Acceptable rate p0")
    stop_chance: Number = Field(description="Chance to stop at the acceptable rate, at most")
    participants: int


class Safety(Statement):
    """The safety plan."""

    dictionary: Literal["CTCAE 5.0", "CTCAE 6.0"]
    event: EventForm
    laboratory: dict[str, str | Names] = Field(
        default={},
        description="Analyte -> how it is graded: CTCAE term as in the criteria data, or several (too low, too high)",
    )
    unacceptable: dict[str, ToxicityRule] = {}
    clocks: dict[str, Clock] = {}
    boundary: Boundary | None = None
    window_days: tuple[int, int] = Field(description="Days after randomisation in which adverse events are collected")
