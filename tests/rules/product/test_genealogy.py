"""Lots both ways: what is in a bag, and where a lot went; a recalled lot stops what holds it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec.structs import replace

from equipoise.facts import product as made
from equipoise.rules.product import bag_id, batch_id, chain, collection_id, lots_of, made_with
from tests.rules.product.cells import Trail, at, collected, formulated, released, seeded

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
BAG = bag_id("P001", 1, 1)


def changed_body(body: made.Body, **more: object) -> made.Body:
    return type(body)(**{name: getattr(body, name) for name in body.__struct_fields__} | more)


def grown() -> Trail:
    """A bag with a lot from each step of its making, and a lot that came in after it was filled."""
    trail = Trail()
    trail.book(1, A1)
    trail.do(changed_body(collected(1), lots={"ACD-A": "K1"}), at(A1, 9))
    receipt = made.CollectionReceived(
        collection=collection_id("P001", 1), verdict="accepted", temperature_c=Decimal(20)
    )
    trail.do(receipt, at(A1, 9, 30))
    trail.do(changed_body(seeded(1), lots={"IL-2": "L1", "medium": "M1"}), at(A1, 10))
    control = made.BatchTested(
        batch=batch_id("P001", 1), culture_day=7, total_cells=10**9, viability_pct=Decimal(93), lots={"medium": "M2"}
    )
    trail.do(control, at(date(2026, 6, 8), 9))
    trail.do(changed_body(formulated(1, 1), lots={"HSA": "H1"}), at(I1, 8))
    late = made.BatchTested(
        batch=batch_id("P001", 1), culture_day=14, total_cells=10**9, viability_pct=Decimal(93), lots={"medium": "M3"}
    )
    trail.do(late, at(I1, 8, 30))
    return trail


def test_a_bag_knows_every_lot_that_went_into_it_and_none_that_came_later() -> None:
    trail = grown()
    state = chain(trail.study, trail.history)
    assert [(one.material, one.lot) for one in lots_of(state, state.bags[BAG])] == [
        ("ACD-A", "K1"),
        ("IL-2", "L1"),
        ("medium", "M1"),
        ("medium", "M2"),
        ("HSA", "H1"),
    ]


def test_a_lot_knows_its_bags_infusions_and_participants() -> None:
    trail = grown()
    state = chain(trail.study, trail.history)
    found = made_with((state,), "medium", "M2")
    assert (found.participants, found.batches, found.bags, found.infused) == (
        ("P001",),
        (batch_id("P001", 1),),
        (BAG,),
        (),
    )
    assert made_with((state,), "medium", "M3").bags == ()
    assert made_with((state,), "medium", "M3").batches == (batch_id("P001", 1),)
    assert made_with((state,), "IL-2", "M1").participants == ()
    assert made_with((state,), " il-2", "l1 ").bags == (BAG,)
    assert made_with((state,), "acd-a", "K1").collections == (collection_id("P001", 1),)


def test_every_lot_of_a_bag_leads_back_to_the_bag() -> None:
    trail = grown()
    state = chain(trail.study, trail.history)
    for one in lots_of(state, state.bags[BAG]):
        assert BAG in made_with((state,), one.material, one.lot).bags


def test_nothing_is_made_with_a_recalled_lot_nor_from_what_holds_it() -> None:
    trail = grown()
    again = changed_body(formulated(1, 1), bag=bag_id("P001", 1, 1, 2), lots={"HSA": "H2"})
    assert trail.ask(again, at(I1, 9)) == []
    assert trail.ask(again, at(I1, 9), recalled=frozenset({("hsa", "h2")})) == ["lot-recalled"]
    assert trail.ask(again, at(I1, 9), recalled=frozenset({("medium", "M1")})) == ["lot-recalled"]
    unnamed = changed_body(again, lots={"HSA": " "})
    assert trail.ask(unnamed, at(I1, 9)) == ["lot-unnamed"]


def test_a_bag_with_a_recalled_lot_goes_no_further() -> None:
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1, 9))
    name = collection_id("P001", 1)
    trail.do(made.CollectionReceived(collection=name, verdict="accepted", temperature_c=Decimal(20)), at(A1, 9, 30))
    trail.do(changed_body(seeded(1), lots={"IL-2": "L1"}), at(A1, 10))
    bag = trail.fill(1, 1, I1)
    recalled = frozenset({("IL-2", "L1")})
    assert trail.ask(released(trail, bag), at(I1, 9, 30), "qin", recalled=recalled) == ["lot-recalled"]
    trail.bring(bag, I1)
    verify = made.BagVerified(bag=bag, wristband="P001", second="mei")
    start = made.InfusionStarted(bag=bag, course=1, day=1, planned_ml=Decimal(40))
    assert trail.ask(verify, at(I1, 12), "nie", recalled=recalled) == ["lot-recalled"]
    assert "lot-recalled" in trail.ask(start, at(I1, 12), "nie", recalled=recalled)
    assert "lot-recalled" not in trail.ask(start, at(I1, 12), "nie", recalled=frozenset({("IL-2", "L2")}))


def test_the_second_person_has_a_duty_in_the_study() -> None:
    trail = Trail()
    trail.book(1, A1)
    known = replace(trail.standing, team=frozenset({"anna", "bo"}))
    assert trail.ask(collected(1), at(A1, 9), team=known.team) == []
    assert trail.ask(collected(1, "zoe"), at(A1, 9), team=known.team) == ["second-not-delegated"]
    assert trail.ask(collected(1, "zoe"), at(A1, 9)) == []


def test_a_lot_is_used_on_its_last_day_and_not_after_it() -> None:
    trail = grown_to_the_control()
    last = {"medium": "2026-06-08"}
    assert not codes_of_control(trail, last)
    assert codes_of_control(trail, {"medium": "2026-06-07"}) == {"lot-expired"}
    assert codes_of_control(trail, {"medium": "next year"}) == {"lot-expiry-unread"}
    assert codes_of_control(trail, {"medium": "20260608"}) == {"lot-expiry-unread"}
    assert codes_of_control(trail, {"serum": "2026-12-31"}) == {"lot-unnamed"}


def grown_to_the_control() -> Trail:
    """A culture that is counted on its seventh day."""
    trail = Trail()
    trail.book(1, A1)
    trail.do(collected(1), at(A1, 9))
    receipt = made.CollectionReceived(
        collection=collection_id("P001", 1), verdict="accepted", temperature_c=Decimal(20)
    )
    trail.do(receipt, at(A1, 9, 30))
    trail.do(seeded(1), at(A1, 10))
    return trail


def codes_of_control(trail: Trail, expires: dict[str, str]) -> set[str]:
    """What stands against a control with one lot of medium of that last day."""
    control = made.BatchTested(
        batch=batch_id("P001", 1),
        culture_day=7,
        total_cells=10**9,
        viability_pct=Decimal(93),
        lots={"medium": "M2"},
        expires=expires,
    )
    return set(trail.ask(control, at(date(2026, 6, 8), 9)))
