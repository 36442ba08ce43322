"""The steps of administration by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.administration import calendar_steps, people_steps, range_steps, version_steps

PERSON: Final[Mapping[str, Make]] = {}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {
    "delegate_duty": people_steps.delegate_duty,
    "withdraw_duty": people_steps.withdraw_duty,
    "record_training": people_steps.record_training,
    "approve_amendment": version_steps.approve_amendment,
    "withdraw_reference_range": range_steps.withdraw_range,
    "set_day_off": calendar_steps.set_day_off,
    "withdraw_day_off": calendar_steps.withdraw_day_off,
}
