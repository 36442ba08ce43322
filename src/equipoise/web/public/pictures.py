"""Small pictures of time: what happens on which day, drawn from the study file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from equipoise.protocol.model import Product, Study, Visit
from equipoise.protocol.prose import visit_time
from equipoise.values.text import Text

_AFTER: Final = Text("after randomisation", "随机后")
_AFTER_ENTRY: Final = Text("after enrolment", "入组后")
A_YEAR: Final = 366
TEN_YEARS: Final = 3653
"""A picture shows a year, or ten where hardly anything falls into one; what comes after is said in words."""
FEW_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """A day, or a span of days, on a lane; places in percent of its width, so that it fits any screen."""

    kind: Literal["point", "span", "window", "tick"]
    left: str
    width: str = "0%"
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """One line of a picture: its name, its days in words, its marks."""

    name: Text
    when: Text
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Lanes over one axis of days."""

    lanes: tuple[Lane, ...]
    axis: tuple[Mark, ...]
    origin: Text
    arms: tuple[str, ...] = ()
    """The arms that it holds for."""
    beside: tuple[Lane, ...] = ()
    """What hangs on events whose day nobody knows beforehand: words, no marks."""


def cycle(product: Product) -> Picture:
    """The courses of a cell product: collection, culture, infusions, overlapping as they do."""
    courses, culture = product.courses, product.culture
    end = (courses.number - 1) * courses.interval_days + culture.days + max(courses.infusion_days)
    scale = _Scale(0, end + 1)
    lanes = []
    for number in range(courses.number):
        start = number * courses.interval_days
        infused = [start + culture.days + day for day in courses.infusion_days]
        marks = (
            scale.span("span", start, infused[0]),
            scale.at("point", start),
            *(scale.at("tick", day) for day in infused),
        )
        days = f"{infused[0]}" if len(infused) == 1 else f"{infused[0]}–{infused[-1]}"
        when = Text(f"collected on day {start}, given on day {days}", f"第 {start} 天采集，第 {days} 天输注")
        lanes.append(Lane(Text(f"Course {number + 1}", f"第 {number + 1} 疗程"), when, marks))
    return Picture(tuple(lanes), scale.axis(), Text("days after the first collection", "首次采集后天数"))


def calendars(study: Study) -> tuple[Picture, ...]:
    """The visits after randomisation: first those of everybody, then those that one arm alone has; all over one axis."""
    every = tuple(study.arms)
    visits = [
        (visit, tuple(arm for arm in every if not visit.arms or arm in visit.arms))
        for visit in study.schedule.visits.values()
    ]
    placed = [visit for visit, _ in visits if _counts_from_randomisation(study, visit)]
    reach = _reach(placed)
    last = max((day for visit in placed for day in _days(visit, reach)), default=7)
    first = min((day for visit in placed for day in visit.days), default=0)
    scale = _Scale(min(first, 0), max(last, 7) + 7)
    held = [every, *((arm,) for arm in every if len(every) > 1)]
    held += [arms for _, arms in visits if arms not in held]
    pictures = []
    for arms in dict.fromkeys(held):
        drawn = [
            visit for visit, of in visits if of == arms and visit in placed and any(True for _ in _days(visit, reach))
        ]
        lanes = tuple(_lane(study, visit, scale, reach) for visit in drawn)
        others = [visit for visit, of in visits if of == arms and visit not in drawn]
        beside = tuple(Lane(visit.name, visit_time(study, visit), ()) for visit in others)
        if lanes or beside:
            pictures.append(
                Picture(
                    lanes, scale.axis() if lanes else (), _AFTER_ENTRY if study.single_arm else _AFTER, arms, beside
                )
            )
    return tuple(pictures)


def _reach(visits: Sequence[Visit]) -> int:
    """How many days a picture shows."""
    return A_YEAR if len({day for visit in visits for day in _days(visit, A_YEAR)}) > FEW_DAYS else TEN_YEARS


def _lane(study: Study, visit: Visit, scale: _Scale, reach: int) -> Lane:
    days = tuple(_days(visit, reach))
    windows = tuple(
        scale.span("window", day - visit.window.before, day + visit.window.after)
        for day in days
        if visit.window.before or visit.window.after
    )
    return Lane(visit.name, visit_time(study, visit), (*windows, *(scale.at("point", day) for day in days)))


def _counts_from_randomisation(study: Study, visit: Visit) -> bool:
    event = study.events.get(visit.anchor)
    return event is not None and event.fact == "randomised"


def _days(visit: Visit, reach: int) -> Iterator[int]:
    """The target days of a visit, as far as a picture reaches."""
    yield from (day for day in visit.days if day <= reach)
    if visit.every is None:
        return
    until = reach if visit.every.until is None else min(visit.every.until, reach)
    step = 0
    while True:
        step += 1
        day = _later(max(visit.days), visit.every.days, visit.every.months, step)
        if day > until:
            return
        yield day


def _later(last: int, days: int | None, months: int | None, step: int) -> int:
    if days is not None:
        return last + days * step
    return last + round(
        30.4375 * (months or 1) * step
    )  # a place in a picture; the calendar itself counts calendar months


class _Scale:
    """Days to percent."""

    def __init__(self, first: int, last: int) -> None:
        self.first, self.last = first, last

    def at(self, kind: Literal["point", "tick"], day: int) -> Mark:
        return Mark(kind, self._percent(day))

    def span(self, kind: Literal["span", "window"], first: int, last: int) -> Mark:
        first = max(first, self.first)
        width = 100 * (min(last, self.last) - first) / (self.last - self.first)
        return Mark(kind, self._percent(first), f"{max(width, 0.4):.2f}%")

    def axis(self) -> tuple[Mark, ...]:
        """Days on a short axis, weeks on a longer one, years on one of several years."""
        length = self.last - self.first
        if length > 2 * A_YEAR:
            years = range(self.last * 4 // 1461 + 1)
            places = [(year * 1461 // 4, Text(f"year {year}", f"第 {year} 年")) for year in years]
        elif length > 100:
            step = 28 if length <= 200 else 56
            places = [(day, Text(f"week {day // 7}", f"第 {day // 7} 周")) for day in range(0, self.last, step)]
        else:
            places = [(day, Text(f"day {day}", f"第 {day} 天")) for day in range(0, self.last, 14)]
        return tuple(Mark("tick", self._percent(day), says=says) for day, says in places)

    def _percent(self, day: int) -> str:
        return f"{2 + 94 * (day - self.first) / (self.last - self.first):.2f}%"
