"""The numbers of a study that come from its ledger, as of the ledger's head."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from equipoise.ledger.faults import LedgerFault
from equipoise.trial.state import holds_on
from equipoise.web import trials


@dataclass(frozen=True, slots=True)
class Live:
    """Counts of people and the place in the ledger that they were counted at. Never an arm, never a result."""

    environment: str
    open: bool
    accrual_held: bool
    registered: int
    randomised: int
    head: int
    mark: str
    recorded: str


def live(name: str) -> Live | None:
    """The live numbers of a study; None where its ledger cannot be read now."""
    try:
        trial = trials.gateway(name).trial()
        head = trials.store().head(name)
    except LedgerFault:
        return None
    return Live(
        environment=trial.environment,
        open=trial.is_open,
        accrual_held=bool(holds_on(trial, "accrual")),
        registered=len(trial.participants),
        randomised=len(trial.allocations),
        head=trial.head,
        mark=head.hash[:12],
        recorded=trial.recorded[-1] if trial.recorded else "",
    )


def version_in_force(name: str, today: date) -> str | None:
    """The version of the study file that is in force: today, or on the last day of a rehearsal. None before the study is open,
    and where its ledger cannot be read now."""
    try:
        trial = trials.gateway(name).trial()
    except LedgerFault:
        return None
    if not trial.is_open:
        return None
    if trial.environment == "rehearsal" and trial.recorded:
        zone = ZoneInfo(trial.protocols.first.time_zone)
        today = datetime.fromisoformat(trial.recorded[-1]).astimezone(zone).date()
    return trial.version_on(today).version
