"""Designs: group-sequential boundaries, events required and expected, sample sizes."""

from __future__ import annotations

from equipoise.simulation.design.events import (
    Accrual,
    ExpectedEvents,
    Hazards,
    detectable_hazard_ratio,
    expect_events,
    freedman_events,
    schoenfeld_events,
)
from equipoise.simulation.design.sample_size import (
    SampleSize,
    SurvivalPlan,
    compare_two_shares,
    lachin_foulkes,
    schoenfeld_people,
)
from equipoise.simulation.design.sequential import (
    Classical,
    SequentialDesign,
    design_by_spending,
    design_classically,
    design_with_futility,
)

__all__ = [
    "Accrual",
    "Classical",
    "ExpectedEvents",
    "Hazards",
    "SampleSize",
    "SequentialDesign",
    "SurvivalPlan",
    "compare_two_shares",
    "design_by_spending",
    "design_classically",
    "design_with_futility",
    "detectable_hazard_ratio",
    "expect_events",
    "freedman_events",
    "lachin_foulkes",
    "schoenfeld_events",
    "schoenfeld_people",
]
