"""Who may enter, and who may be collected from or infused on a day."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from equipoise.protocol.model.statement import Statement, Words
from equipoise.values.text import Text


class Variable(Statement):
    """A name of the criteria language and where its value comes from.

    `item` is `FORM.ITEM`; the newest instance at or before the moment asked counts. `where` keeps only instances (or rows, for
    `FORM.GROUP.ITEM`) that fulfil a condition over their items; `pick` chooses among several values.
    `kind: age` counts completed years from the date item to an `event`.
    `absent` is the value where a form says that there is none: condition -> value, e.g. `CMYN = N` -> `none`.
    """

    name: Text
    item: str
    kind: Literal["value", "age"] = "value"
    event: str | None = Field(default=None, description="For an age: the event at which it is counted")
    where: str | None = None
    pick: Literal["latest", "earliest", "highest", "lowest"] = "latest"
    date: str | None = Field(
        default=None, description="FORM.ITEM that dates the value; the form's own date if left out"
    )
    absent: str | None = None
    absent_value: str = "none"


class Criterion(Statement):
    """One eligibility criterion: the record's words, and how it is tested.

    `test` is true when the participant may enter; for an exclusion criterion write what must hold for it *not* to exclude.
    A criterion without a test, or whose test cannot decide, is judged by a named person where `judgement` allows it.
    """

    category: Literal["inclusion", "exclusion"]
    text: Words
    plain: Text | None = Field(default=None, description="The criterion as a plain question or sentence for patients")
    test: str | None = None
    judgement: Text | None = Field(default=None, description="What a named person must judge")
    again: tuple[Literal["collection", "infusion"], ...] = Field(
        default=(), description="Gates before which it is tested anew"
    )
    note: Text | None = None


class Gate(Statement):
    """Conditions that must hold on the day of an act (collection, infusion), beyond those criteria that are tested again."""

    name: Text
    criteria: dict[str, Criterion]


class Eligibility(Statement):
    """Criteria by id, in the order of the record, and the gates of the acts that are decided anew each time."""

    criteria: dict[str, Criterion]
    gates: dict[Literal["collection", "infusion"], Gate] = {}
