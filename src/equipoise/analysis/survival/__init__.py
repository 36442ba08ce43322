"""Survival estimators on columns of whole days: curves, tests, hazard ratios, follow-up.

`read_observations` is the way in; every result is frozen and carries its convention. Every question has an answer:
where the data do not determine a number, the number is None and a status says why.

Start here: `observations.py`.
"""

from __future__ import annotations

from equipoise.analysis.survival.combine_log_ranks import MaxCombo, combine_log_ranks
from equipoise.analysis.survival.compare_log_rank import LogRank, LogRankStatus, compare_log_rank
from equipoise.analysis.survival.compare_milestone import Milestone, MilestoneStatus, compare_milestone
from equipoise.analysis.survival.compare_restricted_means import (
    Contrast,
    MeanStatus,
    RestrictedMean,
    RestrictedMeans,
    compare_restricted_means,
    estimate_restricted_mean,
)
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
from equipoise.analysis.survival.weigh_log_ranks import FOUR_WEIGHTS, WeightedLogRanks, weigh_log_ranks

__all__ = [
    "FOUR_WEIGHTS",
    "ConfidenceType",
    "Contrast",
    "CoxConvention",
    "CoxStatus",
    "CurveConvention",
    "FollowUp",
    "HazardRatio",
    "LogRank",
    "LogRankConvention",
    "LogRankStatus",
    "MaxCombo",
    "MeanStatus",
    "Milestone",
    "MilestoneStatus",
    "Observations",
    "RestrictedMean",
    "RestrictedMeans",
    "SurvivalAtDay",
    "SurvivalCurve",
    "SurvivalQuantile",
    "Ties",
    "WeightedLogRanks",
    "combine_log_ranks",
    "compare_log_rank",
    "compare_milestone",
    "compare_restricted_means",
    "estimate_follow_up",
    "estimate_kaplan_meier",
    "estimate_restricted_mean",
    "find_quantile",
    "fit_cox",
    "fit_cox_to_number",
    "read_observations",
    "read_survival",
    "weigh_log_ranks",
]
