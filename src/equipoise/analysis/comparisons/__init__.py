"""Comparisons of two groups by ranks, means or rates, and the adjustment of several p values."""

from __future__ import annotations

from equipoise.analysis.comparisons.adjust_multiplicity import Adjustment, adjust
from equipoise.analysis.comparisons.compare_means import MeansTest, compare_means
from equipoise.analysis.comparisons.compare_ranks import RanksTest, compare_ranks
from equipoise.analysis.comparisons.compare_rates import Rate, RatesTest, compare_rates, estimate_rate
from equipoise.analysis.comparisons.decide_in_graph import Graph, GraphTest, decide_in_graph, fallback, fixed_sequence

__all__ = [
    "Adjustment",
    "Graph",
    "GraphTest",
    "MeansTest",
    "RanksTest",
    "Rate",
    "RatesTest",
    "adjust",
    "compare_means",
    "compare_ranks",
    "compare_rates",
    "decide_in_graph",
    "estimate_rate",
    "fallback",
    "fixed_sequence",
]
