"""Who was followed for how long, and which of several causes ended it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from equipoise.analysis.survival.count_at_risk import rank
from equipoise.analysis.survival.observations import Days, Integers, Observations, read_observations


@dataclass(frozen=True, slots=True, eq=False)
class CompetingObservations:
    """`everybody` has any cause as its event; `cause_of` is 0 for censored, otherwise the cause. `causes` is ascending."""

    everybody: Observations
    cause_of: Integers
    causes: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class CauseTable:
    """By arm (row) and distinct time (column): people at risk, events of one cause, events of the other causes."""

    days: Days
    at_risk: Integers
    events: Integers
    others: Integers


def read_competing(
    days: npt.ArrayLike,
    causes: npt.ArrayLike,
    groups: Sequence[str] | npt.NDArray[np.int64],
    arms: Sequence[str],
    strata: Sequence[object] | None = None,
    *,
    whole_days: bool = True,
) -> CompetingObservations:
    """Observations from columns as `read_observations` takes them, with a whole number a cause and 0 for censored."""
    raw = np.asarray(causes)
    numbers = raw.astype(np.float64)
    if not np.all(np.isfinite(numbers)) or np.any(numbers < 0) or np.any(numbers != np.floor(numbers)):
        raise ValueError("a cause is a whole number, 0 for censored")
    cause_of = numbers.astype(np.int64)
    everybody = read_observations(days, cause_of > 0, groups, arms, strata, whole_days=whole_days)
    return CompetingObservations(everybody, cause_of, tuple(int(one) for one in np.unique(cause_of[cause_of > 0])))


def count_causes(observations: CompetingObservations, cause: int, inside: npt.NDArray[np.bool_] | None) -> CauseTable:
    """The table of one cause, for everybody or for those inside a stratum."""
    people = observations.everybody
    kept = np.ones(people.n, dtype=np.bool_) if inside is None else inside
    distinct, place = rank(people.days[kept])
    rows, columns = len(people.arms), distinct.size
    cells = people.arm_of[kept] * columns + place
    of = observations.cause_of[kept]

    def counted(mask: npt.NDArray[np.bool_]) -> Integers:
        return np.bincount(cells[mask], minlength=rows * columns).reshape(rows, columns)

    leaving = counted(np.ones(of.size, dtype=np.bool_))
    at_risk = leaving[:, ::-1].cumsum(axis=1)[:, ::-1]
    return CauseTable(distinct, at_risk, counted(of == cause), counted((of > 0) & (of != cause)))
