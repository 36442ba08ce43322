"""The temperature of a bag on its way: what the logger's own series says of extremes, of time outside, of gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from equipoise.facts.product import BagReceived
from equipoise.protocol.model import Shelf
from equipoise.rules.product.units import Bag
from equipoise.values.reason import Reason
from equipoise.values.text import Text

Readings = Sequence[tuple[int, Decimal]]
"""Minutes since dispatch, and degrees Celsius."""
Departure = Literal["too_long", "frozen", "gap"]


@dataclass(frozen=True, slots=True)
class Logged:
    """What a series says. `minutes_outside` is cumulative: every stretch between two readings of which one lies outside.

    `longest_gap` is in minutes without a reading, those from the dispatch to the first reading among them.
    """

    lowest_c: Decimal
    highest_c: Decimal
    minutes_outside: int
    longest_gap: int


def read_logger(readings: Readings, low: Decimal, high: Decimal) -> Logged:
    """The extremes of a series, its minutes outside a range, and its longest gap. ValueError for an empty series.

    Between two readings nobody knows when the range was left: the whole stretch counts, so the sum errs to the safe side.
    """
    if not readings:
        raise ValueError("a series needs a reading")
    degrees = [celsius for _, celsius in readings]
    outside, gap = 0, max(readings[0][0], 0)
    for (start, before), (end, after) in pairwise(readings):
        outside += 0 if low <= before <= high and low <= after <= high else end - start
        gap = max(gap, end - start)
    if len(readings) == 1 and not low <= degrees[0] <= high:
        outside = 1
    return Logged(min(degrees), max(degrees), outside, gap)


def is_excursion(shelf: Shelf, received: BagReceived) -> bool:
    """Whether a bag left the conditions under which it is kept; without a series nobody knows of gaps (invariant 4)."""
    gap = read_logger(received.readings, *shelf.temperature_c).longest_gap if received.readings else 0
    logged = Logged(received.lowest_c, received.highest_c, received.minutes_outside, gap)
    return bool(departures(logged, shelf.excursion_minutes, shelf.freezing_c, shelf.reading_gap_minutes))


def departures(
    logged: Logged, excursion_minutes: int, freezing_c: Decimal, reading_gap_minutes: int
) -> tuple[Departure, ...]:
    """In which ways conditions were left: too long outside the range in all, frozen at all, too long out of the logger's sight."""
    holds: dict[Departure, bool] = {
        "too_long": logged.minutes_outside > excursion_minutes,
        "frozen": logged.lowest_c < freezing_c,
        "gap": logged.longest_gap > reading_gap_minutes,
    }
    return tuple(name for name, held in holds.items() if held)


def logger_faults(shelf: Shelf, act: BagReceived, bag: Bag, arrived: datetime) -> Iterator[Reason]:
    """Where a receipt contradicts its own logger, or the series ends before the bag arrived (invariant 4)."""
    low, high = shelf.temperature_c
    outside = act.lowest_c < low or act.highest_c > high
    if act.lowest_c > act.highest_c or act.minutes_outside < 0 or outside is not (act.minutes_outside > 0):
        yield _contradiction(act.lowest_c, act.highest_c, act.minutes_outside)
    minutes = [minute for minute, _ in act.readings]
    if not minutes:
        return
    if minutes[0] < 0 or any(later <= earlier for earlier, later in pairwise(minutes)):
        yield Reason(
            "logger-out-of-order",
            Text("The readings of the logger are not in order of time.", "温度记录的读数未按时间顺序排列。"),
        )
        return
    found = read_logger(act.readings, low, high)
    if (found.lowest_c, found.highest_c, found.minutes_outside) != (act.lowest_c, act.highest_c, act.minutes_outside):
        yield _contradiction(found.lowest_c, found.highest_c, found.minutes_outside)
    way = (arrived - bag.dispatched.moment()) // timedelta(minutes=1) if bag.dispatched else minutes[-1]
    if way - minutes[-1] > shelf.reading_gap_minutes:
        yield Reason(
            "logger-gap",
            Text(
                "The series ends {m} minutes before the bag arrived.", "温度记录在制品袋到达前 {m} 分钟即已结束。"
            ).format(m=way - minutes[-1]),
            protocol="product.shelf.reading_gap_minutes",
            remedy=Text("Read the logger out to the end.", "请完整导出温度记录。"),
        )


def _contradiction(low: Decimal, high: Decimal, minutes: int) -> Reason:
    return Reason(
        "logger-contradicts",
        Text(
            "The logger contradicts itself: {low} to {high} °C, {m} minutes outside.",
            "温度记录自相矛盾：{low} 至 {high} °C，超限 {m} 分钟。",
        ).format(low=low, high=high, m=minutes),
        protocol="product.shelf.temperature_c",
        remedy=Text("Read the extremes and the minutes outside again.", "请重新读取最低、最高温度及超限时间。"),
    )
