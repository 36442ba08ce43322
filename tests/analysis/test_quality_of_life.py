"""Scores of EORTC QLQ-C30 and QLQ-LC13 by hand, after the formulas of the scoring manual."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.analysis.quality_of_life import SCALES, SUMMARY, read_changes, read_scores, score_instrument
from equipoise.analysis.quality_of_life.scales import C30, LC13
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import select_set
from equipoise.analysis.tables import prepare
from equipoise.analysis.tables.quality_of_life import quality_of_life_table
from tests.analysis.trial_example import ANALYSIS, ARMS, EVENTS, FORMS, Step, dated, death, form, randomised, trial
from tests.rules.example import altered, item, t
from tests.rules.product.cells import PRODUCT

ALL_ONE = dict.fromkeys(range(1, 31), 1)


def c30(**answers: int | None) -> dict[str, Fraction | None]:
    given = {int(name[1:]): answer for name, answer in answers.items()}
    return dict(score_instrument(C30, given))


def test_no_complaint_at_all_is_full_function_no_symptom_and_the_lowest_global_answer():
    scores = score_instrument(C30, ALL_ONE)
    assert [scores[key] for key in ("PF2", "RF2", "EF", "CF", "SF")] == [100] * 5
    assert [scores[key] for key in ("FA", "NV", "PA", "DY", "SL", "AP", "CO", "DI", "FI", "QL2")] == [0] * 10
    assert scores[SUMMARY] == 100


def test_half_of_the_items_are_enough_and_their_mean_stands_for_the_others():
    """(1, 2, 1): raw 4/3, (1 - 1/9) x 100."""
    assert c30(q1=1, q2=2, q3=1)["PF2"] == Fraction(800, 9)


def test_less_than_half_of_the_items_is_no_score():
    assert c30(q1=1, q2=2)["PF2"] is None
    assert c30(q6=2)["RF2"] == Fraction(200, 3)
    assert c30(q10=2)["FA"] is None
    assert c30(q10=2, q12=4)["FA"] == Fraction(200, 3)


def test_a_missing_single_item_is_no_score():
    assert c30(q8=None)["DY"] is None
    assert c30(q8=3)["DY"] == Fraction(200, 3)


@pytest.mark.parametrize(
    ("answers", "score"), [((7, 7), 100), ((1, 1), 0), ((4, 5), Fraction(700, 12)), ((6, None), Fraction(500, 6))]
)
def test_global_health_has_seven_answers(answers: tuple[int, int | None], score: Fraction | int):
    assert c30(q29=answers[0], q30=answers[1])["QL2"] == score


def test_an_answer_that_cannot_be_one_counts_as_missing():
    assert c30(q8=5)["DY"] is None
    assert c30(q8=0)["DY"] is None


def test_the_summary_is_the_mean_of_thirteen_scales_with_symptoms_turned_round():
    """Only insomnia is at its worst: twelve scales of 100 and one of 0."""
    assert score_instrument(C30, ALL_ONE | {11: 4})[SUMMARY] == Fraction(1200, 13)
    assert score_instrument(C30, {**ALL_ONE, 11: None})[SUMMARY] is None


def test_lung_dyspnoea_may_ask_for_every_item():
    answers = {3: 2, 4: 3}
    assert score_instrument(LC13, answers)["LCDY"] == 50
    assert score_instrument(LC13, answers, ("LCDY",))["LCDY"] is None
    assert score_instrument(LC13, {**answers, 5: 4}, ("LCDY",))["LCDY"] == Fraction(200, 3)


def test_the_items_of_lc13_are_its_own_numbers():
    scores = score_instrument(LC13, {1: 1, 2: 2, 6: 3, 7: 4, 8: 1, 9: 2, 10: 3, 11: 4, 12: 1, 13: 4})
    worst = {key: value for key, value in scores.items() if value == 100}
    assert set(worst) == {"LCDS", "LCPA"}
    assert scores["LCHA"] == Fraction(100, 3)


def test_every_item_of_the_instruments_is_in_one_scale_but_the_unscored_one():
    for instrument, numbers in ((C30, range(1, 31)), (LC13, range(1, 13))):
        items = sorted(item for scale in SCALES.values() if scale.instrument == instrument for item in scale.items)
        assert items == list(numbers)


@given(st.dictionaries(st.integers(1, 30), st.none() | st.integers(1, 4)))
def test_a_score_lies_between_0_and_100(answers: dict[int, int | None]):
    for score in score_instrument(C30, answers).values():
        assert score is None or 0 <= score <= 100


STUDY = altered(
    forms=FORMS
    | {"forms": FORMS["forms"] | {"QLQ": dated("QS", "QSDAT", **{f"Q{n}": item("integer") for n in range(1, 44)})}},
    events=EVENTS,
    arms=ARMS,
    product=PRODUCT,
    analysis=ANALYSIS
    | {
        "quality_of_life": {
            "qlq": {
                "label": t("Quality of life"), "short": t("QoL"), "form": "QLQ", "days": [42, 84], "within": 14,
                "instruments": {C30: {"prefix": "Q"}, LC13: {"prefix": "Q", "first": 31}},
            }
        }
    },
)  # fmt: skip


def asked(day: str, **answers: Any) -> Step:
    return form("P1", "QLQ", {"QSDAT": day, **answers}, day)


def of(*steps: Step) -> tuple[Any, ...]:
    people = read_participants(trial(*randomised("P1", "cells"), *steps, of=STUDY), STUDY, date(2030, 1, 1))
    return STUDY, "qlq", people, select_set(STUDY, "itt", people)


def test_items_of_both_instruments_are_found_by_their_prefix_and_number():
    (row,) = read_scores(*of(asked("2026-01-09", Q8=2, Q31=4)))
    assert (row.day, row.scores["DY"], row.scores["LCCO"], row.answered) == (0, Fraction(100, 3), 100, 2)


def test_a_questionnaire_that_nobody_answered_has_no_row():
    assert read_scores(*of(asked("2026-01-09"))) == ()


def test_the_change_is_from_the_last_score_until_randomisation_to_the_nearest_one():
    """Randomised on 10 January; day 42 is 21 February. 19 February is nearer than 25 February."""
    rows = of(
        asked("2026-01-02", Q8=4), asked("2026-01-09", Q8=2), asked("2026-02-19", Q8=4), asked("2026-02-25", Q8=1)
    )
    found = {(row.scale, row.day): row for row in read_changes(*rows)}
    assert found["DY", 42].change == Fraction(200, 3)
    assert found["DY", 42].facts == (4, 5)
    assert (found["DY", 84].then, found["DY", 84].change) == (None, None)


def test_of_two_questionnaires_as_near_the_earlier_counts():
    rows = of(asked("2026-01-09", Q8=1), asked("2026-02-20", Q8=2), asked("2026-02-22", Q8=4))
    assert next(row for row in read_changes(*rows) if row.scale == "DY").change == Fraction(100, 3)


def test_without_a_baseline_there_is_a_value_and_no_change():
    (row,) = [row for row in read_changes(*of(asked("2026-02-21", Q8=3))) if (row.scale, row.day) == ("DY", 42)]
    assert row.baseline is None
    assert row.then is not None
    assert (row.then.value, row.change) == (Fraction(200, 3), None)


def test_the_table_says_how_many_answered_of_those_who_could_be_expected_to():
    """All three randomised on 10 January. P1 answers at baseline and on day 42; P2 never, and dies on 1 March, after day 42 and
    before day 84; P3 answers at baseline alone. The cut of 20 March lies before day 84 (4 April), on which nobody is expected."""
    steps = (
        *randomised("P1", "cells"), *randomised("P2", "cells"), *randomised("P3", "cells"),
        asked("2026-01-09", Q8=1), asked("2026-02-21", Q8=2), form("P3", "QLQ", {"QSDAT": "2026-01-09", "Q8": 1}, "2026-01-09"),
        death("P2", "2026-03-01"),
    )  # fmt: skip
    made = trial(*steps, of=STUDY)
    for cut, last in ((date(2026, 3, 20), "–"), (date(2026, 5, 1), "0 of 2 (0.0%)")):
        table = quality_of_life_table(prepare(made, STUDY, cut), "qlq")
        said = {row.key: row.cells[0].says.en for row in table.rows if row.key.startswith("answered.")}
        assert said == {"answered.baseline": "2 of 3 (66.7%)", "answered.42": "1 of 3 (33.3%)", "answered.84": last}
