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
from tests.analysis.trial_example import death, trial

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
    first, last = looks().looks
    assert (first.efficacy, last.efficacy) == (pytest.approx(2.9626, abs=1e-4), pytest.approx(1.9686, abs=1e-4))
    assert first.futility == pytest.approx(-log(0.9) * sqrt(2) / 2)
    # Two of four planned events are in: look 1 is reached on the day of the second, 1 May; both are the compared arm's.
    assert first.observed is not None
    assert first.observed < 0
    assert last.observed is None


def test_what_is_seen_between_two_looks_stands_for_itself():
    """A third event on 1 June: today has three quarters of the events, look 1 stays on the day of the second.

    Then P3 was at risk still. On day 51 two of three at risk are cells, on day 112 one of two: O - E = 2 - 2/3 - 1/2 = 5/6,
    V = 2/9 + 1/4 = 17/36.
    """
    first, last, now = looks((*STEPS, death("P3", "2026-06-01"))).looks
    assert (now.information, last.observed) == (0.75, None)
    assert first.observed == pytest.approx(-(5 / 6) / sqrt(17 / 36))
    assert now.observed == pytest.approx(first.observed)  # the last one at risk adds nothing


def test_without_events_there_is_no_point_of_now():
    assert [look.observed for look in looks(steps=()).looks] == [None, None]
