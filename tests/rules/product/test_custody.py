"""Custody passes from hand to hand: each place takes over what the one before it gave away, once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from equipoise.facts import product as made
from tests.rules.product.cells import Trail, at

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def test_a_bag_is_taken_over_only_from_whom_had_it_and_only_once() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    sent = made.BagDispatched(bag=bag, temperature_c=Decimal(5))
    taken = made.BagReceived(bag=bag, lowest_c=Decimal(4), highest_c=Decimal(6))
    scanned = made.BagVerified(bag=bag, wristband="P001", second="mei")
    assert trail.ask(sent, at(I1, 10)) == ["not-released"]
    trail.release(bag, I1)
    assert trail.ask(taken, at(I1, 10), "nie") == ["not-dispatched"]
    trail.do(sent, at(I1, 11))
    assert trail.ask(sent, at(I1, 11, 10)) == ["already-dispatched"]
    assert "not-received" in trail.ask(scanned, at(I1, 11, 10), "nie")
    trail.do(taken, at(I1, 11, 30), "nie")
    assert trail.ask(taken, at(I1, 11, 40), "nie") == ["already-received"]
