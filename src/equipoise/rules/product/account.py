"""What a course holds and what it gave: cells by bag, by day and in all, in every population, each with its interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from equipoise.protocol.model import Study
from equipoise.rules.product.counting import Estimate
from equipoise.rules.product.dose import POPULATIONS, DoseVerdict, Population, estimate_bags, judge_dose
from equipoise.rules.product.units import Bag, Batch

Amounts = Mapping[Population, Estimate]
"""Cells by population: all nucleated, viable, viable CD3-CD56+."""


@dataclass(frozen=True, slots=True)
class Account:
    """A bag, a day or the course: what was filled, what went in. A partial infusion counts by its volume alone."""

    name: str
    filled: Amounts
    given: Amounts


@dataclass(frozen=True, slots=True)
class CourseAccount:
    """The cells of one batch. `verdicts` judge what was given, in the declared population: of the course, or of each of its days."""

    bags: tuple[Account, ...]
    days: tuple[Account, ...]
    course: Account
    verdicts: Mapping[str, DoseVerdict]


def account(study: Study, batch: Batch) -> CourseAccount:
    """The cells that a batch holds and gave. Bags that were rejected, or destroyed unused, are in their own line only."""
    assert study.product is not None, "a study without a product has no dose"
    declared = study.product.dose
    kept = [bag for bag in batch.bags if not bag.rejected and (bag.started or not bag.disposed)]
    days = tuple(
        _account(study, str(day), (bag for bag in kept if bag.harvest == day))
        for day in sorted({bag.harvest for bag in kept})
    )
    course = _account(study, batch.id, kept)
    judged = days if declared.per == "infusion_day" else (course,)
    return CourseAccount(
        bags=tuple(_account(study, bag.id, (bag,)) for bag in batch.bags),
        days=days,
        course=course,
        verdicts={
            one.name: judge_dose(one.given[declared.population], declared.least, declared.most) for one in judged
        },
    )


def _account(study: Study, name: str, bags: Iterable[Bag]) -> Account:
    some = tuple(bags)
    filled = [(bag, bag.formulated.body.volume_ml) for bag in some]
    given = [(bag, bag.ended.body.volume_ml) for bag in some if bag.ended]
    return Account(name, _amounts(study, filled), _amounts(study, given))


def _amounts(study: Study, parts: list[tuple[Bag, Decimal]]) -> Amounts:
    return {population: estimate_bags(study, parts, population) for population in POPULATIONS}
