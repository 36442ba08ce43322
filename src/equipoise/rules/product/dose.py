"""How many cells a bag holds, and how much endotoxin an infusion gives: exact, from the counts of the harvest alone.

`cells = concentration x volume`; viable = cells x viability; viable NK = viable x share of CD3-CD56+. Fractions throughout, so that
no verdict turns on a rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Final, Literal

from equipoise.facts.product import BagFormulated
from equipoise.protocol.model import Dose, Study
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.counting import (
    Estimate,
    concentration_factor,
    declared_error,
    independent,
    product_variance,
    share_factor,
    together,
)
from equipoise.rules.product.units import Bag

Population = Literal["viable_nk", "viable", "total_nucleated"]
Place = Literal["below", "within", "above"]

POPULATIONS: Final[tuple[Population, ...]] = ("total_nucleated", "viable", "viable_nk")
COUNTING_VARIATION: Final = Fraction(1, 10)
"""Coefficient of variation of a cell count of which only the result is known: assumed, 10 per cent."""
SHORTEST_HOUR: Final = 60
"""An infusion of less than an hour counts as an hour (USP <85>: limits are per kilogram and hour)."""
ENDOTOXIN_LIMIT: Final = Fraction(5)
"""5 EU per kilogram and hour, for any route but the intrathecal (USP <85>)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What the laboratory counted in a volume; shares in per cent, of all viable cells."""

    volume_ml: Decimal
    concentration_per_ml: int | Fraction
    viability_pct: Decimal
    nk_pct: Decimal
    t_cell_pct: Decimal = Decimal(0)
    counted: tuple[int, ...] = ()
    """The cells that were counted for the concentration, replicate by replicate."""
    viability_counted: int = 0
    flow_events: int = 0

    @classmethod
    def of(cls, filled: BagFormulated) -> Counts:
        """The counts of a filled bag."""
        return cls(
            filled.volume_ml, filled.concentration_per_ml, filled.viability_pct, filled.nk_pct, filled.t_cell_pct,
            filled.counted, filled.viability_counted, filled.flow_events,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cells:
    """Cells by the population that is counted."""

    total_nucleated: Fraction
    viable: Fraction
    viable_nk: Fraction
    viable_t: Fraction

    def of(self, population: Population) -> Fraction:
        """The cells of one population."""
        if population == "viable_nk":
            return self.viable_nk
        return self.viable if population == "viable" else self.total_nucleated

    def per_kg(self, weight_kg: Decimal) -> Cells:
        """The same cells for each kilogram of body weight."""
        weight = Fraction(weight_kg)
        return Cells(
            self.total_nucleated / weight, self.viable / weight, self.viable_nk / weight, self.viable_t / weight
        )


@dataclass(frozen=True, slots=True)
class DoseVerdict:
    """Whether so many cells are a dose; `borderline` when the 95 % interval of the count straddles a limit."""

    cells: Fraction
    place: Place
    borderline: bool
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    declared: bool = True
    """Whether the interval rests on the declared variation, because the counted cells are not known."""


@dataclass(frozen=True, slots=True)
class Endotoxin:
    """The endotoxin an infusion gives. `shortest_minutes` is how long it must last at least, 0 where any rate will do."""

    eu_per_kg_h: Fraction
    within: bool
    shortest_minutes: Fraction


def dose(counts: Counts) -> Cells:
    """The cells in a volume, by population."""
    total = counts.concentration_per_ml * Fraction(counts.volume_ml)
    viable = total * Fraction(counts.viability_pct) / 100
    return Cells(total, viable, viable * Fraction(counts.nk_pct) / 100, viable * Fraction(counts.t_cell_pct) / 100)


def judge_dose(cells: Fraction | Estimate, least: int | Fraction, most: int | Fraction) -> DoseVerdict:
    """Where a number of cells lies; the point value decides, the interval only warns."""
    found = cells if isinstance(cells, Estimate) else declared_error(cells, COUNTING_VARIATION)
    number, low, high = found.cells, found.low, found.high
    place: Place = "below" if number < least else "above" if number > most else "within"
    borderline = any(low < limit < high for limit in (least, most))
    return DoseVerdict(number, place, borderline, low, high, found.declared)


def estimate(counts: Counts, population: Population, variation: Fraction = COUNTING_VARIATION) -> Estimate:
    """The cells of a population in a volume with their counting error, or with the declared one where a count is not known."""
    cells = dose(counts).of(population)
    concentration = concentration_factor(counts.concentration_per_ml, counts.counted)
    factors = [concentration] if concentration else []
    if population != "total_nucleated" and counts.viability_counted:
        factors.append(share_factor(Fraction(counts.viability_pct) / 100, counts.viability_counted))
    if population == "viable_nk" and counts.flow_events:
        factors.append(share_factor(Fraction(counts.nk_pct) / 100, counts.flow_events))
    if len(factors) < 1 + POPULATIONS.index(population):
        return declared_error(cells, variation)
    variance = product_variance(factors) * Fraction(counts.volume_ml) ** 2
    return Estimate(cells, variance, declared=False)


def endotoxin(
    eu_per_ml: Decimal | Fraction,
    volume_ml: Decimal,
    weight_kg: Decimal,
    minutes: int | Fraction,
    limit: Fraction = ENDOTOXIN_LIMIT,
) -> Endotoxin:
    """The endotoxin of an infusion per kilogram and hour, and the shortest time that keeps it within the limit."""
    for_each_kg = Fraction(eu_per_ml) * Fraction(volume_ml) / Fraction(weight_kg)
    rate = for_each_kg * 60 / max(Fraction(SHORTEST_HOUR), Fraction(minutes))
    shortest = for_each_kg * 60 / limit
    return Endotoxin(rate, rate <= limit, shortest if shortest > SHORTEST_HOUR else Fraction(0))


def cells_in(study: Study, bag: Bag, volume_ml: Decimal | None = None) -> int:
    """Whole cells of the declared population in a bag, or in a part of its volume; half a cell counts up."""
    filled = bag.formulated.body
    volume = filled.volume_ml if volume_ml is None else volume_ml
    return whole(_per_ml(study, bag) * Fraction(volume))


def whole(cells: Fraction) -> int:
    """A count as a whole number; half a cell counts up."""
    return floor(cells + Fraction(1, 2))


def harvest_cells(study: Study, bags: Iterable[Bag]) -> Fraction:
    """Cells of the declared population in several bags together."""
    return sum((_per_ml(study, bag) * Fraction(bag.formulated.body.volume_ml) for bag in bags), Fraction(0))


def estimate_bags(study: Study, parts: Iterable[tuple[Bag, Decimal]], population: Population | None = None) -> Estimate:
    """The cells in volumes of several bags. Bags of one harvest share its count, so their errors add up; harvests are independent."""
    declared = _dose_of(study)
    wanted, variation = population or declared.population, Fraction(declared.counting_variation)
    by_harvest: dict[tuple[str, int], list[Estimate]] = {}
    for bag, volume in parts:
        counts = replace(Counts.of(bag.formulated.body), volume_ml=volume)
        by_harvest.setdefault((bag.batch, bag.harvest), []).append(estimate(counts, wanted, variation))
    return independent(together(one) for one in by_harvest.values())


def remaining_cells(study: Study, chain: Chain, bag: Bag, day: int | None = None) -> Fraction:
    """Cells that may still be given: the most of a course (or of an infusion day) less what went in or is running."""
    declared = _dose_of(study)
    course = chain.course_of(bag.batch)
    on = bag.harvest if day is None else day
    taken = Fraction(0)
    for one in course.infusions if course else ():
        if declared.per == "infusion_day" and one.day != on:
            continue
        volume = one.ended.body.volume_ml if one.ended else one.started.body.planned_ml
        taken += _per_ml(study, one.bag) * Fraction(volume)
    return max(declared.most - taken, Fraction(0))


def most_ml(study: Study, chain: Chain, bag: Bag) -> Decimal:
    """The volume that may be drawn from a bag, to the tenth of a millilitre below: its content, or what the dose leaves."""
    return drawable(remaining_cells(study, chain, bag), _per_ml(study, bag), bag.formulated.body.volume_ml)


def drawable(remaining: Fraction, per_ml: Fraction, content_ml: Decimal) -> Decimal:
    """The volume that holds what the dose leaves, to the tenth of a millilitre below, and never more than the bag."""
    if per_ml == 0:
        return content_ml
    allowed = remaining / per_ml
    if allowed >= Fraction(content_ml):
        return content_ml
    return (Decimal(floor(allowed * 10)) / 10).quantize(Decimal("0.1"), ROUND_DOWN)


def _per_ml(study: Study, bag: Bag) -> Fraction:
    filled = bag.formulated.body
    return _cells_per_ml(filled.concentration_per_ml, filled.viability_pct, filled.nk_pct, _dose_of(study).population)


@lru_cache(maxsize=4096)
def _cells_per_ml(concentration: int, viability: Decimal, nk: Decimal, population: Population) -> Fraction:
    return dose(Counts(Decimal(1), concentration, viability, nk)).of(population)


def _dose_of(study: Study) -> Dose:
    assert study.product is not None, "a study without a product has no dose"
    return study.product.dose
