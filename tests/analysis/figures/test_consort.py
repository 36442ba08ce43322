from __future__ import annotations

from dataclasses import replace

import pytest

from equipoise.analysis.figures.consort import ConsortFlow, Tally, check_consort, draw_consort
from equipoise.values.text import LANGUAGES, Language, Text, same
from tests.analysis.figures.drawings import Drawing, assert_legible, consort_of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_no_words_overlap_or_leave_the_sheet(arms: int, language: Language) -> None:
    assert_legible(Drawing(draw_consort(consort_of(arms), language)))


@pytest.mark.parametrize("arms", [1, 2, 3, 4])
def test_words_stay_inside_their_boxes(arms: int) -> None:
    drawing = Drawing(draw_consort(consort_of(arms), "en"))
    edges = [
        tuple(float(place[key]) for key in ("x", "y", "width", "height"))
        for tag, place in drawing.elements
        if tag == "rect" and "stroke" in place
    ]
    inside = [
        words for words in drawing.lines
        if any(y <= words.top and words.bottom <= y + height and x <= words.left and words.right <= x + width
               for x, y, width, height in edges)
    ]  # fmt: skip
    assert len(drawing.lines) - len(inside) == len(("title", "enrolment", "allocation", "follow-up", "analysis"))


def test_it_counts_everybody_from_assessment_to_analysis() -> None:
    svg = draw_consort(consort_of(2), "en").replace("\u00a0", " ")
    for words in (
        "Assessed for eligibility (n = 89)",
        "Excluded (n = 7)",
        "Still being screened (n = 2)",
        "Randomised (n = 80)",
        "Received the allocated intervention (n = 34)",
        "Did not receive it (n = 4)",
        "Not yet treated (n = 2)",
        "Lost to follow-up (n = 1)",
        "Discontinued the intervention (n = 12)",
        "Still in follow-up (n = 20)",
        "Analysed (n = 39)",
        "Not analysed (n = 1)",
    ):
        assert words in svg, words


def test_the_description_tells_the_whole_flow_in_the_reader_s_language() -> None:
    svg = draw_consort(consort_of(2), "zh").replace("\u00a0", " ")
    description = svg.split('<desc id="consort-desc">')[1].split("</desc>")[0]
    assert description.startswith("接受资格筛查（n = 89）。排除（n = 7）。")
    assert description.count("纳入分析（n = 39）") == 2
    assert description.endswith("。")


def test_a_flow_that_adds_up_has_no_remarks() -> None:
    assert check_consort(consort_of(3)) == ()


def test_every_sum_that_does_not_come_out_is_named_and_shown() -> None:
    flow = consort_of(2)
    lost_reason = Tally(5, ((same("moved"), 1),))
    broken = replace(
        flow, assessed=100, randomised=81, arms=(replace(flow.arms[0], received=1, lost=lost_reason), flow.arms[1])
    )
    remarks = [text.en for text in check_consort(broken)]
    assert remarks == [
        "Assessed for eligibility: 100, but the parts make 90.",
        "Randomised: 81, but the parts make 80.",
        f"Allocated to {flow.arms[0].name.en}: 40, but the parts make 7.",
        "Lost to follow-up: 5, but the parts make 1.",
    ]
    assert "Randomised: 81, but the parts make 80." in draw_consort(broken, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_trial_without_anybody_yet_is_drawn(language: Language) -> None:
    flow = ConsortFlow(Text("Flow", "流程"), 0, Tally(), 0, ())
    assert_legible(Drawing(draw_consort(flow, language)))


def test_the_same_flow_gives_the_same_bytes_without_style_or_script() -> None:
    svg = draw_consort(consort_of(4), "zh")
    assert svg == draw_consort(consort_of(4), "zh")
    assert " style=" not in svg
    assert "<script" not in svg


def test_a_study_with_one_group_enrols_and_treats_and_randomises_nobody() -> None:
    svg = draw_consort(replace(consort_of(1), by_chance=False), "en").replace("\u00a0", " ")
    assert "Enrolled (n = " in svg
    assert "Received the intervention (n = " in svg
    assert "Randomised (n" not in svg
