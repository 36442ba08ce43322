"""Time to an event as it was derived: a row a participant, and where its day comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipoise.values.text import Text

TUMOUR_ASSESSMENT = "tumour_assessment"
CONTACT = "contact"
ORIGIN = "origin"
HORIZON = "horizon"
SOURCES = {
    TUMOUR_ASSESSMENT: Text("last evaluable tumour assessment", "末次可评价的肿瘤评估"),
    CONTACT: Text("last known alive", "末次确认存活"),
}


@dataclass(frozen=True, slots=True)
class TimeToEventRow:
    """One participant. `day` counts the origin as day 1, as ADaM does; `event` is false where the time is censored.

    `source` is the event, `tumour_assessment`, `contact`, `horizon` or `origin`; `seq` the fact that says so, `facts` every one
    that the row rests on, the origin first; `partial` that the date is the earliest possible one. `between` are the days
    (the origin is day 1) between which a progression truly lies: the last assessment without it, and the one that shows it.
    """

    participant: str
    arm: str
    day: int
    event: bool
    source: str
    seq: int
    says: Text
    origin: date
    on: date
    partial: bool = False
    facts: tuple[int, ...] = ()
    between: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class TimeToEventTable:
    """All rows of an endpoint in order of participant, members of the set without its origin, and what a reader must know.

    `expected` says that every member should have an origin; not everybody responds, so a duration of response expects none.
    `from_randomisation`: time counts from the randomisation, so that arms may be compared without immortal time.
    """

    endpoint: str
    rows: tuple[TimeToEventRow, ...]
    without_origin: tuple[str, ...] = ()
    remarks: tuple[Text, ...] = ()
    expected: bool = True
    from_randomisation: bool = True
