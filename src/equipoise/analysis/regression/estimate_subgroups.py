"""The hazard ratio in each subgroup, and whether subgroups differ: the rows of a forest plot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from equipoise.analysis.regression.fit_cox_regression import CoxRegression, RegressionStatus, fit_cox_regression
from equipoise.analysis.survival.conventions import Ties
from equipoise.analysis.survival.distributions import chi_square_tail
from equipoise.analysis.survival.estimate_kaplan_meier import estimate_kaplan_meier
from equipoise.analysis.survival.fit_cox import HazardRatio, fit_cox
from equipoise.analysis.survival.observations import Numbers, Observations
from equipoise.analysis.survival.read_curve import find_quantile


@dataclass(frozen=True, slots=True)
class SubgroupRow:
    """One level of one factor: people, events and median by arm, and the hazard ratio of the second arm."""

    factor: str
    level: str
    n: tuple[int, ...]
    events: tuple[int, ...]
    medians: tuple[float | None, ...]
    hazard_ratio: HazardRatio


@dataclass(frozen=True, slots=True)
class SubgroupFactor:
    """A factor's rows, and the test of interaction; its numbers are None where a model has no maximum.

    `chi_square` is the likelihood ratio of the model with arm, levels and their products against that without products.
    """

    factor: str
    rows: tuple[SubgroupRow, ...]
    chi_square: float | None
    degrees_of_freedom: int
    p_interaction: float | None


@dataclass(frozen=True, slots=True)
class Subgroups:
    """Everybody's row, then each factor in the order given."""

    everybody: SubgroupRow
    factors: tuple[SubgroupFactor, ...]


def estimate_subgroups(
    observations: Observations,
    factors: Mapping[str, Sequence[object]],
    *,
    ties: Ties = Ties.EFRON,
    level: float = 0.95,
    stratified: bool = False,
) -> Subgroups:
    """The hazard ratio of two arms in each level of each factor. `factors`: name -> one level a person.

    None is a level of its own, called "missing". Subgroup intervals are not adjusted for their number.
    """
    wrong = [name for name, levels in factors.items() if len(levels) != observations.n]
    if wrong:
        raise ValueError(f"one level a person: {', '.join(wrong)}")
    everybody = _row(observations, "", "", ties, level, stratified)
    return Subgroups(
        everybody,
        tuple(_factor(observations, name, levels, ties, level, stratified) for name, levels in factors.items()),
    )


def _factor(
    observations: Observations, name: str, levels: Sequence[object], ties: Ties, level: float, stratified: bool
) -> SubgroupFactor:
    words = np.array(["missing" if one is None else str(one) for one in levels])
    found = sorted(set(words.tolist()), key=lambda word: (word == "missing", word))
    rows = tuple(_row(observations.chosen(words == word), name, word, ties, level, stratified) for word in found)
    arm = observations.arm_of.astype(np.float64)
    main: dict[str, Numbers] = {"arm": arm}
    products: dict[str, Numbers] = {}
    for word in found[1:]:
        main[f"{name} {word}"] = (words == word).astype(np.float64)
        products[f"arm x {name} {word}"] = arm * (words == word)
    if not products:
        return SubgroupFactor(name, rows, None, 0, None)
    without = fit_cox_regression(observations, main, ties=ties, stratified=stratified)
    with_them = fit_cox_regression(observations, {**main, **products}, ties=ties, stratified=stratified)
    chi_square = _gain(without, with_them)
    degrees = len(products)
    p = None if chi_square is None else chi_square_tail(chi_square, degrees)
    return SubgroupFactor(name, rows, chi_square, degrees, p)


def _gain(without: CoxRegression, with_them: CoxRegression) -> float | None:
    fitted = RegressionStatus.ESTIMATED
    if without.status is not fitted or with_them.status is not fitted:
        return None
    low, high = without.log_likelihood[1], with_them.log_likelihood[1]
    return None if low is None or high is None else max(2 * (high - low), 0.0)


def _row(observations: Observations, factor: str, word: str, ties: Ties, level: float, stratified: bool) -> SubgroupRow:
    arms = len(observations.arms)
    curves = estimate_kaplan_meier(observations)
    return SubgroupRow(
        factor,
        word,
        tuple(np.bincount(observations.arm_of, minlength=arms).tolist()),
        tuple(np.bincount(observations.arm_of[observations.events], minlength=arms).tolist()),
        tuple(find_quantile(curve).day for curve in curves),
        fit_cox(observations, ties=ties, level=level, stratified=stratified),
    )
