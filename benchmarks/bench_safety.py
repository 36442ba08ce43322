"""Grading laboratory values: bare, and from the forms of 250 casebooks. Finding a boundary for 60 participants.

Writes benchmarks/safety.md. Seconds are of one processor and belong to one machine.
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from time import process_time
from typing import TypedDict

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.built_in import protocols
from equipoise.facts import Fact, History
from equipoise.facts.casebook import FormSaved
from equipoise.rules.safety import bayes_boundary, boundary, grade, laboratory_grades

REPORT = Path(__file__).with_name("safety.md")
VALUES = 100_000


class Limits(TypedDict, total=False):
    """What a value is graded by."""

    low: Decimal
    high: Decimal
    baseline: Decimal


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of one call."""
    start = process_time()
    work()
    return process_time() - start


def bare() -> None:
    """100,000 values of four terms, limits and baseline at hand."""
    terms: tuple[tuple[str, str, Limits], ...] = (
        ("Alanine aminotransferase increased", "U/L", {"high": Decimal(50)}),
        ("Anemia", "g/L", {"low": Decimal(130)}),
        ("Neutrophil count decreased", "10^9/L", {"low": Decimal("1.8")}),
        ("Creatinine increased", "umol/L", {"high": Decimal(110), "baseline": Decimal(70)}),
    )
    values = [Decimal(number) for number in range(250)]
    for number in range(VALUES):
        term, unit, limits = terms[number % 4]
        grade("CTCAE 5.0", term, values[number % 250], unit, **limits)


def casebooks() -> Callable[[], object]:
    """250 participants of 100 visits with three analytes, one of them graded in both directions: 100,000 grades."""
    people = [History("P1", [_visit(number) for number in range(100)]) for _ in range(250)]
    plan = protocols().first
    return lambda: [laboratory_grades(plan, facts) for facts in people]


def _visit(number: int) -> Fact[FormSaved]:
    items = {
        "LBDAT": f"2026-{5 + number // 28:02d}-{1 + number % 28:02d}",
        "ALT_LBORRES": {"value": str(20 + number), "unit": "U/L", "high": "50"},
        "HGB_LBORRES": {"value": str(140 - number), "unit": "g/L", "low": "130"},
        "K_LBORRES": {"value": "3.4", "unit": "mmol/L", "low": "3.5", "high": "5.1"},
    }
    body = FormSaved(form="LB", instance=f"v{number}", items=items)
    moment = "2026-05-01T01:00:00.000000Z"
    return Fact(
        seq=number + 1, stream="P:P1", subject="P1", happened=moment, recorded=moment, received="", protocol="1.0",
        actor="coordinator", role="coordinator", reason="", cause=0, body=body,
    )  # fmt: skip


def main() -> None:
    """Measures and writes the page."""
    lines = [
        ("100,000 values graded", seconds(bare)),
        ("100,000 grades from the forms of 250 casebooks", seconds(casebooks())),
        ("Pocock-type boundary for 60", seconds(lambda: boundary("0.10", "0.05", 60))),
        (
            "Bayesian boundary for 60, whole parameters",
            seconds(lambda: bayes_boundary("0.10", ("1", "9"), "0.98", 60, 3)),
        ),
        ("Bayesian boundary for 60, halves", seconds(lambda: bayes_boundary("0.10", ("1/2", "9/2"), "0.98", 60, 3))),
    ]
    table = "\n".join(f"| {name} | {taken:.3f} |" for name, taken in lines)
    REPORT.write_text(
        f"# Safety\n\nPython {platform.python_version()}, one processor.\n\n| what | seconds |\n|---|---|\n{table}\n",
        "utf-8",
    )


if __name__ == "__main__":
    main()
