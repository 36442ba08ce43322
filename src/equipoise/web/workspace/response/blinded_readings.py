"""The blinded readings of a participant as pages show them: each reader's lesions and assessments, and both side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from equipoise.rules import response
from equipoise.rules.response import TimePoint
from equipoise.trial.person import Person
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.workspace.response.assessments import (
    Assessed,
    LesionRow,
    assessed,
    lesion_rows,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The assessments of one reader as a page shows them: lesions over time, and each assessment with its reasons."""

    name: Text
    code: str
    assessed: Sequence[Assessed]
    lesions: Sequence[LesionRow]


def blinded_readings(one: Person) -> Iterator[Reading]:
    """The readings of every reader of whom the study file says that they read blinded."""
    plan = one.study.response
    assert plan is not None, "asked only where response is read"
    for code in plan.readers.central if plan.readers is not None else ():
        yield reading_of(one, code)


def reading_of(one: Person, code: str) -> Reading:
    """What one blinded reader read."""
    points = points_of(one, code)
    name = response.reader_name(one.study, code)
    return Reading(name, code, assessed(one.study, one, points, code), lesion_rows(one.study, points))


def points_of(one: Person, code: str) -> Sequence[TimePoint]:
    """The assessments of a blinded reader, from the history as that reader may see it."""
    return response.time_points(one.study, response.blinded(one.study, one.facts, code), (code,))


def side_by_side(one: Person) -> Mapping[str, object]:
    """Both blinded readings of a participant, and what they differ on: what an adjudicator decides by."""
    found = response.central(one.study, one.facts)
    readings = tuple(blinded_readings(one))
    reasons: Sequence[Reason] = found.open if found is not None else ()
    return {"readings": readings, "reasons": reasons, "responses": response.RESPONSES}
