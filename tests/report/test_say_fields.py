"""Facts that are no forms, in words of the study file and of both languages."""

from __future__ import annotations

import pytest

from equipoise.facts import VOCABULARY
from equipoise.facts.participant import ConsentSigned
from equipoise.facts.product import BagFormulated
from equipoise.facts.randomisation import Randomised
from equipoise.facts.study import ActRefused, HoldPlaced
from equipoise.report import say_fact, say_moment
from equipoise.report.say_fields import FIELDS, field_name, say_fields
from tests.report.cut import material


def every(kind: type) -> list:  # type: ignore[type-arg]
    trial = material().trial
    histories = (trial.study, *trial.participants.values())
    return [fact for history in histories for fact in history.facts if isinstance(fact.body, kind)]


def test_every_field_of_every_fact_has_a_name_in_both_languages() -> None:
    wanted = {name for kind in VOCABULARY.values() for name in kind.__struct_fields__}
    assert wanted - set(FIELDS) == set()
    assert all(words.en and words.zh for words in FIELDS.values())


def test_an_allocation_names_arm_factors_and_levels_as_the_study_file_does() -> None:
    study, fact = material().study, every(Randomised)[0]
    words = say_fact(study, fact)
    arm = study.arms[fact.body.arm].label.text
    assert f"Arm: {arm.en}" in words.en and f"组别：{arm.zh}" in words.zh
    for name, level in fact.body.levels.items():
        factor = study.randomisation.factors[name]
        assert f"{factor.name.zh} {factor.labels[level].zh}" in words.zh


def test_a_refused_act_says_which_and_why() -> None:
    body = ActRefused(
        act="collect",
        asked={"command": "collect"},
        reasons=(
            {"code": "a", "en": "Too early.", "zh": "时间过早。"},
            {"code": "b", "en": "On hold.", "zh": "已暂停。"},
        ),
    )
    words = say_fields(material().study, body)
    assert words.en == "Act: Collect cells (apheresis); Reasons: Too early; On hold"
    assert words.zh == "操作：单个核细胞采集；理由：时间过早；已暂停"


def test_a_hold_says_its_rule_and_what_it_stops() -> None:
    words = say_fields(material().study, HoldPlaced(hold="H01", scope=("accrual",), rule="by_decision"))
    assert words.en == "Hold: H01; Stopped: accrual; Rule: by decision"


def test_permissions_of_a_consent_are_said_in_its_own_words() -> None:
    study, fact = material().study, every(ConsentSigned)[0]
    said = say_fact(study, fact).zh
    assert all(study.consents[fact.body.version].ticks[tick].zh in said for tick in fact.body.ticks)


def test_numbers_of_a_bag_stand_with_their_unit() -> None:
    study, fact = material().study, every(BagFormulated)[0]
    said = say_fact(study, fact).en
    assert f"Volume (mL): {fact.body.volume_ml}" in said
    assert f"Concentration (/mL): {int(fact.body.concentration_per_ml):,}" in said


@pytest.mark.parametrize(
    ("words", "shown"),
    [("2018-05-01T01:10:00.000000Z", "2018-05-01 09:10"), ("2018-05-01", "2018-05-01"), ("", "")],
)
def test_a_moment_is_told_by_the_clock_of_the_study(words: str, shown: str) -> None:
    assert say_moment(material().study, words) == shown


def test_a_field_that_means_something_else_in_one_kind_of_fact_has_its_own_name() -> None:
    assert field_name("infusion.ended", "day").en == "Infusion day"
    assert field_name("collection.booked", "day").en == "Day"
