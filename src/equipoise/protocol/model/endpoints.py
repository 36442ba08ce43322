"""What is measured and who is counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Statement, Words
from equipoise.values.text import Text


class Outcome(Statement):
    """An outcome measure as registered, or as added by the study team (then marked assumed)."""

    category: Literal["primary", "secondary", "other"]
    measure: Words
    description: Words
    time_frame: Words
    endpoint: str | None = Field(default=None, description="The computed endpoint that answers it")


class Conventions(Statement):
    """Situations in which an event does not count: the time is censored at the last evaluable tumour assessment before them.

    The example tables of the FDA (Clinical Trial Endpoints for the Approval of Cancer Drugs and Biologics, appendix 3) are
    such conventions; without any, every event counts on its day.
    """

    needs_baseline: bool = Field(
        default=False, description="Without a tumour assessment at baseline the time is censored at the origin"
    )
    new_therapy: str | None = Field(
        default=None, description="Event, e.g. another anticancer treatment: what happens after it does not count"
    )
    gap_days: dict[int, int] = Field(
        default={},
        description="Day from which -> days without an evaluable tumour assessment after which an event does not count",
    )


class TimeToEvent(Statement):
    """An endpoint as declared event and censor sources; the earliest event counts, otherwise the newest censor date."""

    label: Text
    short: Text
    origin: str = Field(description="Event from which time counts")
    events: Names
    censor: Names = Field(
        description="Events or sources of the last date without an event: `tumour_assessment`, `contact`, an event"
    )
    horizon_months: int | None = Field(
        default=None, description="Calendar months after the origin; later events are censored there"
    )
    set: str = "itt"
    conventions: Conventions | None = None


class AnalysisSet(Statement):
    """A population: all randomised, or those of them to whom these events happened."""

    name: Text
    needs: Names = Field(default=(), description="Events that must have happened")
    by: Literal["allocated", "received"] = "allocated"


class Analysis(Statement):
    """Sets, endpoints, outcomes."""

    outcomes: dict[str, Outcome]
    endpoints: dict[str, TimeToEvent]
    sets: dict[str, AnalysisSet]
    alpha: str = Field(default="0.05", description="Two-sided significance level")
    contacts: dict[str, str] = Field(
        default={}, description="Form -> item that dates a contact at which the participant was alive"
    )
