"""The moment that a page shows: now, or any past moment; and the trial as the ledger knew it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from time import monotonic
from zoneinfo import ZoneInfo

from django.utils import timezone

from equipoise.facts import as_stored, moment_of
from equipoise.trial.state import Trial
from equipoise.values.dates import PartialDate
from equipoise.web import trials

_REMEMBERED = 4
"""Past states kept folded in memory: an inspector walks several pages of the same moment."""


class NoMoment(ValueError):
    """Words that name no moment."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The trial as of `at`. `past` says that it is not the present state; `now` is the present moment of the trial."""

    trial: Trial
    at: datetime
    now: datetime
    past: bool


def now_of(trial: Trial) -> datetime:
    """The present of a trial: the clock's, but a rehearsed trial lives in its own time, which goes on from its last fact."""
    if trial.environment != "rehearsal" or not trial.recorded:
        return timezone.now()
    last = moment_of(max(trial.recorded))
    kept: tuple[datetime, float] = trial.memory.setdefault("clock", (last, monotonic()))
    began, clock = kept
    return max(last, began + timedelta(seconds=int(monotonic() - clock)))


def shown(name: str, as_of: str) -> Shown:
    """The trial of a study now, or as of past words; a moment still to come is now. NoMoment for words that are none."""
    trial = trials.gateway(name).trial()
    now = now_of(trial)
    if not as_of:
        return Shown(trial, now, now, past=False)
    at = parse(as_of, trial.protocols.first.time_zone)
    if at >= now:
        return Shown(trial, now, now, past=False)
    return Shown(_past(name, known_until(trial, at)), at, now, past=True)


def parse(words: str, zone: str) -> datetime:
    """A moment from `2018-09-01T12:00` (local to the zone unless it says otherwise) or from a day, which means its end."""
    try:
        if "T" not in words and " " not in words:
            day = PartialDate.parse(words).latest
            return datetime.combine(day, time.max, ZoneInfo(zone)).astimezone(UTC)
        moment = datetime.fromisoformat(words)
        aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=ZoneInfo(zone))
        return aware.astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoMoment(words) from None


def known_until(trial: Trial, at: datetime) -> int:
    """The number of the last fact recorded until a moment, 0 if there is none."""
    wanted = as_stored(at)
    return next((seq for seq in range(trial.head, 0, -1) if trial.recorded[seq - 1] <= wanted), 0)


@lru_cache(maxsize=_REMEMBERED)
def _past(name: str, until: int) -> Trial:
    gateway = trials.gateway(name)
    present = gateway.trial()
    return gateway.trial_as_of(moment_of(present.recorded[until - 1])) if until else Trial(present.protocols)
