"""Whether the cell laboratory and the ward have room on a day: incubator places, collections, infusions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from equipoise.protocol.model import Product, Study
from equipoise.rules.product.chain import Chain
from equipoise.rules.product.closed import against_closed
from equipoise.rules.product.units import Collection
from equipoise.values.itself import Itself
from equipoise.values.reason import Reason
from equipoise.values.say_day import day_words
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


_AHEAD = 56
"""Days ahead in which another day is looked for."""
Places = Sequence[tuple[date, bool]]
"""For each collection, made or booked, its day, and whether its culture still holds its place in the incubator."""


def capacity(study: Study, chains: Iterable[Chain], day: date) -> Load:
    """The load of a day over all participants."""
    product = _product(study)
    return _load(product, [place for chain in chains for place in _places(Itself(chain))], day)


def _load(product: Product, places: Places, day: date) -> Load:
    stay, first, offsets = _stay(product), product.courses.interval_days, product.courses.infusion_days
    grown = collected = infused = 0
    for start, batch_open in places:
        age = (day - start).days
        grown += batch_open and 0 <= age <= stay
        collected += age == 0
        infused += age - first in offsets
    most = product.capacity
    return Load(day, grown, most.incubator_places, collected, most.collections_a_day, infused, most.infusions_a_day)


def against_capacity(study: Study, chains: Iterable[Chain], day: date, site: str = "") -> tuple[Reason, ...]:
    """Why one more collection of a site cannot be booked for a day: all its later places are wanted too, or none is taken."""
    product = _product(study)
    since = day - timedelta(days=_stay(product))  # an earlier culture has left its places before the day
    held = [place for chain in chains for place in _places(Itself(chain)) if place[0] >= since]
    found = tuple(_full(study, held, day, site))
    if not found:
        return ()
    free = _next_free(study, held, day, site)
    if free is None:
        return found
    remedy = Text("Choose another day: {day} is free.", "请另选日期：{day}有空位。").format(day=day_words(free))
    return tuple(replace(reason, remedy=remedy) for reason in found)


def against_randomising(
    study: Study, chains: Iterable[Chain], waiting: Iterable[tuple[date, date]], day: date, site: str = ""
) -> tuple[Reason, ...]:
    """Why nobody can be randomised on a day: whatever the arm, a first collection needs a free place in the days allowed after it.

    `waiting` are the days in which those who are allocated already, and not booked yet, need theirs: they come first.
    """
    product = _product(study)
    least, most = (day + timedelta(days=after) for after in product.limits.first_after_randomisation_days)
    since = day - timedelta(days=_stay(product))
    held = [place for chain in chains for place in _places(Itself(chain)) if place[0] >= since]
    for first, last in sorted(waiting, key=lambda window: window[::-1]):
        taken = _first_free(study, held, max(first, day), last, "")
        held += [(taken, True)] if taken is not None else []
    if _first_free(study, held, least, most, site) is not None:
        return ()
    says = Text(
        "No collection place is free from {first} to {last}: a participant of a cell product group could not begin in time.",
        "{first}至{last}无空余采集名额：若分入细胞制品组，将无法按期开始。",
    ).format(first=day_words(least), last=day_words(most))
    free = _next_free(study, held, most, site)
    remedy = None if free is None else _from_when(free, max(day, free - (most - day)))
    return (Reason("no-collection-slot", says, protocol="randomisation.requires", remedy=remedy),)


def _from_when(free: date, start: date) -> Text:
    return Text(
        "The next free day is {free}: randomise from {start} on.", "下一空余日为{free}：可自{start}起随机。"
    ).format(free=day_words(free), start=day_words(start))


def _first_free(study: Study, held: Places, first: date, last: date, site: str) -> date | None:
    """The first of these days on which one more collection has all its places; None if there is none."""
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    return next((one for one in days if not any(_full(study, held, one, site))), None)


def _next_free(study: Study, held: Places, day: date, site: str) -> date | None:
    """The first later day on which one more collection has all its places; None within the weeks that anybody plans."""
    return _first_free(study, held, day + timedelta(days=1), day + timedelta(days=_AHEAD), site)


def _full(study: Study, places: Places, day: date, site: str) -> Iterator[Reason]:
    product = _product(study)
    yield from against_closed(study, day, site)
    on_the_day = _load(product, places, day)
    if on_the_day.collections >= on_the_day.collections_most:
        yield _reason("collections_a_day", Text("No collection place is free on {day}.", "{day}已无采集席位。"), day)
    ahead = range(0, _stay(product) + 1, max(1, product.courses.interval_days))
    later = [_load(product, places, day + timedelta(days=days)) for days in ahead]
    crowded = next((load for load in later if load.incubator_places >= load.incubator_most), None)
    if crowded is not None:
        says = Text("No incubator place is free on {day}.", "{day}已无培养箱位。")
        yield _reason("incubator_places", says, crowded.day)
    for offset in product.courses.infusion_days:
        load = _load(product, places, day + timedelta(days=product.courses.interval_days + offset))
        if load.infusions >= load.infusions_most:
            says = Text("No infusion chair is free on {day}.", "{day}已无输注席位。")
            yield _reason("infusions_a_day", says, load.day)
            return


def _reason(limit: str, says: Text, day: date) -> Reason:
    return Reason(
        f"no-{limit.replace('_', '-')}",
        says.format(day=day_words(day)),
        protocol=f"product.capacity.{limit}",
        remedy=Text("Choose another day.", "请另选日期。"),
    )


@lru_cache(maxsize=4096)
def _places(chain: Itself[Chain]) -> Places:
    """The places of one chain, read once: a chain is never changed, only replaced."""
    return tuple(_cultures(chain.it))


def _cultures(chain: Chain) -> Iterator[tuple[date, bool]]:
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
