"""The answer to a command: facts, or a refusal with every reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from equipoise.facts import Body, as_stored
from equipoise.protocol.model import Study
from equipoise.trial.commands import Command
from equipoise.trial.state import Trial
from equipoise.values.dates import PartialDate
from equipoise.values.reason import Reason
from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class By:
    """Who asks, in which role, at which site."""

    actor: str
    role: str
    site: str


@dataclass(frozen=True, slots=True)
class Happening:
    """A fact to be: what the ledger will keep once it has given it a place."""

    body: Body
    stream: str
    subject: str = ""
    happened: str = ""
    reason: str = ""
    cause: int = 0


@dataclass(frozen=True, slots=True)
class Accepted:
    """The command holds: these facts follow from it."""

    happenings: tuple[Happening, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """The command does not hold: all reasons at once. A gated act leaves the attempt itself as a fact."""

    reasons: tuple[Reason, ...]
    happenings: tuple[Happening, ...] = ()


Decision = Accepted | Refused


@dataclass(frozen=True, slots=True)
class Asked:
    """Everything that a decision rests on besides the trial: the command, who asks, the moment, the sealed key."""

    command: Command
    by: By
    at: datetime
    allocation_key: bytes | None = field(default=None, repr=False)

    def day(self, study: Study) -> date:
        """The local day of the moment asked."""
        return self.at.astimezone(ZoneInfo(study.time_zone)).date()

    @property
    def happened(self) -> str:
        """When it happened, as it will be kept: as the command says, otherwise the moment asked."""
        return self.command.happened or as_stored(self.at)


def refuse(*reasons: Reason) -> Refused:
    """A refusal for these reasons."""
    return Refused(tuple(reasons))


def when_is_impossible(asked: Asked, trial: Trial) -> tuple[Reason, ...]:
    """A reason if the time given is no date, or lies in the future."""
    words = asked.command.happened
    if not words:
        return ()
    try:
        if "T" in words:
            moment = datetime.fromisoformat(words)
            if moment.tzinfo is None:
                raise ValueError(words)
            future = moment > asked.at
        else:
            future = PartialDate.parse(words).earliest > asked.day(trial.protocols.first)
    except ValueError:
        return (
            Reason(
                "impossible_time",
                Text(f"“{words}” is not a date or time.", f"“{words}”不是有效的日期或时间。"),
                remedy=Text(
                    "Write YYYY-MM-DD (or YYYY-MM, YYYY), or a time with its zone.",
                    "请按 YYYY-MM-DD(或 YYYY-MM、YYYY)填写，时间须带时区。",
                ),
            ),
        )
    if future:
        return (
            Reason(
                "in_the_future",
                Text(f"{words} lies in the future.", f"{words} 尚未到来。"),
                remedy=Text("Record it once it has happened.", "请在发生之后再记录。"),
            ),
        )
    return ()
