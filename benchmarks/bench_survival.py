"""Kaplan–Meier, log-rank and Cox beside lifelines in the same run, on day-rounded times with ties.

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

from equipoise.analysis.survival import (
    Observations,
    compare_log_rank,
    estimate_kaplan_meier,
    fit_cox,
    read_observations,
)

REPORT = Path(__file__).with_name("survival.md")
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


def measure(n: int, repeats: int) -> list[tuple[str, float, float]]:
    """For each estimate: our seconds and lifelines' seconds."""
    data = simulated(n)
    table = pd.DataFrame({"day": data.days, "event": data.events, "arm": data.arm_of})
    pairs: list[tuple[str, Callable[[], object], Callable[[], object], int]] = [
        ("Kaplan–Meier", lambda: estimate_kaplan_meier(data), lambda: lifelines_curves(data), repeats),
        ("log-rank", lambda: compare_log_rank(data), lambda: lifelines_log_rank(data), repeats),
        ("Cox", lambda: fit_cox(data), lambda: CoxPHFitter().fit(table, "day", "event"), max(repeats // 4, 1)),
    ]
    return [(name, seconds(ours, repeats), seconds(theirs, few)) for name, ours, theirs, few in pairs]


def main() -> None:
    made = (
        f"Made by `benchmarks/bench_survival.py`: Python {platform.python_version()}, NumPy {version('numpy')}, "
        f"lifelines {version('lifelines')}. CPU seconds of one call, medians; days as whole numbers, with ties."
    )
    lines = [
        "# Survival estimates beside lifelines",
        "",
        made,
        "",
        "| people | estimate | ours, s | lifelines, s | lifelines / ours |",
        "|---|---|---|---|---|",
    ]
    for n, repeats in SIZES.items():
        for name, ours, theirs in measure(n, repeats):
            lines.append(f"| {n:,} | {name} | {ours:.5f} | {theirs:.5f} | {theirs / ours:.1f} |")
            print(lines[-1], flush=True)
    REPORT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
