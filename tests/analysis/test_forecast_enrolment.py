"""The forecast against SciPy's own distributions, which are written in another way (independent computation)."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest
from scipy import stats

from equipoise.analysis.forecast_enrolment import forecast_enrolment

OPENED = date(2026, 1, 1)
CUT = date(2026, 4, 10)  # day 100
TEN = [OPENED + timedelta(days=10 * n) for n in range(10)]


def test_the_target_is_reached_as_a_beta_prime_variable_says():
    found = forecast_enrolment(TEN, OPENED, CUT, 40)
    waits = 100 * stats.betaprime.ppf([0.5, 0.1, 0.9], 30, 10.5)
    assert [found.reached, found.earliest, found.latest] == [CUT + timedelta(days=round(wait)) for wait in waits]


def test_the_further_count_is_negative_binomial():
    found = forecast_enrolment(TEN, OPENED, CUT, 1000)
    for day, middle, low, high in found.course[1:6]:
        share = 100 / (100 + (day - CUT).days)
        wanted = 10 + stats.nbinom.ppf([0.5, 0.1, 0.9], 10.5, share)
        assert (middle, low, high) == tuple(pytest.approx(each) for each in wanted)


def test_the_course_ends_at_the_target_and_never_falls():
    course = forecast_enrolment(TEN, OPENED, CUT, 40).course
    assert course[0] == (CUT, 10, 10, 10)
    assert course[-1][3] == 40
    for before, after in itertools.pairwise(course):
        assert all(early <= late for early, late in zip(before[1:], after[1:], strict=True))


@pytest.mark.parametrize(
    ("enrolled", "until", "target"),
    [([], CUT, 10), (TEN, CUT, 10), (TEN, OPENED - timedelta(days=1), 40)],
    ids=["nobody came", "the target is reached", "before the opening"],
)
def test_there_is_no_forecast_without_a_rate_or_a_way_to_go(enrolled, until, target):
    assert forecast_enrolment(enrolled, OPENED, until, target) is None


def test_a_target_far_beyond_twenty_years_is_not_dated():
    found = forecast_enrolment(TEN[:1], OPENED, CUT, 10**6)
    assert found.reached is None
    assert found.course[-1][1] < 10**6
