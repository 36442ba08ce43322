"""The laboratory shift of the tiny trial: P1's ALT goes from grade 0 to grade 3."""

from __future__ import annotations

from equipoise.analysis.compose.shift import compose_shift, graded_terms, name_of
from equipoise.analysis.figures.shift import ShiftCount
from tests.analysis.tables.tiny_trial import STUDY, context

TERM = "Alanine aminotransferase increased"


def test_a_cell_counts_who_went_from_one_grade_to_another():
    cells, control = compose_shift(context(), TERM, name_of(STUDY, TERM)).arms
    assert cells.counts == (ShiftCount(0, 3, 1),)
    assert control.counts == ()


def test_the_terms_are_those_by_which_the_study_grades():
    assert TERM in graded_terms(STUDY)
    assert name_of(STUDY, TERM).zh == "丙氨酸氨基转移酶升高"
    assert name_of(STUDY, "Something else").zh == "Something else"
