"""Shares and 2 × 2 tables: intervals, differences, exact and stratified tests."""

from __future__ import annotations

from equipoise.analysis.proportions.compare_shares import SharesTest, compare_shares
from equipoise.analysis.proportions.exact_tables import ExactTest, Table, compare_exactly
from equipoise.analysis.proportions.intervals import (
    Interval,
    Proportion,
    clopper_pearson,
    miettinen_nurminen,
    newcombe,
    wilson,
)
from equipoise.analysis.proportions.stratified_tables import StratifiedTables, compare_stratified_tables
from equipoise.analysis.proportions.unconditional import boschloo

__all__ = [
    "ExactTest",
    "Interval",
    "Proportion",
    "SharesTest",
    "StratifiedTables",
    "Table",
    "boschloo",
    "clopper_pearson",
    "compare_exactly",
    "compare_shares",
    "compare_stratified_tables",
    "miettinen_nurminen",
    "newcombe",
    "wilson",
]
