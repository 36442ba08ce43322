"""The treatments of a note, as each is meant."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from equipoise.registry.match.naming import treatment_named
from equipoise.registry.match.note.collected import WHY_NOT, Collected
from equipoise.registry.match.note.course import Course
from equipoise.registry.match.note.cues import Meaning
from equipoise.registry.match.note.mentions import Mention
from equipoise.registry.match.note.parts import Part
from equipoise.registry.match.patient import Answer
from equipoise.registry.match.therapies import kinds_called

_OF_A_DAY: Final = frozenset({"vaccine", "live_vaccine", "transfusion", "major_surgery"})
"""Treatments that are given on one day."""


def add_treatment(one: Mention, meaning: Meaning, cue: str, part: Part, course: Course, note: Collected) -> None:
    """Adds a treatment as it is meant, or puts it aside."""
    if part.under == "allergies":
        meaning = "allergy"
    if part.under == "plan" and meaning in ("there", "over", "unclear"):
        meaning, cue = "planned", part.heading
    if meaning in WHY_NOT:
        note.put_aside(one.words, WHY_NOT[meaning].format(cue=cue))
        return
    no = meaning in ("never", "not there")
    named = "systemic corticosteroids" if no and one.named == "steroids" else one.named
    made = treatment_named(named, note.concepts, never=meaning == "never", source=one.words, route=course.route(one))
    made = replace(made, words=one.words)
    if meaning == "not there":
        words = f"{cue} {one.words}".strip()
        note.answers += [Answer(f"now.{kind}", False, source=words) for kind in sorted(kinds_called(named))]
    elif meaning == "never":
        note.treatments += [made] if made.kinds else []
    elif made.kinds or made.concepts:
        start, end = course.days_of(one)
        if not made.kinds.isdisjoint(_OF_A_DAY):
            end = end or course.day_of(one)
        going = meaning == "there" and course.goes_on(one, ended=end is not None, listed=part.under == "medicines")
        note.treatments.append(replace(made, start=start, end=None if going else end, ongoing=going))
