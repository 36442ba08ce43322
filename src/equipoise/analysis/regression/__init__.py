"""Models with several covariates: Cox's, with robust errors, the check of proportional hazards, concordance; least squares."""

from __future__ import annotations

from equipoise.analysis.regression.check_proportional_hazards import (
    HazardsCheck,
    TimeScale,
    check_proportional_hazards,
)
from equipoise.analysis.regression.estimate_subgroups import (
    SubgroupFactor,
    SubgroupRow,
    Subgroups,
    estimate_subgroups,
)
from equipoise.analysis.regression.fit_cox_regression import CoxRegression, RegressionStatus, fit_cox_regression
from equipoise.analysis.regression.fit_linear_model import (
    LinearModel,
    LinearStatus,
    fit_linear_model,
    indicator_columns,
)
from equipoise.analysis.regression.measure_concordance import Concordance, measure_concordance

__all__ = [
    "Concordance",
    "CoxRegression",
    "HazardsCheck",
    "LinearModel",
    "LinearStatus",
    "RegressionStatus",
    "SubgroupFactor",
    "SubgroupRow",
    "Subgroups",
    "TimeScale",
    "check_proportional_hazards",
    "estimate_subgroups",
    "fit_cox_regression",
    "fit_linear_model",
    "indicator_columns",
    "measure_concordance",
]
