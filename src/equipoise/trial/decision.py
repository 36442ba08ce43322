"""The answer to a command: facts, or a refusal with every reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from equipoise.facts import Body, as_stored
from equipoise.facts.fact import day_in
from equipoise.protocol.model import Study
from equipoise.trial.commands import Command
from equipoise.trial.state import Trial
from equipoise.values.dates import PartialDate
from equipoise.values.reason import Reason
from equipoise.values.text import Text


class By(NamedTuple):
    """Who asks, in which role, at which site."""

    actor: str
    role: str
    site: str


class Happening(NamedTuple):
    """A fact to be: what the ledger will keep once it has given it a place."""

    body: Body
    stream: str
    subject: str = ""
    happened: str = ""
    reason: str = ""
    cause: int = 0


class Accepted(NamedTuple):
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
        return day_in(self.at, study.time_zone)

    @property
    def happened(self) -> str:
        """When it happened, as it will be kept: as the command says (moments in UTC), otherwise the moment asked.

        ValueError if the command says no possible time: `when_is_impossible` is asked first.
        """
        words = self.command.happened
        if not words:
            return as_stored(self.at)
        return as_stored(datetime.fromisoformat(words)) if "T" in words else str(PartialDate.parse(words))


def refuse(*reasons: Reason) -> Refused:
    """A refusal for these reasons."""
    return Refused(tuple(reasons))


def as_kept(reason: Reason) -> dict[str, str]:
    """A reason as a refused attempt keeps it: everything that it says, in words."""
    kept = {"code": reason.code, "en": reason.says.en, "zh": reason.says.zh}
    if reason.facts:
        kept["facts"] = " ".join(map(str, reason.facts))
    if reason.protocol:
        kept["protocol"] = reason.protocol
    if reason.remedy is not None:
        kept |= {"remedy_en": reason.remedy.en, "remedy_zh": reason.remedy.zh}
    return kept


def as_told(kept: Mapping[str, str]) -> Reason:
    """The reason that a refused attempt keeps."""
    return Reason(
        kept["code"],
        Text(kept["en"], kept["zh"]),
        tuple(int(seq) for seq in kept.get("facts", "").split()),
        kept.get("protocol", ""),
        Text(kept["remedy_en"], kept["remedy_zh"]) if "remedy_en" in kept else None,
    )


_LONG_AGO = 1900
"""Before this year nothing happened to anybody who takes part in a trial."""


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
            future, year = moment > asked.at, moment.year
        else:
            partial = PartialDate.parse(words)
            future, year = partial.earliest > asked.day(trial.protocols.first), partial.year
        if year < _LONG_AGO:
            raise ValueError(words)
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
