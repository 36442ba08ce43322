"""What every table needs: the participants up to the cut, the columns, the sets, and who stands in which column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from equipoise.analysis.group_arms import POOLED, Group
from equipoise.analysis.read_participant import Participant, read_participants
from equipoise.analysis.results import SAFETY_SET, Results, first_results, fresh_results
from equipoise.analysis.select_set import SelectedSet
from equipoise.analysis.tables.display import Column
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.trial.state import Trial
from equipoise.values.text import Text, same

ALL_RANDOMISED = Text("All randomised", "全部随机化受试者")
_HEAD = Text("{name}\nN = {n}", "{name}\nN = {n}")
TOTAL = "total"
_TOTAL = Text("Total", "合计")


@dataclass(frozen=True, slots=True)
class Context:
    """A trial up to a data cut, read once; masked, everybody stands in one column."""

    trial: Trial
    study: Study
    until: date
    masked: bool
    people: tuple[Participant, ...]
    results: Results
    chosen: str = ""
    """The analysis set that was asked for; empty: each table its own."""

    @property
    def groups(self) -> tuple[Group, ...]:
        """The arms, or all participants together."""
        return self.results.groups

    @property
    def sets(self) -> Mapping[str, SelectedSet]:
        """The analysis sets by key."""
        return {chosen.key: chosen for chosen in self.results.sets}

    @property
    def by_number(self) -> Mapping[str, Participant]:
        """The participants by number."""
        return {one.number: one for one in self.people}

    @property
    def everybody(self) -> Text:
        """Whom tables count that take all who entered: in a study with one arm they were enrolled, not randomised."""
        return entry_words(self.study, ALL_RANDOMISED)

    def safety(self) -> Population:
        """Whom harm is counted in: the study's safety set; without one, or while it would tell arms, all randomised."""
        return self.population(SAFETY_SET)

    def counted(self) -> Population:
        """Whom tables without a set of their own count: the set that was asked for, else all randomised."""
        return self.population(self.chosen)

    def population(self, key: str = "") -> Population:
        """A set by key; all randomised by allocated arm where it does not exist, or would tell arms while masked."""
        chosen = self.sets.get(key)
        if chosen is None or chosen.withheld:
            arms = {one.number: POOLED if self.masked else one.arm for one in self.people if one.arm is not None}
            return Population(self.everybody, arms, self.groups)
        return Population(chosen.name, {number: arm for number, arm in chosen.arm_of.items() if arm}, self.groups)


@dataclass(frozen=True, slots=True)
class Population:
    """Who is counted, each under a column."""

    name: Text
    arm_of: Mapping[str, str]
    groups: tuple[Group, ...]

    def size(self, group: str) -> int:
        """How many stand in a column."""
        return sum(arm == group for arm in self.arm_of.values())

    def columns(self, *, total: bool = False) -> tuple[Column, ...]:
        """One column a group, headed by its name and number; with `total` one more over all of them, where there are several."""
        found = [
            Column(group.key, _HEAD.format(name=group.name, n=self.size(group.key)), self.size(group.key))
            for group in self.groups
        ]
        if total and len(found) > 1:
            n = len(self.arm_of)
            found.append(Column(TOTAL, _HEAD.format(name=_TOTAL, n=n), n))
        return tuple(found)

    def of(self, people: Sequence[Participant]) -> list[tuple[Participant, str]]:
        """The members among participants with the column of each."""
        return [(one, self.arm_of[one.number]) for one in people if one.number in self.arm_of]


def prepare(trial: Trial, study: Study, until: date, masked: bool = False, set_key: str = "") -> Context:
    """Everything that tables, listings and datasets of a cut are made from.

    With `set_key` every endpoint, rate and measure is counted in that set instead of its own, and so are baseline and listed
    forms. KeyError for a set that the study does not have, or that holds people without an arm.
    """
    if not set_key:
        return Context(
            trial,
            study,
            until,
            masked,
            read_participants(trial, study, until),
            first_results(trial, study, until, masked),
        )
    if study.analysis.sets[set_key].of != "randomised":
        raise KeyError(set_key)
    within = counted_in(study, set_key)
    people = read_participants(trial, study, until)
    return Context(trial, within, until, masked, people, fresh_results(trial, within, until, masked), set_key)


def counted_in(study: Study, set_key: str) -> Study:
    """The study with every endpoint, rate and measure counted in one set."""
    analysis = study.analysis
    return study.model_copy(
        update={
            "analysis": analysis.model_copy(
                update={
                    "endpoints": {
                        key: one.model_copy(update={"set": set_key}) for key, one in analysis.endpoints.items()
                    },
                    "responses": {
                        key: one.model_copy(update={"set": set_key}) for key, one in analysis.responses.items()
                    },
                    "quality_of_life": {
                        key: one.model_copy(update={"set": set_key}) for key, one in analysis.quality_of_life.items()
                    },
                    "measures": {
                        key: one.model_copy(update={"set": set_key}) for key, one in analysis.measures.items()
                    },
                }
            )
        }
    )


def arm_name(context: Context, key: str) -> Text:
    """The name of an arm or column; its key where there is none."""
    return next((group.name for group in context.groups if group.key == key), same(key))
