"""Looking more than once: spending, boundaries, crossing chances, conditional power, and the final answer."""

from __future__ import annotations

from equipoise.analysis.sequential.boundaries import efficacy_boundaries, repeated_p, solve_above, solve_below
from equipoise.analysis.sequential.conditional_power import conditional_power, hazard_ratio_drift, trend_drift
from equipoise.analysis.sequential.infer_finally import Ending, FinalInference, infer_finally
from equipoise.analysis.sequential.spending import Spending, SpendingKind
from equipoise.analysis.sequential.walk import Crossing, Walk, cross

__all__ = [
    "Crossing",
    "Ending",
    "FinalInference",
    "Spending",
    "SpendingKind",
    "Walk",
    "conditional_power",
    "cross",
    "efficacy_boundaries",
    "hazard_ratio_drift",
    "infer_finally",
    "repeated_p",
    "solve_above",
    "solve_below",
    "trend_drift",
]
