from __future__ import annotations

from equipoise.protocol.load import load
from equipoise.protocol.model.schedule import Every
from equipoise.web import trials
from equipoise.web.public.pictures import calendars, cycle
from tests.web.conftest import SECOND_STUDY


def test_courses_of_a_product_overlap_as_the_study_file_says() -> None:
    study = trials.study("NCT03410368").protocols.first
    assert study.product is not None
    picture = cycle(study.product)
    assert [lane.when.en for lane in picture.lanes] == [
        "collected on day 0, given on day 14–16",
        "collected on day 14, given on day 28–30",
        "collected on day 28, given on day 42–44",
        "collected on day 42, given on day 56–58",
        "collected on day 56, given on day 70–72",
        "collected on day 70, given on day 84–86",
    ]
    first = picture.lanes[0].marks
    assert [mark.kind for mark in first] == ["span", "point", "tick", "tick", "tick"]
    assert first[1].left == "2.00%"
    assert first[2].left == f"{2 + 94 * 14 / 87:.2f}%"


def test_arms_with_one_calendar_share_one_picture() -> None:
    study = load(SECOND_STUDY).study
    assert study is not None
    (shared,) = calendars(study)
    assert shared.arms == ("high", "low", "placebo")
    treatment = next(lane for lane in shared.lanes if lane.name.en == "Treatment visit")
    assert len([mark for mark in treatment.marks if mark.kind == "point"]) == 7  # days 14, 28, 56, 84, 112, 140, 168
    assert {lane.name.en for lane in shared.beside} == {"Screening", "Visit after early end of treatment"}


def test_a_visit_of_one_arm_stands_in_that_arm_s_picture() -> None:
    study = trials.study("NCT03410368").protocols.first
    pictures = {picture.arms: picture for picture in calendars(study)}
    assert set(pictures) == {("nk", "control"), ("nk",), ("control",)}
    assert "Control visit" in {lane.name.en for lane in pictures["control",].lanes}
    assert all(float(mark.left.rstrip("%")) <= 96 for lane in pictures["nk", "control"].lanes for mark in lane.marks)


def test_visits_once_a_year_are_drawn_over_their_years() -> None:
    study = load(SECOND_STUDY).study
    assert study is not None
    yearly = study.schedule.visits["treatment"].model_copy(
        update={"days": (0,), "every": Every(months=12, until=1830), "ends": ()}
    )
    study = study.model_copy(update={"schedule": study.schedule.model_copy(update={"visits": {"year": yearly}})})
    (picture,) = calendars(study)
    assert len([mark for mark in picture.lanes[0].marks if mark.kind == "point"]) == 6
    assert [mark.says.en for mark in picture.axis if mark.says] == [f"year {n}" for n in range(6)]
