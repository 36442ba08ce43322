"""Who was followed for how long, and what ended it: the one input of every estimator in this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Column = TypeVar("Column", bound=npt.NDArray[np.generic])
SAME_TIME = 2.0**-26


@dataclass(frozen=True, slots=True, eq=False)
class Observations:
    """One row a person: time from the anchor, whether the event was seen, the arm and the stratum as positions.

    Times are whole days in a trial; data of others may hold fractions of any unit. `arms` lists every arm of the
    comparison, control first; an arm without anybody keeps its place.
    """

    days: Days
    events: Flags
    arm_of: Integers
    arms: tuple[str, ...]
    stratum_of: Integers
    strata: int

    @property
    def n(self) -> int:
        """The number of people."""
        return int(self.days.size)

    def within(self, arms: Sequence[str]) -> Observations:
        """The people of some arms only, in the order given: what a pairwise comparison of several arms needs."""
        position = np.full(len(self.arms), -1, dtype=np.int64)
        for index, arm in enumerate(arms):
            position[self.arms.index(arm)] = index
        kept = position[self.arm_of] >= 0
        return Observations(
            self.days[kept],
            self.events[kept],
            position[self.arm_of[kept]],
            tuple(arms),
            self.stratum_of[kept],
            self.strata,
        )

    def chosen(self, rows: npt.NDArray[np.bool_] | Integers) -> Observations:
        """Some of the people, by a mask or by positions, in the same arms and strata: a subgroup."""
        return Observations(
            self.days[rows], self.events[rows], self.arm_of[rows], self.arms, self.stratum_of[rows], self.strata
        )

    def inverted(self) -> Observations:
        """The same people with censoring as the event, in one group: the input of a follow-up estimate."""
        nobody = np.zeros(self.n, dtype=np.int64)
        return Observations(self.days, ~self.events, nobody, ("all",), nobody, 1)


def read_observations(
    days: npt.ArrayLike,
    events: npt.ArrayLike,
    groups: Sequence[str] | npt.NDArray[np.int64],
    arms: Sequence[str],
    strata: Sequence[object] | None = None,
    *,
    whole_days: bool = True,
) -> Observations:
    """Observations from columns; `groups` holds arm names, or positions in `arms`; a stratum None is a stratum.

    With `whole_days` off, times may be fractions; times closer than 1.5e-8 (absolute, or relative to their mean) are
    one time, as in R's survival package, so that months computed in two ways tie as they should.
    A ValueError lists every fault at once: these columns are made by the program, never typed by a person. An event
    column that is not 0 or 1 is refused, because exchanged columns give a plausible wrong answer.
    """
    raw_days, raw_events = np.asarray(days), np.asarray(events)
    arm_of, unknown = _positions(groups, tuple(arms))
    stratum_of, strata_count = _strata_positions(strata, raw_days.size)
    faults = (*_column_faults(raw_days, raw_events, arm_of.size, stratum_of.size, whole_days), *unknown)
    if faults:
        raise ValueError("; ".join(faults))
    return Observations(
        _frozen(_times(raw_days)),
        _frozen(raw_events.astype(np.bool_)),
        _frozen(arm_of),
        tuple(arms),
        _frozen(stratum_of),
        strata_count,
    )


def _times(days: npt.NDArray[np.generic]) -> Days:
    """Whole numbers as integers; fractions with nearly equal times made equal."""
    numbers = days.astype(np.float64)
    if np.array_equal(numbers, np.floor(numbers)):
        return numbers.astype(np.int64)
    distinct, place = np.unique(numbers, return_inverse=True)
    gaps = np.diff(distinct)
    apart = (gaps > SAME_TIME) & (gaps / np.abs(distinct).mean() > SAME_TIME)
    first = np.concatenate(([True], apart))
    merged: Numbers = distinct[first][np.cumsum(first) - 1][place]
    return merged


def _column_faults(
    days: npt.NDArray[np.generic], events: npt.NDArray[np.generic], arms: int, strata: int, whole_days: bool
) -> list[str]:
    faults = []
    if not days.size == events.size == arms == strata:
        faults.append(f"columns differ in length: {days.size} days, {events.size} events, {arms} arms, {strata} strata")
    numbers = days.astype(np.float64)
    if not np.all(np.isfinite(numbers)) or np.any(numbers < 0):
        faults.append("days are whole numbers, 0 or more" if whole_days else "times are finite numbers, 0 or more")
    elif whole_days and np.any(numbers != np.floor(numbers)):
        faults.append("days are whole numbers, 0 or more")
    if not np.all(np.isin(events.astype(np.float64), (0.0, 1.0))):
        faults.append("an event is 0 or 1")
    return faults


def _positions(groups: Sequence[str] | npt.NDArray[np.int64], arms: tuple[str, ...]) -> tuple[Integers, list[str]]:
    if isinstance(groups, np.ndarray) and groups.dtype.kind in "iu":
        codes = groups.astype(np.int64)
        outside = bool(np.any((codes < 0) | (codes >= len(arms))))
        return codes, [f"arm positions run from 0 to {len(arms) - 1}"] if outside else []
    place = {arm: index for index, arm in enumerate(arms)}
    unknown = sorted({str(group) for group in groups} - set(arms))
    codes = np.array([place.get(str(group), 0) for group in groups], dtype=np.int64)
    return codes, [f"not an arm of this comparison: {', '.join(unknown)}"] if unknown else []


def _strata_positions(strata: Sequence[object] | None, n: int) -> tuple[Integers, int]:
    if strata is None:
        return np.zeros(n, dtype=np.int64), 1
    names = sorted({(stratum is None, str(stratum)) for stratum in strata})
    place = {name: index for index, name in enumerate(names)}
    codes = np.array([place[stratum is None, str(stratum)] for stratum in strata], dtype=np.int64)
    return codes, max(len(names), 1)


def _frozen(column: Column) -> Column:
    column.flags.writeable = False
    return column
