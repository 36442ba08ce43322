"""Descent both ways: from a participant, a culture or a bag to its lots, and from a lot to everything that it went into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from equipoise.rules import product
from equipoise.rules.product import Bag, Batch, Chain, Collection, Lot, Reach
from equipoise.trial import commands as act
from equipoise.trial.permissions import MAY, ROLES, may
from equipoise.trial.person import Person, recalled_lots
from equipoise.values.text import listed
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.workspace.cells.places import needs_product, with_product
from equipoise.web.workspace.scope import Scope, answer, workspace_page

MOST = 12
"""Trees of one page."""


@dataclass(frozen=True, slots=True)
class Root:
    """A participant's tree: every collection with its culture, its bags, and the lots of each."""

    one: Person
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A collection, what grew of it, and the lots that went in at each place."""

    collection: Collection
    batch: Batch | None
    course: int
    of_collection: tuple[Lot, ...]
    of_culture: tuple[Lot, ...]
    bags: tuple[tuple[Bag, tuple[Lot, ...]], ...]


@dataclass(frozen=True, slots=True)
class LotFound:
    """A lot of a material with its reach; `recall_at` is where it is recalled."""

    material: str
    lot: str
    reach: Reach
    recalled: bool
    recall_at: str


@workspace_page
def page(request: HttpRequest, scope: Scope) -> HttpResponse:
    """What the words of the search name: units by their names or a part of them, lots by material and lot."""
    needs_product(scope)
    wanted = request.GET.get("q", "").strip()
    everyone = with_product(scope)
    found = list(_lots(scope, everyone, wanted)) if wanted else []
    roots = list(_roots(everyone, wanted)) if wanted else []
    if wants_csv(request):
        return _csv(scope, found, roots)
    return answer(
        request,
        scope,
        "cells/search.html",
        {
            "tab": "cells",
            "wanted": wanted,
            "lots": found,
            "roots": roots[:MOST],
            "left_out": max(0, len(roots) - MOST),
            "recalls": may(scope.role, act.RecallLot),
            "who_recalls": listed([ROLES[role] for role in MAY[act.RecallLot]]),
        },
    )


def _lots(scope: Scope, everyone: Sequence[tuple[Person, Chain]], wanted: str) -> Iterator[LotFound]:
    """Every lot whose material and name hold all words of the search."""
    words = wanted.casefold().split()
    known: dict[tuple[str, str], tuple[str, str]] = {}
    for _, chain in everyone:
        for one in _all_lots(chain):
            text = f"{one.material} {one.lot}".casefold()
            if all(word in text for word in words):
                key = (one.material.strip().casefold(), one.lot.strip().casefold())
                known.setdefault(key, (one.material.strip(), one.lot.strip()))
    recalled = {(material.strip().casefold(), lot.strip().casefold()) for material, lot in recalled_lots(scope.trial)}
    chains = [chain for _, chain in everyone]
    for key, (material, lot) in list(known.items())[:MOST]:
        at = ""
        if key not in recalled and may(scope.role, act.RecallLot) and not scope.past:
            at = scope.to("do", "recall_lot", material=material, lot=lot)
        yield LotFound(material, lot, product.made_with(chains, material, lot), key in recalled, at)


def _all_lots(chain: Chain) -> Iterator[Lot]:
    """Every lot of a participant's chain, those of collections without a culture too."""
    for collection in chain.collections.values():
        yield from _of_collection(collection)
    for batch in chain.batches.values():
        yield from product.lots_of_batch(chain, batch)
    for bag in chain.bags.values():
        yield from _of_bag(bag)


def _of_collection(collection: Collection) -> tuple[Lot, ...]:
    made = collection.collected
    if made is None:
        return ()
    return tuple(Lot(material, lot, collection.id, made.seq) for material, lot in made.body.lots.items())


def _of_bag(bag: Bag) -> tuple[Lot, ...]:
    filled = bag.formulated
    return tuple(Lot(material, lot, bag.id, filled.seq) for material, lot in filled.body.lots.items())


def _roots(everyone: Sequence[tuple[Person, Chain]], wanted: str) -> Iterator[Root]:
    """The trees of participants one of whose names holds the words."""
    word = wanted.casefold()
    for one, chain in everyone:
        names = [one.number, *chain.batches, *chain.bags, *(each.id for each in chain.collections.values())]
        if not any(word in name.casefold() for name in names):
            continue
        whole = word in one.number.casefold()
        branches = (_branch(chain, collection) for collection in chain.collections.values() if collection.id)
        kept = tuple(branch for branch in branches if whole or any(word in name.casefold() for name in _names(branch)))
        if kept:
            yield Root(one, kept)


def _names(branch: Branch) -> list[str]:
    return [branch.collection.id, branch.batch.id if branch.batch else "", *(bag.id for bag, _ in branch.bags)]


def _branch(chain: Chain, collection: Collection) -> Branch:
    batch = chain.batch_of(collection.number)
    course = chain.course_of(batch.id) if batch is not None else None
    of_culture: tuple[Lot, ...] = ()
    if batch is not None:
        of_culture = tuple(lot for lot in product.lots_of_batch(chain, batch) if lot.unit == batch.id)
    return Branch(
        collection=collection,
        batch=batch,
        course=course.number if course is not None else 0,
        of_collection=_of_collection(collection),
        of_culture=of_culture,
        bags=tuple((bag, _of_bag(bag)) for bag in batch.bags) if batch is not None else (),
    )


def _csv(scope: Scope, found: Sequence[LotFound], roots: Sequence[Root]) -> HttpResponse:
    header = ("material", "lot", "participant", "collection", "culture", "bag", "state")
    return csv_answer(f"{scope.name}-descent", header, (*_lot_rows(found), *_root_rows(roots)))


def _lot_rows(found: Sequence[LotFound]) -> Iterator[tuple[object, ...]]:
    for one in found:
        for bag in one.reach.bags:
            yield one.material, one.lot, "", "", "", bag, "infused" if bag in one.reach.infused else ""
        for batch in one.reach.batches:
            yield one.material, one.lot, "", "", batch, "", ""


def _root_rows(roots: Sequence[Root]) -> Iterator[tuple[object, ...]]:
    for root in roots:
        for branch in root.branches:
            batch = branch.batch.id if branch.batch is not None else ""
            for lot in (*branch.of_collection, *branch.of_culture):
                yield lot.material, lot.lot, root.one.number, branch.collection.id, batch, "", ""
            for bag, lots in branch.bags:
                yield "", "", root.one.number, branch.collection.id, batch, bag.id, bag.state
                for lot in lots:
                    yield lot.material, lot.lot, root.one.number, branch.collection.id, batch, bag.id, bag.state
