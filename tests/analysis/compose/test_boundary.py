"""The path to the boundaries: treated and toxic by day, and the statistic now."""

from __future__ import annotations

from decimal import Decimal
from math import log, sqrt

import pytest

from equipoise.analysis.compose.boundary import compose_looks, compose_toxicity
from equipoise.analysis.group_arms import control_first
from equipoise.analysis.tables import prepare
from equipoise.protocol.model import Interim
from tests.analysis.tables.tiny_trial import CUT, STEPS, STUDY, context
from tests.analysis.trial_example import trial

INTERIM = Interim(
    endpoint="pfs", events=4, looks=(Decimal("0.5"), Decimal(1)), alpha=Decimal("0.025"),
    futility_hazard_ratio=Decimal("0.9"),
)  # fmt: skip


def test_the_path_counts_who_was_treated_and_who_of_them_had_toxicity():
    """P1 alone was infused; chills of grade 3 are no unacceptable toxicity of the example study unless its rules say so."""
    found = compose_toxicity(context())
    assert found.path[0] == (1, 0)
    assert found.path[-1][0] == 1
    assert len(found.limits) == STUDY.safety.boundary.participants


def test_without_treatment_there_is_no_path():
    assert compose_toxicity(context(steps=())).path == ()


def looks(steps=STEPS):
    study = STUDY.model_copy(update={"analysis": STUDY.analysis.model_copy(update={"interim": INTERIM})})
    read = prepare(trial(*steps, of=study), study, CUT)
    control, cells = control_first(read.groups)
    return compose_looks(read, INTERIM, read.results.endpoint("pfs"), control, cells)


def test_the_limits_are_those_of_obrien_and_fleming_and_the_statistic_is_turned():
    """Jennison & Turnbull: 2.963 and 1.969 for two looks at one-sided .025. PFS has two events of four, both in cells."""
    first, last, now = looks().looks
    assert (first.efficacy, last.efficacy) == (pytest.approx(2.9626, abs=1e-4), pytest.approx(1.9686, abs=1e-4))
    assert first.futility == pytest.approx(-log(0.9) * sqrt(2) / 2)
    assert now.information == 0.5
    assert now.observed < 0  # the events are those of the arm compared


def test_without_events_there_is_no_point_of_now():
    assert [look.observed for look in looks(steps=()).looks] == [None, None]
