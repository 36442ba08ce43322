"""Whether the cell laboratory and the ward have room on a day: incubator places, collections, infusions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from equipoise.protocol.model import Product, Study
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.units import Collection
from equipoise.values.reason import Reason
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Load:
    """What a day already holds, made and booked, of what it can hold."""

    day: date
    incubator_places: int
    incubator_most: int
    collections: int
    collections_most: int
    infusions: int
    infusions_most: int

    @property
    def is_over(self) -> bool:
        """Whether more is booked than the day can hold."""
        return (
            self.incubator_places > self.incubator_most
            or self.collections > self.collections_most
            or self.infusions > self.infusions_most
        )


def capacity(study: Study, chains: Iterable[Chain], day: date) -> Load:
    """The load of a day over all participants."""
    product = _product(study)
    counts = [0, 0, 0]
    for chain in chains:
        for start, batch_open in _cultures(product, chain, day):
            counts[0] += batch_open and start <= day <= start + timedelta(days=_stay(product))
            counts[1] += start == day
            first = start + timedelta(days=product.courses.interval_days)
            counts[2] += any(first + timedelta(days=offset) == day for offset in product.courses.infusion_days)
    most = product.capacity
    return Load(
        day, counts[0], most.incubator_places, counts[1], most.collections_a_day, counts[2], most.infusions_a_day
    )


def against_capacity(study: Study, chains: Iterable[Chain], day: date) -> tuple[Reason, ...]:
    """Why one more collection cannot be booked for a day: all its later places are wanted too, or none is taken."""
    product = _product(study)
    held = tuple(chains)
    return tuple(_full(study, product, held, day))


def _full(study: Study, product: Product, chains: tuple[Chain, ...], day: date) -> Iterator[Reason]:
    on_the_day = capacity(study, chains, day)
    if on_the_day.collections >= on_the_day.collections_most:
        yield _reason("collections_a_day", Text("No collection place is free on {day}.", "{day} 已无采集席位。"), day)
    days = range(0, _stay(product) + 1, max(1, product.courses.interval_days))
    crowded = [
        one for one in days if _load(study, chains, day, one).incubator_places >= product.capacity.incubator_places
    ]
    if crowded:
        later = day + timedelta(days=crowded[0])
        yield _reason("incubator_places", Text("No incubator place is free on {day}.", "{day} 已无培养箱位。"), later)
    for offset in product.courses.infusion_days:
        ahead = product.courses.interval_days + offset
        load = _load(study, chains, day, ahead)
        if load.infusions >= load.infusions_most:
            later = day + timedelta(days=ahead)
            yield _reason("infusions_a_day", Text("No infusion chair is free on {day}.", "{day} 已无输注席位。"), later)
            return


def _load(study: Study, chains: tuple[Chain, ...], day: date, ahead: int) -> Load:
    return capacity(study, chains, day + timedelta(days=ahead))


def _reason(limit: str, says: Text, day: date) -> Reason:
    return Reason(
        f"no-{limit.replace('_', '-')}",
        says.format(day=day),
        protocol=f"product.capacity.{limit}",
        remedy=Text("Choose another day.", "请另选日期。"),
    )


def _cultures(product: Product, chain: Chain, day: date) -> Iterator[tuple[date, bool]]:
    """The day of each collection, made or booked, and whether its culture still holds its place."""
    for one in chain.collections.values():
        start = one.day or _booked(one)
        if start is None or one.verdict == "rejected":
            continue
        batch = chain.batch_of(one.number)
        if batch is not None and batch.closed and not batch.begun:
            continue
        yield start, batch is None or batch.closed is None


def _booked(one: Collection) -> date | None:
    return date.fromisoformat(one.booked.body.day) if one.booked and one.state == "booked" else None


def _stay(product: Product) -> int:
    """Days a culture may stand in the incubator: to its last harvest."""
    return product.courses.interval_days + product.courses.infusion_days[-1]


def _product(study: Study) -> Product:
    assert study.product is not None, "a study without a product needs no places"
    return study.product
