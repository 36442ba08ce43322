"""Sums over every choice of d people from a risk set: what the exact treatment of ties needs (Cox 1972; Gail et al. 1981)."""

from __future__ import annotations

from math import log

import numpy as np
from scipy import special

from equipoise.analysis.survival.observations import Numbers


def sum_of_choices(levels: Numbers, people: Numbers, count: int, beta: float) -> tuple[float, float, float]:
    """The log of the sum over choices of exp(beta x total), and mean and variance of the chosen people's total.

    `people` says how many of the risk set have each level of the covariate. People of one level are alike, so a choice
    is how many come from each: a product of polynomials in the number chosen, kept with its first two moments.
    """
    mass, first, second = np.ones(1), np.zeros(1), np.zeros(1)
    scale = 0.0
    for level, number in zip(levels.tolist(), people.tolist(), strict=True):
        if not number:
            continue
        chosen = np.arange(min(int(number), count) + 1, dtype=np.float64)
        logs = _log_choose(number, chosen) + beta * level * chosen
        top = float(logs.max())
        weight, total = np.exp(logs - top), level * chosen
        second = _product(second, weight, count) + 2 * _product(first, weight * total, count)
        second += _product(mass, weight * total**2, count)
        first = _product(first, weight, count) + _product(mass, weight * total, count)
        mass = _product(mass, weight, count)
        largest = float(mass.max())
        mass, first, second = mass / largest, first / largest, second / largest
        scale += top + log(largest)
    mean = float(first[count] / mass[count])
    return scale + log(float(mass[count])), mean, float(second[count] / mass[count]) - mean**2


def _log_choose(number: float, chosen: Numbers) -> Numbers:
    found: Numbers = special.gammaln(number + 1) - special.gammaln(chosen + 1) - special.gammaln(number - chosen + 1)
    return found


def _product(one: Numbers, other: Numbers, count: int) -> Numbers:
    return np.convolve(one, other)[: count + 1]
