"""The table every survival estimate starts from: at risk, events and censorings a day and an arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np

from equipoise.analysis.survival.observations import Days, Flags, Integers

DENSE_SPAN = 65_536


@dataclass(frozen=True, slots=True, eq=False)
class RiskTable:
    """Counts by arm (row) and distinct day (column), days ascending; all are integers, so the order of people is lost.

    An event comes before a censoring of the same day, so somebody censored on a day is at risk for that day's events.
    """

    days: Days
    at_risk: Integers
    events: Integers
    censored: Integers


def count_at_risk(days: Days, events: Flags, codes: Integers, rows: int) -> RiskTable:
    """The risk table of people whose arm is given as a row number."""
    distinct, place = rank(days)
    columns = distinct.size
    cells = codes * columns + place
    leaving = np.bincount(cells, minlength=rows * columns).reshape(rows, columns)
    died = np.bincount(cells[events], minlength=rows * columns).reshape(rows, columns)
    at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    return RiskTable(distinct, at_risk, died, leaving - died)


def rank(keys: Days) -> tuple[Days, Integers]:
    """The distinct keys ascending, and each key's place among them; keys are 0 or more.

    Days of a trial are small integers, so they are marked in a table instead of sorted; the answers are the same.
    """
    if keys.size == 0:
        return keys, np.zeros(0, dtype=np.int64)
    span = int(keys.max()) + 1
    if keys.dtype.kind == "f" or span > 4 * keys.size + DENSE_SPAN:
        distinct, place = np.unique(keys, return_inverse=True)
        return cast(Days, distinct), place.astype(np.int64)
    present = np.zeros(span, dtype=np.bool_)
    present[keys.astype(np.int64)] = True
    return np.flatnonzero(present).astype(np.int64), (np.cumsum(present) - 1)[keys]
