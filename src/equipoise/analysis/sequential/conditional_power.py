"""The chance to succeed at the end, given what is seen now (Lan & Wittes 1988, the B-value)."""

from __future__ import annotations

from math import log, sqrt

from equipoise.analysis.survival.distributions import normal_probability, normal_quantile


def conditional_power(
    z: float, fraction: float, drift: float, *, alpha: float = 0.025, critical: float | None = None
) -> float:
    """The chance that the final z exceeds its critical value, for an expected final z (the drift).

    `critical` is the fixed normal quantile of one-sided alpha unless a sequential design's last boundary is given. z above
    0 favours the second arm.
    """
    if not 0 < fraction < 1:
        raise ValueError(f"some and not all of the information is in: a fraction between 0 and 1, not {fraction}")
    limit = normal_quantile(1 - alpha) if critical is None else critical
    return normal_probability((z * sqrt(fraction) + drift * (1 - fraction) - limit) / sqrt(1 - fraction))


def trend_drift(z: float, fraction: float) -> float:
    """The expected final z if what was seen so far goes on."""
    return z / sqrt(fraction)


def hazard_ratio_drift(hazard_ratio: float, events: float, *, ratio: float = 1.0) -> float:
    """The expected final log-rank z at this hazard ratio with this many events in all (Schoenfeld 1981)."""
    return -log(hazard_ratio) * sqrt(events * ratio) / (1 + ratio)
