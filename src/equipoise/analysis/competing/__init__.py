"""Competing risks: cumulative incidence, Gray's test, the Fine–Gray model.

`read_competing` is the way in. Kaplan–Meier with the other causes censored answers another question and is not offered.
"""

from __future__ import annotations

from equipoise.analysis.competing.compare_incidence import GrayTest, compare_incidence
from equipoise.analysis.competing.estimate_incidence import (
    Incidence,
    IncidenceAtDay,
    estimate_incidence,
    read_incidence,
)
from equipoise.analysis.competing.fit_fine_gray import CensoringTies, FineGray, FineGrayStatus, fit_fine_gray
from equipoise.analysis.competing.observations import CompetingObservations, read_competing

__all__ = [
    "CensoringTies",
    "CompetingObservations",
    "FineGray",
    "FineGrayStatus",
    "GrayTest",
    "Incidence",
    "IncidenceAtDay",
    "compare_incidence",
    "estimate_incidence",
    "fit_fine_gray",
    "read_competing",
    "read_incidence",
]
