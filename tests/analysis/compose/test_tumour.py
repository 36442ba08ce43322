"""Changes of the sum of diameters in the tiny trial, by hand: P1 goes from 20 to 10 and to 30 mm, P3 stays at 20."""

from __future__ import annotations

from equipoise.analysis.compose.tumour import compose_spider, compose_waterfall
from equipoise.analysis.figures.spider import SpiderPoint
from tests.analysis.tables.tiny_trial import STEPS, context
from tests.analysis.trial_example import randomised, scan


def test_the_waterfall_has_the_best_change_until_progression_and_counts_who_has_none():
    cells, control = compose_waterfall(context()).arms
    assert [(bar.label.en, bar.change, bar.response) for bar in cells.bars] == [("P1", -50.0, "PR")]
    assert cells.unmeasured == 1  # P2 was not assessed again
    assert [(bar.label.en, bar.change, bar.response) for bar in control.bars] == [("P3", 0.0, "SD")]
    assert control.unmeasured == 0  # P4 has no baseline, so does not belong to the set


def test_the_spider_starts_at_the_baseline_and_ends_with_progression():
    cells, control = compose_spider(context(*(scan("P1", "2026-06-01", "5"),))).arms
    (one,) = cells.lines
    assert one.points == (SpiderPoint(0, 0.0), SpiderPoint(50, -50.0), SpiderPoint(111, 50.0))
    assert [line.label.en for line in control.lines] == ["P3"]


def test_an_assessment_with_a_lesion_not_measured_has_no_change():
    steps = (*randomised("P1", "cells"), scan("P1", "2026-01-05"), scan("P1", "2026-03-01", None))
    cells, _ = compose_waterfall(context(steps=steps)).arms
    assert (cells.bars, cells.unmeasured) == ((), 1)


def test_a_baseline_of_nothing_can_not_be_divided_by():
    steps = (*randomised("P1", "cells"), scan("P1", "2026-01-05", "0"), scan("P1", "2026-03-01", "10"))
    assert all(not arm.bars for arm in compose_waterfall(context(steps=steps)).arms)


def test_masked_everybody_stands_in_one_column():
    (pooled,) = compose_waterfall(context(masked=True, steps=STEPS)).arms
    assert {bar.label.en for bar in pooled.bars} == {"P1", "P3"}
