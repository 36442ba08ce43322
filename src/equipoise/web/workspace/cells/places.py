"""Places of the laboratory and the ward day by day: what is taken, what is free, and the next day that has room for all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.http import Http404

from equipoise.protocol.model import Study
from equipoise.rules import product
from equipoise.rules.product import Chain, Load
from equipoise.trial.acts.days_off import closed_words
from equipoise.trial.person import Person, people
from equipoise.values.dates import read_day
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope

WEEKS: Final = 6
WEEKDAYS: Final = (
    Text("Mon", "周一"), Text("Tue", "周二"), Text("Wed", "周三"), Text("Thu", "周四"), Text("Fri", "周五"),
    Text("Sat", "周六"), Text("Sun", "周日"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """A collection made or booked on a day: whose, and which."""

    participant: str
    number: int
    unit: str
    made: bool


@dataclass(frozen=True, slots=True)
class Shut:
    """What is closed on a day, for which reason, and at which site (empty: at all of them)."""

    places: Text
    name: Text
    site: str


@dataclass(frozen=True, slots=True)
class Place:
    """One day of the calendar. `open_to` is the address at which the chosen participant's collection is booked on it, `against` why it
    cannot be."""

    day: date
    load: Load
    held: tuple[Held, ...]
    shut: tuple[Shut, ...]
    today: bool
    past: bool
    fits: bool
    against: tuple[Text, ...]
    open_to: str


def needs_product(scope: Scope) -> None:
    """404 where the study has no cell product, or the role must not see who gets it."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404


def with_product(scope: Scope) -> list[tuple[Person, Chain]]:
    """Every participant with the cell product, each with the chain as it now stands."""
    return [
        (one, product.chain(one.study, one.facts))
        for one in people(scope.trial, scope.today)
        if one.study.product is not None and one.receives_product
    ]


def room_on(scope: Scope, study: Study, day: str) -> list[tuple[Text, Text]]:
    """What a day already holds, in words; empty for what is no day."""
    on = read_day(day)
    if on is None or study.product is None:
        return []
    load = product.capacity(study, [chain for _, chain in with_product(scope)], on)
    words = Text("{n} of {most} taken", "已占 {n} / {most}")
    return [
        (Text("Collections that day", "当日采集"), words.format(n=load.collections, most=load.collections_most)),
        (Text("Incubator that day", "当日培养箱"), words.format(n=load.incubator_places, most=load.incubator_most)),
    ]


def next_free(scope: Scope, one: Person, day: str) -> date | None:
    """The first day from `day` on that the participant's next collection may have and on which all its places are free."""
    coming = product.next_collection(one.study, one.facts) if one.study.product is not None else None
    if coming is None:
        return None
    chains = [chain for _, chain in with_product(scope)]
    start = max(coming.earliest, scope.today, read_day(day) or scope.today)
    days = (start + timedelta(days=ahead) for ahead in range(max(0, (coming.latest - start).days) + 1))
    return next(
        (on for on in days if on <= coming.latest and not product.against_capacity(one.study, chains, on, one.site)),
        None,
    )


def weeks(scope: Scope, start: date, chosen: Person | None) -> list[Sequence[Place]]:
    """So many weeks from the Monday of a day."""
    found = with_product(scope)
    monday = start - timedelta(days=start.weekday())
    days = [monday + timedelta(days=ahead) for ahead in range(7 * WEEKS)]
    held = _held(found)
    coming = product.next_collection(chosen.study, chosen.facts) if chosen is not None else None
    study, chains = scope.study, [chain for _, chain in found]
    places = []
    for day in days:
        fits = coming is not None and coming.earliest <= day <= coming.latest and day >= scope.today
        reasons = product.against_capacity(study, chains, day, chosen.site) if fits and chosen is not None else ()
        address = ""
        if fits and not reasons and chosen is not None and not scope.past:
            address = scope.to("participants", chosen.number, "do", "book_collection", day=day.isoformat())
        places.append(
            Place(
                day=day,
                load=product.capacity(study, chains, day),
                held=tuple(held.get(day, ())),
                shut=tuple(_shut(study, day)),
                today=day == scope.today,
                past=day < scope.today,
                fits=fits,
                against=tuple(reason.says for reason in reasons),
                open_to=address,
            )
        )
    return [places[at : at + 7] for at in range(0, len(places), 7)]


def _shut(study: Study, day: date) -> Iterator[Shut]:
    """What of the product's way is closed; the clinic is not on it."""
    for off in study.schedule.days_off:
        closed = tuple(place for place in off.closed if place != "clinic")
        if closed and off.first <= day.isoformat() <= off.last:
            yield Shut(closed_words(closed), off.name, off.site)


def _held(found: list[tuple[Person, Chain]]) -> dict[date, list[Held]]:
    by_day: dict[date, list[Held]] = {}
    for one, chain in found:
        for collection in chain.collections.values():
            booked = collection.booked if collection.state == "booked" else None
            day = collection.day or (read_day(booked.body.day) if booked is not None else None)
            if day is not None:
                made = collection.collected is not None
                by_day.setdefault(day, []).append(Held(one.number, collection.number, collection.id, made))
    return by_day
