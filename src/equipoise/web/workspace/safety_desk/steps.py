"""The steps of this desk by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.safety_desk import event_steps, grade_steps, hold_steps

PERSON: Final[Mapping[str, Make]] = {
    "send_safety_report": event_steps.send_report,
    "confirm_grade": grade_steps.confirm_grade,
    "keep_narrative": event_steps.keep_narrative,
}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {"place_hold": hold_steps.place_hold, "lift_hold": hold_steps.lift_hold}
