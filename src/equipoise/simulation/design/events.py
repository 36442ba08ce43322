"""Events that a comparison of two hazards needs, and how many a trial will have seen by a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt

from equipoise.analysis.survival.distributions import normal_quantile


def schoenfeld_events(hazard_ratio: float, *, alpha: float = 0.025, power: float = 0.8, ratio: float = 1.0) -> float:
    """Events for a log-rank test, not rounded (Schoenfeld 1981); `ratio` is second to first arm, alpha one-sided."""
    return _squared(alpha, power) * (1 + ratio) ** 2 / (ratio * _log(hazard_ratio) ** 2)


def freedman_events(hazard_ratio: float, *, alpha: float = 0.025, power: float = 0.8, ratio: float = 1.0) -> float:
    """Events by Freedman's formula (1982), not rounded: a little more than Schoenfeld's."""
    _log(hazard_ratio)
    return _squared(alpha, power) * ((1 + ratio * hazard_ratio) / (1 - hazard_ratio)) ** 2 / ratio


def detectable_hazard_ratio(events: float, *, alpha: float = 0.025, power: float = 0.8, ratio: float = 1.0) -> float:
    """The hazard ratio below 1 that this many events show with this power (Schoenfeld)."""
    return exp(-sqrt(_squared(alpha, power) * (1 + ratio) ** 2 / (ratio * events)))


@dataclass(frozen=True, slots=True)
class Accrual:
    """People entering evenly over a duration, an exponential drop-out hazard, and the second arm's share in 1:ratio."""

    people: float
    duration: float
    dropout_hazard: float = 0.0
    ratio: float = 1.0

    def __post_init__(self) -> None:
        if not (self.people > 0 and self.duration > 0 and self.dropout_hazard >= 0 and self.ratio > 0):
            raise ValueError("people, duration and ratio are above 0, drop-out 0 or more")


@dataclass(frozen=True, slots=True)
class Hazards:
    """Piecewise constant: `rates[k]` holds from the end before until `ends[k]`; the last end is infinite."""

    ends: tuple[float, ...]
    rates: tuple[float, ...]

    def __post_init__(self) -> None:
        if len(self.ends) != len(self.rates) or not self.ends or self.ends[-1] != inf:
            raise ValueError("one end a rate, the last infinite")
        if sorted(set(self.ends)) != list(self.ends) or min(self.ends) <= 0 or min(self.rates) <= 0:
            raise ValueError("ends rise from above 0, rates are above 0")


@dataclass(frozen=True, slots=True)
class ExpectedEvents:
    """What is expected by a time since the first entry: events, average hazard ratio, and information of its log.

    `information` is under the effect, `information_null` with events as the arms' sizes would divide them.
    """

    time: float
    events: float
    average_hazard_ratio: float
    information: float
    information_null: float


def expect_events(accrual: Accrual, control: Hazards, hazard_ratios: Sequence[float], time: float) -> ExpectedEvents:
    """Events and average hazard ratio by a time (Mukhopadhyay et al. 2020), one ratio a piece of the control's hazard."""
    if len(hazard_ratios) != len(control.rates) or not time > 0:
        raise ValueError("one hazard ratio a piece, and a time above 0")
    second_share = accrual.ratio / (1 + accrual.ratio)
    treated = Hazards(control.ends, tuple(r * hr for r, hr in zip(control.rates, hazard_ratios, strict=True)))
    first = [(1 - second_share) * part for part in events_by_piece(accrual, control, time)]
    second = [second_share * part for part in events_by_piece(accrual, treated, time)]
    total = sum(first) + sum(second)
    information = [a * b / (a + b) if a + b else 0.0 for a, b in zip(first, second, strict=True)]
    logs = [log(hr) for hr in hazard_ratios]
    weighed = sum(at * (one + two) for at, one, two in zip(logs, first, second, strict=True))
    average = exp(weighed / total) if total else 1.0
    return ExpectedEvents(time, total, average, sum(information), total * second_share * (1 - second_share))


def events_by_piece(accrual: Accrual, hazards: Hazards, time: float) -> list[float]:
    """Events by a time among all people if everybody had these hazards, by the piece in which they fall."""
    start, surviving, found = 0.0, 1.0, []
    for end, rate in zip(hazards.ends, hazards.rates, strict=True):
        loss = rate + accrual.dropout_hazard
        total, at, alive = 0.0, start, surviving
        for until in sorted({min(end, time), max(min(time - accrual.duration, end), start)}):
            if until > at:
                total += _seen(accrual, time, at, until, rate, loss, alive)
                alive *= exp(-loss * (until - at))
                at = until
        found.append(total)
        surviving, start = (surviving * exp(-loss * (end - start)), end) if end < inf else (0.0, end)
    return found


def _seen(accrual: Accrual, time: float, low: float, high: float, rate: float, loss: float, alive: float) -> float:
    """Events between two follow-up times within which the people watched that long fall linearly, or not at all."""
    watched = [accrual.people * min(max((time - at) / accrual.duration, 0.0), 1.0) for at in (low, high)]
    width = high - low
    gone = exp(-loss * width)
    slope = (watched[1] - watched[0]) / width
    area = watched[0] * (1 - gone) / loss + slope * ((1 - gone) / loss**2 - width * gone / loss)
    return rate * alive * area


def _squared(alpha: float, power: float) -> float:
    return (normal_quantile(1 - alpha) + normal_quantile(power)) ** 2


def _log(hazard_ratio: float) -> float:
    if not hazard_ratio > 0 or hazard_ratio == 1:
        raise ValueError(f"a hazard ratio to detect is above 0 and not 1: {hazard_ratio}")
    return log(hazard_ratio)
