"""How many people a trial needs: two formulas for survival, one for shares. Nothing is rounded here."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, log, sqrt

from equipoise.analysis.survival.distributions import normal_quantile
from equipoise.simulation.design.events import Accrual, Hazards, events_by_piece, schoenfeld_events


@dataclass(frozen=True, slots=True)
class SampleSize:
    """People in all and events among them, not rounded."""

    people: float
    events: float


@dataclass(frozen=True, slots=True)
class SurvivalPlan:
    """Exponential control arm with this hazard, a hazard ratio, even accrual, follow-up after it, exponential drop-out."""

    control_hazard: float
    hazard_ratio: float
    accrual: float
    follow_up: float
    dropout_hazard: float = 0.0
    ratio: float = 1.0

    def event_chance(self, hazard: float) -> float:
        """The chance that somebody with this hazard has the event before the end."""
        one = Accrual(1.0, self.accrual, self.dropout_hazard)
        return events_by_piece(one, Hazards((inf,), (hazard,)), self.accrual + self.follow_up)[0]

    @property
    def shares(self) -> tuple[float, float]:
        """First and second arm's share of the people."""
        return 1 / (1 + self.ratio), self.ratio / (1 + self.ratio)

    @property
    def mean_chance(self) -> float:
        """The chance of an event among everybody."""
        first, second = self.shares
        treated = self.control_hazard * self.hazard_ratio
        return first * self.event_chance(self.control_hazard) + second * self.event_chance(treated)


def lachin_foulkes(plan: SurvivalPlan, *, alpha: float = 0.025, power: float = 0.8) -> SampleSize:
    """People for a test of two exponential hazards on the log scale (Lachin & Foulkes 1986); gsDesign's nSurv.

    Without effect both arms have the mean hazard, weighted by the arms' shares.
    """
    hazards = plan.control_hazard, plan.control_hazard * plan.hazard_ratio
    mean = sum(share * hazard for share, hazard in zip(plan.shares, hazards, strict=True))
    null = sum(1 / (share * plan.event_chance(mean)) for share in plan.shares)
    effect = sum(1 / (share * plan.event_chance(at)) for share, at in zip(plan.shares, hazards, strict=True))
    total = normal_quantile(1 - alpha) * sqrt(null) + normal_quantile(power) * sqrt(effect)
    people = (total / log(plan.hazard_ratio)) ** 2
    return SampleSize(people, people * plan.mean_chance)


def schoenfeld_people(plan: SurvivalPlan, *, alpha: float = 0.025, power: float = 0.8) -> SampleSize:
    """People among whom Schoenfeld's events are expected by the end; rpact's getSampleSizeSurvival."""
    events = schoenfeld_events(plan.hazard_ratio, alpha=alpha, power=power, ratio=plan.ratio)
    return SampleSize(events / plan.mean_chance, events)


def compare_two_shares(
    second: float, first: float, *, alpha: float = 0.025, power: float = 0.8, ratio: float = 1.0
) -> SampleSize:
    """People to tell two shares apart by the pooled test (Fleiss, Tytun & Ury 1980, without correction); alpha one-sided."""
    if not (0 < second < 1 and 0 < first < 1) or second == first:
        raise ValueError(f"two different shares between 0 and 1, not {second} and {first}")
    parts = 1 / (1 + ratio), ratio / (1 + ratio)
    pooled = parts[0] * first + parts[1] * second
    null = sqrt(pooled * (1 - pooled) * (1 / parts[0] + 1 / parts[1]))
    effect = sqrt(first * (1 - first) / parts[0] + second * (1 - second) / parts[1])
    people = ((normal_quantile(1 - alpha) * null + normal_quantile(power) * effect) / (second - first)) ** 2
    return SampleSize(people, people * pooled)
