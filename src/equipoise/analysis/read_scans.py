"""What the tumour assessments of one participant come to in one reading: the investigator's, or the central one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from equipoise.facts import Facts
from equipoise.facts.events import Occurred
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.protocol.model.response import Reading
from equipoise.rules.response import TimePoint, has_measurable_disease, progression, time_points_of


@dataclass(frozen=True, slots=True)
class Scans:
    """The assessments up to the cut. `assessments` are the evaluable ones after baseline, `has_baseline` and `measurable` say
    what was there on or before the day of randomisation."""

    points: tuple[TimePoint, ...]
    assessments: tuple[Occurred, ...]
    progression: Occurred | None
    has_baseline: bool
    measurable: bool

    @property
    def responses(self) -> tuple[tuple[date, str], ...]:
        """Day and response of each assessment after baseline, as the response rules read them."""
        return tuple((point.day, point.overall) for point in self.points if point.overall is not None)


def readings_of(study: Study) -> tuple[Reading, ...]:
    """The readings that any endpoint of the study asks for, the declared one first; none where response is not read."""
    if study.response is None:
        return ()
    asked = [one.reading for one in study.analysis.endpoints.values()]
    asked += [one.reading for one in study.analysis.responses.values()]
    return tuple(dict.fromkeys((study.response.endpoint, *(reading for reading in asked if reading is not None))))


def read_scans(study: Study, facts: Facts, reading: Reading, until: date) -> Scans:
    """One reading of the assessments up to a day. A central reading that is not settled has none yet."""
    points = tuple(point for point in time_points_of(study, facts, reading) if point.day <= until)
    found = progression(study, facts, reading)
    randomised = facts.first(Randomised)
    first = points[0].day if points else None
    entered = randomised.day(study.time_zone) if randomised is not None else None
    assessed = (Occurred(point.day, point.seq) for point in points if point.overall not in (None, "NE"))
    begun = first is not None and entered is not None and first <= entered
    return Scans(
        points=points,
        assessments=tuple(sorted(assessed)),
        progression=found if found is not None and found.day <= until else None,
        has_baseline=begun,
        measurable=begun and has_measurable_disease(points),
    )
