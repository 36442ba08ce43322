from __future__ import annotations

from math import log

import numpy as np
import pytest

from equipoise.analysis.survival import CoxStatus, Observations, Ties, fit_cox, fit_cox_to_number, read_observations


def trial(days: list[int], events: list[int], arms: str) -> Observations:
    return read_observations(days, events, list(arms), ("c", "t"))


def test_a_fit_small_enough_to_do_by_hand() -> None:
    """Deaths c, t, c with 2+2, 1+2, 1+1 at risk: score 1 − 2r/(2+2r) − 2r/(1+2r) − r/(1+r) has a root in r."""
    fit = fit_cox(trial([1, 2, 3, 4], [1, 1, 1, 0], "ctct"))
    assert fit.ratio is not None
    r = fit.ratio
    assert 1 - 2 * r / (2 + 2 * r) - 2 * r / (1 + 2 * r) - r / (1 + r) == pytest.approx(0, abs=1e-9)
    assert fit.log_likelihood[0] == pytest.approx(-log(4) - log(3) - log(2))


def test_when_nobody_treated_has_the_event_the_ratio_runs_to_zero_and_says_so() -> None:
    fit = fit_cox(trial([1, 2, 9, 9], [1, 1, 0, 0], "cctt"))
    assert fit.status is CoxStatus.TOWARDS_ZERO
    assert (fit.beta, fit.standard_error, fit.ratio, fit.lower, fit.upper) == (None, None, None, None, None)
    assert fit.log_likelihood[1] is None
    assert fit.score_chi_square is not None
    assert fit.p_wald is None


def test_when_nobody_in_control_has_the_event_the_ratio_runs_to_infinity_and_says_so() -> None:
    assert fit_cox(trial([1, 2, 9, 9], [1, 1, 0, 0], "ttcc")).status is CoxStatus.TOWARDS_INFINITY


def test_a_monotone_likelihood_is_found_behind_events_in_both_arms() -> None:
    """The control event comes last, alone: it tells nothing, and every earlier event is treated."""
    assert fit_cox(trial([1, 2, 9], [1, 1, 1], "ttc")).status is CoxStatus.TOWARDS_INFINITY


@pytest.mark.parametrize("ties", list(Ties))
@pytest.mark.parametrize(
    ("days", "events", "arms", "status"),
    [
        ([], [], "", CoxStatus.NO_EVENTS),
        ([3, 4], [0, 0], "ct", CoxStatus.NO_EVENTS),
        ([0, 0], [0, 0], "ct", CoxStatus.NO_EVENTS),
        ([3, 4], [1, 1], "cc", CoxStatus.NO_CONTRAST),
        ([3, 4], [1, 1], "tt", CoxStatus.NO_CONTRAST),
    ],
)
def test_without_events_or_contrast_there_is_no_ratio(
    ties: Ties, days: list[int], events: list[int], arms: str, status: CoxStatus
) -> None:
    fit = fit_cox(trial(days, events, arms), ties=ties)
    assert fit.status is status
    assert (fit.beta, fit.score_chi_square) == (None, None)


def test_everything_tied_on_one_day_with_equal_shares_gives_a_ratio_of_one() -> None:
    fit = fit_cox(trial([5, 5, 5, 5], [1, 1, 0, 0], "ctct"))
    assert fit.status is CoxStatus.ESTIMATED
    assert fit.ratio == pytest.approx(1.0)


def test_exchanging_the_arms_inverts_the_ratio() -> None:
    days, events, arms = [1, 2, 2, 3, 5, 8, 8, 9], [1, 1, 0, 1, 1, 1, 1, 0], list("cttctcct")
    data = read_observations(days, events, arms, ("c", "t"))
    forward, backward = fit_cox(data), fit_cox(data.within(("t", "c")))
    assert forward.beta is not None
    assert backward.beta == pytest.approx(-forward.beta, abs=1e-9)
    assert (forward.compared, forward.reference) == ("t", "c")
    assert (backward.compared, backward.reference) == ("c", "t")


def test_a_strong_effect_far_from_the_start_is_still_reached() -> None:
    """199 of 200 early deaths are treated; only the last says that the ratio is finite."""
    days = [*range(1, 201), *[999] * 200]
    arms = "t" * 198 + "ct" + "c" * 200
    fit = fit_cox(trial(days, [1] * 200 + [0] * 200, arms))
    assert fit.status is CoxStatus.ESTIMATED
    assert fit.ratio is not None
    assert fit.ratio > 50


def test_a_number_known_at_the_start_is_fitted_per_unit_whatever_the_unit() -> None:
    chance = np.random.default_rng(2)
    data = read_observations(chance.integers(1, 50, 60), chance.integers(0, 2, 60), ["a"] * 60, ("a",))
    years = chance.normal(60, 9, 60)
    by_year, by_month = (fit_cox_to_number(data, years * unit, "age") for unit in (1.0, 12.0))
    assert by_year.beta is not None
    assert by_month.beta == pytest.approx(by_year.beta / 12, abs=1e-11)
    assert by_month.wald_chi_square == pytest.approx(by_year.wald_chi_square)


def test_a_number_that_is_the_arm_gives_the_ratio_of_the_arms() -> None:
    data = trial([1, 2, 2, 3, 5, 8, 8, 9], [1, 1, 0, 1, 1, 1, 1, 0], "cttctcct")
    assert fit_cox_to_number(data, data.arm_of, "arm").beta == pytest.approx(fit_cox(data).beta, abs=1e-10)


def test_a_number_missing_for_somebody_is_a_programming_fault() -> None:
    with pytest.raises(ValueError, match="one finite number a person"):
        fit_cox_to_number(trial([1, 2], [1, 0], "ct"), [1.0, float("nan")], "age")


def test_a_ratio_of_three_arms_is_a_programming_fault() -> None:
    with pytest.raises(ValueError, match="two arms, not 3"):
        fit_cox(read_observations([1], [1], ["a"], ("a", "b", "c")))


def test_the_fit_carries_its_convention_in_both_languages() -> None:
    words = fit_cox(trial([1, 2, 3, 4], [1, 1, 1, 0], "ctct"), ties=Ties.BRESLOW).convention.words
    assert words.en == "Cox model, Breslow ties, Wald interval"
    assert words.zh == "Cox 模型，同秩按 Breslow 法，Wald 置信区间"
