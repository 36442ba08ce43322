"""A response rate by an event: who has it on a day that counts is a success, everybody else stays in the denominator."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.read_responses import read_responses
from equipoise.analysis.select_set import SelectedSet
from equipoise.facts import History
from equipoise.facts.events import Occurred
from equipoise.protocol.load import load
from equipoise.protocol.model import ResponseRate, Study
from equipoise.values.text import Text

ASPIRE = Path(__file__).parents[1] / "studies" / "ASPIRE-3"
WORDS = Text("Response at week 12", "第12周应答")
DAY_0 = date(2026, 3, 2)


def study_with(days: tuple[int, int] | None) -> Study:
    study = load(ASPIRE).study
    assert study is not None
    rate = ResponseRate(label=WORDS, short=WORDS, event="exacerbation", days=days, set="itt")
    return study.model_copy(update={"analysis": study.analysis.model_copy(update={"responses": {"week_12": rate}})})


def person(number: str, *days: int) -> Participant:
    happened = tuple(Occurred(DAY_0 + timedelta(days=day), 100 + day) for day in days)
    return Participant(number, History(number), "high", Occurred(DAY_0, 7), {"exacerbation": happened}, (), ())


def rows(days: tuple[int, int] | None) -> list[tuple[str, bool, tuple[int, ...]]]:
    people = (person("A", 20, 84), person("B", 81), person("C", 87), person("D"))
    chosen = SelectedSet("itt", WORDS, dict.fromkeys("ABCD", "high"))
    return [
        (row.participant, row.success, row.facts) for row in read_responses(study_with(days), "week_12", people, chosen)
    ]


def test_only_an_event_on_the_days_that_count_is_a_success_and_nobody_leaves_the_denominator():
    assert rows((82, 86)) == [("A", True, (184,)), ("B", False, (7,)), ("C", False, (7,)), ("D", False, (7,))]


def test_the_first_and_the_last_day_count():
    assert [success for _, success, _ in rows((81, 87))] == [True, True, True, False]


def test_without_days_an_event_at_any_time_counts_from_its_first_time():
    assert rows(None) == [("A", True, (120,)), ("B", True, (181,)), ("C", True, (187,)), ("D", False, (7,))]
