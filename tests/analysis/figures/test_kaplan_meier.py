from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.kaplan_meier import DrawnArm, KaplanMeierFigure, draw_kaplan_meier, say_kaplan_meier
from equipoise.analysis.figures.palette import CONTROL, EXPERIMENTAL
from equipoise.analysis.survival import (
    Observations,
    compare_log_rank,
    estimate_kaplan_meier,
    fit_cox,
    read_observations,
)
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.analysis.figures.drawings import NAMES, Drawing, assert_legible, kaplan_meier_of


def drawn(data: Observations) -> KaplanMeierFigure:
    curves = estimate_kaplan_meier(data)
    colours = (CONTROL, EXPERIMENTAL)
    return KaplanMeierFigure(
        Text("Overall survival", "总生存"),
        Text("Alive", "生存率"),
        Text("randomisation", "随机化"),
        tuple(DrawnArm(same(curve.arm), colour, curve) for curve, colour in zip(curves, colours, strict=True)),
        (fit_cox(data),),
        compare_log_rank(data),
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_no_words_overlap_or_leave_the_sheet(arms: int, language: Language) -> None:
    assert_legible(Drawing(draw_kaplan_meier(kaplan_meier_of(arms), language)))


def test_the_same_results_give_the_same_bytes() -> None:
    assert draw_kaplan_meier(kaplan_meier_of(3), "zh") == draw_kaplan_meier(kaplan_meier_of(3), "zh")


def test_a_page_with_a_strict_content_policy_can_show_it() -> None:
    svg = draw_kaplan_meier(kaplan_meier_of(2), "en")
    assert " style=" not in svg
    assert "<script" not in svg
    assert svg.count("http") == 1
    assert 'xmlns="http://www.w3.org/2000/svg"' in svg


def test_it_names_itself_to_a_screen_reader_with_ids_of_its_own() -> None:
    root, title, description = Drawing(draw_kaplan_meier(kaplan_meier_of(2), "zh", "pfs")).elements[:3]
    assert root[1]["role"] == "img"
    assert root[1]["aria-labelledby"] == "pfs-title pfs-desc"
    assert root[1]["lang"] == "zh-CN"
    assert (title[1]["id"], description[1]["id"]) == ("pfs-title", "pfs-desc")


def test_numbers_at_risk_stand_beneath_their_ticks() -> None:
    days, events = [61, 61, 122, 152, 20, 61, 122, 183], [1, 0, 1, 0, 0, 1, 1, 0]
    data = read_observations(days, events, ["c"] * 4 + ["t"] * 4, ("c", "t"))
    texts = [
        element for element in Drawing(draw_kaplan_meier(drawn(data), "en")).elements
        if element[0] == "text" and element[1].get("text-anchor") == "middle"
    ]  # fmt: skip
    columns = [float(element[1]["x"]) for element in texts]
    ticks = columns[:8]
    assert columns[9 : 9 + 8] == ticks
    lines = [words.content for words in Drawing(draw_kaplan_meier(drawn(data), "en")).lines]
    at = lines.index("Number at risk")
    assert lines[at + 1 : at + 10] == ["c", "4", "4", "4", "2", "2", "0", "0", "0"]
    assert lines[at + 10 : at + 19] == ["t", "4", "3", "3", "2", "2", "1", "1", "0"]


def test_the_caption_says_people_events_medians_ratio_test_and_conventions() -> None:
    days, events = [30, 60, 90, 120, 150, 180], [1, 1, 1, 1, 0, 1]
    data = read_observations(days, events, ["c", "t", "c", "t", "c", "t"], ("c", "t"))
    words = [text.en.replace("\u00a0", " ") for text in say_kaplan_meier(drawn(data))]
    assert words[0] == "c: 3 participants, 2 events, median 3.0 months (95% CI 1.0 to not reached)."
    assert words[1] == "t: 3 participants, 3 events, median 3.9 months (95% CI 2.0 to not reached)."
    assert words[2].startswith("Hazard ratio of t to c: 0.")
    assert words[3].startswith("Log-rank test: two-sided p = 0.")
    assert words[4:] == [
        "Kaplan–Meier estimate; Greenwood variance; 95% CI on the log scale.",
        "Cox model, Efron ties, Wald interval.",
        "Ticks on the curves mark censored participants.",
    ]


def test_where_there_is_no_ratio_the_caption_says_why_in_both_languages() -> None:
    data = read_observations([10, 20, 90, 90], [1, 1, 0, 0], ["c", "c", "t", "t"], ("c", "t"))
    sentence = say_kaplan_meier(drawn(data))[2]
    assert "no finite estimate; while both arms were at risk, events came in c only" in sentence.en
    assert "事件仅见于c" in sentence.zh


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_without_anybody_yet_is_drawn_and_says_so(language: Language) -> None:
    svg = draw_kaplan_meier(drawn(read_observations([], [], [], ("c", "t"))), language)
    assert_legible(Drawing(svg))
    assert Text("c: nobody yet.", "c：尚无受试者。").in_(language) in svg
    assert "nan" not in svg.lower()


def test_names_are_escaped() -> None:
    figure = kaplan_meier_of(2)
    hostile = replace(figure.arms[0], name=same('<b onload="x">&'))
    svg = draw_kaplan_meier(replace(figure, arms=(hostile, figure.arms[1])), "en")
    assert "<b " not in svg
    assert "&lt;b" in svg


def test_an_arm_keeps_its_colour_in_curve_label_and_table() -> None:
    svg = draw_kaplan_meier(kaplan_meier_of(2), "en")
    assert svg.count(f'stroke="{CONTROL}"') >= 2
    assert svg.count(f'fill="{CONTROL}"') == 2
    assert svg.count(f'fill="{EXPERIMENTAL}"') == 2


def test_ten_thousand_people_make_no_bigger_figure_than_a_screen_can_show() -> None:
    assert len(draw_kaplan_meier(kaplan_meier_of(2, 10_000), "en")) < 200_000
    assert NAMES[0].en.split()[0] in draw_kaplan_meier(kaplan_meier_of(2, 10_000), "en")
