"""Quality of life: `scales.py` says which items make a scale, `score.py` how it is scored, `change.py` how it changed.

The words of the instruments belong to the EORTC and are not here: items are known by their numbers.

Start here: `scales.py`.
"""

from equipoise.analysis.quality_of_life.change import Change, QualityScores, ScaleScore, read_changes, read_scores
from equipoise.analysis.quality_of_life.scales import SCALES, SUMMARY, Scale, scale
from equipoise.analysis.quality_of_life.score import score_instrument, score_scale

__all__ = [
    "SCALES",
    "SUMMARY",
    "Change",
    "QualityScores",
    "Scale",
    "ScaleScore",
    "read_changes",
    "read_scores",
    "scale",
    "score_instrument",
    "score_scale",
]
