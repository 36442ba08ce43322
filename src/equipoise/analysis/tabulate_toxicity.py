"""Adverse events by arm: the worst CTCAE grade of each participant and term, serious events, unacceptable toxicity.

Events count from randomisation on, within the window in which the protocol collects them; events without a known onset count,
because leaving them out would flatter the treatment. Terms that are not in the dictionary stand as they were written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, partial

from equipoise.analysis.group_arms import POOLED, Group
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.select_set import SelectedSet
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.rules.safety import AdverseEvent, Term, Toxicity, adverse_events, terms, unacceptable
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.text import Text, same

ALL_RANDOMISED = Text("All randomised", "全部随机化受试者")
ANY_EVENT = Text("Any adverse event", "任何不良事件")
UNNAMED = Text("Term not stated", "未填写名称")
HIGHEST = 5
ANY = ""


@dataclass(frozen=True, slots=True)
class GradeCounts:
    """Participants of one group by the worst grade of a term: grades 1 to 5, and those whose grade is not stated."""

    group: str
    grades: tuple[int, int, int, int, int]
    ungraded: int

    @property
    def any(self) -> int:
        """Participants with the event at any grade."""
        return sum(self.grades) + self.ungraded

    @property
    def severe(self) -> int:
        """Participants with the event at grade 3 or higher."""
        return sum(self.grades[2:])


@dataclass(frozen=True, slots=True)
class ToxicityRow:
    """One term in all groups; the organ class is None where the dictionary does not have the term."""

    term: Text
    organ_class: Text | None
    groups: tuple[GradeCounts, ...]


@dataclass(frozen=True, slots=True)
class SeriousEvent:
    """A serious event of a randomised participant (ICH E2A); `instance` and `seq` lead to its form and fact."""

    participant: str
    group: str
    term: Text
    grade: int | None
    related: bool
    onset: date | None
    instance: str
    seq: int


@dataclass(frozen=True, slots=True)
class UnacceptableToxicity:
    """A participant whose event fulfils a rule of unacceptable toxicity."""

    participant: str
    group: str
    rule: Text
    term: Text
    seq: int


@dataclass(frozen=True, slots=True)
class ToxicityTable:
    """The first row counts any event; the others follow by how many participants had them.

    `set_name` says who is counted, `participants` how many they are in each group.
    """

    set_name: Text
    participants: Mapping[str, int]
    rows: tuple[ToxicityRow, ...]
    serious: tuple[SeriousEvent, ...]
    unacceptable: tuple[UnacceptableToxicity, ...]


@dataclass(frozen=True, slots=True)
class _Harm:
    """What one participant suffered: the events from randomisation on, those that the table counts, the unacceptable ones."""

    serious: tuple[AdverseEvent, ...]
    worst: Mapping[str, int | None]
    unacceptable: tuple[Toxicity, ...]


def tabulate_toxicity(
    study: Study,
    people: Sequence[Participant],
    groups: Sequence[Group],
    chosen: SelectedSet | None = None,
    trial: Trial | None = None,
) -> ToxicityTable:
    """The table over an analysis set, or over all randomised by allocated arm where none is given.

    Serious events and unacceptable toxicity are listed of all randomised, in the set or not: nobody's harm goes missing.
    With a trial, what is read is kept in its memory.
    """
    worst: dict[str, dict[tuple[str, str], int | None]] = {}
    n = {group.key: 0 for group in groups}
    serious: list[SeriousEvent] = []
    stopped: list[UnacceptableToxicity] = []
    for one in people:
        allocated = _group(groups, one)
        if allocated is None:
            continue
        counted = allocated if chosen is None else chosen.arm_of.get(one.number)
        group = counted or allocated
        harm = remember(trial, "toxicity", one.number, one, partial(_harm, study, one))
        serious.extend(_serious(study, one, group, event) for event in harm.serious)
        stopped.extend(_unacceptable(study, one, group, found) for found in harm.unacceptable)
        if counted is None:
            continue
        n[counted] += 1
        for row, grade in harm.worst.items():
            worst.setdefault(row, {})[counted, one.number] = grade
    name = chosen.name if chosen is not None else entry_words(study, ALL_RANDOMISED)
    return ToxicityTable(name, n, _rows(study, groups, worst), tuple(serious), tuple(stopped))


def _group(groups: Sequence[Group], one: Participant) -> str | None:
    if one.arm is None:
        return None
    return next((group.key for group in groups if group.key in (POOLED, one.arm)), None)


def _from_randomisation(study: Study, one: Participant) -> Sequence[AdverseEvent]:
    """Events that began on the first day of collection or later."""
    assert one.randomised is not None
    first = one.randomised.day + timedelta(days=study.safety.window_days[0])
    return [event for event in adverse_events(study, one.facts) if event.onset is None or first <= event.onset]


def _is_collected(study: Study, one: Participant, event: AdverseEvent) -> bool:
    """Whether an event began by the last day on which every arm's events are collected alike."""
    assert one.randomised is not None
    last = one.randomised.day + timedelta(days=study.safety.window_days[1])
    return event.onset is None or event.onset <= last


def _harm(study: Study, one: Participant) -> _Harm:
    events = _from_randomisation(study, one)
    worst: dict[str, int | None] = {}
    for event in events:
        if _is_collected(study, one, event):
            for row in (_key(study, event), ANY):
                worst[row] = max(worst.get(row) or 0, event.grade or 0) or None
    return _Harm(tuple(event for event in events if event.serious), worst, unacceptable(study, one.facts))


def _rows(
    study: Study, groups: Sequence[Group], worst: Mapping[str, Mapping[tuple[str, str], int | None]]
) -> tuple[ToxicityRow, ...]:
    rows = [_row(study, groups, key, found) for key, found in worst.items() if key != ANY]
    rows.sort(key=lambda row: (-sum(count.any for count in row.groups), row.term.en))
    return (_row(study, groups, ANY, worst.get(ANY, {})), *rows)


def _row(study: Study, groups: Sequence[Group], key: str, worst: Mapping[tuple[str, str], int | None]) -> ToxicityRow:
    known = _dictionary(study.safety.dictionary).get(key)
    return ToxicityRow(
        ANY_EVENT if key == ANY else _named(study, key),
        known.organ_class if known else None,
        tuple(_count(group.key, [grade for (of, _), grade in worst.items() if of == group.key]) for group in groups),
    )


def _count(group: str, grades: Sequence[int | None]) -> GradeCounts:
    one, two, three, four, five = (sum(grade == step for grade in grades) for step in range(1, HIGHEST + 1))
    return GradeCounts(group, (one, two, three, four, five), len(grades) - (one + two + three + four + five))


def _serious(study: Study, one: Participant, group: str, event: AdverseEvent) -> SeriousEvent:
    term = _named(study, _key(study, event))
    return SeriousEvent(one.number, group, term, event.grade, event.related, event.onset, event.instance, event.seq)


def _unacceptable(study: Study, one: Participant, group: str, found: Toxicity) -> UnacceptableToxicity:
    rule, term = study.safety.unacceptable[found.rule].name, _named(study, _key(study, found.event))
    return UnacceptableToxicity(one.number, group, rule, term, found.event.seq)


def name_term(study: Study, event: AdverseEvent) -> Text:
    """The term of an event as the dictionary names it; as it was written where the dictionary does not have it."""
    return _named(study, _key(study, event))


def organ_class_of(study: Study, event: AdverseEvent) -> Text | None:
    """The organ class of an event; None where the dictionary does not have its term."""
    known = _dictionary(study.safety.dictionary).get(_key(study, event))
    return known.organ_class if known is not None else None


def _key(study: Study, event: AdverseEvent) -> str:
    """What makes two entries the same term: letter case and surrounding blanks do not count."""
    words = " ".join(event.term.split())
    return words.casefold() if words.casefold() in _dictionary(study.safety.dictionary) else words or "?"


def _named(study: Study, key: str) -> Text:
    known = _dictionary(study.safety.dictionary).get(key)
    return known.name if known else UNNAMED if key == "?" else same(key)


@lru_cache(maxsize=4)
def _dictionary(name: str) -> Mapping[str, Term]:
    return {term.casefold(): known for term, known in terms(name).items()}
