from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.values.written_dates import PatternFault, Sampled, is_pattern, read_written

SHANGHAI = "Asia/Shanghai"
EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("words", "pattern", "day"),
    [
        ("2026-05-11", "YYYY-MM-DD", date(2026, 5, 11)),
        ("11.05.2026", "DD.MM.YYYY", date(2026, 5, 11)),
        ("5/11/2026", "M/D/YYYY", date(2026, 5, 11)),
        ("2026年5月1日", "YYYY年M月D日", date(2026, 5, 1)),
        ("20260511", "YYYYMMDD", date(2026, 5, 11)),
        (" 2026/5/1 ", "YYYY/M/D", date(2026, 5, 1)),
    ],
)
def test_a_day_is_read_in_its_pattern(words: str, pattern: str, day: date) -> None:
    assert read_written(words, pattern, SHANGHAI) == Sampled(day)


@pytest.mark.parametrize(
    ("words", "pattern"),
    [("2026-5-11", "YYYY-MM-DD"), ("2026-05-32", "YYYY-MM-DD"), ("2025-02-29", "YYYY-MM-DD"), ("11/05/2026", "YYYY-MM-DD"),
     ("2026-05-11 08:30", "YYYY-MM-DD"), ("", "YYYY-MM-DD"), ("2026-05-11 24:00", "YYYY-MM-DD HH:mm"), ("２０２６-05-11", "YYYY-MM-DD")],
)  # fmt: skip
def test_anything_else_is_no_day(words: str, pattern: str) -> None:
    assert read_written(words, pattern, SHANGHAI) is None


def test_a_time_without_a_zone_is_of_the_given_one() -> None:
    found = read_written("2026-05-11 08:30", "YYYY-MM-DD HH:mm", SHANGHAI)
    assert found is not None
    assert found.moment == datetime(2026, 5, 11, 8, 30, tzinfo=EAST)


def test_an_offset_moves_the_day() -> None:
    found = read_written("2026-05-10T22:30:00Z", "YYYY-MM-DDTHH:mm:ssZZ", SHANGHAI)
    assert found == Sampled(date(2026, 5, 11), datetime(2026, 5, 10, 22, 30, tzinfo=UTC))
    west = read_written("2026-05-10T22:30-0330", "YYYY-MM-DDTHH:mmZZ", "UTC")
    assert west is not None
    assert west.day == date(2026, 5, 11)


@pytest.mark.parametrize(
    "pattern", ["", "DAY", "YYYY-MM", "YYYY-MM-DD mm", "YYYY-MM-DD DD", "YYYY-MM-DD HH:ss", "YYYY-MM-DD at HH:mm"]
)
def test_what_does_not_say_year_month_and_day_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)
    with pytest.raises(PatternFault):
        read_written("2026-05-11", pattern, SHANGHAI)


@given(day=st.dates(), pattern=st.sampled_from(["YYYY-MM-DD", "DD.MM.YYYY", "YYYYMMDD", "YYYY年MM月DD日"]))
def test_what_is_written_in_a_pattern_is_read_back(day: date, pattern: str) -> None:
    words = pattern.replace("YYYY", f"{day.year:04d}").replace("MM", f"{day.month:02d}").replace("DD", f"{day.day:02d}")
    assert read_written(words, pattern, SHANGHAI) == Sampled(day)


@given(words=st.text(max_size=30))
def test_no_words_make_it_fall(words: str) -> None:
    read_written(words, "YYYY-MM-DD HH:mm:ssZZ", SHANGHAI)
