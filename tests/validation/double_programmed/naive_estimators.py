"""Second implementations of the further estimators: plain Python from the definitions, by enumeration where possible."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations
from math import comb, exp, log, sqrt

from tests.validation.double_programmed.naive_survival import Person, survival_after

Caused = tuple[int, int, int]  # day, cause (0 censored), arm


def weighted_moments(people: list[Person], weights: list[tuple[int, int]]) -> tuple[list[float], list[list[float]]]:
    """Weighted observed − expected in arm 1 and its covariance; whole exponents, so all is exact until the end."""
    u = [Fraction(0)] * len(weights)
    v = [[Fraction(0)] * len(weights) for _ in weights]
    for at in sorted({d for d, event, _ in people if event}):
        n = sum(1 for d, _, _ in people if d >= at)
        treated = sum(1 for d, _, arm in people if d >= at and arm)
        died = sum(1 for d, event, _ in people if d == at and event)
        own = sum(1 for d, event, arm in people if d == at and event and arm)
        before = survival_after(people, at - 1)
        w = [before**rho * (1 - before) ** gamma for rho, gamma in weights]
        spread = Fraction(died * treated * (n - treated) * (n - died), n * n * (n - 1)) if n > 1 else Fraction(0)
        for i in range(len(weights)):
            u[i] += w[i] * (own - Fraction(died * treated, n))
            for j in range(len(weights)):
                v[i][j] += w[i] * w[j] * spread
    return [float(one) for one in u], [[float(one) for one in row] for row in v]


def exact_log_likelihood(people: list[Person], beta: float) -> float:
    """Cox 1972, by writing out every choice of as many people as had the event."""
    value = 0.0
    for at in sorted({d for d, event, _ in people if event}):
        risk = [arm for d, _, arm in people if d >= at]
        tied = [arm for d, event, arm in people if d == at and event]
        total = sum(exp(beta * sum(choice)) for choice in combinations(risk, len(tied)))
        value += beta * sum(tied) - log(total)
    return value


def regression_log_likelihood(rows: list[tuple[int, int, tuple[float, ...]]], beta: list[float]) -> float:
    """Efron 1977 with several covariates, one event after the other."""

    def score(x: tuple[float, ...]) -> float:
        return sum(b * one for b, one in zip(beta, x, strict=True))

    value = 0.0
    for at in sorted({d for d, event, _ in rows if event}):
        tied = [x for d, event, x in rows if d == at and event]
        whole = sum(exp(score(x)) for d, _, x in rows if d >= at)
        part = sum(exp(score(x)) for x in tied)
        for k, x in enumerate(tied):
            value += score(x) - log(whole - k / len(tied) * part)
    return value


def concordance(rows: list[tuple[int, int, float]]) -> tuple[int, int, int]:
    """Every pair, one by one."""
    agree = against = tied = 0
    for i, (day, event, score) in enumerate(rows):
        for j, (other_day, other_event, other) in enumerate(rows):
            if i == j or not event or not (day < other_day or (day == other_day and not other_event)):
                continue
            agree, against, tied = agree + (score > other), against + (score < other), tied + (score == other)
    return agree, against, tied


def restricted_mean(people: list[Person], horizon: int) -> Fraction:
    """The area under the curve, a day at a time."""
    return sum((survival_after(people, day) for day in range(horizon)), Fraction(0))


def cumulative_incidence(people: list[Caused], cause: int, day: int) -> Fraction:
    """Aalen & Johansen 1978: the sum of the chance to be there times the chance to go by this cause."""
    total, there = Fraction(0), Fraction(1)
    for at in sorted({d for d, of, _ in people if of and d <= day}):
        n = sum(1 for d, _, _ in people if d >= at)
        own = sum(1 for d, of, _ in people if d == at and of == cause)
        any_cause = sum(1 for d, of, _ in people if d == at and of)
        total += there * Fraction(own, n)
        there *= 1 - Fraction(any_cause, n)
    return total


def fine_gray_score(people: list[tuple[int, int, float]], cause: int, beta: float) -> float:
    """The weighted score person by person; the chance not to be censored is a product over earlier censorings."""

    def kept(day: int) -> float:
        value = 1.0
        for at in sorted({d for d, of, _ in people if not of and d < day}):
            n = sum(1 for d, _, _ in people if d >= at)
            value *= 1 - sum(1 for d, of, _ in people if d == at and not of) / n
        return value

    score = 0.0
    for day, of, x in people:
        if of != cause:
            continue
        zero = one = 0.0
        for d, other, z in people:
            weight = 1.0 if d >= day else kept(day) / kept(d) if other not in (0, cause) else 0.0
            zero, one = zero + weight * exp(beta * z), one + weight * z * exp(beta * z)
        score += x - one / zero
    return score


def rank_sum_p(first: list[int], second: list[int]) -> Fraction:
    """Every regrouping of the pooled values, counted."""
    pooled = first + second
    rank = [
        Fraction(2 * sum(1 for other in pooled if other < one) + sum(1 for other in pooled if other == one) + 1, 2)
        for one in pooled
    ]
    expected = Fraction(len(first) * (len(pooled) + 1), 2)
    seen = abs(sum(rank[: len(first)]) - expected)
    choices = list(combinations(range(len(pooled)), len(first)))
    return Fraction(sum(1 for choice in choices if abs(sum(rank[i] for i in choice) - expected) >= seen), len(choices))


def fisher_p(a: int, b: int, c: int, d: int) -> Fraction:
    """The sum of tables no likelier than the observed, in fractions."""
    rows, other, events = a + b, c + d, a + c

    def chance(cell: int) -> Fraction:
        return Fraction(comb(rows, cell) * comb(other, events - cell), comb(rows + other, events))

    cells = range(max(0, events - other), min(rows, events) + 1)
    return sum((chance(cell) for cell in cells if chance(cell) <= chance(a)), Fraction(0))


def closed_simes(p: list[float]) -> list[float]:
    """Hommel 1988 as defined: the largest Simes p over every subset in which a hypothesis stands."""
    found = []
    for i in range(len(p)):
        worst = 0.0
        for size in range(1, len(p) + 1):
            for subset in combinations(range(len(p)), size):
                if i in subset:
                    ordered = sorted(p[j] for j in subset)
                    worst = max(worst, min(size * value / rank for rank, value in enumerate(ordered, start=1)))
        found.append(min(worst, 1.0))
    return found


def welch(first: list[int], second: list[int]) -> tuple[float, float] | None:
    """Welch's t and its degrees of freedom."""

    def parts(values: list[int]) -> tuple[float, float, int]:
        mean = sum(values) / len(values)
        return mean, sum((one - mean) ** 2 for one in values) / (len(values) - 1) / len(values), len(values)

    (m1, v1, n1), (m2, v2, n2) = parts(first), parts(second)
    if v1 + v2 == 0:
        return None
    return (m1 - m2) / sqrt(v1 + v2), (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
