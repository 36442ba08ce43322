from __future__ import annotations

from datetime import timedelta

from equipoise.facts import local_day
from equipoise.protocol.model import Study
from equipoise.trial import commands as act
from equipoise.trial.person import STATUSES, people, person, standing
from equipoise.trial.state import Trial
from tests.rehearsals import played
from tests.rules.example import t
from tests.trial.stage import Stage, plan


def test_a_person_goes_from_registered_to_screening_to_an_arm() -> None:
    stage = Stage.opened()
    number = stage.registered()
    assert stage.one(number).status == "registered"
    assert stage.one(stage.consented()).status == "screening"
    one = stage.one(stage.randomised())
    assert one.status in ("on_treatment", "observation")
    assert (one.status == "on_treatment") == (one.arm == "cells") == one.receives_product


def test_a_death_ends_everything() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    assert stage.save(number, "DD", "1", {"DTHDAT": "2026-05-04"}).accepted
    one = stage.one(number)
    assert (one.status, one.alive, one.active) == ("dead", False, False)
    assert not standing(stage.gateway.trial(), one, stage.now.date()).alive


def test_a_number_that_nobody_has_is_nobody() -> None:
    assert person(Stage.opened().gateway.trial(), "S1-0001-P", Stage().now.date()) is None


def test_what_the_product_needs_to_know_stands_together() -> None:
    stage = Stage.opened()
    number = stage.randomised()
    stage.must("investigator", act.PlaceHold(scope=("infusion",), reason="-"))
    now = standing(stage.gateway.trial(), stage.one(number), stage.now.date())
    assert (now.consent_in_force, now.withdrawn, now.holds) == (True, False, {"infusion"})
    stage.must("coordinator", act.WithdrawConsent(participant=number, scopes=("treatment",)))
    now = standing(stage.gateway.trial(), stage.one(number), stage.now.date())
    assert (now.consent_in_force, now.withdrawn) == (False, True)


def test_an_end_of_treatment_is_told_as_such_and_not_as_a_withdrawal() -> None:
    end = {"name": t("End of treatment"), "form": "DD", "date": "DTHDAT"}
    study = Study.model_validate(plan(events={**plan()["events"], "end_of_treatment": end}))
    stage = Stage.opened(study)
    number = stage.randomised()
    assert stage.save(number, "DD", "1", {"DTHDAT": "2026-05-04"}).accepted
    now = standing(stage.gateway.trial(), stage.one(number), stage.now.date())
    assert (now.withdrawn, now.ended, now.goes_on) == (False, True, False)


def test_everybody_of_a_rehearsal_has_a_status_that_pages_can_name_on_any_day() -> None:
    rehearsed = played()
    day = rehearsed.summary.until.date()
    for back in (0, 30, 200, 400):
        for one in people(rehearsed.trial, day - timedelta(days=back)):
            assert one.status in STATUSES


def test_what_is_kept_of_a_person_is_what_would_be_found_anew() -> None:
    rehearsed = played()
    trial = Trial(rehearsed.trial.protocols)
    for fact in rehearsed.facts:
        trial.add(fact)
        if not fact.subject or fact.seq % 5:
            continue
        today = local_day(fact.recorded, rehearsed.study.time_zone)
        one = person(trial, fact.subject, today)
        assert one is not None
        stands = standing(trial, one, today)
        kept, trial.memory = trial.memory, {}
        assert person(trial, fact.subject, today) == one, fact
        assert standing(trial, one, today) == stands, fact
        trial.memory = kept
