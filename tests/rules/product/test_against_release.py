from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import Line, bag_id, batch_id, chain, release_verdicts
from tests.rules.product.cells import Trail, at, released

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)


def filled(**counts: Any) -> tuple[Trail, str]:
    trail = Trail()
    trail.collect(1, A1)
    return trail, trail.fill(1, 1, I1, **counts)


def lines(trail: Trail, bag: str) -> dict[str, Line]:
    state = chain(trail.study, trail.history)
    return {line.attribute: line for line in release_verdicts(trail.study, state, state.bags[bag], Decimal(62))}


def test_a_good_bag_is_released_while_sterility_is_awaited() -> None:
    trail, bag = filled()
    assert {name: line.outcome for name, line in lines(trail, bag).items()} == {
        "appearance": "passes",
        "dose": "passes",
        "viability": "passes",
        "purity": "passes",
        "endotoxin": "passes",
        "endotoxin_rate": "passes",
        "sterility": "awaited",
    }
    assert trail.ask(released(trail, bag), at(I1, 10), "qin") == []
    assert trail.ask(released(trail, bag, "full"), at(I1, 10), "qin") == ["results-awaited"]


def test_who_worked_on_the_culture_does_not_release_it() -> None:
    trail, bag = filled()
    assert trail.ask(released(trail, bag), at(I1, 10), "anna") == ["operator-releases"]
    assert trail.ask(released(trail, bag), at(I1, 10), "bo") == ["operator-releases"]


def test_who_released_a_bag_does_not_work_on_its_culture_afterwards() -> None:
    trail, bag = filled()
    trail.release(bag, I1)
    control = made.BatchTested(batch=batch_id("P001", 1), culture_day=15, total_cells=10**9, viability_pct=Decimal(90))
    assert trail.ask(control, at(date(2026, 6, 16)), "qin") == ["releaser-operates"]


@pytest.mark.parametrize(
    ("counts", "outcomes"),
    [
        ({"viability_pct": Decimal(79)}, {"viability": "exceptional"}),
        ({"viability_pct": Decimal("69.9")}, {"viability": "fails"}),
        ({"nk_pct": Decimal(50)}, {"purity": "exceptional"}),
        ({"nk_pct": Decimal("49.9")}, {"purity": "fails"}),
        ({"concentration_per_ml": 5_000_000}, {"dose": "fails"}),
    ],
)
def test_what_is_out_of_specification_fails_or_may_be_argued(counts: dict[str, Any], outcomes: dict[str, str]) -> None:
    trail, bag = filled(**counts)
    found = lines(trail, bag)
    assert {name: found[name].outcome for name in outcomes} == outcomes
    for kind in ("full", "conditional"):
        assert {f"{name}-{outcome}" for name, outcome in outcomes.items()} <= set(
            trail.ask(released(trail, bag, kind), at(I1, 10), "qin")
        )


def test_an_exceptional_release_needs_an_exception_and_the_consent_to_it() -> None:
    trail, bag = filled(viability_pct=Decimal(75))
    act = released(trail, bag, "exceptional")
    assert trail.ask(act, at(I1, 10), "qin") == ["exception-not-consented"]
    assert trail.ask(act, at(I1, 10), "qin", accepts_exceptional=True) == []
    good, bag = filled()
    assert good.ask(released(good, bag, "exceptional"), at(I1, 10), "qin", accepts_exceptional=True) == ["no-exception"]


def test_a_critical_line_that_failed_once_stays_failed() -> None:
    trail, bag = filled()
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value="5"), at(I1, 9), "cai")
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value="1"), at(I1, 9, 5), "cai")
    assert lines(trail, bag)["endotoxin"].outcome == "fails"


def test_less_than_five_eu_per_ml_may_still_be_too_much_for_the_hour() -> None:
    trail, bag = filled(volume_ml=Decimal(100), concentration_per_ml=7_000_000)
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value="4.9"), at(I1, 9), "cai")
    found = lines(trail, bag)
    assert found["endotoxin"].outcome == "passes"
    assert (found["endotoxin_rate"].outcome, found["endotoxin_rate"].value) == ("fails", "7.90")


def test_all_reasons_come_at_once() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = bag_id("P001", 1, 1)
    trail.do(formulated_bag(bag), at(I1, 8))
    codes = trail.ask(
        made.BagReleased(bag=bag, kind="full", dose_cells=1), at(date(2026, 6, 16), 8), "anna", progressed=True
    )
    assert codes == [
        "progressed",
        "not-labelled",
        "expired",
        "operator-releases",
        "dose-not-computed",
        "appearance-awaited",
        "viability-fails",
        "endotoxin-awaited",
        "endotoxin_rate-awaited",
        "results-awaited",
        "awaiting-differs",
    ]


def formulated_bag(bag: str) -> made.BagFormulated:
    return made.BagFormulated(
        bag=bag,
        batch=batch_id("P001", 1),
        harvest=1,
        volume_ml=Decimal(40),
        concentration_per_ml=18_000_000,
        viability_pct=Decimal(60),
        nk_pct=Decimal(86),
        t_cell_pct=Decimal(6),
        operator_two="bo",
    )


def test_labels_that_do_not_add_up_stop_the_bag() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = bag_id("P001", 1, 1)
    trail.do(formulated_bag(bag), at(I1, 8))
    lost = made.BagLabelled(bag=bag, printed=4, used=2, destroyed=1, second="bo")
    assert trail.ask(lost, at(I1, 9)) == ["labels-do-not-agree"]
    alone = made.BagLabelled(bag=bag, printed=3, used=2, destroyed=1, second="anna")
    assert trail.ask(alone, at(I1, 9)) == ["same-person"]


def test_a_result_in_another_unit_or_without_a_number_is_refused() -> None:
    trail, bag = filled()
    assert trail.ask(made.UnitTested(unit=bag, attribute="endotoxin", value="1", measured_in="IU/L"), at(I1, 9)) == [
        "wrong-unit"
    ]
    assert trail.ask(made.UnitTested(unit=bag, attribute="endotoxin", value="low"), at(I1, 9)) == ["not-a-result"]
    assert trail.ask(made.UnitTested(unit=bag, attribute="dose", value="1"), at(I1, 9)) == ["computed-attribute"]
    assert trail.ask(made.UnitTested(unit=bag, attribute="colour", value="1"), at(I1, 9)) == ["no-such-attribute"]


def test_a_rejected_bag_is_not_labelled() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = bag_id("P001", 1, 1)
    trail.do(formulated_bag(bag), at(I1, 8))
    trail.do(made.BagRejected(bag=bag, attributes=("viability",)), at(I1, 9), "qin")
    label = made.BagLabelled(bag=bag, printed=1, used=1, destroyed=0, second="bo")
    assert trail.ask(label, at(I1, 10)) == ["rejected"]
