"""The case report forms: items, code lists, edit checks, laboratories. Item names follow CDASH."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Names, Number, Part, Statement
from equipoise.values.text import Text

ItemKind = Literal["text", "code", "integer", "decimal", "quantity", "date", "moment", "yes_no"]


class Item(Statement):
    """One question. A `quantity` has its allowed `units` (UCUM), the first is the usual one; a `date` may be partial."""

    label: Text
    kind: ItemKind
    hint: Text | None = None
    section: Text | None = Field(
        default=None, description="Heading of the section of the form that begins with this item"
    )
    codes: str | None = Field(default=None, description="Code list of a `code` item")
    units: Names = ()
    analyte: str | None = Field(
        default=None, description="Laboratory analyte, for reference ranges, conversion and grading"
    )
    least: Number | None = Field(default=None, description="Below it the value is impossible (in the first unit)")
    most: Number | None = Field(default=None, description="Above it the value is impossible (in the first unit)")
    unlikely_below: Number | None = Field(
        default=None,
        description="Below it the value is unlikely: asked about once, then kept with its query (in the first unit)",
    )
    unlikely_above: Number | None = Field(
        default=None,
        description="Above it the value is unlikely: asked about once, then kept with its query (in the first unit)",
    )
    required: bool = True
    when: str | None = Field(default=None, description="Asked only where this condition over the form's items holds")
    derived: str | None = Field(
        default=None,
        description="Computed, read-only: a rule of the criteria language over the items of this form; what it asks for stands above it",
    )
    critical: bool = Field(
        default=False,
        description="Safety or the result rests on it: verified against its source before data are locked",
    )


class Group(Statement):
    """Items that repeat as rows: lesions, vital signs by time point, materials. `rows` fixes them, otherwise they are added."""

    name: Text
    items: dict[str, Item]
    rows: dict[str, Text] = Field(
        default={}, description="Fixed rows by key; the first item of the group holds the key"
    )
    least: int = 0


class EditCheck(Statement):
    """A condition that an entered form should fulfil. `hard` refuses the save; `soft` saves and opens a query."""

    test: str
    says: Text
    severity: Literal["hard", "soft"] = "soft"


class Form(Statement):
    """A case report form. `log` forms are entered whenever something happens (adverse events, medication)."""

    name: Text
    domain: str = Field(description="CDASH domain")
    items: dict[str, Item]
    groups: dict[str, Group] = {}
    date: str | None = Field(default=None, description="The item that dates the form")
    log: bool = False
    by: Names = Field(default=("coordinator",), description="Roles that enter it")
    signed_by: str | None = Field(default=None, description="Role whose signature it needs")
    checks: dict[str, EditCheck] = {}


class Analyte(Statement):
    """A laboratory quantity: its usual unit, and its molar mass where mass and amount of substance convert."""

    name: Text
    unit: str
    factors: dict[str, str] = Field(
        default={}, description="Other unit -> exact factor to the usual unit, e.g. mg/dL: '88.42'"
    )
    also: Names = Field(
        default=(),
        description="Other names and codes under which laboratories report it: LOINC codes, abbreviations, names in either language",
    )


class ReferenceRange(Part):
    """Limits of one laboratory for one analyte, by sex, age in completed years and date of the sample; open where left out.

    Which laboratory measured is told by an item `LBNAM` of the form or of its row, whose codes are the ids of laboratories; sex and
    age by the variables `sex` (codes M and F) and `birth_date`. Of several ranges that hold the most specific counts.
    """

    analyte: str
    sex: Literal["M", "F"] | None = None
    age_from: int | None = None
    age_to: int | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    low: Number | None = None
    high: Number | None = None
    unit: str


class Laboratory(Statement):
    """A laboratory with its own reference ranges."""

    name: Text
    ranges: tuple[ReferenceRange, ...]


class Forms(Part):
    """All of `forms.yaml`."""

    code_lists: dict[str, dict[str, Text]] = {}
    analytes: dict[str, Analyte] = {}
    laboratories: dict[str, Laboratory] = {}
    forms: dict[str, Form]
