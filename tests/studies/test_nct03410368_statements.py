"""Statements of the registry record of NCT03410368 that no reference case covers: quality of life, masking, arms, official."""

from __future__ import annotations

from pathlib import Path

import pytest

import equipoise
from equipoise.protocol.load import load_versions
from equipoise.protocol.model import Study
from equipoise.trial.permissions import ROLES, sees_arm

FOLDER = Path(equipoise.__file__).parent / "studies" / "NCT03410368"


@pytest.fixture(scope="module")
def study() -> Study:
    first = load_versions(FOLDER)[0]
    assert first.study is not None
    return first.study


def test_quality_of_life_is_asked_at_baseline_after_every_two_courses_and_at_every_control_visit(study: Study) -> None:
    asked = {name: visit for name, visit in study.schedule.visits.items() if "QLQ" in visit.forms}
    assert asked["ELIG"].arms == () and asked["ELIG"].epoch == "screening"
    assert (asked["QOLNK"].anchor, asked["QOLNK"].days, asked["QOLNK"].arms) == ("first_collection", (42, 70), ("nk",))
    assert asked["EOT"].arms == ("nk",)  # after courses 5 and 6
    control = [
        name for name, visit in study.schedule.visits.items() if visit.arms == ("control",) and "KPS" in visit.forms
    ]
    assert control == ["CV"] and asked["CV"].days == (17, 45, 73, 103)


def test_an_open_trial_hides_the_arm_only_from_whoever_reads_blinded(study: Study) -> None:
    assert study.design.masking == "NONE"
    assert {role for role in ROLES if not sees_arm(study, role)} == {"radiologist"}  # reads the scans blinded


def test_the_control_arm_has_no_intervention(study: Study) -> None:
    assert (study.arms["control"].kind, study.arms["control"].interventions) == ("NO_INTERVENTION", ())
    assert (study.arms["nk"].kind, study.arms["nk"].interventions) == ("EXPERIMENTAL", ("nk_cells",))
