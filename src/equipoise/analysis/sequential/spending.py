"""How much of an error may be spent by a fraction of the information (Lan & DeMets 1983)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from math import e, expm1, log1p, sqrt

import numpy as np

from equipoise.analysis.survival.distributions import normal_probability, normal_quantile


class SpendingKind(StrEnum):
    """O'Brien–Fleming and Pocock types of Lan & DeMets; Hwang, Shih & DeCani 1990; Kim & DeMets 1987; a table."""

    OBRIEN_FLEMING = "LDOF"
    POCOCK = "LDPocock"
    HWANG_SHIH_DECANI = "HSD"
    POWER = "power"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Spending:
    """A spending function; `parameter` is gamma of HSD or rho of power; `table` holds cumulative shares of the error.

    A table's points are (fraction, share of the error spent), joined by lines.
    """

    kind: SpendingKind = SpendingKind.OBRIEN_FLEMING
    parameter: float = 0.0
    table: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.kind is SpendingKind.POWER and not self.parameter > 0:
            raise ValueError(f"the power is above 0, not {self.parameter}")
        if self.kind is SpendingKind.TABLE:
            shares = [share for _, share in self.table]
            if not shares or shares != sorted(shares) or not 0 <= shares[0] <= shares[-1] <= 1:
                raise ValueError("a spending table rises from 0 or more to 1 at most")

    def spent(self, error: float, fraction: float) -> float:
        """The part of the error spent when a fraction of the information is in; all of it from 1 on."""
        t = min(max(fraction, 0.0), 1.0)
        if t == 0.0:
            return 0.0
        if self.kind is SpendingKind.OBRIEN_FLEMING:
            return 2 * normal_probability(-normal_quantile(1 - error / 2) / sqrt(t))
        if self.kind is SpendingKind.POCOCK:
            return error * log1p((e - 1) * t)
        if self.kind is SpendingKind.POWER:
            return float(error * t**self.parameter)
        if self.kind is SpendingKind.TABLE:
            points = [(0.0, 0.0), *self.table]
            return error * float(np.interp(t, [at for at, _ in points], [share for _, share in points]))
        gamma = self.parameter
        return error * (expm1(-gamma * t) / expm1(-gamma) if gamma else t)

    def increments(self, error: float, fractions: Sequence[float]) -> tuple[float, ...]:
        """What each look may spend beyond the looks before it; never below 0."""
        spent = [0.0, *(self.spent(error, fraction) for fraction in fractions)]
        return tuple(max(after - before, 0.0) for before, after in pairwise(spent))
