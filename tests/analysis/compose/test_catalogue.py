"""What can be drawn of a study, and why other figures are not there."""

from __future__ import annotations

import pytest

from equipoise.analysis.compose import figures, left_out
from equipoise.analysis.tables import catalogue, prepare
from equipoise.values.text import LANGUAGES, Language
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.tables.tiny_trial import STEPS, context
from tests.rehearsals import SECOND, played


def drawn(masked: bool = False) -> list[str]:
    return list(figures(context(masked=masked)))


def test_the_figures_stand_in_the_order_of_a_report():
    assert [key for key in drawn() if not key.startswith("shift_")] == [
        "consort", "enrolment", "km_os", "follow_up_os", "km_pfs", "follow_up_pfs", "swimmer", "waterfall", "spider",
        "butterfly", "toxicity", "product",
    ]  # fmt: skip
    assert "shift_alanine_aminotransferase_increased" in drawn()


def test_what_is_left_out_says_why():
    reasons = {key: why.en for key, why in left_out(context()).items()}
    assert reasons["forest"] == "The study file declares no subgroups."
    assert reasons["looks"] == "The study file plans no interim look."


def test_a_masked_study_is_left_without_what_would_tell_an_arm():
    hidden = left_out(context(masked=True))
    assert {"butterfly", "toxicity", "product"} <= set(hidden)
    assert not {"butterfly", "toxicity", "product"} & set(drawn(masked=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_masked_figure_names_no_arm(language: Language):
    for key, one in figures(context(masked=True)).items():
        said = [line.content for line in Drawing(one.draw(language)).lines]
        assert not [line for line in said if line in ("Cells", "Control") or line.startswith(("Cells (", "Control"))], (
            key
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_trial_can_be_read(language: Language):
    for one in figures(context()).values():
        assert_legible(Drawing(one.draw(language)))


def test_every_figure_says_itself_in_words_and_its_numbers_stand_in_tables():
    read = context()
    tables = catalogue(read)
    for one in figures(read).values():
        assert ("ledger number 38" in one.instead.en) == (one.key != "consort"), one.key
        assert one.instead.zh != one.instead.en
        assert set(one.tables) <= set(tables), one.key


def test_the_same_facts_give_the_same_bytes():
    first, second = ({key: one.draw("zh") for key, one in figures(context()).items()} for _ in range(2))
    assert first == second


def test_a_blind_trial_of_three_arms_is_drawn_pooled_and_then_arm_by_arm():
    played_out = played(SECOND)
    trial = played_out.trial
    last = max(fact.day(played_out.study.time_zone) for fact in played_out.facts)
    open_, blind = (of(trial, last, masked) for masked in (False, True))
    assert {"forest_exacerbation_free_high", "forest_exacerbation_free_low", "butterfly_high", "looks_low"} <= set(
        figures(open_)
    )
    assert not any(key.startswith(("forest", "butterfly", "looks")) for key in figures(blind))
    names = [arm.label.text.en for arm in played_out.study.arms.values()]
    for one in figures(blind).values():
        said = one.draw("en")
        assert not [name for name in names if name in said], one.key
    for one in figures(open_).values():
        assert_legible(Drawing(one.draw("zh")))


def of(trial, last, masked):
    from_file = trial.version_on(last)
    return prepare(trial, from_file, last, masked)


def test_the_first_fifteen_facts_are_enough_for_every_figure():
    for one in figures(context(steps=STEPS[:15])).values():
        assert_legible(Drawing(one.draw("en")))
