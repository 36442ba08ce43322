from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.facts.casebook import FormRetracted
from equipoise.protocol.model import Study
from equipoise.protocol.model.schedule import Schedule
from equipoise.rules.visits import Deviation, Occurrence, calendar, deviations, instance_id, is_occasion, window
from tests.rules.example import t
from tests.rules.visits.booklet import R0, VISITS, book, happened, saved, study

FOLLOWED = {"randomised": R0}


def days(found: tuple[Occurrence, ...], visit: str) -> list[str]:
    return [one.target.strftime("%m-%d") for one in found if one.visit == visit]


def only(found: tuple[Occurrence, ...], instance: str) -> Occurrence:
    return next(one for one in found if one.instance == instance)


def test_the_worked_scan_dates_hang_on_randomisation() -> None:
    found = calendar(study(), book(), happened(**FOLLOWED), R0, "cells")
    scans = [one for one in found if one.visit == "TA"]
    assert days(found, "TA")[:4] == ["07-10", "08-21", "10-02", "11-13"]
    assert (scans[0].earliest, scans[0].latest) == (date(2026, 7, 3), date(2026, 7, 17))
    assert [(one.target - R0).days for one in scans] == [42, 84, 126, 168, 231, 294, 357, 420, 483, 546, 609]
    assert scans[2].instance == instance_id("TA", 3) == "TA.3"
    assert (scans[2].name.en, scans[2].name.zh) == ("Tumour assessment 3", "肿瘤评估 3")
    assert scans[0].role == "radiologist"


def test_the_window_of_one_contact_is_that_of_the_calendar() -> None:
    events = happened(**FOLLOWED)
    assert window(study(), events, "cells", "TA.1", R0) == (date(2026, 7, 3), date(2026, 7, 17))
    for one in calendar(study(), book(), events, R0, "cells"):
        assert window(study(), events, "cells", one.instance, R0) == (one.earliest, one.latest)


@pytest.mark.parametrize("instance", ["1", "TA.99", "UNS.1", "NOWHERE.1"])
def test_what_nobody_planned_has_no_window(instance: str) -> None:
    assert window(study(), happened(**FOLLOWED), "cells", instance, R0) is None
    assert window(study(), {}, None, "TA.1", R0) is None


def test_the_number_of_a_visit_whose_name_has_a_figure_is_told_apart_from_it() -> None:
    visits = {"days23": {**VISITS["TA"], "name": {"en": "Course days 2 and 3", "zh": "疗程第 2、3 日"}}}
    plan = study().model_copy(update={"schedule": Schedule.model_validate({"visits": visits})})
    found = calendar(plan, book(), happened(**FOLLOWED), R0, "cells")
    assert (found[3].name.en, found[3].name.zh) == ("Course days 2 and 3, no. 4", "疗程第 2、3 日（第 4 次）")


@given(st.lists(st.dates(R0, R0 + timedelta(days=200)), max_size=20), st.dates(R0, R0 + timedelta(days=600)))
def test_no_infusion_ever_moves_a_scan(infusions: list[date], at: date) -> None:
    without = calendar(study(), book(), happened(**FOLLOWED), at, "cells")
    with_them = calendar(study(), book(), happened(**FOLLOWED, infusion=tuple(sorted(infusions))), at, "cells")
    control = calendar(study(), book(), happened(**FOLLOWED), at, "control")
    for one in (with_them, control):
        assert [o for o in one if o.tumour_assessment] == [o for o in without if o.tumour_assessment]


@given(st.dates(R0, R0 + timedelta(days=700)))
def test_every_target_lies_in_its_window_and_the_order_is_by_target(at: date) -> None:
    found = calendar(study(), book(), happened(**FOLLOWED, end_of_treatment=R0), at, "cells")
    assert all(one.earliest <= one.target <= one.latest for one in found)
    assert [one.target for one in found] == sorted(one.target for one in found)
    assert len({one.instance for one in found}) == len(found)


def test_an_arm_has_its_own_visits() -> None:
    events = happened(**FOLLOWED, infusion=R0 + timedelta(days=17))
    assert {one.visit for one in calendar(study(), book(), events, R0, "cells")} == {"TA", "INF"}
    assert {one.visit for one in calendar(study(), book(), events, R0, "control")} == {"TA", "CTL"}
    assert {one.visit for one in calendar(study(), book(), events, R0, None)} == {"TA"}


def test_each_infusion_is_a_visit_of_its_own() -> None:
    infusions = tuple(R0 + timedelta(days=offset) for offset in (17, 18, 19))
    found = calendar(study(), book(), happened(infusion=infusions), R0, "cells")
    assert [(one.instance, one.target) for one in found] == [
        ("INF.1", infusions[0]),
        ("INF.2", infusions[1]),
        ("INF.3", infusions[2]),
    ]


def test_calendar_months_are_calendar_months_and_an_endless_repetition_shows_the_next() -> None:
    found = calendar(study(), book(), happened(end_of_treatment=date(2026, 8, 1)), date(2026, 12, 1), "cells")
    assert days(found, "FU") == ["08-31", "11-30", "02-28"]


def test_a_visit_is_planned_open_overdue_and_then_missed() -> None:
    events = happened(**FOLLOWED)
    states = {
        at: only(calendar(study(), book(), events, date.fromisoformat(f"2026-{at}"), "cells"), "TA.1").state
        for at in ("07-02", "07-03", "07-17", "07-18", "08-13", "08-14")
    }
    assert list(states.values()) == ["planned", "open", "open", "overdue", "overdue", "missed"]


def test_a_visit_is_done_by_its_forms_whether_named_by_instance_or_by_visit() -> None:
    events = happened(**FOLLOWED)
    at = date(2026, 8, 30)
    facts = book(saved("TU", "TA.1", TUDTC="2026-07-10"), saved("TU", "7", "TA.2", TUDTC="2026-08-30"))
    found = calendar(study(), facts, events, at, "cells")
    first, second = only(found, "TA.1"), only(found, "TA.2")
    assert (first.state, first.day, first.deviation) == ("done", date(2026, 7, 10), None)
    assert (first.forms[0].entered, first.forms[0].seq) == (True, 1)
    assert second.state == "late_done"
    assert second.deviation is not None
    assert (second.deviation.days, second.deviation.grade) == (2, "major")


def test_a_visit_before_its_window_is_early_by_so_many_days() -> None:
    facts = book(saved("TU", "TA.1", TUDTC="2026-07-01"))
    one = only(calendar(study(), facts, happened(**FOLLOWED), date(2026, 7, 1), "cells"), "TA.1")
    assert one.deviation is not None
    assert one.deviation.days == -2


def test_a_visit_with_one_of_two_forms_is_not_done() -> None:
    facts = book(saved("VS", "CTL.1", VSDTC="2026-06-15"))
    one = only(calendar(study(), facts, happened(**FOLLOWED), date(2026, 6, 15), "control"), "CTL.1")
    assert one.state == "open"
    assert [(form.form, form.entered) for form in one.forms] == [("VS", True), ("LB", False)]


def test_after_its_end_a_visit_is_no_longer_due_but_stays_done() -> None:
    events = happened(**FOLLOWED, progression=date(2026, 7, 10))
    facts = book(saved("TU", "TA.1", TUDTC="2026-07-10"))
    found = calendar(study(), facts, events, date(2026, 9, 1), "cells")
    assert [one.state for one in found if one.visit == "TA"] == ["done"] + ["not_applicable"] * 10


@pytest.mark.parametrize(
    ("day", "deviation"),
    [
        ("2026-07-02", Deviation(-1, "minor", "early")),
        ("2026-07-03", None),
        ("2026-07-17", None),
        ("2026-07-18", Deviation(1, "minor", "late")),
        ("2026-07-20", Deviation(3, "minor", "late")),
        ("2026-07-21", Deviation(4, "major", "late")),
        ("2026-06-30", Deviation(-3, "minor", "early")),
        ("2026-06-29", Deviation(-4, "major", "early")),
    ],
)
def test_a_deviation_has_its_days_its_kind_and_its_class(day: str, deviation: Deviation | None) -> None:
    facts = book(saved("TU", "TA.1", TUDTC=day))
    one = only(calendar(graded(), facts, happened(**FOLLOWED), date(2026, 8, 1), "cells"), "TA.1")
    assert one.deviation == deviation
    assert one.state == ("done" if deviation is None else "late_done")


def test_a_missed_visit_is_a_deviation_of_its_own_class_and_they_are_all_told_in_order() -> None:
    facts = book(saved("TU", "TA.2", TUDTC="2026-08-29"))
    found = deviations(calendar(graded(), facts, happened(**FOLLOWED), date(2026, 9, 10), "cells"))
    assert [(one.instance, one.deviation) for one in found] == [
        ("TA.1", Deviation(0, "major", "missed")),
        ("TA.2", Deviation(1, "minor", "late")),
    ]
    late = only(calendar(graded(), book(), happened(**FOLLOWED), date(2026, 7, 20), "cells"), "TA.1")
    assert (late.state, late.deviation) == ("overdue", None), "it may still come"


def graded() -> Study:
    """Scans that are minor deviations until three days outside their window, major when missed; contacts nobody planned."""
    plan = study().model_dump()
    plan["schedule"]["visits"]["TA"] |= {"deviation": "minor", "major_beyond": 3, "missed": "major"}
    plan["schedule"]["unscheduled"] = {
        "UNS": {"name": {"en": "Unscheduled", "zh": "计划外"}, "epoch": "screening", "forms": ["VS", "LB"]},
        "UNSTA": {"name": t("Scan"), "epoch": "screening", "forms": ["TU"], "tumour_assessment": True},
    }
    return Study.model_validate(plan)


def test_an_unscheduled_contact_stands_on_its_day_and_moves_nothing() -> None:
    entered = [
        saved("VS", "9", "UNS.2", VSDTC="2026-07-12"),
        saved("LB", "10", "UNS.2", LBDTC="2026-07-11"),
        saved("VS", "UNS.1", VSDTC="2026-06-20"),
        saved("TU", "UNSTA.1", TUDTC="2026-07-01"),
    ]
    plan, events, at = graded(), happened(**FOLLOWED), date(2026, 7, 31)
    found = calendar(plan, book(*entered), events, at, "cells")
    between = [one for one in found if not one.scheduled]
    assert [(one.instance, one.day, one.tumour_assessment) for one in between] == [
        ("UNS.1", date(2026, 6, 20), False),
        ("UNSTA.1", date(2026, 7, 1), True),
        ("UNS.2", date(2026, 7, 11), False),
    ]
    assert (between[2].name.zh, [due.form for due in between[2].forms]) == ("计划外 2", ["VS", "LB"])
    assert [one for one in found if one.scheduled] == list(calendar(plan, book(), events, at, "cells"))
    assert [one.target for one in found] == sorted(one.target for one in found)


def test_an_unscheduled_contact_is_seen_from_its_day_on_and_goes_with_its_form() -> None:
    facts = book(saved("VS", "UNS.1", VSDTC="2026-06-20"))
    assert calendar(graded(), facts, {}, date(2026, 6, 19), None) == ()
    assert len(calendar(graded(), facts, {}, date(2026, 6, 20), None)) == 1
    facts = book(saved("VS", "UNS.1", VSDTC="2026-06-20"), FormRetracted(form="VS", instance="UNS.1"))
    assert calendar(graded(), facts, {}, date(2026, 6, 20), None) == ()


@pytest.mark.parametrize(
    ("instance", "can_come"),
    [
        ("SCR.1", True), ("SCR.2", False), ("SCR.0", False), ("SCR", False), ("SCR.x", False), ("SCR.1.1", False),
        ("TA.4", True), ("TA.40", True), ("INF.7", True), ("CTL.2", False), ("UNS.3", True), ("UNS", False), ("XX.1", False),
    ],
)  # fmt: skip
def test_an_occasion_is_a_visit_with_a_number_that_can_come(instance: str, can_come: bool) -> None:
    assert is_occasion(graded(), instance) == can_come


def follow_ups(at: date) -> list[str]:
    found = calendar(study(), book(), happened(end_of_treatment=date(2026, 8, 1)), at, "cells")
    return [one.instance for one in found if one.visit == "FU"]


def test_an_endless_repetition_shows_its_first_step_at_once_and_each_next_one_from_the_day_of_the_last() -> None:
    assert follow_ups(date(2026, 8, 1)) == ["FU.1", "FU.2"]
    assert follow_ups(date(2026, 11, 29)) == ["FU.1", "FU.2"]
    assert follow_ups(date(2026, 11, 30)) == ["FU.1", "FU.2", "FU.3"]


def test_where_an_endless_repetition_begins_anew_each_anchor_goes_one_step_beyond_the_day() -> None:
    plan = study().model_dump()
    plan["schedule"]["visits"] = {"AFTER": {**VISITS["INF"], "days": [30], "every": {"days": 60}, "arms": []}}
    twice = happened(infusion=(R0, R0 + timedelta(days=10)))
    found = calendar(Study.model_validate(plan), book(), twice, R0 + timedelta(days=90), "cells")
    assert [(one.number, (one.target - R0).days) for one in found] == [(1, 30), (4, 40), (2, 90), (5, 100), (3, 150)]


def test_on_the_day_of_its_end_a_visit_is_still_due_and_missed_only_after_it() -> None:
    ended = R0 + timedelta(days=42)
    for day, state in ((0, "planned"), (41, "open"), (49, "open")):
        at = R0 + timedelta(days=day)
        one = only(calendar(study(), book(), happened(**FOLLOWED, progression=ended), at, "cells"), "TA.1")
        assert one.state == state
    late = happened(**FOLLOWED, progression=R0 + timedelta(days=60))
    states = {
        day: only(calendar(study(), book(), late, R0 + timedelta(days=day), "cells"), "TA.1").state for day in (60, 61)
    }
    assert states == {60: "overdue", 61: "missed"}


def test_the_last_but_one_of_a_series_is_missed_when_the_window_of_the_last_opens() -> None:
    for day, state in ((601, "overdue"), (602, "missed")):
        found = calendar(study(), book(), happened(**FOLLOWED), R0 + timedelta(days=day), "cells")
        assert only(found, "TA.10").state == state
        assert only(found, "TA.11").state == ("planned" if day < 602 else "open")


def test_a_visit_is_numbered_in_words_only_where_there_can_be_several() -> None:
    plan = study().model_dump()
    plan["schedule"]["visits"] = {**VISITS, "TWO": {**VISITS["CTL"], "name": t("Call"), "arms": [], "days": [3, 9]}}
    events = happened(**FOLLOWED, infusion=R0, end_of_treatment=R0)
    named = {
        one.instance: one.name.en
        for arm in ("cells", "control")
        for one in calendar(Study.model_validate(plan), book(), events, R0, arm)
    }
    assert {name: named[name] for name in ("CTL.1", "TWO.1", "TWO.2", "INF.1", "FU.1")} == {
        "CTL.1": "Control", "TWO.1": "Call 1", "TWO.2": "Call 2", "INF.1": "Infusion 1", "FU.1": "Follow-up 1",
    }  # fmt: skip
