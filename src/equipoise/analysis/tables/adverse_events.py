"""Adverse events by organ class and term, by worst grade, serious events, and their listing.

A participant counts once a term, at the worst grade. Events count within the protocol's window after randomisation, alike in
every arm; those without a known onset count. Serious events are listed beyond the window too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.tables.context import Context, Population, arm_name
from equipoise.analysis.tables.count_rows import count_row, event_row
from equipoise.analysis.tables.display import Column, Display, Entry, Number, Row, of_column, people
from equipoise.analysis.tabulate_toxicity import name_term, organ_class_of
from equipoise.protocol.entry_words import entry_words
from equipoise.rules.safety import AdverseEvent, adverse_events
from equipoise.values.dates import days_between
from equipoise.values.text import Text, same

BY_TERM = Text("Adverse events by organ class and term", "按系统器官分类与术语列出的不良事件")
BY_GRADE = Text("Adverse events by worst grade", "按最高分级列出的不良事件")
SERIOUS = Text("Serious adverse events", "严重不良事件")
LISTING = Text("Adverse events, by participant", "不良事件清单")
SERIOUS_LISTING = Text("Serious adverse events, by participant", "严重不良事件清单")
_TERM = Text("Organ class and term", "系统器官分类与术语")
_ONE_TERM = Text("Term", "术语")
_ANY_SERIOUS = Text("Participants with a serious event", "发生严重事件的受试者")
_ANY = Text("Participants with any event", "发生任何事件的受试者")
_EVENTS = Text("Events", "事件例次")
_RELATED = Text("Participants with a related event", "发生相关事件的受试者")
_SEVERE = Text("Participants with an event of grade 3 or higher", "发生 3 级及以上事件的受试者")
_NO_CLASS = Text("Not in the dictionary", "词典外")
_GRADE = Text("Grade {n}", "{n} 级")
_UNGRADED = Text("Grade not stated", "未分级")
_WINDOW = Text(
    "Events from day {first} to day {last} after randomisation, and those without a known onset; dictionary {dictionary}.",
    "随机后第 {first} 天至第 {last} 天及起始日期不详的事件；词典：{dictionary}。",
)
_ALL_SERIOUS = Text(
    "Serious events from randomisation on, without an end, of the participants of the set; the listing names those of everybody "
    "randomised.",
    "该分析集受试者随机后的全部严重事件，不设截止；全部随机受试者的严重事件见清单。",
)
_HEADINGS = {
    "participant": Text("Participant", "受试者"),
    "arm": Text("Arm", "组别"),
    "term": Text("Term", "术语"),
    "class": Text("Organ class", "系统器官分类"),
    "grade": Text("Grade", "分级"),
    "onset": Text("Onset", "起始日"),
    "day": Text("Study day", "研究日"),
    "serious": Text("Serious", "严重"),
    "related": Text("Related", "相关"),
    "facts": Text("Facts", "记录序号"),
}
_YES, _NO = Text("yes", "是"), Text("no", "否")
HIGHEST = 5
SEVERE_GRADE = 3


@dataclass(frozen=True, slots=True)
class Harm:
    """An adverse event of a randomised participant, under the column in which it counts."""

    participant: str
    column: str
    event: AdverseEvent
    term: Text
    organ_class: Text
    day: int | None
    in_window: bool

    @property
    def entry(self) -> Entry:
        """The event as something that a number counts."""
        return Entry(self.participant, self.column, (self.event.seq,))


def harms(context: Context, population: Population) -> tuple[Harm, ...]:
    """Every event from randomisation on of the members of a population, in the order of participant and entry."""
    return tuple(harm for one, column in population.of(context.people) for harm in _harms(context, one, column))


def _harms(context: Context, one: Participant, column: str) -> Iterator[Harm]:
    if one.randomised is None:
        return
    first, last = (one.randomised.day + timedelta(days=days) for days in context.study.safety.window_days)
    for event in adverse_events(context.study, one.facts):
        if event.onset is not None and event.onset < first:
            continue
        yield Harm(
            participant=one.number,
            column=column,
            event=event,
            term=name_term(context.study, event),
            organ_class=organ_class_of(context.study, event) or _NO_CLASS,
            day=days_between(one.randomised.day, event.onset) + 1 if event.onset is not None else None,
            in_window=event.onset is None or event.onset <= last,
        )


def by_term(context: Context) -> Display:
    """Participants with an event by organ class and term, the most frequent first."""
    population = context.safety()
    counted = [harm for harm in harms(context, population) if harm.in_window]
    columns = population.columns()
    rows = [
        count_row("any", _ANY, [harm.entry for harm in counted], columns),
        event_row("events", _EVENTS, [harm.entry for harm in counted], columns),
        count_row(
            "severe", _SEVERE, [harm.entry for harm in counted if (harm.event.grade or 0) >= SEVERE_GRADE], columns
        ),
        count_row("related", _RELATED, [harm.entry for harm in counted if harm.event.related], columns),
        *_class_rows(counted, columns),
    ]
    return Display("adverse_events", BY_TERM, population.name, columns, tuple(rows), (window_note(context),), _TERM)


def serious_events(context: Context) -> Display:
    """Participants with a serious event by organ class and term; also after the window."""
    population = context.safety()
    counted = [harm for harm in harms(context, population) if harm.event.serious]
    columns = population.columns()
    rows = [
        count_row("any", _ANY_SERIOUS, [harm.entry for harm in counted], columns),
        event_row("events", _EVENTS, [harm.entry for harm in counted], columns),
        *_class_rows(counted, columns),
    ]
    return Display(
        "serious_events",
        SERIOUS,
        population.name,
        columns,
        tuple(rows),
        (entry_words(context.study, _ALL_SERIOUS),),
        _TERM,
    )


def by_grade(context: Context) -> Display:
    """Participants by the worst grade of each term: for every column a share of grades 1 to 5, and of those without one."""
    population = context.safety()
    counted = [harm for harm in harms(context, population) if harm.in_window]
    columns = tuple(
        Column(f"{one.key}.{grade}", _graded(one.heading, grade), one.of)
        for one in population.columns()
        for grade in (*range(1, HIGHEST + 1), 0)
        if grade or any(harm.event.grade is None for harm in counted)
    )
    terms = sorted({harm.term for harm in counted}, key=lambda term: term.en)
    terms.sort(key=lambda term: -len({harm.participant for harm in counted if harm.term == term}))
    rows = [_grade_row("any", _ANY, counted, columns)]
    rows += [
        _grade_row(f"term.{term.en}", term, [harm for harm in counted if harm.term == term], columns) for term in terms
    ]
    notes = (window_note(context),)
    return Display("adverse_events_by_grade", BY_GRADE, population.name, columns, tuple(rows), notes, _ONE_TERM)


def _grade_row(key: str, label: Text, counted: Sequence[Harm], columns: Sequence[Column]) -> Row:
    worst: dict[tuple[str, str], int] = {}
    for harm in counted:
        of = (harm.column, harm.participant)
        worst[of] = max(worst.get(of, 0), harm.event.grade or 0)
    entries = [
        Entry(harm.participant, f"{harm.column}.{grade}", (harm.event.seq,))
        for harm in counted
        if (harm.event.grade or 0) == (grade := worst[harm.column, harm.participant])
    ]
    return Row(key, label, tuple(people(of_column(entries, column.key), column.of) for column in columns))


def _graded(heading: Text, grade: int) -> Text:
    what = _GRADE.format(n=grade) if grade else _UNGRADED
    return Text(f"{heading.en}\n{what.en}", f"{heading.zh}\n{what.zh}")


def _class_rows(counted: Sequence[Harm], columns: Sequence[Column]) -> Iterator[Row]:
    for name, of_class in _grouped(counted, lambda harm: harm.organ_class):
        yield count_row(f"class.{name.en}", name, [harm.entry for harm in of_class], columns)
        for term, of_term in _grouped(of_class, lambda harm: harm.term):
            entries = [harm.entry for harm in of_term]
            yield count_row(f"class.{name.en}.{term.en}", term, entries, columns, 1)


def _grouped(some: Sequence[Harm], by: Callable[[Harm], Text]) -> list[tuple[Text, list[Harm]]]:
    """Events by a name, that with the most participants first."""
    found: dict[Text, list[Harm]] = {}
    for harm in some:
        found.setdefault(by(harm), []).append(harm)
    return sorted(found.items(), key=lambda pair: (-len({harm.participant for harm in pair[1]}), pair[0].en))


def listing(context: Context, *, serious: bool = False) -> Display:
    """Every event with its facts, of the population or (serious ones) of everybody randomised."""
    population = context.population() if serious else context.safety()
    found = [harm for harm in harms(context, population) if harm.event.serious or not serious]
    rows = []
    for place, harm in enumerate(found, start=1):
        event = harm.event
        said = (
            same(harm.participant),
            arm_name(context, harm.column),
            harm.term,
            harm.organ_class,
            same(str(event.grade or "–")),
            same(event.onset.isoformat() if event.onset is not None else "–"),
            same(str(harm.day or "–")),
            _YES if event.serious else _NO,
            _YES if event.related else _NO,
            same(str(event.seq)),
        )
        cells = tuple(Number(text, (harm.participant,), (event.seq,)) for text in said)
        rows.append(Row(f"{harm.participant}.{place}", same(harm.participant), cells))
    key, title = ("listing_serious_events", SERIOUS_LISTING) if serious else ("listing_adverse_events", LISTING)
    columns = tuple(Column(name, heading, align="left") for name, heading in _HEADINGS.items())
    return Display(key, title, population.name, columns, tuple(rows), kind="listing")


def window_note(context: Context) -> Text:
    """Which events a table of harm counts."""
    first, last = context.study.safety.window_days
    return entry_words(context.study, _WINDOW).format(
        first=first, last=last, dictionary=context.study.safety.dictionary
    )
