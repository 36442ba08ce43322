"""What stands against sending a bag to the ward, taking it over there, and using it after a temperature excursion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from equipoise.facts.product import BagDispatched, BagReceived, ExcursionDecided
from equipoise.protocol.model import Shelf
from equipoise.rules.product.against_release import expired
from equipoise.rules.product.call_back import stopped
from equipoise.rules.product.case import Case, Check, is_for, known_bag, not_before
from equipoise.rules.product.temperature import is_excursion, logger_faults
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def against_temperature(shelf: Shelf, bag: Bag) -> Iterator[Reason]:
    """An excursion blocks a bag until quality decided that it may be used."""
    if bag.received is None or not is_excursion(shelf, bag.received.body):
        return
    if bag.excursion is None:
        yield Reason(
            "excursion-undecided",
            Text("The temperature excursion of this bag is undecided.", "该制品袋的温度偏离尚未裁定。"),
            facts=(bag.received.seq,),
            protocol="product.shelf",
            remedy=Text("Quality must decide whether it may be used.", "须由质量部门裁定可否使用。"),
        )
    elif not bag.excursion.body.usable:
        yield Reason(
            "excursion-unusable",
            Text("Quality decided that this bag is not usable.", "质量部门已裁定该制品袋不可使用。"),
            facts=(bag.excursion.seq,),
            protocol="product.shelf",
        )


def _dispatch(case: Case, act: BagDispatched) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    yield from released(bag)
    yield from expired(case, bag)
    yield from stopped(case, bag)
    if bag.dispatched:
        yield Reason(
            "already-dispatched", Text("This bag has left already.", "该制品袋已发出。"), facts=(bag.dispatched.seq,)
        )
    low, high = case.product.shelf.temperature_c
    if not low <= act.temperature_c <= high:
        yield Reason(
            "outside-temperature",
            Text("{t} °C lies outside {low} to {high} °C.", "{t} °C 超出 {low} 至 {high} °C 范围。").format(
                t=act.temperature_c, low=low, high=high
            ),
            protocol="product.shelf.temperature_c",
        )


def released(bag: Bag) -> Iterator[Reason]:
    """A bag goes nowhere without a release in force."""
    if bag.released is None:
        yield Reason(
            "not-released",
            Text("This bag is not released.", "该制品袋尚未放行。"),
            facts=(bag.formulated.seq,),
            protocol="product.release",
            remedy=Text("Quality must release it first.", "须先由质量部门放行。"),
        )
    if bag.rejected:
        yield Reason("rejected", Text("This bag was rejected.", "该制品袋已判不合格。"), facts=(bag.rejected.seq,))
    if bag.disposed:
        yield Reason("destroyed", Text("This bag was destroyed.", "该制品袋已销毁。"), facts=(bag.disposed.seq,))


def _receipt(case: Case, act: BagReceived) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    if bag.dispatched is None:
        yield Reason(
            "not-dispatched", Text("This bag was not sent.", "该制品袋尚未发出。"), facts=(bag.formulated.seq,)
        )
    if bag.received:
        yield Reason(
            "already-received", Text("The ward has this bag.", "病房已接收该制品袋。"), facts=(bag.received.seq,)
        )
    if bag.disposed:
        yield Reason("destroyed", Text("This bag was destroyed.", "该制品袋已销毁。"), facts=(bag.disposed.seq,))
    yield from logger_faults(case.product.shelf, act, bag, case.at)


def _decision(case: Case, act: ExcursionDecided) -> Iterator[Reason]:
    bag, unknown = known_bag(case, act.bag)
    yield from unknown
    if bag is None:
        return
    yield from not_before(case, *bag.steps[-1:])
    if bag.received is None or not is_excursion(case.product.shelf, bag.received.body):
        yield Reason("no-excursion", Text("This bag has no temperature excursion.", "该制品袋没有温度偏离。"))
    if bag.excursion:
        yield Reason(
            "already-decided", Text("This excursion is decided.", "该温度偏离已裁定。"), facts=(bag.excursion.seq,)
        )
    if bag.started:
        yield Reason(
            "already-started", Text("Its infusion has begun.", "该制品袋已开始输注。"), facts=(bag.started.seq,)
        )


DISPATCHING: Final[tuple[Check, ...]] = (is_for("infusion"), _dispatch)
"""Why a bag cannot leave the cell laboratory."""
RECEIVING: Final[tuple[Check, ...]] = (_receipt,)
"""Why the ward cannot record the arrival of a bag. An excursion is recorded as it was; it blocks the bedside."""
DECIDING: Final[tuple[Check, ...]] = (_decision,)
"""Why quality cannot decide about an excursion of this bag."""
