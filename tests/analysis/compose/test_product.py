"""Run charts of the tiny trial: one culture of three bags of 100 mL with 10 cells a mL, 90 % viable, 80 % of them wanted."""

from __future__ import annotations

from decimal import Decimal

from equipoise.analysis.compose.product import compose_run_charts
from equipoise.facts.product import BatchTested
from tests.analysis.tables.tiny_trial import context


def test_a_culture_is_a_point_in_every_panel():
    """Dose: 3 × 100 mL × 10 × .9 × .8 = 2,160 cells; 14 days from 13 to 27 January."""
    found = compose_run_charts(context())
    assert [name.en for name in found.batches] == ["P1-B1"]
    fold, viability, purity, dose, vein = found.panels
    assert (fold.values, viability.values, purity.values, vein.values) == ((None,), (90.0,), (80.0,), (14.0,))
    assert [value for value in dose.values if value] == [2160 / 10 ** len_of(dose.unit.en)]


def len_of(unit: str) -> int:
    """The power of ten that a unit names."""
    return int(unit.partition(" ")[0][2:].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")))


def test_expansion_is_the_last_count_over_the_first():
    counts = [
        ("P1", BatchTested(batch="P1-B1", culture_day=day, total_cells=cells, viability_pct=Decimal(95)), f"2026-01-{13 + day}")
        for day, cells in ((0, 100), (7, 300), (12, 650))
    ]  # fmt: skip
    assert compose_run_charts(context(*counts)).panels[0].values == (6.5,)


def test_limits_are_those_of_the_study_file():
    panels = compose_run_charts(context()).panels
    study = context().study
    limits = {limit.computed: limit for limit in study.product.release.values() if limit.computed}
    assert panels[1].lowest == (float(limits["viability"].least) if "viability" in limits else None)
    assert panels[3].lowest == float(study.product.dose.least) / 10 ** len_of(panels[3].unit.en)


def test_without_a_culture_there_is_nothing_to_draw():
    assert compose_run_charts(context(steps=())).batches == ()
