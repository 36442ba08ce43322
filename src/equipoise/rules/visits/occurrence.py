"""One contact of a participant's calendar: its days, its forms, where it stands, and how far it lay outside its window."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from equipoise.values.text import Text

State = Literal["planned", "open", "overdue", "done", "late_done", "missed", "not_applicable"]


class FormDue(msgspec.Struct, frozen=True):
    """A form of a visit: whether it is entered, and by which fact; an optional one is never waited for."""

    form: str
    required: bool
    entered: bool
    seq: int = 0


class Deviation(msgspec.Struct, frozen=True):
    """A visit outside its window: days late (negative: early; 0: missed), in the class that the schedule gives it."""

    days: int
    grade: Literal["minor", "major"]
    kind: Literal["early", "late", "missed"]


class Window(NamedTuple):
    """The days on which a planned contact may take place, both included."""

    earliest: date
    latest: date


class Occurrence(msgspec.Struct, frozen=True):
    """One contact. `number` counts the occurrences of a visit from 1, `day` is when it took place.

    `late_done` is done outside the window, early included; `deviation` says by how much. One that is not `scheduled` was never
    planned: it has no window, and nothing is waited for.
    """

    visit: str
    number: int
    instance: str
    name: Text
    epoch: str
    anchor_day: date
    target: date
    earliest: date
    latest: date
    state: State
    forms: tuple[FormDue, ...]
    role: str
    tumour_assessment: bool = False
    day: date | None = None
    deviation: Deviation | None = None
    scheduled: bool = True
