"""A small study and short ways to write its facts, for the tests of the rule rooms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from equipoise.facts import Body, Fact, History
from equipoise.facts.casebook import FormSaved
from equipoise.protocol.model import Study


def t(words: str) -> dict[str, str]:
    """A text that reads alike in both languages."""
    return {"en": words, "zh": words}


def item(kind: str, **more: Any) -> dict[str, Any]:
    return {"label": t("item"), "kind": kind, **more}


PLAN: dict[str, Any] = {
    "format": "equipoise-study/1",
    "id": "EXAMPLE-1",
    "version": "1",
    "effective": "2026-01-01",
    "time_zone": "Asia/Shanghai",
    "rests_on": {"document": t("Protocol 1.0")},
    "about": {
        "titles": {"brief": t("Example"), "official": t("An example")},
        "sponsor": {"name": t("Nobody"), "kind": t("Other"), "responsible": t("Nobody")},
        "summary": t("-"),
        "plain": t("-"),
        "conditions": [t("-")],
        "sites": {"one": {"name": t("One"), "city": t("One"), "country": t("One")}},
    },
    "design": {
        "study_type": t("Interventional"),
        "phases": ["PHASE2"],
        "allocation": t("Randomized"),
        "model": t("Parallel"),
        "masking": "NONE",
        "purpose": t("Treatment"),
        "enrolment": 60,
    },
    "arms": {
        "cells": {"label": t("Cells"), "kind": "EXPERIMENTAL", "description": t("-"), "ratio": 1},
        "control": {"label": t("Control"), "kind": "NO_INTERVENTION", "description": t("-"), "ratio": 1},
    },
    "epochs": {"screening": {"name": t("Screening")}},
    "events": {"randomised": {"name": t("Randomised"), "fact": "randomised"}},
    "consents": {"1": {"name": t("Consent"), "effective": "2026-01-01"}},
    "variables": {
        "stage": {"name": t("Stage"), "item": "HX.STAGE"},
        "kps": {"name": t("Karnofsky"), "item": "HX.KPS"},
        "alt": {"name": t("ALT"), "item": "LB.ALT"},
        "infection": {"name": t("Infection"), "item": "HX.INFECTION"},
    },
    "eligibility": {
        "criteria": {
            "I1": {"category": "inclusion", "text": t("KPS 80 or more"), "test": "kps >= 80 within 7 days"},
            "I2": {"category": "inclusion", "text": t("ALT"), "test": "alt <= 3 x ULN"},
            "E1": {
                "category": "exclusion",
                "text": t("Uncontrolled infection"),
                "test": "infection = N",
                "judgement": t("Is an infection controlled?"),
                "again": ["infusion"],
            },
            "E2": {"category": "exclusion", "text": t("Unfit"), "judgement": t("Is the person fit?")},
        },
        "gates": {
            "infusion": {
                "name": t("Infusion"),
                "criteria": {"G1": {"category": "inclusion", "text": t("KPS 60"), "test": "kps >= 60"}},
            }
        },
    },
    "randomisation": {
        "method": "minimisation",
        "factors": {
            "stage": {"name": t("Stage"), "levels": {"LD": "stage = LD", "ED": "stage = ED"}},
            "activity": {"name": t("Activity"), "levels": {"high": "kps >= 90", "low": "kps < 90"}},
        },
        "probability": "4/5",
    },
    "schedule": {"visits": {}},
    "safety": {
        "dictionary": "CTCAE 5.0",
        "event": {
            "form": "AE",
            "term": "AETERM",
            "grade": "AETOXGR",
            "serious": "AESER",
            "related": "AEREL",
            "related_values": ["POSSIBLE", "RELATED"],
            "onset": "AESTDTC",
            "aware": "AEAWARE",
        },
        "laboratory": {
            "alt": "Alanine aminotransferase increased",
            "hgb": "Anemia",
            "k": ["Hypokalemia", "Hyperkalemia"],
        },
        "unacceptable": {
            "UT1": {"name": t("Grade 4, related"), "when": "AETOXGR >= 4 and AEREL in (POSSIBLE, RELATED)"}
        },
        "clocks": {
            "first": {"name": t("First report"), "when": "AESER = Y", "to": t("Sponsor"), "hours": 24},
            "fatal": {"name": t("Fatal"), "when": "AESER = Y and AETOXGR = 5", "to": t("Authority"), "days": 7},
        },
        "boundary": {"rate": "0.10", "stop_chance": "0.05", "participants": 60},
        "window_days": [0, 119],
    },
    "response": {
        "criteria": "RECIST 1.1",
        "lesions": {
            "form": "TU",
            "date": "TUDTC",
            "target": "TARGET",
            "lesion": "TULNKID",
            "diameter": "DIAM",
            "node": "NODE",
            "organ": "TULOC",
            "non_target": "NTRGRESP",
            "new_lesion": "NEWLIND",
        },
    },
    "analysis": {"outcomes": {}, "endpoints": {}, "sets": {}},
    "simulation": {
        "accrual_per_month": {"value": "3", "source": t("-")},
        "start": "2026-01-01",
        "follow_up_months": {"value": "12", "source": t("-")},
    },
    "forms": {
        "code_lists": {"NY": {"Y": t("Yes"), "N": t("No")}, "STAGE": {"LD": t("Limited"), "ED": t("Extensive")}},
        "analytes": {
            "alt": {"name": t("ALT"), "unit": "U/L", "factors": {"ukat/L": "60"}},
            "hgb": {"name": t("Haemoglobin"), "unit": "g/L", "factors": {"g/dL": "10"}},
            "k": {"name": t("Potassium"), "unit": "mmol/L"},
        },
        "forms": {
            "HX": {
                "name": t("History"),
                "domain": "MH",
                "date": "HXDTC",
                "items": {
                    "HXDTC": item("date"),
                    "STAGE": item("code", codes="STAGE"),
                    "KPS": item("integer"),
                    "INFECTION": item("code", codes="NY"),
                },
            },
            "LB": {
                "name": t("Laboratory"),
                "domain": "LB",
                "date": "LBDTC",
                "items": {
                    "LBDTC": item("date"),
                    "ALT": item("quantity", units=["U/L", "ukat/L"], analyte="alt"),
                    "HGB": item("quantity", units=["g/L", "g/dL"], analyte="hgb"),
                    "K": item("quantity", units=["mmol/L"], analyte="k"),
                },
            },
            "AE": {
                "name": t("Adverse event"),
                "domain": "AE",
                "log": True,
                "date": "AESTDTC",
                "items": {
                    "AETERM": item("text"),
                    "AETOXGR": item("integer"),
                    "AESER": item("yes_no"),
                    "AEREL": item("code", codes="REL"),
                    "AESTDTC": item("date"),
                    "AEAWARE": item("moment"),
                },
            },
            "TU": {
                "name": t("Tumour assessment"),
                "domain": "TU",
                "date": "TUDTC",
                "items": {
                    "TUDTC": item("date"),
                    "NTRGRESP": item("code", codes="NTRG"),
                    "NEWLIND": item("yes_no"),
                },
                "groups": {
                    "TARGET": {
                        "name": t("Target lesions"),
                        "items": {
                            "TULNKID": item("text"),
                            "DIAM": item("decimal"),
                            "NODE": item("yes_no"),
                            "TULOC": item("text"),
                        },
                    }
                },
            },
        },
    },
}


@lru_cache
def study() -> Study:
    """The small study as it stands above."""
    return Study.model_validate(PLAN)


def altered(**parts: Any) -> Study:
    """The small study with some of its parts replaced."""
    return Study.model_validate(PLAN | parts)


def fact(body: Body, seq: int = 1, happened: str = "2026-05-01", **more: Any) -> Fact[Any]:
    """A fact of participant P1 with the rest filled in."""
    row = {
        "stream": "participant/P1",
        "subject": "P1",
        "recorded": "2026-05-01T01:00:00.000000Z",
        "received": "",
        "protocol": "1",
        "actor": "investigator",
        "role": "investigator",
        "reason": "",
        "cause": 0,
    } | more
    return Fact(seq=seq, happened=happened, body=body, **row)


def history(*bodies: Body | tuple[Body, str]) -> History:
    """The history of P1 from bodies in order; a tuple says the day as well."""
    facts = []
    for seq, body in enumerate(bodies, start=1):
        words, day = body if isinstance(body, tuple) else (body, "2026-05-01")
        facts.append(fact(words, seq, day))
    return History("P1", facts)


def form(name: str, instance: str, items: Mapping[str, Any], **groups: Any) -> FormSaved:
    """A saved form."""
    return FormSaved(form=name, instance=instance, items=dict(items), groups=groups)
