"""Days off: who closes what, what is refused, and what becomes of bookings and visits on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from equipoise.protocol.closed import closed_on, is_working_day
from equipoise.protocol.model import Study
from equipoise.rules import product
from equipoise.trial import commands as act
from equipoise.trial.task import Task
from equipoise.trial.worklist import worklist
from equipoise.values.say_day import day_words
from tests.rules.example import t
from tests.trial.stage import SITE, START, Stage, plan

TODAY = START.date()


def day(ahead: int) -> str:
    """A day after the first one, as commands write it."""
    return (TODAY + timedelta(days=ahead)).isoformat()


def close(first: int, *places: str, last: int | None = None, site: str = "", name: str = "Holiday") -> act.SetDayOff:
    return act.SetDayOff(first=day(first), last="" if last is None else day(last), closed=places, name=name, site=site)


@pytest.fixture
def stage() -> Stage:
    return Stage.opened()


def treated(stage: Stage) -> str:
    """A participant who gets cells."""
    for _ in range(20):
        number = stage.randomised()
        if stage.one(number).receives_product:
            return number
    raise AssertionError("nobody was allocated to the cells")


def moves(stage: Stage, role: str = "coordinator") -> list[Task]:
    return [task for task in worklist(stage.gateway.trial(), stage.now, role) if task.kind.startswith("move_")]


def test_a_closed_day_is_closed_for_the_site_or_for_all_until_it_is_opened_again(stage: Stage) -> None:
    (fact,) = stage.must("administrator", close(10, "clinic", last=12, site=SITE)).facts
    trial = stage.gateway.trial()
    study = trial.version_on(TODAY)
    closed = [closed_on(study, "clinic", TODAY + timedelta(days=ahead), SITE) is not None for ahead in (9, 10, 12, 13)]
    assert closed == [False, True, True, False]
    assert stage.refused("administrator", act.WithdrawDayOff(day_off=fact.seq)) == ["reason_missing"]
    stage.must("coordinator", act.WithdrawDayOff(day_off=fact.seq, reason="Worked after all"))
    assert trial.version_on(TODAY) is trial.protocols.first
    assert stage.refused("coordinator", act.WithdrawDayOff(day_off=fact.seq, reason="-")) == ["no_such_day_off"]


@pytest.mark.parametrize(
    ("more", "codes"),
    [
        ({"first": "1 May"}, {"impossible_date"}),
        ({"first": day(5), "last": day(4)}, {"ends_before_it_begins"}),
        ({"last": day(60)}, {"too_long"}),
        ({"first": day(-1)}, {"day_has_passed"}),
        ({"closed": ()}, {"nothing_closed"}),
        ({"closed": ("kitchen",)}, {"unknown_place"}),
        ({"site": "S9"}, {"unknown_site"}),
        ({"name": " "}, {"name_missing"}),
        ({"closed": ("office",), "site": SITE}, {"law_of_all"}),
        ({"worked": True, "first": day(12)}, {"worked_and_closed"}),
        ({"worked": True, "closed": (), "first": day(4)}, {"works_already"}),
        ({"worked": True, "closed": (), "first": day(4), "last": day(6)}, {"works_already"}),
        ({"worked": True, "closed": (), "site": SITE}, {"law_of_all"}),
        ({"worked": True, "closed": (), "first": "May"}, {"impossible_date"}),
        ({"first": day(-1), "closed": (), "name": ""}, {"day_has_passed", "nothing_closed", "name_missing"}),
    ],
)
def test_a_day_off_that_cannot_be_is_refused_with_every_reason(
    stage: Stage, more: dict[str, Any], codes: set[str]
) -> None:
    told = {"first": day(5), "closed": ("clinic",), "name": "Holiday", **more}
    assert set(stage.refused("administrator", act.SetDayOff(**told))) == codes


def test_the_same_day_off_is_not_set_twice_and_others_do_not_set_it(stage: Stage) -> None:
    stage.must("administrator", close(5, "ward"))
    assert stage.refused("administrator", close(5, "ward", name="Another word")) == ["set_already"]
    assert "not_permitted" in stage.refused("monitor", close(6, "ward"))


@pytest.mark.parametrize("place", ["apheresis", "cell_laboratory"])
def test_a_collection_is_not_booked_for_a_closed_day_and_the_next_free_one_is_named(stage: Stage, place: str) -> None:
    number = treated(stage)
    coming = product.next_collection(stage.one(number).study, stage.one(number).facts)
    assert coming is not None
    ahead = (coming.target - TODAY).days
    stage.must("administrator", close(ahead, place))
    command = act.BookCollection(participant=number, number=1, day=coming.target.isoformat())
    told = stage.do("coordinator", command)
    assert {reason.code for reason in told.reasons} == {f"closed-{place.replace('_', '-')}"}
    assert "Holiday" in told.reasons[0].says.zh
    assert f"{day_words(coming.target + timedelta(days=1))} is free" in str(told.reasons[0].remedy)


def test_a_ward_that_is_closed_on_an_infusion_day_stands_against_the_booking(stage: Stage) -> None:
    number = treated(stage)
    one = stage.one(number)
    coming = product.next_collection(one.study, one.facts)
    assert coming is not None and one.study.product is not None
    first = coming.target + timedelta(days=one.study.product.courses.interval_days)
    stage.must("administrator", close((first - TODAY).days, "ward", site=SITE))
    command = act.BookCollection(participant=number, number=1, day=coming.target.isoformat())
    assert stage.refused("coordinator", command) == ["closed-ward"]


def test_what_is_booked_on_a_day_that_is_closed_later_is_to_be_moved_until_it_is(stage: Stage) -> None:
    number = treated(stage)
    coming = product.next_collection(stage.one(number).study, stage.one(number).facts)
    assert coming is not None
    stage.must("coordinator", act.BookCollection(participant=number, number=1, day=coming.target.isoformat()))
    assert moves(stage) == []
    stage.must("administrator", close((coming.target - TODAY).days, "apheresis"))
    (task,) = moves(stage)
    assert (task.kind, task.participant, task.due) == ("move_booking", number, coming.target)
    assert "apheresis unit is closed" in task.says.en and "Holiday" in task.says.zh
    later = (coming.target + timedelta(days=1)).isoformat()
    stage.must("coordinator", act.BookCollection(participant=number, number=1, day=later))
    assert moves(stage) == []


def test_nobody_is_randomised_while_every_day_for_a_first_collection_is_closed() -> None:
    parts = plan()
    study = Study.model_validate(plan(randomisation={**parts["randomisation"], "requires": ["collection_slot"]}))
    stage = Stage.opened(study)
    number = stage.confirmed()
    (fact,) = stage.must("administrator", close(0, "apheresis", last=30)).facts
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["no-collection-slot"]
    stage.must("administrator", act.WithdrawDayOff(day_off=fact.seq, reason="Open"))
    stage.must("coordinator", act.Randomise(participant=number))


def visiting(before: int = 1, after: int = 1) -> Study:
    """The small trial with a visit two weeks after randomisation, some days earlier or later."""
    visit = {"name": t("Week 2"), "epoch": "screening", "anchor": "randomised", "days": [14], "forms": ["HX"],
             "window": {"before": before, "after": after}}  # fmt: skip
    return Study.model_validate(plan(schedule={"visits": {"W2": visit}}))


def test_a_visit_on_a_closed_day_is_planned_on_the_nearest_open_day_of_its_window() -> None:
    stage = Stage.opened(visiting())
    number = stage.randomised()
    assert moves(stage) == []
    stage.must("administrator", close(14, "clinic"))
    (task,) = moves(stage)
    assert (task.kind, task.participant, task.instance) == ("move_visit", number, "W2.1")
    assert task.due == TODAY + timedelta(days=15)
    assert "19 May 2026" in task.says.en
    stage.must("administrator", close(15, "clinic"))
    assert moves(stage)[0].due == TODAY + timedelta(days=13), "a Sunday, which is all that is left of the window"
    stage.must("administrator", close(13, "clinic", site=SITE))
    assert "no day of its window is open" in moves(stage)[0].says.en


def test_a_day_off_by_law_moves_no_visit_and_no_booking() -> None:
    stage = Stage.opened(visiting())
    stage.randomised()
    stage.must("administrator", close(14, "office"))
    assert moves(stage) == []
    trial = stage.gateway.trial()
    assert day(14) in trial.version_on(date(2026, 5, 4)).safety.calendar.holidays
    assert trial.version_on(date(2026, 5, 4)).schedule is trial.protocols.first.schedule


def test_a_visit_moves_to_a_working_day_where_its_window_has_one() -> None:
    stage = Stage.opened(visiting(before=3, after=3))
    stage.randomised()
    stage.must("administrator", close(14, "clinic", last=15))
    (task,) = moves(stage)
    assert task.due == TODAY + timedelta(days=16), "the Sunday before is nearer, and nobody works on it"


def works(stage: Stage, ahead: int) -> bool:
    calendar = stage.gateway.trial().version_on(TODAY).safety.calendar
    return is_working_day(TODAY + timedelta(days=ahead), calendar)


def worked(first: int, last: int | None = None) -> act.SetDayOff:
    return act.SetDayOff(first=day(first), last="" if last is None else day(last), name="Spring Festival", worked=True)


def test_a_weekend_that_is_worked_counts_as_working_days_until_it_is_withdrawn(stage: Stage) -> None:
    assert not works(stage, 5) and not works(stage, 6)
    (fact,) = stage.must("coordinator", worked(5, 6)).facts
    assert works(stage, 5) and works(stage, 6)
    assert stage.refused("coordinator", worked(5, 6)) == ["works_already", "set_already"]
    stage.must("coordinator", act.WithdrawDayOff(day_off=fact.seq, reason="Notice withdrawn"))
    assert not works(stage, 5)


def test_of_a_day_off_and_a_worked_day_by_law_the_later_fact_counts(stage: Stage) -> None:
    stage.must("administrator", close(2, "office"))
    assert not works(stage, 2)
    stage.must("administrator", worked(2))
    assert works(stage, 2)
    stage.must("administrator", close(2, "office", last=3))
    assert not works(stage, 2) and not works(stage, 3)


def test_a_visit_is_moved_to_a_saturday_that_is_worked() -> None:
    stage = Stage.opened(visiting(before=3, after=3))
    stage.randomised()
    stage.must("administrator", close(14, "clinic", last=15))
    stage.must("administrator", worked(13))
    (task,) = moves(stage)
    assert task.due == TODAY + timedelta(days=13), "a Sunday, and worked"
