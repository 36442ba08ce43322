"""The first progression and the best response of a participant, in the reading that is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from equipoise.facts import Facts
from equipoise.facts.events import Occurred, happened, sources_of
from equipoise.facts.history import Source
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.protocol.model.response import Reading
from equipoise.rules.response.follow import TimePoint
from equipoise.rules.response.readers import time_points_of
from equipoise.rules.response.sequence import Best, BestRules
from equipoise.rules.response.time_points import best_of_points


def progression(study: Study, facts: Facts, reading: Reading = "investigator") -> Occurred | None:
    """The first assessment that shows progression, or None.

    Symptomatic deterioration counts only where the study file says so, and only beside the investigator's reading (4.4.3).
    """
    points = time_points_of(study, facts, reading)
    seen = [Occurred(point.day, point.seq) for point in points if point.overall == "PD"][:1]
    plan = study.response
    if plan is not None and plan.symptomatic is not None and plan.symptomatic_is_progression:
        seen.extend(happened(study, facts, plan.symptomatic) if reading == "investigator" else ())
    return min(seen, default=None)


def sources(study: Study) -> tuple[Source, ...]:
    """The forms and kinds of fact that progression rests on; none where the study reads no response."""
    plan = study.response
    if plan is None:
        return ()
    symptomatic = sources_of(study.events[plan.symptomatic]) if plan.symptomatic is not None else ()
    return (plan.lesions.form, Randomised, *symptomatic)


def best_response(
    study: Study, facts: Facts, *, confirm: bool | None = None, reading: Reading = "investigator"
) -> Best:
    """The best overall response of a participant from randomisation (else baseline) to the first progression.

    Whether it is confirmed is the study's rule unless asked otherwise.
    """
    if study.response is None:
        return Best("MISSING", None)
    points = time_points_of(study, facts, reading)
    return best_of_points(study, facts, points, BestRules.of(study.response, confirm))


def has_measurable_disease(points: Sequence[TimePoint]) -> bool:
    """Whether there were target lesions at baseline: only then does a participant count in a response rate (4.6)."""
    return bool(points) and bool(points[0].lesions)
