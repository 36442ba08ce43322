"""Six people, whose every table can be counted by hand. Facts are numbered in the order in which they stand here."""

from __future__ import annotations

from datetime import date
from typing import Any

from equipoise.analysis.tables import Context, Display, display, prepare
from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.participant import ScreeningFailed
from equipoise.facts.randomisation import LevelsCorrected, RandomisedInError
from tests.analysis.trial_example import (
    ANALYSIS,
    ARMS,
    EVENTS,
    FORMS,
    Step,
    course,
    dated,
    death,
    form,
    randomised,
    registered,
    scan,
    trial,
)
from tests.rules.example import altered, item, t
from tests.rules.product.cells import PRODUCT

CUT = date(2027, 1, 1)
STUDY = altered(
    forms=FORMS
    | {
        "code_lists": FORMS["code_lists"] | {"CLASS": {"MAJOR": t("Major"), "MINOR": t("Minor")}},
        "forms": FORMS["forms"]
        | {"DV": dated("DV", "DVSTDAT", DVCLASS=item("code", codes="CLASS"), DVTERM=item("text"))},
    },
    events=EVENTS | {"first_treatment": {"name": t("First treatment"), "fact": "infusion"}},
    arms=ARMS,
    product=PRODUCT,
    randomisation={
        "method": "minimisation", "imbalance": "range", "probability": "4/5",
        "factors": {"stage": {"name": t("Stage"), "levels": {"LD": "stage = LD", "ED": "stage = ED"}}},
    },
    analysis=ANALYSIS
    | {
        "baseline": ["kps", "stage"],
        "sets": {
            "screened": {"name": t("Screened"), "of": "screened"},
            "itt": {"name": t("All randomised")},
            "mitt": {"name": t("Modified"), "not_in_error": True},
            "safety": {"name": t("As treated"), "by": "received"},
            "evaluable": {"name": t("Measurable"), "measurable": True},
        },
        "responses": {"orr": {"label": t("Response"), "short": t("ORR"), "counts": ["CR", "PR"], "set": "evaluable"}},
        "measures": {
            "made": {"label": t("Made"), "short": t("Made"), "measure": "manufacture_success", "set": "itt"},
            "wait": {"label": t("Wait"), "short": t("Wait"), "measure": "vein_to_vein", "set": "itt"},
            "any": {"label": t("Any event"), "short": t("Any"), "measure": "any_event", "set": "safety"},
        },
        "listed": {
            "deviations": {"name": t("Deviations"), "form": "DV", "show": ["DVSTDAT", "DVCLASS", "DVTERM"], "count_by": ["DVCLASS"]},
            "deaths": {"name": t("Deaths"), "form": "DD"},
        },
    },
)  # fmt: skip


def history(number: str, kps: int, stage: str | None) -> Step:
    items = {"HXDTC": "2026-01-05", "KPS": kps} | ({"STAGE": stage} if stage else {})
    return form(number, "HX", items, "2026-01-05")


def event(number: str, term: str, grade: int, day: str, **more: Any) -> Step:
    items = {"AETERM": term, "AETOXGR": grade, "AESER": "N", "AEREL": "RELATED", "AESTDTC": day} | more
    return form(number, "AE", items, day, instance=f"{term}.{day}")


def laboratory(number: str, day: str, alt: str) -> Step:
    return form(number, "LB", {"LBDTC": day, "ALT": {"value": alt, "unit": "U/L", "high": "40"}}, day)


STEPS: tuple[Step, ...] = (
    # P1, cells: one course, response, two events, a deviation that was corrected
    *randomised("P1", "cells"),  # 1, 2
    history("P1", 80, "LD"),  # 3
    scan("P1", "2026-01-05", "20"),  # 4
    laboratory("P1", "2026-01-05", "20"),  # 5
    *course("P1", "2026-01-13", ["2026-01-27"]),  # 6 to 13
    event("P1", "Chills", 1, "2026-01-27"),  # 14
    event("P1", "Chills", 3, "2026-02-01"),  # 15
    laboratory("P1", "2026-02-10", "250"),  # 16
    scan("P1", "2026-03-01", "10"),  # 17
    scan("P1", "2026-05-01", "30"),  # 18
    form("P1", "DV", {"DVSTDAT": "2026-02-02", "DVCLASS": "MINOR", "DVTERM": "late"}, "2026-02-02"),  # 19
    # P2, cells: never infused, dies
    *randomised("P2", "cells"),  # 20, 21
    history("P2", 90, None),  # 22
    scan("P2", "2026-01-05", "20"),  # 23
    death("P2", "2026-03-01"),  # 24
    # P3, control: stable, a serious event
    *randomised("P3", "control"),  # 25, 26
    history("P3", 70, "ED"),  # 27
    scan("P3", "2026-01-05", "20"),  # 28
    scan("P3", "2026-03-01", "20"),  # 29
    event("P3", "Fatigue", 2, "2026-02-05", AESER="Y", AEREL="UNRELATED"),  # 30
    # P4, control: randomised in error, levels corrected, no baseline scan
    *randomised("P4", "control"),  # 31, 32
    ("P4", RandomisedInError(error="ineligible"), "2026-01-20"),  # 33
    ("P4", LevelsCorrected(levels={"stage": "ED"}), "2026-01-21"),  # 34
    # P5 failed, P6 is in screening
    registered("P5"),  # 35
    ("P5", ScreeningFailed(criteria=("I1",), cause="criteria"), "2026-01-08"),  # 36
    registered("P6"),  # 37
    ("P1", ItemsCorrected(form="DV", instance="DV.2026-02-02", old={"DVCLASS": "MINOR"}, new={"DVCLASS": "MAJOR"}), "2026-02-03"),  # 38
)  # fmt: skip


def context(*more: Step, masked: bool = False, steps: tuple[Step, ...] = STEPS, until: date = CUT) -> Context:
    return prepare(trial(*steps, *more, of=STUDY), STUDY, until, masked)


def made(key: str, **more: Any) -> Display:
    return display(context(**more), key)


def said(found: Display) -> dict[str, list[str]]:
    """What each row says, by its key."""
    return {row.key: [cell.says.en for cell in row.cells] for row in found.rows}
