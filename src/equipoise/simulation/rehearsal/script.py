"""A virtual person's part is a script: it asks for a moment and a command, is told the answer, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from equipoise.facts import History
from equipoise.facts.fact import day_in
from equipoise.protocol.model import Study
from equipoise.protocol.model.simulation import Mishap
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.staff import colleague
from equipoise.trial.commands import Command
from equipoise.trial.gateway import Reply
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial


@lru_cache(maxsize=16384)
def local_time(zone: str, day: date, hour: int, minute: int = 0) -> datetime:
    """A local time of a day, in UTC like every moment of a rehearsal; many people come on the same days at the same times."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(zone)).astimezone(UTC)


class Ask(NamedTuple):
    """At this moment a member of staff gives this command; without a command the script only waits until then."""

    at: datetime
    command: Command | None = None
    role: str = ""
    who: str = ""
    """The account that gives it; that of the role's first person unless named."""


Script = Generator[Ask, Reply | None, None]


@dataclass(slots=True)
class Life:
    """One virtual participant in one of its scripts: where it stands in the trial, its own time, its own chance."""

    study: Study
    trial: Trial
    chance: Chance
    index: int
    seed: int
    now: datetime
    number: str = ""
    diary: dict[str, date] = field(default_factory=dict)
    """Shared by all: for each participant the day of the newest collection that was booked."""
    leaves: date | None = None
    lost: date | None = None
    lesions: list[Decimal] = field(default_factory=list)
    over: bool = False
    spawn: list[tuple[Life, Script]] = field(default_factory=list)
    """Scripts that are to begin beside this one, each with its own life."""
    _read: datetime | None = None
    _day: date = date.min

    @property
    def facts(self) -> History:
        """The facts of this participant so far."""
        return self.trial.participants[self.number]

    def apart(self, part: int) -> Life:
        """The same person in another script that runs beside this one, with its own time and its own stream of chance."""
        chance = Chance(self.seed, self.index, part)
        return Life(
            self.study,
            self.trial,
            chance,
            self.index,
            self.seed,
            self.now,
            self.number,
            self.diary,
            lesions=self.lesions,
        )

    def begin(self, part: int, script: Callable[[Life], Script]) -> None:
        """Have another script of the same person begin beside this one."""
        one = self.apart(part)
        self.spawn.append((one, script(one)))

    def person(self) -> Person:
        """Where the trial now has this participant."""
        found = person(self.trial, self.number, self.today)
        assert found is not None, "asked only about whoever is registered"
        return found

    @property
    def today(self) -> date:
        """The local day; the clock is read once for each moment."""
        if self._read is not self.now:
            self._read, self._day = self.now, day_in(self.now, self.study.time_zone)
        return self._day

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A local time of a day, but never before the script's own present."""
        return max(local_time(self.study.time_zone, day, hour, minute), self.now)

    def wait(self, moment: datetime) -> Ask:
        """The wish to let time pass; when it is granted, that moment is the script's present."""
        return Ask(max(moment, self.now))

    def do(self, role: str, command: Command, minutes: int = 0, who: str = "") -> Generator[Ask, Reply | None, Reply]:
        """Have the command given, some minutes from now; the answer is the trial's own."""
        if minutes:
            self.now += timedelta(minutes=minutes)
        answer = yield Ask(self.now, command, role, who)
        assert answer is not None
        return answer

    def happens(self, trouble: Mishap) -> bool:
        """Whether a trouble of the study file strikes; a trouble that it does not name never does."""
        named = self.study.simulation.trouble.get(trouble)
        return named is not None and self.chance.happens(named.chance)

    def second(self, role: str) -> str:
        """A second person for what two must do."""
        return colleague(role)
