"""How a culture grows against the band that the study file expects."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from equipoise.facts import Fact
from equipoise.facts.product import BatchTested
from equipoise.protocol.model import Product
from equipoise.rules.product import Batch


@dataclass(frozen=True, slots=True)
class Band:
    """The expected band on a culture day, in cells."""

    day: int
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Growing:
    """The counts of a culture in order, the band around its first count, and whether the newest count lies below it."""

    counts: tuple[Fact[BatchTested], ...]
    band: tuple[Band, ...]
    newest: Fact[BatchTested]
    fold: Decimal
    below: bool


def growing(planned: Product, batch: Batch) -> Growing | None:
    """The growth of a culture; None before its first count."""
    if not batch.tests:
        return None
    first, newest = batch.tests[0].body, batch.tests[-1]
    base = first.total_cells
    edges = planned.culture.growth
    start = _at(edges_of(planned), first.culture_day) if edges else None
    band = tuple(
        Band(edge.day, int(Fraction(edge.least) * base / start[0]), int(Fraction(edge.most) * base / start[1]))
        for edge in edges
        if start is not None and edge.day >= first.culture_day
    )
    expected = _at([(one.day, Fraction(one.least), Fraction(one.most)) for one in band], newest.body.culture_day)
    fold = (Decimal(newest.body.total_cells) / base).quantize(Decimal("0.1")) if base else Decimal(0)
    below = expected is not None and newest.body.total_cells < expected[0]
    return Growing(batch.tests, band, newest, fold, below)


def edges_of(planned: Product) -> list[tuple[int, Fraction, Fraction]]:
    """The band of the study file as exact numbers."""
    return [(one.day, Fraction(one.least), Fraction(one.most)) for one in planned.culture.growth]


def _at(edges: list[tuple[int, Fraction, Fraction]], day: int) -> tuple[Fraction, Fraction] | None:
    """The band on a day, straight between the days that are stated; None outside them."""
    for before, after in zip(edges, edges[1:] or edges, strict=False):
        if before[0] <= day <= after[0]:
            share = Fraction(day - before[0], after[0] - before[0]) if after[0] > before[0] else Fraction(0)
            return before[1] + share * (after[1] - before[1]), before[2] + share * (after[2] - before[2])
    return None
