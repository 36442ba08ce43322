"""How the study is built: arms, masking, enrolment, epochs, events."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Number, Statement, Words
from equipoise.values.text import Text


class Arm(Statement):
    """A group of participants; `ratio` is its share of the allocation."""

    label: Words
    kind: Literal[
        "EXPERIMENTAL", "ACTIVE_COMPARATOR", "PLACEBO_COMPARATOR", "SHAM_COMPARATOR", "NO_INTERVENTION", "OTHER"
    ]
    description: Words
    ratio: int = Field(gt=0)
    interventions: Names = ()
    cell_product: bool = Field(default=False, description="Its participants receive the product of the `product` part")


class Intervention(Statement):
    """What an arm receives."""

    name: Words
    kind: str = Field(description="Type as registries name it: BIOLOGICAL, DRUG, DEVICE …")
    description: Words


class Epoch(Statement):
    """A stretch of the participant's way through the study."""

    name: Text


class Design(Statement):
    """The design in the registry's terms."""

    study_type: Words
    phases: tuple[str, ...]
    allocation: Words
    model: Words
    model_description: Words | None = None
    masking: Literal["NONE", "SINGLE", "DOUBLE", "TRIPLE", "QUADRUPLE"]
    masked: Names = Field(default=(), description="Roles that must not see the arm of a participant")
    purpose: Words
    enrolment: int = Field(gt=0, description="Participants to be randomised")
    sex: Literal["ALL", "FEMALE", "MALE"] = "ALL"
    minimum_age: Number | None = None
    maximum_age: Number | None = None
    healthy_volunteers: bool = False


FactEvent = Literal[
    "registered", "consent_signed", "eligibility_confirmed", "randomised", "collected", "infusion", "course_started",
    "progression", "screening_failed", "withdrawn_treatment", "withdrawn_procedures", "withdrawn_data",
]  # fmt: skip


class Event(Statement):
    """A named moment of a participant's way: visits hang on it, endpoints count from it or to it.

    It comes from a fact, or from the date item of a saved form (`form: DD`, `date: DTHDAT`), perhaps only where a condition
    over that form's items holds (`when: "DSDECOD = 'COMPLETED'"`). Where a study has them, some events bear the same id in
    every study, because standing and results are read from them: `consent`, `randomisation`, `first_treatment`,
    `end_of_treatment`, `progression`, `lost_to_follow_up`, `study_end`, `death`.
    """

    name: Text
    fact: FactEvent | None = None
    form: str | None = None
    date: str | None = None
    when: str | None = None
    which: Literal["first", "last", "each"] = "first"
