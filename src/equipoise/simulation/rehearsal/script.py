"""A virtual person's part is a script: it asks for a moment and a command, is told the answer, and goes on."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from equipoise.facts import History
from equipoise.protocol.model import Study
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.staff import colleague, staff_of
from equipoise.trial.commands import Command
from equipoise.trial.gateway import Answer
from equipoise.trial.person import Person, person
from equipoise.trial.state import Trial


class Ask(NamedTuple):
    """At this moment a member of staff gives this command; without a command the script only waits until then."""

    at: datetime
    command: Command | None = None
    role: str = ""


Script = Generator[Ask, Answer | None, None]


@dataclass(slots=True)
class Life:
    """One virtual participant in one of its scripts: where it stands in the trial, its own time, its own chance."""

    study: Study
    trial: Callable[[], Trial]
    chance: Chance
    index: int
    seed: int
    now: datetime
    number: str = ""
    leaves: date | None = None
    lost: date | None = None
    lesions: list[Decimal] = field(default_factory=list)
    over: bool = False
    spawn: list[Script] = field(default_factory=list)

    @property
    def facts(self) -> History:
        """The facts of this participant so far."""
        found = self.trial().facts_of(self.number)
        assert found is not None
        return found

    def apart(self, part: int) -> Life:
        """The same person in another script that runs beside this one, with its own time and its own stream of chance."""
        chance = Chance(self.seed, self.index, part)
        return Life(self.study, self.trial, chance, self.index, self.seed, self.now, self.number, lesions=self.lesions)

    def person(self) -> Person:
        """Where the trial now has this participant."""
        found = person(self.trial(), self.number, self.today)
        assert found is not None
        return found

    @property
    def today(self) -> date:
        """The local day."""
        return self.now.astimezone(ZoneInfo(self.study.time_zone)).date()

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """A local time of a day, but never before the script's own present."""
        local = datetime.combine(day, time(hour, minute), ZoneInfo(self.study.time_zone))
        return max(local, self.now)

    def wait(self, moment: datetime) -> Script:
        """Let time pass."""
        yield Ask(max(moment, self.now))
        self.now = max(moment, self.now)

    def do(self, role: str, command: Command, minutes: int = 0) -> Generator[Ask, Answer | None, Answer]:
        """Have the command given, some minutes from now; the answer is the trial's own."""
        self.now += timedelta(minutes=minutes)
        answer = yield Ask(self.now, command, role)
        assert answer is not None
        return answer

    def happens(self, trouble: str) -> bool:
        """Whether a trouble of the study file strikes; a trouble that it does not name never does."""
        named = self.study.simulation.trouble.get(trouble)
        return named is not None and self.chance.happens(named.chance)

    def second(self, role: str) -> str:
        """A second person for what two must do."""
        return colleague(role)

    def first(self, role: str) -> str:
        """The person who acts in a role."""
        return staff_of(role)
