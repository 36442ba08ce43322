from __future__ import annotations

from math import inf, log

import pytest

from equipoise.simulation.design import (
    Accrual,
    Hazards,
    SurvivalPlan,
    compare_two_shares,
    expect_events,
    lachin_foulkes,
    schoenfeld_people,
)


def test_events_by_a_time_are_the_integral_written_out() -> None:
    accrual, control = Accrual(120, 27, 0.004), Hazards((1.5, 6.0, inf), (0.2, 0.3, 0.1))
    ratios, time, steps = (1.0, 0.6, 0.8), 30.0, 200_000
    total = 0.0
    for ratio_of in ((1.0, 1.0, 1.0), ratios):
        alive = 1.0
        for step in range(steps):
            t = (step + 0.5) * time / steps
            piece = next(k for k, end in enumerate(control.ends) if t < end)
            hazard = control.rates[piece] * ratio_of[piece]
            watched = 60 * min(max((time - t) / 27, 0), 1)
            total += watched * alive * hazard * time / steps
            alive *= 1 - (hazard + 0.004) * time / steps
    assert expect_events(accrual, control, ratios, time).events == pytest.approx(total, rel=1e-4)


def test_cutting_a_piece_in_two_changes_nothing() -> None:
    accrual = Accrual(120, 27, 0.004)
    one = expect_events(accrual, Hazards((inf,), (0.2,)), (0.6,), 20)
    two = expect_events(accrual, Hazards((5.0, inf), (0.2, 0.2)), (0.6, 0.6), 20)
    assert two.events == pytest.approx(one.events)
    assert two.average_hazard_ratio == pytest.approx(0.6)


def test_the_two_formulas_for_people_lie_close_together_at_equal_arms() -> None:
    plan = SurvivalPlan(log(2) / 3, 0.6, 12, 6, 0.004)
    assert lachin_foulkes(plan).people == pytest.approx(schoenfeld_people(plan).people, rel=0.02)


def test_what_cannot_be_designed_is_refused() -> None:
    with pytest.raises(ValueError, match="two different shares"):
        compare_two_shares(0.3, 0.3)
    with pytest.raises(ValueError, match="above 0 and not 1"):
        schoenfeld_people(SurvivalPlan(0.2, 1.0, 12, 6))
    with pytest.raises(ValueError, match="last infinite"):
        Hazards((1.0, 2.0), (0.1, 0.2))
