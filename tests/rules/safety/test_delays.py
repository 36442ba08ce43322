from __future__ import annotations

from datetime import date
from typing import Any

from equipoise.facts import History
from equipoise.rules.safety import delays
from tests.rules.example import PLAN, form, history, t
from tests.rules.safety.test_assess import SEPSIS, plan

RULES = {
    "open_event": {"name": t("Related event of grade 2"), "event": "AETOXGR >= 2 and AEREL in (POSSIBLE, RELATED)"},
    "low_activity": {"name": t("Karnofsky under 60"), "when": "kps < 60", "acts": ["collection", "infusion"]},
}
STUDY = plan(delays=RULES)
DAY = date(2026, 6, 20)


def active(kps: int) -> Any:
    return form("HX", "1", {"HXDTC": "2026-06-19", "KPS": kps})


def codes(facts: History, what: Any = "infusion") -> list[str]:
    return [reason.protocol for reason in delays(STUDY, facts, DAY, what)]


def test_an_event_that_is_still_present_delays_and_is_named():
    (reason,) = delays(STUDY, history(form("AE", "1", {**SEPSIS, "AEONGO": "Y"})), DAY, "infusion")
    assert (reason.code, reason.protocol, reason.facts) == ("delayed", "safety.delays.open_event", (1,))
    assert reason.says.en == "Related event of grade 2: Sepsis."
    assert reason.remedy is not None


def test_an_event_that_is_over_or_too_mild_delays_nothing():
    assert codes(history(form("AE", "1", {**SEPSIS, "AEONGO": "N"}))) == []
    assert codes(history(form("AE", "1", {**SEPSIS, "AEONGO": "Y", "AETOXGR": 1}))) == []


def test_a_value_delays_what_its_rule_names():
    assert codes(history(active(50))) == ["safety.delays.low_activity"]
    assert codes(history(active(50)), "collection") == ["safety.delays.low_activity"]
    assert codes(history(active(60))) == []


def test_what_is_not_known_delays_nothing():
    assert codes(history()) == []


def test_an_event_delays_only_the_acts_of_its_rule():
    assert codes(history(form("AE", "1", {**SEPSIS, "AEONGO": "Y"})), "collection") == []


def test_without_rules_nothing_waits():
    assert delays(plan(), history(active(10)), DAY, "infusion") == ()
    assert "delays" not in PLAN["safety"]
