"""A small trial to analyse: the example study with endpoints, deaths and dispositions, and short ways to write its facts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from equipoise.facts import Body
from equipoise.facts import product as made
from equipoise.facts.casebook import FormSaved
from equipoise.facts.participant import ParticipantRegistered
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.trial.state import Protocols, Trial
from tests.rules.example import PLAN, altered, fact, item, t
from tests.rules.product.cells import PRODUCT

Step = tuple[str, Body, str]
"""Whose fact, what it says, and the day."""

R0 = "2026-01-10"


def dated(domain: str, date_item: str, **items: Any) -> dict[str, Any]:
    """A form with a date and other items."""
    return {
        "name": t(domain),
        "domain": domain,
        "date": date_item,
        "items": {date_item: item("date"), **items},
    }


FORMS: dict[str, Any] = PLAN["forms"] | {
    "code_lists": PLAN["forms"]["code_lists"]
    | {"NCOMPLT": {"COMPLETED": t("Completed"), "PROGRESSIVE DISEASE": t("Progression of the disease")}},
    "forms": PLAN["forms"]["forms"]
    | {
        "DD": dated("DD", "DTHDAT"),
        "SURV": dated("SS", "LSTALVDAT"),
        "LTFU": dated("DS", "DSSTDAT"),
        "EOT": dated("DS", "DSSTDAT", DSDECOD=item("code", codes="NCOMPLT")),
        "EX": dated("EX", "EXSTDAT"),
    },
}
EVENTS: dict[str, Any] = {
    "randomised": {"name": t("Randomisation"), "fact": "randomised"},
    "progression": {"name": t("Progression"), "fact": "progression"},
    "death": {"name": t("Death"), "form": "DD", "date": "DTHDAT"},
    "lost_to_follow_up": {"name": t("Lost"), "form": "LTFU"},
    "end_of_treatment": {"name": t("End of treatment"), "form": "EOT"},
    "first_infusion": {"name": t("First infusion"), "fact": "infusion"},
    "withdrawn_treatment": {"name": t("Withdrew from treatment"), "fact": "withdrawn_treatment"},
    "withdrawn_procedures": {"name": t("Withdrew from visits"), "fact": "withdrawn_procedures"},
}
ANALYSIS: dict[str, Any] = {
    "outcomes": {
        "pfs": {
            "category": "primary",
            "measure": t("PFS"),
            "description": t("-"),
            "time_frame": t("20 months"),
            "endpoint": "pfs",
        }
    },
    "endpoints": {
        "os": {
            "label": t("Survival"),
            "short": t("OS"),
            "origin": "randomised",
            "events": ["death"],
            "censor": ["contact"],
        },
        "pfs": {
            "label": t("Progression-free survival"),
            "short": t("PFS"),
            "origin": "randomised",
            "events": ["progression", "death"],
            "censor": ["tumour_assessment"],
            "horizon_months": 20,
        },
    },
    "sets": {
        "itt": {"name": t("All randomised")},
        "infused": {"name": t("Infused"), "needs": ["first_infusion"]},
        "treated": {"name": t("As treated"), "by": "received"},
    },
    "contacts": {"SURV": "LSTALVDAT", "TU": "TUDTC", "HX": "HXDTC"},
}
ARMS: dict[str, Any] = {
    "cells": PLAN["arms"]["cells"] | {"cell_product": True, "label": t("Cells")},
    "control": PLAN["arms"]["control"],
}


@lru_cache
def study() -> Study:
    """The example study with a product, two endpoints and three sets."""
    return altered(forms=FORMS, events=EVENTS, analysis=ANALYSIS, arms=ARMS, product=PRODUCT)


def trial(*steps: Step, of: Study | None = None) -> Trial:
    """The trial that these facts make, in their order."""
    made_of = of or study()
    folded = Trial(Protocols((made_of,), {made_of.version: "-"}))
    for seq, (number, body, day) in enumerate(steps, start=1):
        folded.add(fact(body, seq, day, subject=number, stream=f"participant/{number}"))
    return folded


def registered(number: str, day: str = "2026-01-01") -> Step:
    return (number, ParticipantRegistered(number=number, site="one"), day)


def randomised(number: str, arm: str, day: str = R0) -> tuple[Step, Step]:
    body = Randomised(list="-", sequence=1, arm=arm, levels={}, inputs={}, scores={}, draw={}, rests_on=())
    return (registered(number), (number, body, day))


def form(number: str, name: str, items: dict[str, Any], day: str = R0, instance: str = "", **groups: Any) -> Step:
    body = FormSaved(form=name, instance=instance or f"{name}.{day}", items=items, groups=groups)
    return (number, body, day)


def scan(number: str, day: str, diameter: str | None = "20", new: bool = False) -> Step:
    """A tumour assessment with one target lesion; without a diameter it is not evaluable."""
    rows: Sequence[dict[str, Any]] = ({"TULNKID": "T1", "DIAM": diameter},) if diameter else ({"TULNKID": "T1"},)
    return form(number, "TU", {"TUDTC": day, "NEWLIND": "Y" if new else "N"}, day, TARGET=tuple(rows))


def death(number: str, day: str) -> Step:
    return form(number, "DD", {"DTHDAT": day}, f"{day}-01-01"[:10])


def alive(number: str, day: str) -> Step:
    return form(number, "SURV", {"LSTALVDAT": day}, day)


def course(
    number: str, collected: str, days: Sequence[str], cells: int = 500, disposition: str = "given", nr: int = 1
) -> tuple[Step, ...]:
    """A collection, its culture, and a bag infused whole on each of the days (bags of 100 mL)."""
    batch, collection = f"{number}-B{nr}", f"{number}-C{nr}"
    grown = days[0] if days else collected
    steps: list[Step] = [
        (
            number,
            made.Collected(collection=collection, number=nr, second="s", volume_ml=Decimal(200), mononuclear_cells=9),
            collected,
        ),
        (number, made.BatchSeeded(batch=batch, collection=collection, second="s"), collected),
    ]
    for place in (1, 2, 3):
        filled = made.BagFormulated(
            bag=f"{batch}-{place}", batch=batch, harvest=place, volume_ml=Decimal(100), concentration_per_ml=10,
            viability_pct=Decimal(90), nk_pct=Decimal(80), t_cell_pct=Decimal(5), operator_two="s",
        )  # fmt: skip
        steps.append((number, filled, grown))
    for place, day in enumerate(days, start=1):
        bag = f"{batch}-{place}"
        steps += [
            (number, made.InfusionStarted(bag=bag, course=nr, day=place, planned_ml=Decimal(100)), day),
            (
                number,
                made.InfusionEnded(
                    bag=bag, course=nr, day=place, volume_ml=Decimal(100), minutes=60, completed=True, cells_given=cells
                ),
                day,
            ),
        ]
    if disposition:
        steps.append((number, made.BatchClosed(batch=batch, disposition=disposition), days[-1] if days else collected))
    return tuple(steps)
