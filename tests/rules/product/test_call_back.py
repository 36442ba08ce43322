"""Growth after release: what is blocked, what is flagged, who is told, what waits, and when it ends."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import CallBack, bag_id, batch_id, call_backs, chain, due
from tests.rules.product.cells import GOES_ON, PRODUCT, Trail, at, changed, collected, formulated, released, seeded

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
DAY_2 = date(2026, 6, 16)
FIRST, SECOND = bag_id("P001", 1, 1), bag_id("P001", 1, 2)


def grown(trail: Trail | None = None, when: date = DAY_2) -> Trail:
    """Day 1 given, day 2 released and on the ward, then the first bag turns positive."""
    trail = trail or Trail()
    trail.collect(1, A1)
    trail.collect(2, I1, hour=7)
    trail.infuse(1, 1, I1, 1)
    trail.bring(trail.fill(1, 2, DAY_2), DAY_2)
    growth = made.UnitTested(unit=FIRST, attribute="sterility", value="growth", final=False)
    trail.do(growth, at(when, 11, 55), "cai")
    return trail


def found(trail: Trail) -> CallBack:
    (one,) = call_backs(trail.study, chain(trail.study, trail.history))
    return one


def test_every_bag_of_the_culture_is_reached_and_every_live_culture_waits() -> None:
    one = found(grown())
    assert one.reach == "participant"
    assert (one.bags, one.infused, one.blocked) == ((FIRST, SECOND), (FIRST,), (SECOND,))
    assert one.cultures == (batch_id("P001", 1), batch_id("P001", 2))


def test_what_was_not_infused_goes_no_further() -> None:
    trail = grown()
    start = made.InfusionStarted(bag=SECOND, course=1, day=2, planned_ml=Decimal(40))
    assert trail.ask(start, at(DAY_2, 12), "nie") == ["called-back"]
    verify = made.BagVerified(bag=SECOND, wristband="P001", second="mei")
    assert trail.ask(verify, at(DAY_2, 12), "nie") == ["called-back"]
    destroy = made.BagDisposed(bag=SECOND, volume_ml=Decimal(40), second="mei")
    assert trail.ask(destroy, at(DAY_2, 12), "nie") == []


def test_the_culture_that_grows_and_the_next_collection_wait() -> None:
    trail = grown()
    third = date(2026, 6, 17)
    assert trail.ask(formulated(1, 3), at(third, 8)) == ["call-back-open"]
    later = date(2026, 6, 29)
    assert "call-back-open" in trail.ask(formulated(2, 1), at(later, 8))
    assert "call-back-open" in trail.ask(collected(3), at(later, 9))
    assert "call-back-open" in trail.ask(seeded(3), at(later, 10))


def test_who_is_told_by_when_and_when_the_participant_is_seen() -> None:
    trail = grown()
    lines = [
        one
        for one in due(trail.study, trail.history, at(DAY_2, 12), GOES_ON)
        if one.act in ("tell", "follow_up", "settle")
    ]
    assert {(one.act, one.role, one.by) for one in lines} == {
        ("settle", "quality_releaser", None),
        ("tell", "quality_releaser", at(DAY_2, 12, 55)),
        ("follow_up", "investigator", None),
    }
    assert sorted(one.what[1] for one in lines if one.act == "tell") == ["investigator", "quality_releaser"]
    assert sorted(one.latest for one in lines if one.act == "follow_up") == [
        DAY_2, DAY_2 + timedelta(days=1), DAY_2 + timedelta(days=7),
    ]  # fmt: skip


def test_what_is_done_is_no_longer_due() -> None:
    trail = grown()
    number = found(trail).result.seq
    for role in ("investigator", "quality_releaser"):
        trail.do(made.CallBackStepTaken(result=number, step="told", whom=role), at(DAY_2, 12), "qin")
    trail.do(made.CallBackStepTaken(result=number, step="followed_up", whom="P001"), at(DAY_2, 13), "ines")
    lines = [one for one in due(trail.study, trail.history, at(DAY_2, 14), GOES_ON) if one.act in ("tell", "follow_up")]
    assert [(one.act, one.about) for one in lines] == [("follow_up", 2), ("follow_up", 3)]


def test_it_is_settled_by_two_people_once_all_are_told() -> None:
    trail = grown()
    number = found(trail).result.seq
    resume = made.CallBackSettled(result=number, resume=True, second="ines")
    assert trail.ask(resume, at(DAY_2, 13), "qin") == ["not-told"]
    for role in ("investigator", "quality_releaser"):
        trail.do(made.CallBackStepTaken(result=number, step="told", whom=role), at(DAY_2, 12), "qin")
    assert trail.ask(made.CallBackSettled(result=number, resume=True, second="qin"), at(DAY_2, 13), "qin") == [
        "same-person"
    ]
    trail.do(resume, at(DAY_2, 13), "qin")
    later = date(2026, 6, 29)
    assert "call-back-open" not in trail.ask(formulated(2, 1), at(later, 8))
    assert trail.ask(formulated(1, 3), at(date(2026, 6, 17), 8)) == ["call-back-open"]
    assert trail.ask(resume, at(DAY_2, 14), "qin") == ["already-settled"]
    trail.do(made.CallBackSettled(result=number, resume=False, second="ines"), at(DAY_2, 15), "qin")
    assert "call-back-open" in trail.ask(formulated(2, 1), at(later, 8))


def test_a_result_that_was_set_aside_calls_nothing_back() -> None:
    trail = grown()
    result = found(trail).result.seq
    fault = made.ResultAssessed(
        unit=FIRST, attribute="sterility", result=result, phase="laboratory", finding="assignable", second="qiu"
    )
    trail.do(fault, at(DAY_2, 11, 58), "qin")
    assert call_backs(trail.study, chain(trail.study, trail.history)) == ()
    start = made.InfusionStarted(bag=SECOND, course=1, day=2, planned_ml=Decimal(40))
    assert trail.ask(start, at(DAY_2, 12), "nie") == []


def test_steps_that_are_none_are_refused() -> None:
    trail = grown()
    number = found(trail).result.seq
    odd = made.CallBackStepTaken(result=number, step="shouted", whom=" ")
    assert trail.ask(odd, at(DAY_2, 12), "qin") == ["unknown-step", "no-one-named"]
    nothing = made.CallBackStepTaken(result=1, step="told", whom="investigator")
    assert trail.ask(nothing, at(DAY_2, 12), "qin") == ["no-call-back"]


def test_nobody_is_followed_for_what_was_not_infused() -> None:
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    trail.release(bag, I1)
    trail.do(made.UnitTested(unit=bag, attribute="sterility", value="growth", final=False), at(I1, 10), "cai")
    one = found(trail)
    assert (one.infused, one.blocked, one.follow_ups(trail.study)) == ((), (bag,), ())
    seen = made.CallBackStepTaken(result=one.result.seq, step="followed_up", whom="P001")
    assert trail.ask(seen, at(I1, 11), "ines") == ["nothing-infused"]
    assert trail.ask(made.BagDispatched(bag=bag, temperature_c=Decimal(5)), at(I1, 11)) == ["called-back"]


@pytest.mark.parametrize(
    ("reach", "others"), [("bag", []), ("batch", ["called-back"]), ("participant", ["called-back"])]
)
def test_how_far_a_failure_reaches_stands_in_the_study_file(reach: str, others: list[str]) -> None:
    line = PRODUCT["release"]["sterility"] | {"reach": reach}
    trail = grown(Trail(study=changed(release={"sterility": line})))
    start = made.InfusionStarted(bag=SECOND, course=1, day=2, planned_ml=Decimal(40))
    assert trail.ask(start, at(DAY_2, 12), "nie") == others


def test_a_bag_of_the_next_culture_is_neither_released_nor_given_until_it_is_settled() -> None:
    trail = Trail()
    trail.collect(1, A1)
    trail.give(1, I1, 1)
    second = date(2026, 6, 29)
    trail.read_due(second)
    trail.collect(3, second, hour=7)
    bag = trail.fill(2, 1, second)
    last = bag_id("P001", 1, 3)
    trail.do(made.UnitTested(unit=last, attribute="sterility", value="growth", final=False), at(second, 9, 10), "cai")
    assert trail.ask(released(trail, bag), at(second, 9, 30), "qin") == ["earlier-bag-failed"]


def test_a_failure_that_is_not_critical_calls_nothing_back() -> None:
    line = PRODUCT["release"]["sterility"] | {"severity": "major"}
    trail = grown(Trail(study=changed(release={"sterility": line})))
    assert call_backs(trail.study, chain(trail.study, trail.history)) == ()


def test_a_critical_failure_of_a_growing_culture_stops_its_harvest() -> None:
    mycoplasma = PRODUCT["release"]["appearance"] | {"equals": "negative", "per": "batch"}
    trail = Trail(study=changed(release={"mycoplasma": mycoplasma}))
    trail.collect(1, A1)
    batch = batch_id("P001", 1)
    trail.do(made.UnitTested(unit=batch, attribute="mycoplasma", value="positive"), at(date(2026, 6, 12), 9), "cai")
    assert trail.ask(formulated(1, 1), at(I1, 8)) == ["call-back-open"]
    assert found(trail).cultures == (batch,)
