"""What was found once is found again without a second look, until what it rests on has changed."""

from __future__ import annotations

import pytest

from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from tests.trial.stage import Stage


@pytest.fixture
def trial() -> Trial:
    return Stage.opened().gateway.trial()


def test_what_rests_on_the_same_marks_is_made_once(trial: Trial) -> None:
    made: list[int] = []

    def find() -> int:
        made.append(len(made))
        return made[-1]

    found = [remember(trial, "answer", "S01", mark, find) for mark in ((1, "1.0"), (1, "1.0"), (2, "1.0"), (1, "1.0"))]
    assert found == [0, 0, 1, 2], "only the newest is kept"


def test_a_thing_is_remembered_by_itself_and_not_by_what_equals_it(trial: Trial) -> None:
    one, alike = [1], [1]
    assert remember(trial, "answer", "S01", one, lambda: "first") == "first"
    assert remember(trial, "answer", "S01", one, lambda: "second") == "first"
    assert remember(trial, "answer", "S01", alike, lambda: "third") == "third"


def test_findings_of_one_kind_or_person_do_not_stand_for_another(trial: Trial) -> None:
    assert remember(trial, "answer", "S01", (1,), lambda: "a") == "a"
    assert remember(trial, "answer", "S02", (1,), lambda: "b") == "b"
    assert remember(trial, "question", "S01", (1,), lambda: "c") == "c"


def test_without_a_trial_nothing_is_remembered() -> None:
    assert [remember(None, "answer", "S01", (1,), lambda one=one: one) for one in (1, 2)] == [1, 2]  # type: ignore[misc]
