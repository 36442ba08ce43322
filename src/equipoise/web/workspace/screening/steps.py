"""The steps of this desk by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make
from equipoise.web.workspace.screening import allocation_steps, consent_steps, entry_steps

PERSON: Final[Mapping[str, Make]] = {
    "sign_consent": consent_steps.sign_consent,
    "withdraw_consent": consent_steps.withdraw_consent,
    "judge_criterion": entry_steps.judge_criterion,
    "confirm_eligibility": entry_steps.confirm_eligibility,
    "fail_screening": entry_steps.fail_screening,
    "randomise": entry_steps.randomise,
    "mark_randomised_in_error": allocation_steps.mark_in_error,
    "correct_levels": allocation_steps.correct_levels,
    "record_same_person": allocation_steps.record_same_person,
    "record_other_treatment": allocation_steps.record_other_treatment,
    "unblind": allocation_steps.unblind,
}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {
    "commit_allocation_key": allocation_steps.commit_key,
    "reveal_allocation_key": allocation_steps.reveal_key,
}
