from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from equipoise.registry.freshness import age, freshness
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

TODAY = date(2026, 11, 22)


def record(**status: Any) -> dict[str, Any]:
    return {"protocolSection": {"statusModule": status}}


@pytest.mark.parametrize(
    ("since", "today", "expected"),
    [
        ("2018-07", date(2026, 11, 22), Text("8 years and 3 months", "8 年 3 个月")),
        ("2018-07-31", date(2026, 11, 22), Text("8 years and 3 months", "8 年 3 个月")),
        ("2018-07-31", date(2026, 7, 31), Text("8 years", "8 年")),
        ("2026-10-22", date(2026, 11, 22), Text("1 month", "1 个月")),
        ("2026-10-23", date(2026, 11, 22), Text("less than a month", "不足 1 个月")),
        ("2027-01", date(2026, 11, 22), Text("less than a month", "不足 1 个月")),
        ("2024", date(2026, 11, 22), Text("1 year and 10 months", "1 年 10 个月")),
    ],
)
def test_an_age_is_told_in_whole_months_at_least(since: str, today: date, expected: Text) -> None:
    assert age(PartialDate.parse(since), today) == expected


def test_unknown_is_the_registry_s_word_and_stale_never_open() -> None:
    fresh = freshness(
        record(overallStatus="UNKNOWN", lastKnownStatus="RECRUITING", statusVerifiedDate="2018-07"), TODAY
    )
    assert fresh.by_registry and fresh.stale
    assert fresh.state == "stale"
    assert "The sponsor's last word: Recruiting." in fresh.says.en
    assert "申办者最后填报的状态：招募中。" in fresh.says.zh


def test_an_open_status_goes_stale_two_years_after_it_was_verified() -> None:
    assert freshness(record(overallStatus="RECRUITING", statusVerifiedDate="2024-11-22"), TODAY).state == "stale"
    assert freshness(record(overallStatus="RECRUITING", statusVerifiedDate="2024-11-23"), TODAY).state == "open"


def test_a_completed_study_does_not_go_stale() -> None:
    assert freshness(record(overallStatus="COMPLETED", statusVerifiedDate="2010-01"), TODAY).state == "done"


def test_a_record_without_or_with_impossible_dates_says_so() -> None:
    for words in (None, "soon"):
        fresh = freshness(record(overallStatus="COMPLETED", statusVerifiedDate=words), TODAY)
        assert fresh.verified is None
        assert "does not say when its status was verified" in fresh.says.en
    assert freshness({}, TODAY).age is None


@pytest.mark.parametrize(
    "shape", ["RECRUITING", 5, [], [5], None, {"overallStatus": ["RECRUITING"], "statusVerifiedDate": 2018}]
)
def test_a_module_of_another_shape_says_nothing(shape: object) -> None:
    fresh = freshness({"protocolSection": {"statusModule": shape}, "derivedSection": shape}, date(2026, 11, 23))
    assert (fresh.status.en, fresh.copied, fresh.open) == ("", None, False)
    assert "states no status" in fresh.says.en
