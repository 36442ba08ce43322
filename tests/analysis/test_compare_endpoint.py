"""Comparisons beside the plain test, by hand and against the estimators on columns written out here."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from equipoise.analysis.compare_endpoint import compare_endpoint, compare_subgroups, restrict_to
from equipoise.analysis.compose import left_out
from equipoise.analysis.estimate_endpoint import observe_rows
from equipoise.analysis.group_arms import control_first
from equipoise.analysis.read_levels import covariates_of, stratum_of, subgroups_of
from equipoise.analysis.regression import fit_cox_regression
from equipoise.analysis.survival import compare_log_rank, fit_cox, read_observations
from equipoise.analysis.tables import catalogue, display, prepare
from equipoise.protocol.model import Comparison, Factor
from tests.analysis.tables.tiny_trial import STUDY, history, said
from tests.analysis.trial_example import course, death, randomised, scan, trial
from tests.rules.example import t

CUT = date(2027, 1, 1)
COMPARISON = Comparison(
    covariates=("kps",),
    milestone_months=(2,),
    subgroups={
        "stage": Factor(name=t("Stage"), levels={"LD": "stage = LD", "ED": "stage = ED"}),
        "fit": Factor(name=t("Fit"), levels={"no": "kps < 80", "yes": "kps >= 80"}),
    },
)
OPEN = STUDY.model_copy(update={"analysis": STUDY.analysis.model_copy(update={"comparison": COMPARISON})})

# number, arm, KPS, stage, day of death (PFS counts the day of randomisation as day 1)
PEOPLE = (
    ("P1", "cells", 90, "LD", 101), ("P2", "cells", 80, "ED", 121), ("P3", "cells", 70, "LD", 0),
    ("P4", "cells", 90, None, 201), ("P5", "control", 90, "LD", 51), ("P6", "control", 70, "ED", 61),
    ("P7", "control", 80, "ED", 91), ("P8", "control", 70, "LD", 151),
)  # fmt: skip


def made(people=PEOPLE):
    steps = []
    for number, arm, kps, stage, day in people:
        steps += [*randomised(number, arm), history(number, kps, stage), scan(number, "2026-01-05")]
        if day:
            steps.append(death(number, date.fromordinal(date(2026, 1, 9).toordinal() + day).isoformat()))
        else:
            steps.append(scan(number, "2026-05-09"))  # day 120
    return prepare(trial(*steps, of=OPEN), OPEN, CUT)


def compared(read):
    reference, other = control_first(read.groups)
    endpoint = read.results.endpoint("pfs")
    return compare_endpoint(OPEN, read.trial, endpoint, read.groups, read.by_number, (reference, other))


def test_the_rows_are_as_written_above():
    assert {row.participant: (row.day, row.event) for row in made().results.endpoint("pfs").rows} == {
        "P1": (101, True), "P2": (121, True), "P3": (120, False), "P4": (201, True), "P5": (51, True), "P6": (61, True),
        "P7": (91, True), "P8": (151, True),
    }  # fmt: skip


def test_strata_and_subgroups_are_told_at_randomisation_and_what_is_not_known_stays_so():
    read = made()
    levels = {number: subgroups_of(OPEN, one, read.trial) for number, one in read.by_number.items()}
    assert levels["P1"] == {"stage": "LD", "fit": "yes"}
    assert levels["P4"] == {"stage": None, "fit": "yes"}
    assert stratum_of(OPEN, read.by_number["P1"]) is None  # the example's allocation recorded no level


def test_the_stratified_test_is_that_of_the_columns():
    days, events = [51, 61, 91, 151, 101, 121, 120, 201], [1, 1, 1, 1, 1, 1, 0, 1]
    arms = ["control"] * 4 + ["cells"] * 4
    seen = read_observations(days, events, arms, ["control", "cells"], ["all"] * 8)
    found = compared(made())
    assert found.stratified_test.chi_square == pytest.approx(compare_log_rank(seen, stratified=True).chi_square)
    assert found.stratified.ratio == pytest.approx(fit_cox(seen, stratified=True).ratio)


def test_the_adjusted_model_holds_the_covariates():
    days, events = [51, 61, 91, 151, 101, 121, 120, 201], [1, 1, 1, 1, 1, 1, 0, 1]
    arms = ["control"] * 4 + ["cells"] * 4
    seen = read_observations(days, events, arms, ["control", "cells"])
    wanted = fit_cox_regression(seen, {"arm": seen.arm_of.astype(float), "kps": [90, 70, 80, 70, 90, 80, 70, 90]})
    found = compared(made())
    assert found.adjusted.names == ("arm", "kps")
    assert np.allclose(found.adjusted.beta, wanted.beta)
    assert found.left_out == 0


def test_restricted_means_by_hand():
    """To day 151, the earlier of the last days 151 and 201. Control: 51, 61, 91, 151, a quarter falls away at each: mean 88.5.

    Cells: 101 at 1, 20 at 3/4 (to 121), then 3/4 × 1/2 to 151 (P3 is censored at 120): 101 + 15 + 11.25 = 127.25.
    """
    means = compared(made()).means
    assert means.horizon == 151
    assert [one.mean for one in means.arms] == [pytest.approx(88.5), pytest.approx(127.25)]
    assert means.difference.estimate == pytest.approx(38.75)


def test_a_milestone_by_hand():
    """At 2 months, day 60.875: control lost one of four, cells none."""
    ((months, found),) = compared(made()).milestones
    assert (months, found.difference) == (2, pytest.approx(0.25))


def test_a_covariate_that_nobody_differs_in_is_left_out_and_told():
    read = made(tuple((n, arm, 80, stage, day) for n, arm, _, stage, day in PEOPLE))
    assert compared(read).flat == ("kps",)
    told = f"{OPEN.variables['kps'].name.en} is the same in everybody and not in the model."
    assert told in [note.en for note in display(read, "endpoint_pfs").notes]


def test_whoever_lacks_a_covariate_is_counted_out():
    read = made()
    steps = (*randomised("P9", "cells"), scan("P9", "2026-01-05"))
    more = prepare(trial(*steps, of=OPEN), OPEN, CUT)
    columns, flat = covariates_of(OPEN, [*read.people, *more.people])
    assert columns["kps"][-1] is None
    assert flat == ()


def test_the_table_prints_every_comparison_with_its_facts():
    found = display(made(), "endpoint_pfs")
    words = said(found)
    # control: deviations from 88.5 are -37.5, -27.5, 2.5, 62.5; squares 6,075, over 4² 379.7, its root 19.5; 88.5 ± 38.2 days
    assert words["restricted_mean"][1] == "2.9 (1.7 – 4.2)"
    assert words["restricted_mean"][0].startswith("4.2 (")
    assert words["restricted_mean.difference"][0].startswith("1.3 (")
    assert words["milestone_2"][0] == "100.0 (100.0 – 100.0)"
    assert words["hazard_ratio_adjusted"][1] == "reference"
    assert found.number("hazard_ratio_stratified", "cells").facts


def test_the_table_of_subgroups_counts_each_level():
    words = said(display(made(), "subgroups_pfs"))
    assert words["stage.LD"][:2] == ["2 / 2", "1 / 2"]
    assert words["stage.ED"][:2] == ["2 / 2", "1 / 1"]
    assert words["stage.missing"][:2] == ["0 / 0", "1 / 1"]
    assert words["everybody"][:2] == ["4 / 4", "3 / 4"]


@pytest.mark.parametrize(
    "people",
    [
        pytest.param((), id="nobody"),
        pytest.param(tuple(one for one in PEOPLE if one[1] == "cells"), id="one arm empty"),
        pytest.param(tuple((n, a, k, s, 0) for n, a, k, s, _ in PEOPLE), id="no events"),
        pytest.param(PEOPLE[:1], id="one participant"),
        pytest.param(tuple((n, a, k, s, 51) for n, a, k, s, _ in PEOPLE), id="ties everywhere"),
    ],
)
def test_there_is_an_answer_where_there_is_little(people):
    read = made(people)
    for key in ("endpoint_pfs", "endpoint_os", "subgroups_pfs"):
        for row in display(read, key).rows:
            for cell in row.cells:
                assert not {"nan", "inf", "-inf"} & set(
                    cell.says.en.lower().replace("(", " ").replace(";", " ").split()
                )
    reference, other = control_first(read.groups)
    assert compare_subgroups(OPEN, read.trial, read.results.endpoint("pfs"), read.by_number, (reference, other))


def test_means_are_not_restricted_with_an_empty_arm():
    read = made(PEOPLE[:2])
    assert restrict_to(OPEN, observe_rows(read.results.endpoint("pfs").table, read.groups)) is None


def test_time_that_counts_from_treatment_is_described_and_not_compared():
    endpoint = OPEN.analysis.endpoints["os"].model_copy(update={"origin": "first_infusion", "set": "safety"})
    analysis = OPEN.analysis.model_copy(update={"endpoints": {**OPEN.analysis.endpoints, "treated": endpoint}})
    study = OPEN.model_copy(update={"analysis": analysis})
    steps = (*randomised("P1", "cells"), *course("P1", "2026-01-13", ["2026-01-27"]), death("P1", "2026-05-01"))
    read = prepare(trial(*steps, of=study), study, CUT)
    words = said(display(read, "endpoint_treated"))
    assert words["events"][0].startswith("1")
    assert "hazard_ratio" not in words
    assert "subgroups_treated" not in catalogue(read)
    assert left_out(read)["forest_treated"].en.endswith("by subgroup: the endpoint is described, not compared.")
