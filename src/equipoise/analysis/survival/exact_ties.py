"""Sums over every choice of d people from a risk set: what the exact treatment of ties needs (Cox 1972; Gail et al. 1981)."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
from scipy import special

from equipoise.analysis.find_root import find_root
from equipoise.analysis.survival.observations import Numbers

REACH = 12.0
"""Standard deviations of a binomial count beyond which its chance is below the last digit of a sum."""


def sum_of_choices(levels: Numbers, people: Numbers, count: int, beta: float) -> tuple[float, float, float]:
    """The log of the sum over choices of exp(beta x total), and mean and variance of the chosen people's total.

    `people` says how many of the risk set have each level of the covariate. If everybody were chosen by a coin of their
    own, with odds exp(beta x level) times a common factor, a choice of d would have just these weights, given that d are
    chosen. The factor is set so that d is expected; then nothing underflows, however many are tied.
    """
    kept = people > 0
    levels, people = levels[kept], people[kept]
    if count == people.sum():
        total = float(people @ levels)
        return beta * total, total, 0.0
    tilt = _tilt(beta * levels, people, count)
    odds = beta * levels + tilt
    start, mass, first, second = 0, np.ones(1), np.zeros(1), np.zeros(1)
    for level, number, log_odds in zip(levels.tolist(), people.tolist(), odds.tolist(), strict=True):
        low, chance = _binomial(number, log_odds, count)
        total_here = level * np.arange(low, low + chance.size)
        once, twice = chance * total_here, chance * total_here**2
        second = np.convolve(second, chance) + 2 * np.convolve(first, once) + np.convolve(mass, twice)
        first = np.convolve(first, chance) + np.convolve(mass, once)
        mass = np.convolve(mass, chance)
        start += low
    place = count - start
    mean = float(first[place] / mass[place])
    whole = float(people @ np.logaddexp(0.0, odds)) - count * tilt
    return whole + log(float(mass[place])), mean, max(float(second[place] / mass[place]) - mean**2, 0.0)


def _tilt(logs: Numbers, people: Numbers, count: int) -> float:
    """The common log odds at which as many are expected to be chosen as were."""
    share = count / float(people.sum())
    middle = log(share / (1 - share))
    low, high = middle - float(logs.max()) - 1e-6, middle - float(logs.min()) + 1e-6
    return find_root(lambda tilt: float(people @ special.expit(logs + tilt)) - count, low, high, 1e-9)


def _binomial(number: float, log_odds: float, count: int) -> tuple[int, Numbers]:
    """The chances of a binomial count about its mean, and the count at which they begin."""
    chance = float(special.expit(log_odds))
    reach = REACH * sqrt(number * chance * (1 - chance)) + REACH * 2
    low = max(int(number * chance - reach), 0)
    high = min(int(number * chance + reach) + 1, int(number), count)
    k = np.arange(low, max(high, low) + 1, dtype=np.float64)
    logs = special.gammaln(number + 1) - special.gammaln(k + 1) - special.gammaln(number - k + 1)
    found: Numbers = np.exp(logs + k * special.log_expit(log_odds) + (number - k) * special.log_expit(-log_odds))
    return low, found
