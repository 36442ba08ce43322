from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from equipoise.rules.visits import Occurrence, calendar, instance_id, next_due
from tests.rules.visits.booklet import R0, book, happened, saved, study

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


def test_the_next_due_is_what_is_late_before_what_is_planned() -> None:
    events = happened(**FOLLOWED)
    late = next_due(calendar(study(), book(), events, date(2026, 7, 20), "cells"))
    assert late is not None
    assert late.instance == "TA.1"
    facts = book(saved("TU", "TA.1", TUDTC="2026-07-10"))
    coming = next_due(calendar(study(), facts, events, date(2026, 7, 20), "cells"))
    assert coming is not None
    assert coming.instance == "TA.2"
    assert next_due(()) is None
