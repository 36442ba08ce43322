"""How harm is graded, reported and stops treatment; how tumour response is read."""

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


class Lesions(Statement):
    """The tumour-assessment form and its parts, read by RECIST 1.1."""

    form: str
    date: str
    target: str = Field(description="Group of target lesions")
    lesion: str = Field(description="Item: number of the lesion")
    diameter: str = Field(description="Item: longest diameter (short axis of a node), mm")
    node: str = Field(description="Item: Y where the lesion is a lymph node")
    organ: str = Field(description="Item: organ of the lesion")
    non_target: str = Field(description="Item: overall state of non-target lesions")
    new_lesion: str = Field(description="Item: Y where there is an unequivocal new lesion")
    where: str | None = Field(
        default=None,
        description="Only assessments count that fulfil this condition over their items, e.g. one reader's",
    )


class Response(Statement):
    """How tumour response is read."""

    criteria: Literal["RECIST 1.1"]
    lesions: Lesions
    progression_stops_treatment: bool = True
    keep_partial_response: bool = Field(
        default=True,
        description="A partial response lasts until progression, even where the sum rises above 70 % of baseline",
    )
    confirm: bool = Field(default=False, description="Best response: CR and PR need a second assessment")
    confirm_days: int = Field(
        default=28, ge=0, description="Days from the response to the assessment that confirms it, at least"
    )
    stable_days: int = Field(default=42, ge=0, description="Days from randomisation from which stable disease counts")
    not_evaluable_between: int = Field(
        default=1, ge=0, description="Assessments without a result between a response and its confirmation, at most"
    )
