"""Survival estimators on columns of whole days: curves, tests, hazard ratios, follow-up.

`read_observations` is the way in; every result is frozen and carries its convention. Every question has an answer:
where the data do not determine a number, the number is None and a status says why.
"""

from __future__ import annotations

from equipoise.analysis.survival.compare_log_rank import LogRank, LogRankStatus, compare_log_rank
from equipoise.analysis.survival.conventions import (
    ConfidenceType,
    CoxConvention,
    CurveConvention,
    LogRankConvention,
    Ties,
)
from equipoise.analysis.survival.estimate_follow_up import FollowUp, estimate_follow_up
from equipoise.analysis.survival.estimate_kaplan_meier import SurvivalCurve, estimate_kaplan_meier
from equipoise.analysis.survival.fit_cox import CoxStatus, HazardRatio, fit_cox, fit_cox_to_number
from equipoise.analysis.survival.observations import Observations, read_observations
from equipoise.analysis.survival.read_curve import SurvivalAtDay, SurvivalQuantile, find_quantile, read_survival

__all__ = [
    "ConfidenceType",
    "CoxConvention",
    "CoxStatus",
    "CurveConvention",
    "FollowUp",
    "HazardRatio",
    "LogRank",
    "LogRankConvention",
    "LogRankStatus",
    "Observations",
    "SurvivalAtDay",
    "SurvivalCurve",
    "SurvivalQuantile",
    "Ties",
    "compare_log_rank",
    "estimate_follow_up",
    "estimate_kaplan_meier",
    "find_quantile",
    "fit_cox",
    "fit_cox_to_number",
    "read_observations",
    "read_survival",
]
