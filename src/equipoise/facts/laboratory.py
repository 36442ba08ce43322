"""Facts of laboratories: how their files are read, which file was taken in, which reference ranges they changed."""

from __future__ import annotations

from typing import ClassVar, Final

import msgspec

from equipoise.facts.body import Body

FILE_KINDS: Final = ("csv", "hl7", "fhir")
"""What a laboratory can send: a table, HL7 v2 ORU^R01 messages, FHIR resources."""


class LaboratoryMapping(msgspec.Struct, frozen=True, kw_only=True):
    """How a file of one laboratory is read: what its columns hold, and what its codes, units and words mean in this study.

    Of a table the fields from `subject` to `flag` name columns; of messages only `subject` does (`PID-2`, `PID-3`, `PID-4`; the
    identifier's system for FHIR). A table without a column `code` has one column for each analyte.
    """

    kind: str
    subject: str = ""
    authority: str = ""
    """Only an identifier of this issuer counts; empty: the first one."""
    sampled: str = ""
    time: str = ""
    pattern: str = ""
    """How days are written, e.g. `YYYY-MM-DD HH:mm`; nothing else is read as a day."""
    zone: str = ""
    """The zone of times that carry none; empty: that of the study."""
    code: str = ""
    label: str = ""
    value: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    limits: str = ""
    """A column that holds both limits: `3.5-5.3`."""
    laboratory: str = ""
    flag: str = ""
    decimal: str = "."
    encoding: str = ""
    delimiter: str = ""
    default_laboratory: str = ""
    """The laboratory of results that name none."""
    analytes: dict[str, str] = {}
    """Code or name as written -> `FORM.ITEM`; empty: left out on purpose."""
    units: dict[str, str] = {}
    """Unit as written -> UCUM code."""
    units_of: dict[str, str] = {}
    """Code or name as written -> the unit of its values where the file writes none."""
    laboratories: dict[str, str] = {}
    answers: dict[str, str] = {}
    """Word as written -> code of the study, for results that are words."""
    outside: str = "refuse"
    """What becomes of a sample outside every visit: `refuse`, or `unscheduled` for an unscheduled contact."""


class LaboratoryMappingSet(Body, frozen=True, kw_only=True):
    """A person confirmed how the files of a laboratory are read. The newest of a name counts; an empty kind retires the name."""

    KIND: ClassVar[str] = "laboratory.mapping_set"
    name: str
    mapping: LaboratoryMapping


class LaboratoryFileImported(Body, frozen=True, kw_only=True):
    """A file was taken in, whole, but for the rows that a person left out by an explicit decision; the reason stands on the fact.

    `digest` is the SHA-256 of the file, `mapping` the fact by which it was read, `forms` the facts that it made, `left_out` the
    place of each row that was not taken -> the codes of the reasons.
    """

    KIND: ClassVar[str] = "laboratory.file_imported"
    name: str
    digest: str
    kind: str
    mapping: int
    rows: int
    taken: int
    same: int
    forms: tuple[int, ...]
    left_out: dict[str, tuple[str, ...]] = {}


class ReferenceRangeSet(Body, frozen=True, kw_only=True):
    """A laboratory gave a range for an analyte from a day on, beside those of the study file: no amendment, its own document.

    `low` and `high` are decimals as text, empty where open; ages are completed years, both included; `valid_to` is empty while
    nobody has said an end. `source` is the laboratory's document; `touched` are the facts of recorded values that came to be judged
    by another limit.
    """

    KIND: ClassVar[str] = "laboratory.reference_range_set"
    laboratory: str
    analyte: str
    unit: str
    valid_from: str
    source: str
    valid_to: str = ""
    low: str = ""
    high: str = ""
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    touched: tuple[int, ...] = ()


class ReferenceRangeWithdrawn(Body, frozen=True, kw_only=True):
    """A range that was set by mistake counts no more: `range` is the fact that set it."""

    KIND: ClassVar[str] = "laboratory.reference_range_withdrawn"
    range: int
    touched: tuple[int, ...] = ()
