"""Kaplan–Meier, log-rank and Cox beside lifelines and statsmodels in the same run, on day-rounded times with ties.

The further estimators are timed alone. Scikit-survival is left out (its licence does not go with ours), R because it is
no dependency; figures for both stand in the report as measured elsewhere.

Writes benchmarks/survival.md. Seconds belong to one machine; the ratios are what to compare.
"""

from __future__ import annotations

import platform
import statistics
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from equipoise.analysis import (
    Observations,
    Ties,
    check_proportional_hazards,
    combine_log_ranks,
    compare_incidence,
    compare_log_rank,
    compare_milestone,
    compare_restricted_means,
    estimate_incidence,
    estimate_kaplan_meier,
    fit_cox,
    fit_cox_regression,
    fit_fine_gray,
    measure_concordance,
    read_competing,
    read_observations,
    weigh_log_ranks,
)

REPORT = Path(__file__).with_name("survival.md")
MEASURED_ELSEWHERE = [
    "",
    "## Others, measured once on a 2-core machine",
    "",
    "R 4.2.2 survival 3.5-3 at a million people: 1.48 / 1.73 / 2.35 s for the three; scikit-survival 0.28: .71 / 2.44 /",
    "38.8 s. They are no part of this run: read them as orders of size.",
]
SIZES = {120: 200, 10_000: 20, 1_000_000: 3}


def simulated(n: int) -> Observations:
    """Two arms, hazard ratio .6, exponential times rounded up to days, a fifth censored."""
    chance = np.random.default_rng(20180510)
    arm = np.arange(n) % 2
    event, censored = chance.exponential(np.where(arm, 150.0, 90.0)), chance.exponential(480.0, n)
    return read_observations(np.ceil(np.minimum(event, censored)), event <= censored, arm, ("control", "experimental"))


def seconds(work: Callable[[], object], repeats: int) -> float:
    """Median CPU seconds of one call; short calls are warmed up and timed together."""
    if repeats > 1:
        work()
    together = max(repeats // 10, 1)
    found = []
    for _ in range(max(repeats // together, 1)):
        start = process_time()
        for _ in range(together):
            work()
        found.append((process_time() - start) / together)
    return statistics.median(found)


def lifelines_curves(data: Observations) -> None:
    for arm in (0, 1):
        own = data.arm_of == arm
        KaplanMeierFitter().fit(data.days[own], data.events[own])


def lifelines_log_rank(data: Observations) -> None:
    first, second = data.arm_of == 0, data.arm_of == 1
    logrank_test(data.days[first], data.days[second], data.events[first], data.events[second])


def statsmodels_curves(data: Observations) -> None:
    for arm in (0, 1):
        own = data.arm_of == arm
        SurvfuncRight(data.days[own], data.events[own].astype(int))


def measure(n: int, repeats: int) -> list[tuple[str, float, float, float | None]]:
    """For each estimate: our seconds, lifelines' and statsmodels'."""
    data = simulated(n)
    table = pd.DataFrame({"day": data.days, "event": data.events, "arm": data.arm_of})
    few = max(repeats // 4, 1)
    return [
        (
            "Kaplan–Meier",
            seconds(lambda: estimate_kaplan_meier(data), repeats),
            seconds(lambda: lifelines_curves(data), repeats),
            seconds(lambda: statsmodels_curves(data), repeats),
        ),
        (
            "log-rank",
            seconds(lambda: compare_log_rank(data), repeats),
            seconds(lambda: lifelines_log_rank(data), repeats),
            seconds(lambda: survdiff(data.days, data.events.astype(int), data.arm_of), repeats),
        ),
        (
            "Cox",
            seconds(lambda: fit_cox(data), repeats),
            seconds(lambda: CoxPHFitter().fit(table, "day", "event"), few),
            None,
        ),
    ]


def measure_further(n: int, repeats: int) -> list[tuple[str, float]]:
    """The other estimators of survival, ours alone."""
    data, chance = simulated(n), np.random.default_rng(1)
    x = {"arm": data.arm_of, "age": chance.normal(60, 9, n), "stage": chance.integers(0, 3, n)}
    cause = np.where(data.events, chance.integers(1, 3, n), 0)
    causes = read_competing(data.days, cause, data.arm_of, data.arms)
    works: list[tuple[str, Callable[[], object]]] = [
        ("four weighted log-rank tests", lambda: weigh_log_ranks(data)),
        ("max-combo", lambda: combine_log_ranks(data)),
        ("restricted means", lambda: compare_restricted_means(data, 200)),
        ("milestone", lambda: compare_milestone(data, 200)),
        ("Cox, exact ties", lambda: fit_cox(data, ties=Ties.EXACT)),
        ("Cox, three covariates, robust", lambda: fit_cox_regression(data, x)),
        ("proportional hazards, three covariates", lambda: check_proportional_hazards(data, x)),
        ("concordance", lambda: measure_concordance(data, x["age"])),
        ("cumulative incidence", lambda: estimate_incidence(causes)),
        ("Gray's test", lambda: compare_incidence(causes, 1)),
        ("Fine–Gray, three covariates", lambda: fit_fine_gray(causes, x, 1)),
    ]
    return [(name, seconds(work, repeats)) for name, work in works]


def main() -> None:
    made = (
        f"Made by `benchmarks/bench_survival.py`: Python {platform.python_version()}, NumPy {version('numpy')}, "
        f"lifelines {version('lifelines')}, statsmodels {version('statsmodels')}. CPU seconds of one call, medians; days as "
        "whole numbers, with ties."
    )
    lines = [
        "# Survival estimates beside lifelines and statsmodels",
        "",
        made,
        "",
        "| people | estimate | ours, s | lifelines, s | lifelines / ours | statsmodels, s |",
        "|---|---|---|---|---|---|",
    ]
    whole = 0.0
    for n, repeats in SIZES.items():
        whole = 0.0
        for name, ours, theirs, others in measure(n, repeats):
            whole += ours
            other = "–" if others is None else f"{others:.5f}"
            lines.append(f"| {n:,} | {name} | {ours:.5f} | {theirs:.5f} | {theirs / ours:.1f} | {other} |")
            print(lines[-1], flush=True)
    lines += [
        "",
        f"Curves, test and hazard ratio of a million people together: {whole:.2f} s (asked: below 3 s).",
        "",
        "## The further estimators",
        "",
        "| estimate | 10,000 people, s | 1,000,000 people, s |",
        "|---|---|---|",
    ]
    small, large = measure_further(10_000, 5), measure_further(1_000_000, 1)
    for (name, few), (_, many) in zip(small, large, strict=True):
        lines.append(f"| {name} | {few:.4f} | {many:.2f} |")
        print(lines[-1], flush=True)
    REPORT.write_text("\n".join(lines + MEASURED_ELSEWHERE) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
