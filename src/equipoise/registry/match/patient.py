"""A person as a doctor knows them on a day: conditions, treatments, measurements and answers, each with its date and source."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from equipoise.protocol.criteria import Range
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Condition:
    """A disease: its concept ids (empty where its words name none that is known), whether it is there now (None: not said), since
    when, whether tissue proved it, and whether it was looked for and not found."""

    words: str
    concepts: frozenset[str] = frozenset()
    state: str = ""
    active: bool | None = None
    onset: PartialDate | None = None
    confirmed: bool = False
    absent: bool = False
    source: str = ""
    never: bool = False
    """Absent, and said never to have been there."""
    sought: bool = True
    """Whether studies of it are looked for: one comes for the cancer, not for the high blood pressure beside it."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """A treatment: the kinds and concepts that it is, its first and last day; `ongoing` where it has not ended; `never` where it is
    said that there was none."""

    words: str
    kinds: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    start: PartialDate | None = None
    end: PartialDate | None = None
    ongoing: bool = False
    never: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measurement with its unit, its day, and the limits of normal that its laboratory states."""

    measure: str
    value: Decimal | Range
    unit: str
    day: date | None = None
    low: Quantity | None = None
    high: Quantity | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A plain answer by the name of the criteria language (`has.pregnant`, `has.infection.uncontrolled`): yes or no."""

    name: str
    yes: bool
    day: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A person. Where `complete_conditions` or `complete_treatments` holds, what that list does not name is not there."""

    sex: Literal["F", "M", ""] = ""
    born: PartialDate | None = None
    age: int | None = None
    healthy: bool = False
    conditions: tuple[Condition, ...] = ()
    treatments: tuple[Treatment, ...] = ()
    measured: tuple[Measured, ...] = ()
    answers: tuple[Answer, ...] = ()
    response: str = ""
    diagnosis: PartialDate | None = None
    complete_conditions: bool = False
    complete_treatments: bool = False
    aged: tuple[Fraction, Fraction] | None = None
    """The age in days, from and to before, of somebody whose age is said in months, weeks or days."""
    assumed: tuple[Text, ...] = ()
    """What was taken for granted in a note: the day of values without one, the unit of numbers without one."""
    aside: tuple[Text, ...] = ()
    """What stands in a note and was not used, each with its reason."""
    ignored: tuple[str, ...] = field(default=())
    """What a file held beside: resources and codes that nothing here reads."""

    @property
    def concepts(self) -> frozenset[str]:
        """The concepts of the conditions that the person has."""
        return frozenset(one for each in self.conditions if not each.absent for one in each.concepts)

    @property
    def sought(self) -> frozenset[str]:
        """The concepts of the conditions of which studies are looked for."""
        return frozenset(one for each in self.conditions if each.sought and not each.absent for one in each.concepts)


@dataclass(frozen=True, slots=True)
class PatientFault:
    """Something in a description of a person that cannot be taken: where, and what to write."""

    where: str
    says: Text


class NotAPatient(Exception):
    """A description cannot be read; `faults` say why, all at once."""

    def __init__(self, faults: tuple[PatientFault, ...]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.says.en}" for fault in faults))
        self.faults = faults


def not_yet(patient: Patient, at: date) -> tuple[PatientFault, ...]:
    """What of a person lies behind the day asked, and so cannot be meant: a birth."""
    if patient.born is None or patient.born.earliest <= at:
        return ()
    return (
        PatientFault(
            "birth_date",
            Text("{born} lies after {day}, the day asked.", "{born}晚于判断日{day}。").format(
                born=str(patient.born), day=at.isoformat()
            ),
        ),
    )
