"""“Could this trial be for me?”: only what the computable criteria need is asked, and the answers come to a word with reasons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from equipoise.protocol import builtin
from equipoise.protocol.load import load
from equipoise.protocol.model import Study
from equipoise.registry.match.prescreen import Step, fits, next_step, prescreened, steps
from equipoise.values.text import Text
from equipoise.values.truth import Truth

DAY = date(2018, 5, 10)


def nk() -> Study:
    folder = builtin.folder("NCT03410368")
    assert folder is not None
    found = load(folder).study
    assert found is not None
    return found


def aspire() -> Study:
    found = load(Path(__file__).parents[1] / "studies" / "ASPIRE-3").study
    assert found is not None
    return found


def fitting(study: Study, **changed: str) -> dict[str, str]:
    answers = {"age": "63", "sex": "F"}
    for name, one in study.eligibility.criteria.items():
        answers[name] = "yes" if one.category == "inclusion" else "no"
    return {**answers, **changed}


def test_who_answers_everything_as_wanted_is_possible() -> None:
    assert prescreened(nk(), fitting(nk()), DAY).overall == "possible"
    assert prescreened(aspire(), fitting(aspire()), DAY).overall == "possible"


def test_one_answer_against_it_makes_it_unlikely_and_is_named() -> None:
    found = prescreened(nk(), fitting(nk(), E3="yes"), DAY)
    assert found.overall == "unlikely"
    assert [(point.id, point.answer) for point in found.points if point.truth is Truth.FALSE] == [("E3", "yes")]


def test_who_does_not_know_cannot_be_told() -> None:
    assert prescreened(nk(), fitting(nk(), I4="unknown"), DAY).overall == "cannot tell"
    assert prescreened(nk(), {}, DAY).overall == "cannot tell"


def test_age_is_computed_and_never_asked_a_second_time() -> None:
    assert prescreened(nk(), fitting(nk(), age="17"), DAY).overall == "unlikely"
    assert prescreened(nk(), fitting(nk(), age="18"), DAY).overall == "possible"
    assert prescreened(aspire(), fitting(aspire(), age="75"), DAY).overall == "possible"
    assert prescreened(aspire(), fitting(aspire(), age="76"), DAY).overall == "unlikely"
    assert "I3" not in [step.id for step in steps(nk(), {"age": "63"}, DAY)]


def test_men_are_not_asked_whether_they_are_pregnant() -> None:
    assert "E5" in [step.id for step in steps(nk(), {"age": "63", "sex": "F"}, DAY)]
    assert "E5" not in [step.id for step in steps(nk(), {"age": "63", "sex": "M"}, DAY)]
    assert "E7" not in [step.id for step in steps(aspire(), {"age": "63", "sex": "M"}, DAY)]


def test_questions_end_with_the_first_answer_that_excludes() -> None:
    first = next_step(nk(), {}, DAY)
    assert first is not None and first.id == "age"
    assert next_step(nk(), {"age": "12"}, DAY) is None
    assert next_step(nk(), fitting(nk()), DAY) is None


def test_only_an_answer_of_its_kind_is_an_answer() -> None:
    age = Step("age", "age", Text("", ""))
    assert [fits(age, words) for words in ("0", "120", "121", "-1", "x", "", "unknown", "²")] == [
        True, True, False, False, False, False, True, False,
    ]  # fmt: skip
    assert not fits(Step("sex", "sex", Text("", "")), "X")
    assert not fits(Step("E1", "yes_no", Text("", "")), "maybe")
