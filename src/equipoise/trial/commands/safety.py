"""What may be asked about safety: a report sent, a grade confirmed."""

from __future__ import annotations

from equipoise.trial.commands.command import Command


class SendSafetyReport(Command, frozen=True, kw_only=True, tag="send_safety_report"):
    """Record that a report of a serious event was sent."""

    instance: str
    clock: str
    to: str


class ConfirmGrade(Command, frozen=True, kw_only=True, tag="confirm_grade"):
    """Confirm or set aside a computed toxicity grade."""

    form: str
    instance: str
    item: str
    grade: int
    accepted: bool
