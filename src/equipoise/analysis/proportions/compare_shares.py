"""Pearson's chi-square of two shares, with and without Yates's correction (Pearson 1900; Yates 1934)."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.analysis.proportions.intervals import Proportion
from equipoise.analysis.survival.distributions import chi_square_tail


@dataclass(frozen=True, slots=True)
class SharesTest:
    """The chi-square and its two-sided p; None where nobody or everybody has the event, or a group is empty."""

    chi_square: float | None
    p: float | None


def compare_shares(second: Proportion, first: Proportion, *, corrected: bool = False) -> SharesTest:
    """The large-sample test of equal shares; `corrected` takes Yates's half off, never past zero."""
    total, events = second.n + first.n, second.events + first.events
    if not second.n or not first.n or events in (0, total):
        return SharesTest(None, None)
    share = events / total
    distance = abs(second.events - second.n * share)
    if corrected:
        distance -= min(0.5, distance)
    chi_square = distance**2 / (share * (1 - share)) * (1 / second.n + 1 / first.n)
    return SharesTest(chi_square, chi_square_tail(chi_square, 1))
