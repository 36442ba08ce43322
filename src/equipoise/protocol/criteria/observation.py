"""What a name of the criteria language stands for on a day: a value with its unit, date, limits and source."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from equipoise.protocol.criteria.ranges import Range
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, Quantity
from equipoise.values.text import Text

Value = Decimal | int | str | bool | PartialDate | date | datetime | Range
NEVER = "none"
"""The value of a date (or of anything) of which a form says that there is none: it never happened."""


class Observation(NamedTuple):
    """A known value. `day` is when it was true, `seq` the fact that says so, `low` and `high` the limits of its own laboratory.

    `usual` is the unit in which a bare number is meant, `analyte` how its units convert, `name` what people call it.
    A missing value is no Observation: the look-up returns None.
    """

    value: Value
    unit: str = ""
    day: date | None = None
    seq: int = 0
    low: Quantity | None = None
    high: Quantity | None = None
    source: str = ""
    name: Text | None = None
    usual: str = ""
    analyte: AnalyteUnits | None = None


Look = Callable[[str], Observation | None]
"""Name -> what is known about it, or None where nothing is."""
