"""A small study with visits and forms, for the tests of the calendar and the casebook."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from equipoise.facts import Body, Fact, History
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.events import Events, Occurred
from equipoise.protocol.model import Study
from tests.rules.example import altered, item, t

R0 = date(2026, 5, 29)

VISITS: dict[str, Any] = {
    "SCR": {
        "name": t("Screening"),
        "epoch": "screening",
        "anchor": "consent",
        "window": {"after": 28},
        "forms": ["VS"],
    },
    "TA": {
        "name": {"en": "Tumour assessment", "zh": "肿瘤评估"},
        "epoch": "screening",
        "anchor": "randomised",
        "days": [42, 84, 126, 168],
        "every": {"days": 63, "until": 609},
        "window": {"before": 7, "after": 7},
        "forms": ["TU"],
        "ends": ["progression", "death"],
        "tumour_assessment": True,
        "deviation": "major",
        "role": "radiologist",
    },
    "INF": {
        "name": t("Infusion"),
        "epoch": "screening",
        "anchor": "infusion",
        "arms": ["cells"],
        "forms": ["VS"],
        "optional": ["LB"],
    },
    "CTL": {
        "name": t("Control"),
        "epoch": "screening",
        "anchor": "randomised",
        "arms": ["control"],
        "days": [17],
        "forms": ["VS", "LB"],
    },
    "FU": {
        "name": t("Follow-up"),
        "epoch": "screening",
        "anchor": "end_of_treatment",
        "days": [30],
        "every": {"months": 3},
        "window": {"before": 14, "after": 14},
        "ends": ["death"],
        "forms": ["VS"],
    },
}
EVENTS: dict[str, Any] = {
    "consent": {"name": t("Consent"), "fact": "consent_signed"},
    "randomised": {"name": t("Randomised"), "fact": "randomised"},
    "infusion": {"name": t("Infusion"), "fact": "infusion", "which": "each"},
    "progression": {"name": t("Progression"), "fact": "progression"},
    "end_of_treatment": {"name": t("End"), "form": "VS", "date": "VSDTC"},
    "death": {"name": t("Death"), "form": "VS", "date": "VSDTC"},
}
FORMS: dict[str, Any] = {
    "VS": {
        "name": t("Vital signs"),
        "domain": "VS",
        "date": "VSDTC",
        "items": {
            "VSDTC": item("date"),
            "TEMP": {"label": t("Temperature"), "kind": "quantity", "units": ["Cel", "[degF]"], "least": "30", "most": "45",
                "unlikely_below": "35", "unlikely_above": "40"},
            "PULSE": item("integer", least="0", most="300"),
            "SEX": item("code", codes="SEX", required=False),
            "PREG": item("yes_no", when="SEX = F"),
            "NOTE": item("text", required=False),
            "WEIGHT": item("decimal", required=False),
            "HEIGHT": item("decimal", required=False),
            "BMI": item("decimal", derived="WEIGHT / (HEIGHT * HEIGHT)", required=False),
            "SEEN": item("moment", required=False),
        },
        "groups": {
            "TIMES": {
                "name": t("By time"),
                "items": {"AT": item("text"), "SYS": item("integer", least="40", most="300")},
                "rows": {"BEFORE": t("Before"), "AFTER": t("After")},
            }
        },
        "checks": {
            "C1": {"test": "PULSE <= 200", "says": {"en": "Is the pulse right?", "zh": "脉搏是否正确？"}},
            "C2": {"test": "not (SEX = M and PREG = Y)", "says": t("A man is not pregnant."), "severity": "hard"},
        },
    },
    "LB": {
        "name": t("Laboratory"),
        "domain": "LB",
        "date": "LBDTC",
        "items": {
            "LBDTC": item("date"),
            "ALT": {
                "label": t("ALT"), "kind": "quantity", "units": ["U/L", "ukat/L"], "analyte": "alt", "least": "0", "most": "6000",
            },
        },
    },
    "TU": {"name": t("Tumour"), "domain": "TU", "date": "TUDTC", "items": {"TUDTC": item("date")}},
}  # fmt: skip


@lru_cache
def study() -> Study:
    return altered(
        events=EVENTS,
        schedule={"visits": VISITS},
        forms={
            "code_lists": {"SEX": {"M": t("Male"), "F": t("Female")}},
            "analytes": {"alt": {"name": t("ALT"), "unit": "U/L", "factors": {"ukat/L": "60"}}},
            "forms": FORMS,
        },
        safety=altered().safety.model_dump() | {"laboratory": {}},
    )


def fact(body: Body, seq: int, happened: str = "2026-06-01T01:00:00Z", actor: str = "anna") -> Fact[Any]:
    return Fact(
        seq=seq, stream="participant/P1", subject="P1", happened=happened, recorded=happened, received="", protocol="1",
        actor=actor, role="investigator", reason="", cause=0, body=body,
    )  # fmt: skip


def book(*bodies: Body) -> History:
    """The history of P1, one fact after the other."""
    return History("P1", (fact(body, seq) for seq, body in enumerate(bodies, start=1)))


def saved(form: str, instance: str, visit: str = "", **items: Any) -> FormSaved:
    return FormSaved(form=form, instance=instance, visit=visit, items=items)


def corrected(form: str, instance: str, new: Mapping[str, Any]) -> ItemsCorrected:
    return ItemsCorrected(form=form, instance=instance, old=dict.fromkeys(new), new=dict(new))


def happened(**days: date | tuple[date, ...]) -> Events:
    """Events by name, each on a day or on several."""
    return {
        name: tuple(Occurred(day, 1) for day in (found if isinstance(found, tuple) else (found,)))
        for name, found in days.items()
    }
