"""The rehearsal: virtual people and virtual staff, moment by moment, through the one gate of the trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from equipoise.facts.fact import day_in
from equipoise.facts.participant import ScreeningFailed
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.model import Study
from equipoise.simulation.rehearsal.chance import Chance
from equipoise.simulation.rehearsal.enter import enter
from equipoise.simulation.rehearsal.fate import MONTH
from equipoise.simulation.rehearsal.oversee import amend, lift_boundary_holds, manage_data, pause
from equipoise.simulation.rehearsal.read_blinded import accounts_of, read_blinded
from equipoise.simulation.rehearsal.script import Ask, Life, Script, local_time
from equipoise.simulation.rehearsal.staff import staff_of, team
from equipoise.trial import commands as act
from equipoise.trial.commands import Command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway, Reply, Session
from equipoise.trial.permissions import BLIND_READER
from equipoise.values.text import Text
from equipoise.values.undisturbed import undisturbed

ENVIRONMENT = "rehearsal"
_TOGETHER = 500
"""Facts of whole simulated days that make one commit: enough for the disk, few enough for whoever else waits to write."""
Progress = Callable[[int, int, int], None]
"""Told after each commit: participants randomised, participants planned, facts so far."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What a rehearsal did: the last simulated moment, commands given, commands refused, facts kept."""

    until: datetime
    commands: int
    refused: int
    facts: int


class NotEmpty(Exception):
    """A rehearsal begins with an empty ledger, or goes on where the same one was cut short; `says` tells what to do."""

    says = Text(
        "The ledger of this study holds facts already, and they are not the beginning of this rehearsal. A rehearsal needs an empty "
        "one: name another database. One that was cut short goes on with the same --participants and --seed.",
        "该研究的账本中已有记录，且并非本次预演的开头。预演须从空账本开始：请指定另一个数据库。"
        "中断的预演可用相同的 --participants 与 --seed 继续。",
    )


@dataclass(slots=True)
class _Stage:
    """All scripts that wait for their moment, the earliest first; those of one moment in the order in which they came."""

    waiting: list[tuple[datetime, int, Life, Script, Ask]]
    order: Iterator[int]

    def begin(self, life: Life, script: Script) -> None:
        """Start a script: it runs up to its first wish."""
        ask = self.go_on(life, script, None)
        if ask is not None:
            self.wait(life, script, ask)

    def go_on(self, life: Life, script: Script, answer: Reply | None) -> Ask | None:
        """Let a script run to its next wish, None where it has ended; what it spawned begins."""
        try:
            ask = script.send(answer)
        except StopIteration:
            ask = None
        while life.spawn:
            self.begin(*life.spawn.pop(0))
        return ask

    def wait(self, life: Life, script: Script, ask: Ask) -> None:
        """Keep a script until the moment of its wish."""
        heappush(self.waiting, (ask.at, next(self.order), life, script, ask))


def rehearse(
    gateway: Gateway,
    study: Study,
    participants: int,
    seed: int,
    progress: Progress | None = None,
    until: datetime | None = None,
) -> Summary:
    """Run the whole trial with so many randomised participants. The same seed gives the same ledger, byte for byte.

    With `until` it stops at that moment, as if the rest were still to come: the ledger is the beginning of the whole one.
    Nobody is invited beyond the enrolment that the study file plans. NotEmpty if the ledger already holds facts.
    """
    if gateway.trial().head:
        raise NotEmpty
    participants = min(participants, study.design.enrolment)
    opened = date.fromisoformat(study.simulation.start)
    closes = _closing_day(study, participants, opened)
    run = _Run(gateway, study, seed)
    run.open(opened)
    run.people(participants, opened, closes)
    with undisturbed():
        return run.play(closes, until, participants, progress)


class _Run:
    """One rehearsal while it goes."""

    def __init__(self, gateway: Gateway, study: Study, seed: int) -> None:
        self.gateway = gateway
        self.trial = gateway.trial()
        self.study = study
        self.seed = seed
        self.site = next(iter(study.about.sites))
        self.stage = _Stage([], count())
        self.commands = 0
        self.refused = 0
        self.now = datetime.min.replace(tzinfo=UTC)
        self.asked = count(1)
        self.staff: dict[tuple[str, str], By] = {}
        self.diary: dict[str, date] = {}

    def open(self, opened: date) -> None:
        """Open the study, name the team, commit the key where arms are drawn: the first morning."""
        self.now = self._local(opened, 8)
        with self.gateway.session() as session:
            administrator = staff_of("administrator")
            first: list[tuple[Command, str]] = [(act.OpenStudy(environment=ENVIRONMENT), "administrator")]
            duties: list[tuple[Command, str]] = [
                (act.DelegateDuty(person=name, duty=role), "administrator")
                for name, role in self._team()
                if (name, role) != (administrator, "administrator")
            ]
            commit: list[tuple[Command, str]] = [(act.CommitAllocationKey(), "statistician")]
            for command, role in (*first, *duties, *(() if self.study.single_arm else commit)):
                answer = session.do(command, self._by(role), self.now, self._key())
                assert answer.accepted, answer.reasons
                self.now += timedelta(seconds=30)

    def _team(self) -> tuple[tuple[str, str], ...]:
        """The team, and whoever else reads blinded in this study."""
        readers = ((name, BLIND_READER) for name in accounts_of(self.study).values())
        return tuple(dict.fromkeys((*team(self.study), *readers)))

    def people(self, participants: int, opened: date, closes: date) -> None:
        """Everybody who will come, at the accrual of the study file, until enough are allocated."""
        overseer = self._life(0)
        overseer.now = self._local(opened, 9)
        overseer.begin(10, lambda one: manage_data(one, closes))
        overseer.begin(11, lambda one: lift_boundary_holds(one, closes))
        overseer.begin(12, amend)
        overseer.begin(13, lambda one: pause(one, opened))
        overseer.begin(14, lambda one: read_blinded(one, closes))
        self.stage.begin(overseer, self._arrivals(overseer, participants))

    def _arrivals(self, life: Life, participants: int) -> Script:
        index = 0
        mean = MONTH / float(self.study.simulation.accrual_per_month.value)
        keep = 1.0 - sum(
            float(self.study.simulation.trouble[name].chance)
            for name in ("screen_failure", "declined")
            if name in self.study.simulation.trouble
        )
        coming: list[Life] = []
        while len(self.trial.allocations) < participants:
            yield life.wait(self._workday(life.now + timedelta(days=life.chance.waiting(mean * max(keep, 0.1)))))
            coming = [one for one in coming if _is_in_screening(one)]
            if len(self.trial.allocations) + len(coming) >= participants:
                continue  # whoever is in screening may be the last one
            index += 1
            person = self._life(index)
            person.now = life.now
            coming.append(person)
            self.stage.begin(person, enter(person, self.site))

    def play(self, closes: date, until: datetime | None, participants: int, progress: Progress | None) -> Summary:
        """Moment after moment; whole days are committed together, since a commit waits for the disk."""
        end = min(self._local(closes, 18), until or datetime.max.replace(tzinfo=UTC))
        waiting = self.stage.waiting
        while waiting and waiting[0][0] <= end:
            with self.gateway.session() as session:
                enough = self.trial.head + _TOGETHER
                while waiting and waiting[0][0] <= end and self.trial.head < enough:
                    self._day_of(session, end)
            if progress is not None:
                progress(len(self.trial.allocations), participants, self.trial.head)
        return Summary(self.now, self.commands, self.refused, self.trial.head)

    def _day_of(self, session: Session, end: datetime) -> None:
        waiting = self.stage.waiting
        tomorrow = self._local(self._day(waiting[0][0]) + timedelta(days=1), 0)
        while waiting and waiting[0][0] < tomorrow and waiting[0][0] <= end:
            self._step(session)

    def _step(self, session: Session) -> None:
        """Let the script whose turn it is go on, for as long as it wishes for nothing that is still to come."""
        at, _, life, script, following = heappop(self.stage.waiting)
        self.now = max(self.now, at)
        ask: Ask | None = following
        while ask is not None and ask.at <= self.now:
            answer = self._done(session, ask) if ask.command is not None else None
            life.now = max(life.now, ask.at)
            ask = self.stage.go_on(life, script, answer)
        if ask is not None:
            self.stage.wait(life, script, ask)

    def _done(self, session: Session, ask: Ask) -> Reply:
        assert ask.command is not None
        answer = session.do(ask.command, self._by(ask.role, ask.who), self.now, self._key())
        self.commands += 1
        self.refused += not answer.accepted
        return answer

    def _life(self, index: int) -> Life:
        return Life(self.study, self.trial, Chance(self.seed, index), index, self.seed, self.now, diary=self.diary)

    def _by(self, role: str, who: str = "") -> By:
        found = self.staff.get((role, who))
        if found is None:
            found = self.staff[role, who] = By(who or staff_of(role), role, self.site)
        return found

    def _key(self) -> str:
        return f"rehearsal-{self.seed}-{next(self.asked)}"

    def _local(self, day: date, hour: int) -> datetime:
        return local_time(self.study.time_zone, day, hour)

    def _day(self, moment: datetime) -> date:
        return day_in(moment, self.study.time_zone)

    def _workday(self, moment: datetime) -> datetime:
        day = self._day(moment)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        return max(self._local(day, 9), moment) if day == self._day(moment) else self._local(day, 9)


def _is_in_screening(life: Life) -> bool:
    """Whether it is open yet if this person enters the trial."""
    return not life.number or (life.facts.first(Randomised) is None and life.facts.first(ScreeningFailed) is None)


def _closing_day(study: Study, participants: int, opened: date) -> date:
    """The last day of the rehearsed trial: accrual at its mean rate, and the follow-up of the last participant."""
    months = participants / float(study.simulation.accrual_per_month.value)
    return opened + timedelta(days=int((months * 1.15 + float(study.simulation.follow_up_months.value)) * MONTH))
