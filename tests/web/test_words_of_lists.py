"""What the lists of the day and the casebook say: words where a code stood, the minute where the day is not enough, what will come."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from equipoise.rules import visits
from equipoise.simulation.rehearsal.staff import staff_of
from equipoise.trial.person import people
from equipoise.trial.task import Task
from equipoise.values.text import Text, in_both
from equipoise.web import moment
from equipoise.web.workspace import participant_rows, worklist_page
from tests.web.desk_trial import Desk, desk, midway

__all__ = ["desk", "midway"]


@pytest.fixture
def watched(midway: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Everybody's next task is one of a minute."""
    sign = Task(
        "infusion_nurse",
        "take_vital_signs",
        Text("Vital signs: 15 minutes", "测量生命体征：15 分钟"),
        due=moment.now_of(midway.trial).date(),
        by=datetime(2018, 6, 1, 2, 15, tzinfo=UTC),
    )
    monkeypatch.setattr(participant_rows, "tasks", lambda scope, one: (sign,))
    return midway


def test_what_is_due_at_a_minute_is_listed_with_the_minute(watched: Desk) -> None:
    for language in ("en", "zh"):
        assert "10:15" in watched.get(staff_of("investigator"), "participants", language).content.decode()
    told = watched.get(staff_of("investigator"), "participants?format=csv").content.decode()
    assert "2018-06-01T10:15+08:00" in told


@pytest.mark.parametrize(
    ("role", "words"),
    [("data_manager", "every query that was answered"), ("monitor", "given no tasks"), ("inspector", "Choose a role")],
)
def test_an_empty_list_says_what_will_stand_there(
    midway: Desk, monkeypatch: pytest.MonkeyPatch, role: str, words: str
) -> None:
    monkeypatch.setattr(worklist_page, "worklist", lambda trial, at, role: ())
    page = midway.get(staff_of("inspector"), f"worklist?role={role}").content.decode()
    assert "Nothing is due." in page and words in page


def test_a_task_about_a_query_opens_where_it_is_answered(midway: Desk) -> None:
    page = midway.get(staff_of("inspector"), "worklist?role=all").content.decode()
    links = re.findall(r'<a href="([^"]+)" data-open>Answer query', page)
    assert links and all(link.endswith("#queries") for link in links)


def test_a_list_shows_no_column_that_is_empty(midway: Desk) -> None:
    page = midway.get(staff_of("inspector"), "worklist?role=data_manager&q=nobody").content.decode()
    assert "<th" not in page
    listed = midway.get(staff_of("inspector"), "worklist?role=coordinator").content.decode()
    assert (">Unit</th>" in listed) == ('data-label="Unit"' in listed)


def test_the_casebook_speaks_of_queries_and_permissions_in_words(desk: Desk) -> None:
    every = people(desk.trial, moment.now_of(desk.trial).date())
    one = next(one for one in every if any(query.item for query in visits.queries(one.facts)))
    text = one.study.consents[next(iter(one.study.consents))]
    page = desk.get(staff_of("inspector"), f"participants/{one.number}").content.decode()
    asked = page[page.index('id="queries"') : page.index('id="consents"')]
    query = next(query for query in visits.queries(one.facts) if query.item)
    assert f">{one.study.forms.forms[query.form].name.en} " in asked
    assert " / " not in asked
    signed = page[page.index('id="consents"') :]
    assert all(words.en in signed for words in text.ticks.values())
    assert not any(f">{code}<" in signed for code in text.ticks)


def test_words_written_in_both_languages_are_read_in_one() -> None:
    assert in_both("Own wish / 本人意愿") == Text("Own wish", "本人意愿")
    assert in_both("120 / 80 mmHg").en == "120 / 80 mmHg"
    assert in_both("本人意愿").en == "本人意愿"


def test_criteria_are_folded_away_once_somebody_has_entered(midway: Desk) -> None:
    every = people(midway.trial, moment.now_of(midway.trial).date())
    entered = next(one for one in every if one.arm is not None)
    page = midway.get(staff_of("inspector"), f"participants/{entered.number}").content.decode()
    folded = page[page.index('id="eligibility"') :]
    assert folded.index("<details") < folded.index("<table")
