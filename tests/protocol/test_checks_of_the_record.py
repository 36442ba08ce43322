"""What a study file says beside its registry record: every value of the record has its statement, word for word."""

from __future__ import annotations

import json
from pathlib import Path

from tests.protocol.planting import ASPIRE, planted
from tests.protocol.plants.plant import P
from tests.protocol.test_checks import findings

RECORD = {
    "protocolSection": {
        "designModule": {"enrollmentInfo": {"count": 240}, "designInfo": {"allocation": "RANDOMIZED"}},
        "conditionsModule": {"conditions": ["Asthma"]},
        "eligibilityModule": {
            "eligibilityCriteria": "Inclusion Criteria:\n\n* Age from 18 to 75 years.\n* Can swallow capsules."
        },
    }
}


def with_record(tmp_path: Path, *changes: tuple[str, str, str]) -> list[str]:
    document = next(
        line for line in (ASPIRE / P).read_text(encoding="utf-8").splitlines() if line.startswith("  document:")
    )
    copy = planted(tmp_path, (P, document, "  record: record.json"), *changes)
    (copy / "record.json").write_text(json.dumps(RECORD), encoding="utf-8")
    return [str(fault) for fault in findings(copy) if "neither on the record" not in fault.says.en]


ENROLMENT = (
    P,
    "  enrolment: 240",
    "  enrolment: 240\n  record: {designModule.enrollmentInfo.count: 240, designModule.designInfo.allocation: RANDOMIZED}",
)
ASTHMA = (
    P,
    "    - {en: Asthma, zh: 哮喘}",
    "    - {en: Asthma, zh: 哮喘, record: {conditionsModule.conditions.0: Asthma}}",
)
AGE = (
    P,
    "zh: 年龄18至75岁。}",
    "zh: 年龄18至75岁。,\n        record: {eligibilityModule.eligibilityCriteria: Age from 18 to 75 years.}}",
)


def test_only_what_the_record_says_and_no_statement_gives_is_told(tmp_path: Path):
    said = with_record(tmp_path, ENROLMENT, ASTHMA, AGE)
    assert len(said) == 1
    assert (
        "No statement gives this line of the record's `eligibilityModule.eligibilityCriteria`: Can swallow capsules"
        in said[0]
    )


def test_a_value_of_the_record_without_a_statement_is_told(tmp_path: Path):
    said = with_record(tmp_path, ENROLMENT, AGE)
    assert any(
        "No statement gives what the record says at `conditionsModule.conditions.0`: Asthma" in words for words in said
    )


def test_words_that_the_record_does_not_say_and_pointers_to_nothing_are_told(tmp_path: Path):
    wrong = (
        P,
        ENROLMENT[1],
        ENROLMENT[2].replace("count: 240", "count: 120").replace("designInfo.allocation", "designInfo.alocation"),
    )
    said = with_record(tmp_path, wrong, ASTHMA, AGE)
    assert any(
        "The record does not say `120` at `designModule.enrollmentInfo.count`. The record says: 240" in words
        for words in said
    )
    assert any("The record has no `designModule.designInfo.alocation`" in words for words in said)


def test_a_number_that_is_not_the_records_is_told(tmp_path: Path):
    wrong = (P, ENROLMENT[1], ENROLMENT[2].replace("enrolment: 240", "enrolment: 248"))
    said = with_record(tmp_path, wrong, ASTHMA, AGE)
    assert any("The record says `240`, and no number of `design` is 240" in words for words in said)


def test_words_shown_otherwise_than_the_record_has_them_are_told(tmp_path: Path):
    wrong = (P, ASTHMA[1], ASTHMA[2].replace("en: Asthma,", "en: Bronchial asthma,"))
    said = with_record(tmp_path, ENROLMENT, wrong, AGE)
    assert any(
        "`about.conditions.0.en` is not what the record says. Write it word for word: Asthma" in words for words in said
    )
