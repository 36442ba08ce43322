"""A second implementation from the papers alone: plain Python, one person at a time, exact fractions where possible.

Nothing is shared with `equipoise.analysis`: no tables, no arrays, no Newton (the Cox maximum is found by bisection).
"""

from __future__ import annotations

from fractions import Fraction
from math import exp, log

Person = tuple[int, int, int]  # day, event (0 or 1), arm (0 or 1)


def survival_after(people: list[Person], day: int) -> Fraction:
    """Kaplan & Meier 1958: the product over event days up to `day` of the share that survived it."""
    survival = Fraction(1)
    for at in sorted({d for d, event, _ in people if event and d <= day}):
        alive = sum(1 for d, _, _ in people if d >= at)
        died = sum(1 for d, event, _ in people if d == at and event)
        survival *= Fraction(alive - died, alive)
    return survival


def greenwood_sum(people: list[Person], day: int) -> Fraction | None:
    """Greenwood 1926: Var S / S²; None once everybody has died."""
    total = Fraction(0)
    for at in sorted({d for d, event, _ in people if event and d <= day}):
        alive = sum(1 for d, _, _ in people if d >= at)
        died = sum(1 for d, event, _ in people if d == at and event)
        if alive == died:
            return None
        total += Fraction(died, alive * (alive - died))
    return total


def log_rank(people: list[Person]) -> tuple[int, Fraction, Fraction]:
    """Mantel 1966: observed, expected and hypergeometric variance in arm 1."""
    observed, expected, variance = 0, Fraction(0), Fraction(0)
    for at in sorted({d for d, event, _ in people if event}):
        n = sum(1 for d, _, _ in people if d >= at)
        treated = sum(1 for d, _, arm in people if d >= at and arm)
        died = sum(1 for d, event, _ in people if d == at and event)
        observed += sum(1 for d, event, arm in people if d == at and event and arm)
        expected += Fraction(died * treated, n)
        if n > 1:
            variance += Fraction(died * treated * (n - treated) * (n - died), n * n * (n - 1))
    return observed, expected, variance


def cox_score(people: list[Person], beta: float, ties: str) -> float:
    """The derivative of the partial log-likelihood (Cox 1972; ties as Breslow 1974 or Efron 1977)."""
    score = 0.0
    for at in sorted({d for d, event, _ in people if event}):
        risk = [arm for d, _, arm in people if d >= at]
        tied = [arm for d, event, arm in people if d == at and event]
        score += sum(tied)
        for k in range(len(tied)):
            gone = k / len(tied) if ties == "efron" else 0.0
            weight = sum(exp(beta * arm) for arm in risk) - gone * sum(exp(beta * arm) for arm in tied)
            moment = sum(arm * exp(beta * arm) for arm in risk) - gone * sum(arm * exp(beta * arm) for arm in tied)
            score -= moment / weight
    return score


def cox_log_likelihood(people: list[Person], beta: float, ties: str) -> float:
    """The partial log-likelihood itself."""
    value = 0.0
    for at in sorted({d for d, event, _ in people if event}):
        risk = [arm for d, _, arm in people if d >= at]
        tied = [arm for d, event, arm in people if d == at and event]
        value += beta * sum(tied)
        for k in range(len(tied)):
            gone = k / len(tied) if ties == "efron" else 0.0
            value -= log(sum(exp(beta * arm) for arm in risk) - gone * sum(exp(beta * arm) for arm in tied))
    return value


def cox_beta(people: list[Person], ties: str, reach: float = 30.0) -> float | None:
    """The root of the falling score by bisection; None when it has no sign change within ± reach."""
    low, high = -reach, reach
    if not cox_score(people, low, ties) > 1e-9 or not cox_score(people, high, ties) < -1e-9:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if cox_score(people, middle, ties) > 0 else (low, middle)
    return (low + high) / 2
