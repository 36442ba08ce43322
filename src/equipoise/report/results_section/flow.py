"""The module of participant flow: everybody randomised started; who did not complete has one reason each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from equipoise.analysis.read_participant import DEATH, LOST, STUDY_END, WITHDRAWALS, Participant
from equipoise.analysis.tables import Context
from equipoise.report.results_section.groups import Part, described, ids

REASONS = ("Death", "Lost to Follow-up", "Withdrawal by Subject", "Still in follow-up at the data cut")
"""The registry's own words for the first three; its free ones for the last."""
_COMPLETED = ""


def participant_flow(context: Context) -> Part:
    """One period, `Overall Study`: started, completed, not completed with the reasons."""
    randomised = [one for one in context.people if one.arm is not None]
    screened = len(context.results.consort.members["assessed"])
    named = ids(context, "FG")
    outcomes = {key: [why_not(one) for one in randomised if one.arm == key] for key in named}
    reasons = [reason for reason in REASONS if any(reason in found for found in outcomes.values())]
    entered = "enrolled" if context.study.single_arm else "randomised"
    return {
        "preAssignmentDetails": f"{screened} were screened, {len(randomised)} of them {entered}.",
        "groups": described(context, "FG"),
        "periods": [
            {
                "title": "Overall Study",
                "milestones": [
                    _milestone("STARTED", named, outcomes, None),
                    _milestone("COMPLETED", named, outcomes, True),
                    _milestone("NOT COMPLETED", named, outcomes, False),
                ],
                **({"dropWithdraws": [_reason(reason, named, outcomes) for reason in reasons]} if reasons else {}),
            }
        ],
    }


def why_not(one: Participant) -> str:
    """Why a participant did not complete the study; empty for who did."""
    if one.first(DEATH) is not None:
        return REASONS[0]
    if one.first(LOST) is not None:
        return REASONS[1]
    if any(one.first(name) is not None for name in WITHDRAWALS[1:]):
        return REASONS[2]
    return _COMPLETED if one.first(STUDY_END) is not None else REASONS[3]


_Outcomes = Mapping[str, Sequence[str]]


def _milestone(kind: str, named: Mapping[str, str], outcomes: _Outcomes, completed: bool | None) -> Part:
    counts = {
        key: len(found) if completed is None else sum((why == _COMPLETED) is completed for why in found)
        for key, found in outcomes.items()
    }
    return {"type": kind, "achievements": [{"groupId": named[key], "numSubjects": str(n)} for key, n in counts.items()]}


def _reason(reason: str, named: Mapping[str, str], outcomes: _Outcomes) -> Part:
    return {
        "type": reason,
        "reasons": [
            {"groupId": named[key], "numSubjects": str(found.count(reason))} for key, found in outcomes.items()
        ],
    }
