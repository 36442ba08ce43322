"""A fact as the rules read it: a ledger row with its body typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from equipoise.facts.body import Body
from equipoise.values.dates import PartialDate

B = TypeVar("B", bound=Body, covariant=True)


class Fact(NamedTuple, Generic[B]):
    """One thing that happened. `happened` is when (a partial date, or a UTC moment ending in Z), `recorded` when it was kept."""

    seq: int
    stream: str
    subject: str
    happened: str
    recorded: str
    received: str
    protocol: str
    actor: str
    role: str
    reason: str
    cause: int
    body: B

    def day(self, zone: str) -> date:
        """The local day on which it happened; the earliest possible one if only the month or the year is known."""
        return local_day(self.happened, zone)

    def moment(self) -> datetime:
        """The UTC moment at which it happened; the start of the day if only the day is known."""
        return moment_of(self.happened)


@lru_cache(maxsize=65536)
def moment_of(words: str) -> datetime:
    """A UTC moment from a stored time; a date counts from its first instant in UTC."""
    if "T" in words:
        return datetime.fromisoformat(words)
    return datetime.combine(PartialDate.parse(words).earliest, datetime.min.time(), UTC)


@lru_cache(maxsize=65536)
def local_day(words: str, zone: str) -> date:
    """The day in a zone of a stored time; a date is already local."""
    if "T" in words:
        return datetime.fromisoformat(words).astimezone(ZoneInfo(zone)).date()
    return PartialDate.parse(words).earliest


@lru_cache(maxsize=4096)
def day_in(moment: datetime, zone: str) -> date:
    """The day in a zone of a moment. ValueError if the moment has no zone itself."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return moment.astimezone(ZoneInfo(zone)).date()


@lru_cache(maxsize=4096)
def as_stored(moment: datetime) -> str:
    """A moment as the ledger keeps it: UTC, to the microsecond, ending in Z. ValueError without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its zone")
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
