"""How the tumour responds, by RECIST 1.1. Start here: `time_points.py`; then `target.py` for the arithmetic of the sums.

`best.py` holds the first progression and the best response.
"""

from equipoise.rules.response.best import Best, BestRules, best_of, best_response, by_table_3, progression
from equipoise.rules.response.explain import RESPONSES
from equipoise.rules.response.overall import NonTarget, Overall, overall_response
from equipoise.rules.response.target import Lesion, Measured, Target, measured, target_response
from equipoise.rules.response.time_points import TimePoint, time_points

__all__ = [
    "RESPONSES",
    "Best",
    "BestRules",
    "Lesion",
    "Measured",
    "NonTarget",
    "Overall",
    "Target",
    "TimePoint",
    "best_of",
    "best_response",
    "by_table_3",
    "measured",
    "overall_response",
    "progression",
    "target_response",
    "time_points",
]
