"""A record in plain words: what is compared with is not what is tested."""

from __future__ import annotations

from equipoise.registry.concepts import built_in
from equipoise.registry.record import Record
from equipoise.registry.show.plain import plain_words


def first(*treatments: str) -> tuple[str, str]:
    protocol = {
        "designModule": {"studyType": "INTERVENTIONAL"},
        "conditionsModule": {"conditions": ["Asthma"]},
        "armsInterventionsModule": {"interventions": [{"name": one} for one in treatments]},
    }
    said = plain_words(Record({"protocolSection": protocol}), built_in())[0]
    return said.en, said.zh


def test_a_placebo_is_never_what_a_trial_tests() -> None:
    assert first("Omalizumab", "Placebo", "Sham injection")[0] == "This trial tests Omalizumab in Asthma."
    assert "安慰剂" not in first("Omalizumab", "Placebo to match omalizumab")[1]


def test_a_trial_of_a_placebo_alone_says_so() -> None:
    assert first("Placebo") == ("This trial tests Placebo in Asthma.", "本试验在哮喘中检验安慰剂。")
