"""The Kaplan–Meier curve of each arm (Kaplan & Meier 1958) with Greenwood's variance (Greenwood 1926)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from equipoise.analysis.survival.conventions import ConfidenceType, CurveConvention
from equipoise.analysis.survival.count_at_risk import count_at_risk
from equipoise.analysis.survival.observations import Days, Integers, Numbers, Observations


@dataclass(frozen=True, slots=True, eq=False)
class SurvivalCurve:
    """One arm's curve at each day on which somebody left; S is 1 before the first day and constant between days.

    `standard_error` is that of S(t). Where the formula has no value (S = 0; S = 1 on the log-log scale) it is NaN.
    An arm without anybody has empty columns; an arm without events stays at 1.
    """

    arm: str
    convention: CurveConvention
    n: int
    event_count: int
    days: Days
    at_risk: Integers
    events: Integers
    censored: Integers
    survival: Numbers
    standard_error: Numbers
    lower: Numbers
    upper: Numbers

    @property
    def last_day(self) -> int | float | None:
        """The longest observation, or None in an arm without anybody."""
        return self.days[-1].item() if self.days.size else None


def estimate_kaplan_meier(
    observations: Observations, convention: CurveConvention | None = None
) -> tuple[SurvivalCurve, ...]:
    """One curve an arm, in the order of the arms."""
    convention = convention or CurveConvention()
    table = count_at_risk(observations.days, observations.events, observations.arm_of, len(observations.arms))
    curves = []
    for row, arm in enumerate(observations.arms):
        seen = table.events[row] + table.censored[row] > 0
        curves.append(
            _curve(
                arm,
                convention,
                table.days[seen],
                table.at_risk[row, seen],
                table.events[row, seen],
                table.censored[row, seen],
            )
        )
    return tuple(curves)


def _curve(
    arm: str, convention: CurveConvention, days: Days, at_risk: Integers, events: Integers, censored: Integers
) -> SurvivalCurve:
    survivors = at_risk - events
    survival: Numbers = (survivors / at_risk).cumprod()
    with np.errstate(divide="ignore", invalid="ignore"):
        relative_error: Numbers = np.sqrt(np.cumsum(events / (at_risk * survivors.astype(np.float64))))
    relative_error[survival == 0.0] = np.nan
    lower, upper = _limits(survival, relative_error, convention)
    n = int(at_risk[0]) if at_risk.size else 0
    return SurvivalCurve(
        arm,
        convention,
        n,
        int(events.sum()),
        days,
        at_risk,
        events,
        censored,
        survival,
        survival * relative_error,
        lower,
        upper,
    )


def _limits(survival: Numbers, relative_error: Numbers, convention: CurveConvention) -> tuple[Numbers, Numbers]:
    """Pointwise limits of S(t) on the scale of the convention (Kalbfleisch & Prentice 2002, section 1.4)."""
    reach = convention.z * relative_error
    if convention.confidence is ConfidenceType.PLAIN:
        return np.maximum(survival * (1 - reach), 0.0), np.minimum(survival * (1 + reach), 1.0)
    if convention.confidence is ConfidenceType.LOG:
        return survival * np.exp(-reach), np.minimum(survival * np.exp(reach), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_survival = np.where(survival < 1.0, np.log(survival), np.nan)
        spread = reach / log_survival
        return np.exp(log_survival * np.exp(-spread)), np.exp(log_survival * np.exp(spread))
