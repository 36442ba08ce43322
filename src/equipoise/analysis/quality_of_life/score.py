"""From answers to scores from 0 to 100 (EORTC QLQ-C30 Scoring Manual, 3rd edition, 2001). Exact: fractions, never floats."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from equipoise.analysis.quality_of_life.scales import IN_SUMMARY, SCALES, SUMMARY, Scale

LEAST = 1
"""The lowest answer of every item."""


def score_scale(scale: Scale, answers: Mapping[int, int | None], *, whole: bool = False) -> Fraction | None:
    """The score of a scale from the answers by item number; None where too few items were answered.

    The raw score is the mean of the answered items if at least half of them were (all of them with `whole`). A function is
    (1 - (raw - 1) / range) x 100, a symptom and the global scale (raw - 1) / range x 100. An answer outside the item's range
    counts as missing: it cannot be one.
    """
    given = [
        answer
        for item in scale.items
        if (answer := answers.get(item)) is not None and LEAST <= answer <= LEAST + scale.range
    ]
    if len(given) < len(scale.items) if whole else 2 * len(given) < len(scale.items) or not given:
        return None
    most = len(given) * scale.range
    above = sum(given) - len(given) * LEAST
    return Fraction(100 * (most - above if scale.kind == "function" else above), most)


def score_instrument(
    instrument: str, answers: Mapping[int, int | None], whole_scales: Collection[str] = ()
) -> Mapping[str, Fraction | None]:
    """Every scale of an instrument; for QLQ-C30 also the summary score, where all thirteen scales are known.

    The summary score follows Giesinger et al. (J Clin Epidemiol 2016; 69: 79-88). KeyError never: what is missing is None.
    """
    found = {
        key: score_scale(scale, answers, whole=key in whole_scales)
        for key, scale in SCALES.items()
        if scale.instrument == instrument
    }
    if all(key in found for key in IN_SUMMARY):
        found[SUMMARY] = _summary(found)
    return found


def _summary(found: Mapping[str, Fraction | None]) -> Fraction | None:
    total = Fraction(0)
    for key in IN_SUMMARY:
        score = found[key]
        if score is None:
            return None
        total += 100 - score if SCALES[key].kind == "symptom" else score
    return total / len(IN_SUMMARY)
