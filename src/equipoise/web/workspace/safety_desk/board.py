"""What a safety board looks at first: harm in each arm so far, or of all together where arms are masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from equipoise.protocol.entry_words import entry_words
from equipoise.rules import safety
from equipoise.trial.person import Person, people
from equipoise.trial.remember import remember
from equipoise.values.text import Text
from equipoise.web.workspace.participant_rows import HARM_FROM
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import arm_numbers, randomised_on

ALL = Text("All randomised", "全部随机受试者")


@dataclass(frozen=True, slots=True)
class Harm:
    """Participants of one arm (or of all) by the worst that happened to them. `colour` is the number of the arm."""

    name: Text
    colour: int
    randomised: int
    any_event: int
    severe: int
    serious: int
    related_serious: int
    deaths: int
    unacceptable: int


def harm_by_arm(scope: Scope) -> Sequence[Harm]:
    """A line for each arm that the reader may see, and one for all."""
    mark = (scope.trial.head, scope.today, scope.conceal.arms)
    return remember(scope.trial, "harm", scope.conceal.arms, mark, lambda: tuple(_lines(scope)))


def _lines(scope: Scope) -> Iterator[Harm]:
    entered = [one for one in people(scope.trial, scope.today) if randomised_on(one) is not None]
    if not scope.conceal.arms and not scope.study.single_arm:
        colours = arm_numbers(scope.study)
        for arm, plan in scope.study.arms.items():
            yield _harm(plan.label.text, colours[arm], [one for one in entered if one.arm == arm])
    yield _harm(entry_words(scope.study, ALL), 0, entered)


def _harm(name: Text, colour: int, people_of: Sequence[Person]) -> Harm:
    events = [(one, safety.adverse_events(one.study, one.facts)) for one in people_of]

    def count(wanted: object) -> int:
        assert callable(wanted)
        return sum(any(wanted(event) for event in found) for _, found in events)

    return Harm(
        name,
        colour,
        len(people_of),
        count(lambda event: True),
        count(lambda event: (event.grade or 0) >= HARM_FROM),
        count(lambda event: event.serious),
        count(lambda event: event.serious and event.related),
        sum("death" in one.events and one.day("death") is not None for one in people_of),
        sum(bool(one.unacceptable) for one in people_of),
    )
