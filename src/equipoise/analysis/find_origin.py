"""From what day the time to an event counts."""

from __future__ import annotations

from equipoise.analysis.date_progression import scans_of
from equipoise.analysis.read_participant import Participant
from equipoise.facts.events import Occurred
from equipoise.protocol.model import Study, TimeToEvent
from equipoise.rules.response import BestRules, duration_of_response
from equipoise.values.text import Text

RESPONSE = "response"
"""The origin of a duration of response: the first complete or partial response that counts."""
FIRST_RESPONSE = Text("First response", "首次缓解")


def say_origin(study: Study, endpoint: TimeToEvent) -> Text:
    """From what time counts, in words."""
    return FIRST_RESPONSE if endpoint.origin == RESPONSE else study.events[endpoint.origin].name


def find_origin(study: Study, endpoint: TimeToEvent, one: Participant) -> Occurred | None:
    """The origin of a participant's time; None where there is none yet."""
    if endpoint.origin == RESPONSE:
        return first_response(study, endpoint, one)
    found = one.events.get(endpoint.origin, ())
    if not found:
        return None
    return found[-1] if study.events[endpoint.origin].which == "last" else found[0]


def first_response(study: Study, endpoint: TimeToEvent, one: Participant) -> Occurred | None:
    """The first complete or partial response that counts, by the reading of the endpoint; confirmed where the study asks it."""
    scans = scans_of(study, endpoint, one)
    if scans is None or study.response is None or one.randomised is None:
        return None
    found = duration_of_response(scans.responses, one.randomised.day, BestRules.of(study.response))
    if found is None:
        return None
    return Occurred(found.start, next(point.seq for point in scans.points if point.day == found.start))
