from __future__ import annotations

from datetime import date

import pytest

from equipoise.facts.observe import observations
from equipoise.rules.randomisation import Levels, levels
from tests.rules.example import PLAN, altered, form, history, study

DAY = date(2026, 5, 10)


def standing(**items: object) -> Levels:
    facts = history(form("HX", "1", {"HXDTC": "2026-05-08", **items}))
    return levels(study(), observations(study(), facts, DAY), DAY)


def test_each_factor_has_the_first_level_whose_condition_holds():
    assert standing(STAGE="ED", KPS=80) == Levels({"stage": "ED", "activity": "low"})


@pytest.mark.parametrize(("kps", "level"), [(90, "high"), (89, "low"), (0, "low")])
def test_a_level_changes_at_its_limit(kps: int, level: str):
    assert standing(STAGE="LD", KPS=kps).levels["activity"] == level


def test_a_missing_value_decides_no_level_not_even_by_elimination():
    found = standing(STAGE="LD")
    assert found.levels == {"stage": "LD"}
    (reason,) = found.reasons
    assert (reason.code, reason.protocol) == ("factor_unknown", "randomisation.factors.activity.levels.high")


def test_every_factor_without_a_level_has_its_reason():
    assert len(standing().reasons) == 2


def test_a_stale_value_is_said_to_be_stale():
    plan = altered(
        randomisation=PLAN["randomisation"]
        | {
            "factors": {
                "activity": PLAN["randomisation"]["factors"]["activity"]
                | {"levels": {"high": "kps >= 90 within 1 day"}}
            }
        }
    )
    facts = history(form("HX", "1", {"HXDTC": "2026-05-08", "KPS": 90}))
    (reason,) = levels(plan, observations(plan, facts, DAY), DAY).reasons
    assert reason.code == "factor_stale"
    assert reason.facts == (1,)


def test_a_participant_whom_no_level_fits_is_not_pressed_into_one():
    (reason,) = standing(STAGE="I", KPS=80).reasons
    assert reason.code == "factor_without_level"
