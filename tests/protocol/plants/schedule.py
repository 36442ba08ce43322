"""Visits come in an order that can be kept, and what is asked there can be entered and computed."""

from __future__ import annotations

from equipoise.protocol.checks import calendar, derived
from tests.protocol.plants.plant import F, P, Plant

PLANTS = (
    Plant(
        calendar.visits_can_be_reached,
        P,
        "    form: TE\n    date: DSSTDAT\n    when: DSDECOD != COMPLETED",
        "    fact: progression",
        "anchor: treatment_stopped_early",
        "no rule of this study finds progression",
    ),
    Plant(
        calendar.visits_can_be_reached,
        P,
        "      ends: [screen_failure, withdrawal, death]",
        "      ends: [consent]",
        "ends: [consent]",
        "ends before it begins",
    ),
    Plant(
        calendar.repetitions_end_after_they_begin, P, "until: 168", "until: 28", "until: 28}", "ends before it starts"
    ),
    Plant(
        calendar.repetitions_end_after_they_begin,
        P,
        "days: [28, 84, 168]",
        "days: [28, 168, 84]",
        "[28, 168, 84]",
        "do not rise",
    ),
    Plant(
        calendar.windows_keep_apart,
        P,
        "      every: {days: 28, until: 168}\n      window: {before: 3, after: 3}",
        "      every: {days: 28, until: 168}\n      window: {before: 9, after: 9}",
        "before: 9",
        "14 days apart",
    ),
    Plant(
        calendar.arms_are_assessed_alike,
        P,
        "      days: [182]",
        "      days: [182]\n      tumour_assessment: true\n      arms: [low]",
        "arms: [low]",
        "other days in",
    ),
    Plant(
        calendar.visits_can_be_reached,
        P,
        "      anchor: randomisation\n      days: [196]",
        "      anchor: study_end\n      days: [196]",
        "anchor: study_end",
        "is only entered at it",
    ),
    Plant(
        derived.derived_items_can_be_computed,
        F,
        "derived: CIGDAY * CIGYEARS / 20",
        "derived: CIGDAY * PACKYEARS / 20",
        "CIGDAY * PACKYEARS",
        "computed from itself",
    ),
)
