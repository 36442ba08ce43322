"""Kaplan–Meier, log-rank and Cox beside other packages in the same run, on day-rounded times with ties.

    python benchmarks/bench_survival.py

lifelines and statsmodels stand among the tools of development. R's survival and scikit-survival are no dependency of any kind
(the licence of the latter does not go with ours): where `Rscript`, or a Python that the variable PEER_PYTHON names, has them, they
are given the same data in a process of their own and measured too; where not, the report says so. The further estimators are timed
alone.

Writes benchmarks/survival.md. Seconds belong to one machine; the ratios are what to compare.
"""

from __future__ import annotations

import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
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
SIZES = {120: 200, 10_000: 20, 1_000_000: 3}
ESTIMATES = ("Kaplan–Meier", "log-rank", "Cox")
ABSENT = "not on this machine"

R_PROGRAM = """
words <- commandArgs(TRUE)
if (!requireNamespace("survival", quietly = TRUE)) quit(status = 3)
library(survival)
d <- read.csv(words[1]); times <- as.integer(words[2])
median_of <- function(work) {
  if (times > 1) work()
  together <- max(times %/% 10, 1)
  spent <- function() { s <- proc.time(); for (i in seq_len(together)) work(); e <- proc.time() - s; sum(e[c(1, 2)]) / together }
  median(vapply(seq_len(max(times %/% together, 1)), function(i) spent(), 0))
}
found <- c(median_of(function() survfit(Surv(day, event) ~ arm, d)), median_of(function() survdiff(Surv(day, event) ~ arm, d)),
  median_of(function() coxph(Surv(day, event) ~ arm, d)))
cat(sprintf("R %s, survival %s;%s", getRversion(), packageVersion("survival"), paste(found, collapse = ",")))
"""
PYTHON_PROGRAM = """
import statistics, sys
from importlib.metadata import version
from time import process_time
try:
    import numpy as np
    from sksurv.compare import compare_survival
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.nonparametric import kaplan_meier_estimator
except ImportError:
    sys.exit(3)
day, event, arm = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1, unpack=True)
event, times = event.astype(bool), int(sys.argv[2])
y = np.array(list(zip(event, day)), dtype=[("event", bool), ("day", float)])
def median_of(work):
    if times > 1:
        work()
    together = max(times // 10, 1)
    found = []
    for _ in range(max(times // together, 1)):
        start = process_time()
        for _ in range(together):
            work()
        found.append((process_time() - start) / together)
    return statistics.median(found)
def curves():
    for one in (0, 1):
        own = arm == one
        kaplan_meier_estimator(event[own], day[own])
found = [
    median_of(curves), median_of(lambda: compare_survival(y, arm)),
    median_of(lambda: CoxPHSurvivalAnalysis(ties="efron").fit(arm.reshape(-1, 1), y)),
]
print(f"scikit-survival {version('scikit-survival')};" + ",".join(map(str, found)))
"""


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


def ask(command: Sequence[str], data: str, repeats: int) -> tuple[str, Mapping[str, float]] | None:
    """What a package in a process of its own is called and how long its three estimates take; None where it is not there."""
    if not command[0]:
        return None
    done = subprocess.run([*command, data, str(repeats)], capture_output=True, text=True, check=False)
    if done.returncode == 3:
        return None
    assert done.returncode == 0, done.stderr
    name, _, found = done.stdout.strip().partition(";")
    return name, dict(zip(ESTIMATES, map(float, found.split(",")), strict=True))


def measure_peers(n: int, repeats: int) -> list[tuple[str, Mapping[str, float]] | None]:
    """R's survival and scikit-survival with the same people, as far as they are on this machine."""
    data = simulated(n)
    with tempfile.TemporaryDirectory() as folder:
        table, program = f"{folder}/people.csv", f"{folder}/program.R"
        pd.DataFrame({"day": data.days, "event": data.events.astype(int), "arm": data.arm_of}).to_csv(
            table, index=False
        )
        Path(program).write_text(R_PROGRAM, encoding="utf-8")
        return [
            ask((shutil.which("Rscript") or "", program), table, repeats),
            ask((os.environ.get("PEER_PYTHON", sys.executable), "-c", PYTHON_PROGRAM), table, repeats),
        ]


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
    lines, whole, named = [], 0.0, {"R": ABSENT, "scikit-survival": ABSENT}
    for n, repeats in SIZES.items():
        whole = 0.0
        peers = measure_peers(n, repeats)
        for kind, peer in zip(named, peers, strict=True):
            named[kind] = ABSENT if peer is None else peer[0]
        for name, ours, theirs, others in measure(n, repeats):
            whole += ours
            cells = [theirs, others, *(None if peer is None else peer[1][name] for peer in peers)]
            shown = " | ".join("–" if one is None else f"{one:.5f} ({one / ours:.1f})" for one in cells)
            lines.append(f"| {n:,} | {name} | {ours:.5f} | {shown} |")
            print(lines[-1], flush=True)
    small, large = measure_further(10_000, 5), measure_further(1_000_000, 1)
    further = [f"| {name} | {few:.4f} | {many:.2f} |" for (name, few), (_, many) in zip(small, large, strict=True)]
    peers_said = "; ".join(kind if found == kind else f"{kind}: {found}" for kind, found in named.items())
    table = "\n".join(lines)
    REPORT.write_text(
        f"""# Survival estimates beside other packages

Made by `benchmarks/bench_survival.py`: Python {platform.python_version()}, NumPy {version("numpy")},
lifelines {version("lifelines")}, statsmodels {version("statsmodels")}. {peers_said}.
CPU seconds of one call, medians; in brackets how many times ours. Days as whole numbers, with ties. A dash: the package has no
such estimate, or is not on this machine.

| people | estimate | ours, s | lifelines | statsmodels | R's survival | scikit-survival |
|---|---|---|---|---|---|---|
{table}

Curves, test and hazard ratio of a million people together: {whole:.2f} s (asked: below 3 s).

What each is asked: curves of two arms with their limits; the log-rank test of two arms; the hazard ratio of one covariate by
Efron's treatment of ties. scikit-survival makes curves without limits. R and scikit-survival run in processes of their own.

## The further estimators

| estimate | 10,000 people, s | 1,000,000 people, s |
|---|---|---|
""" + "\n".join(further) + "\n",
        encoding="utf-8",
    )  # fmt: skip


if __name__ == "__main__":
    main()
