"""Oversight: what is entered, asked, verified, out of its window; and any past day as it was."""

from __future__ import annotations

import csv
from html import unescape
from io import StringIO

import pytest
from django.utils import timezone

from equipoise.facts.fact import local_day
from equipoise.trial import commands as act
from equipoise.trial.decision import By
from tests.web.clinic import Clinic, clinic
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["clinic", "rehearsed"]
PAGES = ("", "/completeness", "/queries", "/deviations", "/verification", "/past")


def rows(rehearsed: Rehearsed, path: str, role: str = "monitor", study: str = OPEN) -> list[dict[str, str]]:
    joint = "&" if "?" in path else "?"
    words = rehearsed.get(role, f"oversight{path}{joint}format=csv", study).content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(words)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_now_and_in_the_past_in_both_studies(rehearsed: Rehearsed, page: str, language: str) -> None:
    for study in (OPEN, MASKED):
        assert rehearsed.get("inspector", f"oversight{page}", study, language).status_code == 200
        assert rehearsed.get("monitor", f"oversight{page}?as_of=2018-07-01", study, language).status_code == 200


def test_completeness_counts_every_participant_once(rehearsed: Rehearsed) -> None:
    found = rows(rehearsed, "/completeness")
    assert {one["participant"] for one in found} == set(rehearsed.trial().participants)
    assert len(found) == len(rehearsed.trial().participants)
    for one in found:
        assert int(one["entered"]) + int(one["overdue"]) <= int(one["forms due"])
        assert int(one["critical verified"]) <= int(one["critical"]) <= int(one["answers"])


def test_every_open_critical_answer_is_named(rehearsed: Rehearsed) -> None:
    named = [one for one in rows(rehearsed, "/verification") if one["why"] == "critical"]
    counted = rows(rehearsed, "/completeness")
    assert len(named) == sum(int(one["critical"]) - int(one["critical verified"]) for one in counted)


def test_a_past_day_lists_what_was_done_and_refused_about_one_participant(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    number, facts = next(iter(trial.participants.items()))
    day = local_day(facts.facts[0].recorded, "Asia/Shanghai")
    found = rows(rehearsed, f"/past?day={day}&about={number}")
    wanted = [fact.seq for fact in facts.facts if local_day(fact.recorded, "Asia/Shanghai") == day]
    assert [int(one["fact"]) for one in found] == wanted


def test_refused_attempts_stand_in_the_past_with_their_reasons(clinic: Clinic) -> None:
    number = clinic.participant()
    given = clinic.gateway.do(
        act.Randomise(participant=number), By("iris", "investigator", ""), timezone.now(), "too-early"
    )
    assert not given.accepted
    page = clinic.as_("inge").get(f"/workspace/{OPEN}/oversight/past?about={number}").content.decode()
    assert "Act refused" in page
    assert given.reasons[0].says.en in unescape(page)


def test_a_day_that_is_none_is_said_so(rehearsed: Rehearsed) -> None:
    words = rehearsed.get("inspector", "oversight/past?day=30-May").content.decode()
    assert "Write a day as 2018-09-01" in words


def test_a_masked_reader_counts_no_visit_that_only_one_arm_has(rehearsed: Rehearsed) -> None:
    planned = rehearsed.trial(MASKED).protocols.first.schedule.visits
    arms = set(rehearsed.trial(MASKED).protocols.first.arms)
    some = {name for name, visit in planned.items() if visit.arms and set(visit.arms) != arms}
    assert not {one["instance"].partition(".")[0] for one in rows(rehearsed, "/deviations", "monitor", MASKED)} & some
