"""Whom an act is about, and the fact that it leaves on that participant."""

from __future__ import annotations

from datetime import date

from equipoise.facts import Body, local_day
from equipoise.rules import visits
from equipoise.trial.decision import Asked, Happening
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text


def known(trial: Trial, asked: Asked) -> Person | Reason:
    """The participant whom a command names, or the reason that the study does not know the number."""
    found = person(trial, asked.command.participant, asked.day(trial.protocols.first))
    return found if found is not None else unknown_participant(asked.command.participant)


def unknown_participant(number: str) -> Reason:
    """The reason for a number that the study does not know."""
    return Reason(
        "unknown_participant",
        Text(f"There is no participant “{number}”.", f"没有编号为“{number}”的受试者。"),
        remedy=Text("Check the number; its last sign is a check character.", "请核对编号；末位为校验码。"),
    )


def closed(
    trial: Trial, one: Person | None = None, form: str = "", instance: str = "", visit: str = ""
) -> list[Reason]:
    """The widest lock that closes an act on a participant's data, or on the trial's where there is no participant yet."""
    found = visits.locked(one.facts if one is not None else trial.study, trial.study, form, instance, visit)
    return [found] if found is not None else []


def on_participant(one: Person, asked: Asked, body: Body, cause: int = 0) -> Happening:
    """A fact on a participant's own stream, at the time and for the reason that the command gives."""
    return Happening(body, f"P:{one.number}", one.number, asked.happened, asked.command.reason, cause)


def day_of(trial: Trial, asked: Asked) -> date:
    """The local day on which it happened, as the command says."""
    return local_day(asked.happened, trial.protocols.first.time_zone)
