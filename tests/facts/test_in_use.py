"""The study file as it is in use, against a second way to say which of several ranges counts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from equipoise.facts import History
from equipoise.facts.calendar import OFFICE, DayOffSet, DayOffWithdrawn
from equipoise.facts.in_use import as_range, covers, in_use, meets, standing_days_off
from equipoise.facts.laboratory import ReferenceRangeSet, ReferenceRangeWithdrawn
from equipoise.facts.limits import SexAndBirth, limits_of
from equipoise.protocol.closed import closed_on, is_working_day
from equipoise.protocol.model import Study
from equipoise.values.dates import PartialDate
from tests.rules.example import PLAN, fact, t

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda ahead: (FIRST + timedelta(days=ahead)).isoformat())
OWN = [{"analyte": "alt", "high": "40", "unit": "U/L"}, {"analyte": "alt", "sex": "F", "high": "35", "unit": "U/L"}]
LABORATORIES = {"A": {"name": t("A"), "ranges": OWN}, "B": {"name": t("B"), "ranges": OWN}}
STUDY = Study.model_validate({**PLAN, "forms": {**PLAN["forms"], "laboratories": LABORATORIES}})
MAN, WOMAN = (SexAndBirth(sex, PartialDate(1966, 1, 1)) for sex in "MF")


def of_the_study(*bodies: Any) -> History:
    return History("", [fact(body, seq=number, subject="") for number, body in enumerate(bodies, start=1)])


@st.composite
def sets(draw: st.DrawFn) -> ReferenceRangeSet:
    first = draw(DAYS)
    length = draw(st.none() | st.integers(0, 10))
    last = "" if length is None else (date.fromisoformat(first) + timedelta(days=length)).isoformat()
    high = str(draw(st.integers(1, 99)))
    sex = draw(st.sampled_from(("", "M", "F")))
    return ReferenceRangeSet(
        laboratory="A", analyte="alt", unit="U/L", high=high, sex=sex, valid_from=first, valid_to=last, source="-"
    )


def high(study: Study, person: SexAndBirth, day: date, laboratory: str = "A") -> str:
    return str(limits_of(study.forms.laboratories[laboratory], "alt", person, day)[1])


def expected(bodies: list[ReferenceRangeSet], sex: str, day: date) -> str:
    """Who began latest among those in force that concern the sex; the closer one where the wider did not begin after it."""
    words = day.isoformat()
    holding = [("", 0, "", "40"), *([("", 0, "F", "35")] if sex == "F" else [])]
    holding += [
        (body.valid_from, seq, body.sex, body.high)
        for seq, body in enumerate(bodies, start=1)
        if body.sex in ("", sex) and body.valid_from <= words and (not body.valid_to or words <= body.valid_to)
    ]
    wide = max((one for one in holding if not one[2]), key=lambda one: one[:2])
    close = max((one for one in holding if one[2]), key=lambda one: one[:2], default=None)
    found = close if close is not None and close[0] >= wide[0] else wide
    return f"{found[3]} U/L"


@settings(max_examples=200, deadline=None)
@given(st.lists(sets(), max_size=6), st.integers(0, 45), st.sampled_from("MF"))
def test_the_range_that_counts_is_the_newest_for_the_closest_group(
    bodies: list[ReferenceRangeSet], ahead: int, sex: str
) -> None:
    day = FIRST + timedelta(days=ahead)
    study = in_use(STUDY, of_the_study(*bodies))
    assert high(study, MAN if sex == "M" else WOMAN, day) == expected(bodies, sex, day)


@settings(max_examples=50, deadline=None)
@given(st.lists(sets(), min_size=1, max_size=5))
def test_what_is_withdrawn_was_never_set_and_another_laboratory_sees_nothing_of_it(
    bodies: list[ReferenceRangeSet],
) -> None:
    gone = [ReferenceRangeWithdrawn(range=number) for number in range(1, len(bodies) + 1)]
    assert in_use(STUDY, of_the_study(*bodies, *gone)) is STUDY
    study = in_use(STUDY, of_the_study(*bodies))
    assert study.forms.laboratories["B"] is STUDY.forms.laboratories["B"]
    assert in_use(STUDY, of_the_study(*bodies), until=0) is STUDY


@given(sets(), sets())
def test_to_cover_is_to_meet_where_both_are_in_force(one: ReferenceRangeSet, other: ReferenceRangeSet) -> None:
    wide, narrow = as_range(one), as_range(other)
    same_days = narrow.model_copy(update={"valid_from": wide.valid_from, "valid_to": wide.valid_to})
    assert not covers(wide, narrow) or meets(wide, same_days)
    assert meets(wide, narrow) == meets(narrow, wide)


def test_a_range_that_is_not_kept_yet_is_seen_by_who_asks_with_it() -> None:
    body = ReferenceRangeSet(laboratory="A", analyte="alt", unit="U/L", high="9", valid_from="2026-01-01", source="-")
    asked = in_use(STUDY, of_the_study(), more=(fact(body, seq=1),))
    assert high(asked, MAN, FIRST) == "9 U/L"
    assert high(STUDY, MAN, FIRST) == "40 U/L"


def test_a_day_off_closes_places_and_a_day_off_by_law_no_working_day() -> None:
    body = DayOffSet(first="2026-10-01", last="2026-10-02", closed=("clinic",), name="Holiday", site="one")
    law = DayOffSet(first="2026-10-01", last="2026-10-01", closed=(OFFICE,), name="National Day")
    facts = of_the_study(body, law)
    study = in_use(STUDY, facts)
    first, second = date(2026, 10, 1), date(2026, 10, 2)
    off = closed_on(study, "clinic", second, "one")
    assert off is not None and off.name.zh == "Holiday"
    assert closed_on(study, "clinic", second, "two") is None
    assert closed_on(study, "ward", second, "one") is None
    assert [is_working_day(day, study.safety.calendar) for day in (first, second)] == [False, True]
    assert len(standing_days_off(facts)) == 2
    again = of_the_study(body, law, DayOffWithdrawn(day_off=1), DayOffWithdrawn(day_off=2))
    assert in_use(STUDY, again) is STUDY
