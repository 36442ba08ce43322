"""From the name of a unit to the unit: a collection, a culture or a bag that is there, or one that is still to be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import Http404

from equipoise.protocol.model import Product
from equipoise.rules import product
from equipoise.rules.product import Bag, Batch, Chain, Collection
from equipoise.trial.person import Person, person
from equipoise.web.workspace.scope import Scope


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit with what it descends from. What is not made yet is None; `number` is that of its collection, `harvest` 0 for no bag."""

    name: str
    one: Person
    product: Product
    chain: Chain
    number: int
    harvest: int
    collection: Collection | None
    batch: Batch | None
    bag: Bag | None

    @property
    def there(self) -> bool:
        """Whether the unit itself was made already."""
        if self.harvest:
            return self.bag is not None
        if self.name == product.batch_id(self.one.number, self.number):
            return self.batch is not None
        return self.collection is not None


def find_unit(scope: Scope, name: str) -> Unit:
    """The unit of a name, made or still to be made; 404 for a name that no participant's chain has or can come to have."""
    if scope.study.product is None or scope.conceal.product:
        raise Http404
    for one in owners(scope, name):
        assert one.study.product is not None
        chain = product.chain(one.study, one.facts)
        found = _place(one.study.product, chain, name)
        if found is not None:
            number, harvest = found
            batch = chain.batch_of(number)
            known = chain.collections.get(number)
            collection = known if known is not None and known.id else None
            return Unit(
                name, one, one.study.product, chain, number, harvest, collection, batch, chain.bags.get(name)
            )  # fmt: skip
    raise Http404


def made_unit(scope: Scope, name: str) -> Unit:
    """The same for a unit that was made; 404 otherwise."""
    found = find_unit(scope, name)
    if not found.there:
        raise Http404
    return found


def is_unit(scope: Scope, name: str) -> bool:
    """Whether a unit of this name was made."""
    try:
        return find_unit(scope, name).there
    except Http404:
        return False


def owners(scope: Scope, name: str) -> Iterator[Person]:
    """Participants whose number the unit's name begins with; a unit bears the number of its participant."""
    for number in scope.trial.participants:
        if name.startswith(number.rpartition("-")[0] or number):
            one = person(scope.trial, number, scope.today)
            if one is not None and one.study.product is not None:
                yield one


def _place(planned: Product, chain: Chain, name: str) -> tuple[int, int] | None:
    """The number of the collection, and the harvest (0 for a collection or a culture)."""
    bag = chain.bags.get(name)
    if bag is not None:
        return bag.collection, bag.harvest
    for number in range(1, planned.limits.collections_at_most + 1):
        if name in (product.collection_id(chain.participant, number), product.batch_id(chain.participant, number)):
            return number, 0
        batch = chain.batch_of(number)
        for harvest in range(1, len(planned.courses.infusion_days) + 1):
            first = product.bag_id(chain.participant, number, harvest)
            if name == first or (batch is not None and name == product.next_bag(chain, batch, harvest)):
                return number, harvest
    return None
