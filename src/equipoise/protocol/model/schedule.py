"""When what is due: visits, their windows, their forms."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from equipoise.protocol.model.statement import Names, Part, Statement
from equipoise.values.text import Text


class Every(Part):
    """Repetition after the last of `days`: every so many days or calendar months, until a day (inclusive) or without end."""

    days: int | None = Field(default=None, gt=0)
    months: int | None = Field(default=None, gt=0)
    until: int | None = Field(default=None, description="Last day after the anchor on which it may still fall")

    @model_validator(mode="after")
    def _one_step(self) -> Every:
        if (self.days is None) == (self.months is None):
            raise PydanticCustomError("days_or_months", "write either `days` or `months`")
        return self


class Window(Part):
    """Days allowed before and after the target; outside them a visit is a deviation."""

    before: int = Field(default=0, ge=0)
    after: int = Field(default=0, ge=0)


class Visit(Statement):
    """A planned contact: so many days after an anchor event, in these arms, until an event ends it."""

    name: Text
    epoch: str
    anchor: str = Field(description="Event that it counts from")
    days: tuple[int, ...] = Field(
        default=(0,), min_length=1, description="Target days after the anchor; one occurrence each"
    )
    every: Every | None = None
    window: Window = Window()
    arms: Names = Field(default=(), description="Arms it is planned for; empty means every participant")
    ends: Names = Field(default=(), description="Events after which it is no longer due")
    forms: Names = Field(default=(), description="Forms that are due at it")
    optional: Names = Field(default=(), description="Forms that may be entered at it")
    answers: dict[str, str] = Field(
        default={},
        description="FORM.ITEM -> the code that the occasion itself gives, e.g. why treatment ended at progression",
    )
    tumour_assessment: bool = False
    deviation: Literal["minor", "major"] = Field(default="minor", description="Class of a visit outside its window")
    major_beyond: int | None = Field(
        default=None, ge=0, description="More days than so many outside the window make a minor deviation a major one"
    )
    missed: Literal["minor", "major"] | None = Field(
        default=None, description="Class of a visit that did not take place; that of `deviation` if left out"
    )
    role: str = Field(default="coordinator", description="Whose worklist it stands on")


class Unscheduled(Statement):
    """A contact that nobody planned: forms are entered at `ID.1`, `ID.2` … on whatever day it takes place. It has no window."""

    name: Text
    epoch: str
    forms: Names = Field(min_length=1, description="Forms that may be entered at it")
    tumour_assessment: bool = False
    role: str = "coordinator"


Closed = Literal["clinic", "apheresis", "cell_laboratory", "ward"]
"""What a day off closes: where visits take place, cells are collected, cultures are made and harvested, bags are infused."""


class DayOff(Part):
    """Days, both included, on which something is closed, at one site or (empty) at all of them."""

    first: str = Field(description="First day, YYYY-MM-DD")
    last: str = Field(description="Last day, YYYY-MM-DD")
    closed: tuple[Closed, ...] = Field(min_length=1, description="What is closed")
    site: str = Field(default="", description="The site; empty means all")
    name: Text


class Schedule(Statement):
    """The schedule of activities; `logs` are forms that are entered whenever something happens."""

    visits: dict[str, Visit]
    unscheduled: dict[str, Unscheduled] = Field(default={}, description="Contacts that nobody planned, by id")
    days_off: tuple[DayOff, ...] = Field(default=(), description="Days on which a site, or everybody, is closed")
    logs: Names = ()
