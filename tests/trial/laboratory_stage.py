"""The small trial with two laboratories whose ranges stand in its study file, and short ways to change them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from tests.rules.example import item, t
from tests.trial.stage import Stage, plan


def lab_plan(**parts: Any) -> dict[str, Any]:
    """The plan with the laboratories A and B: ALT up to 40 U/L at A from the beginning, at B nothing."""
    own = plan()
    laboratory = own["forms"]["forms"]["LB"]
    forms = {
        **own["forms"]["forms"],
        "LB": {**laboratory, "items": {**laboratory["items"], "LBNAM": item("code", codes="LAB")}},
    }
    ranges = [
        {"analyte": "alt", "high": "40", "unit": "U/L"},
        {"analyte": "hgb", "sex": "M", "low": "130", "unit": "g/L"},
    ]
    return plan(
        forms={
            **own["forms"],
            "forms": forms,
            "code_lists": {**own["forms"]["code_lists"], "LAB": {"A": t("A"), "B": t("B")}},
            "laboratories": {"A": {"name": t("A"), "ranges": ranges}, "B": {"name": t("B"), "ranges": []}},
        },
        **parts,
    )


@lru_cache
def lab_study() -> Study:
    """Its study file."""
    return Study.model_validate(lab_plan())


def new_range(**more: Any) -> dict[str, str]:
    """A range of A for ALT from the first of May on."""
    return {"laboratory": "A", "analyte": "alt", "unit": "U/L", "high": "30", "valid_from": "2026-05-01", **more}


def set_ranges(*ranges: dict[str, str], changed: int = 0, **more: Any) -> act.SetReferenceRanges:
    """The command for some ranges, by the laboratory's document."""
    told = {"source": "LAB-07 of 2026-05-01", "reason": "New analyser", **more}
    return act.SetReferenceRanges(ranges=ranges or (new_range(),), changed=changed, **told)


def screened(stage: Stage, alt: str = "20", laboratory: str = "A") -> str:
    """A participant who meets every criterion, with an ALT of a laboratory whose report prints no limits."""
    number = stage.consented()
    day = stage.now.date().isoformat()
    history = {"HXDTC": day, "STAGE": "LD", "KPS": 90, "INFECTION": "N", "NOTE": "-"}
    stage.must("coordinator", act.SaveForm(participant=number, form="HX", instance="1", items=history))
    items = {
        "LBDTC": day,
        "LBNAM": laboratory,
        "ALT": {"value": alt, "unit": "U/L"},
        "HGB": {"value": "130", "unit": "g/L"},
        "K": {"value": "4.1", "unit": "mmol/L"},
    }
    stage.must("coordinator", act.SaveForm(participant=number, form="LB", instance="1", items=items))
    stage.must("investigator", act.JudgeCriterion(participant=number, criterion="E2", met=True, reason="Examined"))
    return number
