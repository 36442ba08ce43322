"""What the response desk shows of a participant: the next scan, the last response, sums, nadir, progression, best response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from equipoise.protocol.model import Study
from equipoise.rules import response
from equipoise.rules.response import Best, Central, ImmunePoint, Readings, TimePoint
from equipoise.rules.visits import Occurrence
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.values.quantity import decimal_words
from equipoise.values.text import Text, same
from equipoise.web.workspace.matrix import occurrences
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import randomised_on

IMMUNE: Final[Mapping[str, Text]] = {
    "iCR": same("iCR"),
    "iPR": same("iPR"),
    "iSD": same("iSD"),
    "iUPD": Text("iUPD, not confirmed", "iUPD（未证实）"),
    "iCPD": Text("iCPD, confirmed", "iCPD（已证实）"),
    "NE": Text("not evaluable", "无法评价"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A participant as the desk lists one."""

    one: Person
    next: Occurrence | None
    points: Sequence[TimePoint]
    best: Best | None
    progressed: date | None
    readings: Readings
    central: Central | None

    @property
    def last(self) -> TimePoint | None:
        """The newest assessment after baseline."""
        return self.points[-1] if len(self.points) > 1 else None

    @property
    def change(self) -> str:
        """How the newest sum lies to the baseline, in per cent."""
        return change_words(self.last.baseline_sum, self.last.sum) if self.last is not None else ""

    @property
    def from_nadir(self) -> str:
        """How the newest sum lies to the smallest one before it, in per cent."""
        return change_words(self.last.nadir, self.last.sum) if self.last is not None else ""


def lines(scope: Scope) -> Sequence[Line]:
    """Every randomised participant of a study that reads response; kept until a further fact, or the next day."""
    mark = (scope.trial.head, scope.today, scope.conceal.arms)
    return remember(scope.trial, "response lines", scope.conceal.arms, mark, lambda: tuple(_lines(scope)))


def _lines(scope: Scope) -> Iterator[Line]:
    for one in people(scope.trial, scope.today):
        if one.study.response is not None and randomised_on(one) is not None:
            yield line(scope, one)


def line(scope: Scope, one: Person) -> Line:
    """One participant."""
    points = response.time_points(one.study, one.facts)
    progressed = response.progression(one.study, one.facts)
    return Line(
        one,
        next_scan(scope, one) if one.active else None,
        points,
        response.best_response(one.study, one.facts) if points else None,
        progressed.day if progressed is not None else None,
        response.readings(one.study, one.facts),
        response.central(one.study, one.facts),
    )


def next_scan(scope: Scope, one: Person) -> Occurrence | None:
    """The next visit at which the tumour form is due and not entered."""
    plan = one.study.response
    assert plan is not None, "asked only where response is read"
    return next(
        (
            visit
            for visit in occurrences(scope, one)
            if visit.state in ("planned", "open", "overdue")
            and any(form.form == plan.lesions.form and not form.entered for form in visit.forms)
        ),
        None,
    )


@dataclass(frozen=True, slots=True)
class LesionRow:
    """A target lesion over time: its diameters in mm at each assessment, empty where it was not measured."""

    number: str
    organ: Text
    node: bool
    sizes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment as its column shows it, with the second reading by iRECIST where the study asks for one."""

    point: TimePoint
    sum: str
    change: str
    from_nadir: str
    immune: ImmunePoint | None
    computed: str
    read: Text | None


def lesion_rows(study: Study, points: Sequence[TimePoint]) -> Sequence[LesionRow]:
    """Each target lesion of baseline, then every other number that was measured later."""
    numbers: dict[str, tuple[str, bool]] = {}
    for point in points:
        for lesion in point.lesions:
            numbers.setdefault(lesion.number, (lesion.organ, lesion.node))
    rows = []
    for number, (organ, node) in numbers.items():
        sizes = []
        for point in points:
            found = [one.mm for one in point.lesions if one.number == number and one.mm is not None]
            sizes.append(decimal_words(sum(found, Decimal(0))) if found else "")
        rows.append(LesionRow(number, organ_words(study, organ), node, sizes))
    return rows


def assessed(study: Study, facts_of: Person, points: Sequence[TimePoint], reader: str = "") -> Sequence[Assessed]:
    """The assessments in order; `reader` is the code of a blinded reader, empty for the investigator."""
    immune = {one.day: one for one in response.immune_points(study, facts_of.facts, (reader,) if reader else None)}
    return [
        Assessed(
            point,
            decimal_words(point.sum) if point.sum is not None else "",
            change_words(point.baseline_sum, point.sum) if not point.baseline else "",
            change_words(point.nadir, point.sum) if not point.baseline else "",
            immune.get(point.day),
            point.overall or "",
            None,
        )
        for point in points
    ]


def organ_words(study: Study, code: str) -> Text:
    """An organ in the words of the study file."""
    plan = study.response
    group = study.forms.forms[plan.lesions.form].groups.get(plan.lesions.target) if plan is not None else None
    item = group.items.get(plan.lesions.organ) if plan is not None and group is not None else None
    named = study.forms.code_lists.get(item.codes, {}) if item is not None and item.codes is not None else {}
    return named.get(code, same(code))


def change_words(before: Decimal | None, now: Decimal | None) -> str:
    """A change in per cent with its sign; in mm where it grew from nothing; empty where one of both is not known."""
    if before is None or now is None:
        return ""
    if before == 0:
        return f"{now:+} mm" if now else "0 %"
    return f"{((now - before) * 100 / before).quantize(Decimal('0.1'), ROUND_HALF_EVEN):+} %"
