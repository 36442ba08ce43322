from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.facts import History
from equipoise.facts.participant import CriterionJudged
from equipoise.rules.eligibility import Assessment, assess, supposed
from tests.rules.example import altered, form, history, study, t

DAY = date(2026, 5, 10)
FIT = CriterionJudged(criterion="E2", met=True)


def clinic(kps: object = 80, infection: object = "N", day: str = "2026-05-08", instance: str = "1") -> Any:
    return form("HX", instance, {"HXDTC": day, "KPS": kps, "INFECTION": infection})


def blood(alt: str = "150", high: str | None = "50") -> Any:
    limits = {} if high is None else {"high": high}
    return form("LB", "1", {"LBDTC": "2026-05-08", "ALT": {"value": alt, "unit": "U/L", **limits}})


def outcomes(*bodies: Any, **how: Any) -> dict[str, str]:
    return assess(study(), history(*bodies), DAY, **how).outcomes


def test_who_fulfils_every_criterion_is_eligible():
    found = assess(study(), history(clinic(), blood(), FIT), DAY)
    assert found.outcomes == {"I1": "passes", "I2": "passes", "E1": "passes", "E2": "passes"}
    assert found.eligible
    assert found.refusals == ()
    assert found.rests_on == (1, 2, 3)


def test_nothing_known_is_unknown_and_never_fails():
    assert outcomes() == {"I1": "unknown", "I2": "unknown", "E1": "judgement", "E2": "judgement"}


@pytest.mark.parametrize(("kps", "outcome"), [(80, "passes"), (79, "fails"), (None, "unknown")])
def test_a_test_decides_at_its_limit(kps: object, outcome: str):
    assert outcomes(clinic(kps))["I1"] == outcome


def test_a_value_outside_its_window_is_stale():
    assert outcomes(clinic(day="2026-05-03"))["I1"] == "passes"
    assert outcomes(clinic(day="2026-05-02"))["I1"] == "stale"


def test_a_missing_limit_of_normal_is_unknown():
    assert outcomes(blood("150", "50"))["I2"] == "passes"
    assert outcomes(blood("150.1", "50"))["I2"] == "fails"
    assert outcomes(blood("10", None))["I2"] == "unknown"


def test_a_judgement_decides_what_no_test_could():
    met = CriterionJudged(criterion="E1", met=True)
    found = assess(study(), history(met), DAY).verdict("E1")
    assert (found.outcome, found.facts) == ("passes", (1,))
    assert "investigator" in found.reasons[-1].says.en
    assert outcomes(CriterionJudged(criterion="E1", met=False))["E1"] == "fails"


def test_a_test_that_decides_false_is_never_overruled():
    assert outcomes(clinic(infection="Y"), CriterionJudged(criterion="E1", met=True))["E1"] == "fails"


def test_a_judgement_counts_only_where_the_criterion_allows_one():
    assert outcomes(CriterionJudged(criterion="I1", met=True))["I1"] == "unknown"


def test_the_newest_judgement_counts():
    assert outcomes(FIT, CriterionJudged(criterion="E2", met=False))["E2"] == "fails"


def test_a_judgement_made_after_the_day_is_not_seen():
    assert outcomes((FIT, "2026-05-11"))["E2"] == "judgement"
    assert outcomes((FIT, "2026-05-10"))["E2"] == "passes"


def test_a_gate_asks_its_own_criteria_and_those_tested_again():
    found = outcomes(clinic(60), gate="infusion", occasion="course 1 day 1")
    assert found == {"E1": "passes", "G1": "passes"}


def test_a_gate_counts_judgements_of_its_own_occasion_alone():
    first = CriterionJudged(criterion="E1", met=True, gate="infusion", occasion="1.1")
    assert outcomes(first, gate="infusion", occasion="1.1")["E1"] == "passes"
    assert outcomes(first, gate="infusion", occasion="1.2")["E1"] == "judgement"
    assert outcomes(first)["E1"] == "judgement"
    assert outcomes(CriterionJudged(criterion="E1", met=True), gate="infusion", occasion="1.1")["E1"] == "judgement"


def test_a_gate_that_the_study_does_not_have_asks_nothing():
    assert assess(study(), history(), DAY, "collection").eligible


def test_every_criterion_in_the_way_is_a_reason_with_its_place_in_the_study_file():
    found = assess(study(), history(clinic(70), blood("200")), DAY)
    assert [(reason.code, reason.protocol) for reason in found.refusals] == [
        ("eligibility.fails", "eligibility.criteria.I1"),
        ("eligibility.fails", "eligibility.criteria.I2"),
        ("eligibility.judgement", "eligibility.criteria.E2"),
    ]
    assert found.refusals[0].facts == (1,)
    assert found.refusals[0].says.en.startswith("I1 fails. ")
    assert "不符合" in found.refusals[0].says.zh
    assert found.refusals[2].remedy is not None


def test_a_value_entered_later_than_the_day_asked_is_not_seen():
    assert outcomes(clinic(70, day="2026-05-11"))["I1"] == "unknown"


def test_an_assessment_supposes_the_act_that_it_is_made_for():
    facts = {"randomised": "randomised", "given": "infusion", "taken": "collected", "agreed": "consent_signed"}
    plan = altered(events={name: {"name": t("-"), "fact": fact} for name, fact in facts.items()})
    assert supposed(plan) == ("randomised",)
    assert supposed(plan, "collection") == ("taken",)
    assert supposed(plan, "infusion") == ("given",)


answers = st.fixed_dictionaries(
    {},
    optional={
        "KPS": st.sampled_from([50, 70, 80, 100]),
        "INFECTION": st.sampled_from(["Y", "N"]),
        "STAGE": st.just("LD"),
    },
)


def of(items: dict[str, Any]) -> Assessment:
    facts: History = history(form("HX", "1", {"HXDTC": "2026-05-08", **items}))
    return assess(study(), facts, DAY)


@given(answers, st.data())
def test_taking_a_value_away_only_ever_leads_to_not_knowing(items: dict[str, Any], data: st.DataObject):
    gone = data.draw(st.sampled_from(["KPS", "INFECTION", "STAGE"]))
    before, after = of(items).outcomes, of({name: items[name] for name in items if name != gone}).outcomes
    for criterion, outcome in after.items():
        assert outcome in (before[criterion], "unknown", "judgement")
