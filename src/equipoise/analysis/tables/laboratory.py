"""Laboratory shifts: the grade before treatment against the worst one after it, by term; and every graded value that is severe."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial

from equipoise.analysis.read_participant import Participant
from equipoise.analysis.tables.context import Context, Population, arm_name
from equipoise.analysis.tables.display import EMPTY, Column, Display, Entry, Number, Row, of_column, people
from equipoise.protocol.entry_words import entry_words
from equipoise.protocol.model import Study
from equipoise.rules.safety import LaboratoryGrade, laboratory_grades
from equipoise.trial.remember import remember
from equipoise.values.text import Text, same

TITLE = Text("Laboratory shifts from baseline to the worst grade", "实验室检查：基线分级至最高分级的变化")
LISTING = Text("Laboratory values of grade 3 or 4", "3 级或 4 级实验室检查值清单")
_LABEL = Text("Term and grade at baseline", "术语与基线分级")
_FROM = Text("Baseline grade {n}", "基线 {n} 级")
_UNKNOWN = Text("Baseline not known", "基线不详")
_TO = Text("{heading}\nworst {n}", "{heading}\n最高 {n} 级")
_NOTE = Text(
    "Worst grade of the values after the day of randomisation; the baseline is the newest value until then. Values that cannot "
    "be graded are left out. Dictionary {dictionary}.",
    "随机化之后各值的最高分级；基线为截至随机化当日的最新值。无法分级者不计。词典：{dictionary}。",
)
HIGHEST = 4
SEVERE = 3
_HEADINGS = {
    "participant": Text("Participant", "受试者"),
    "arm": Text("Arm", "组别"),
    "term": Text("Term", "术语"),
    "grade": Text("Grade", "分级"),
    "value": Text("Value", "数值"),
    "limits": Text("Reference range", "参考区间"),
    "on": Text("Date", "日期"),
    "facts": Text("Facts", "记录序号"),
}


@dataclass(frozen=True, slots=True)
class Shift:
    """One participant and term: the grade at baseline (None: not known) and the worst after it, with the facts of both."""

    participant: str
    column: str
    term: str
    before: int | None
    worst: int
    facts: tuple[int, ...]


def shifts(context: Context, population: Population) -> tuple[Shift, ...]:
    """A shift for each member and term with a gradable value after randomisation; found once a cut, as each figure asks again."""
    return tuple(shift for one, column in population.of(context.people) for shift in _kept(context, one, column))


def _kept(context: Context, one: Participant, column: str) -> tuple[Shift, ...]:
    return remember(
        context.trial,
        f"laboratory shifts, {column}",
        one.number,
        one,
        lambda: tuple(_shifts(context, one, column)),
    )


def graded_values(context: Context, one: Participant) -> tuple[LaboratoryGrade, ...]:
    """The graded laboratory values of a participant, graded once a cut."""
    grade = partial(laboratory_grades, context.study, one.facts)
    return remember(context.trial, "laboratory grades", one.number, one, grade)


def _shifts(context: Context, one: Participant, column: str) -> Iterator[Shift]:
    if one.randomised is None:
        return
    by_term: dict[str, list[LaboratoryGrade]] = {}
    for found in graded_values(context, one):
        if found.grade.grade is not None and found.value.day is not None:
            by_term.setdefault(found.term, []).append(found)
    for term, graded in by_term.items():
        after = [found for found in graded if _day(found) > one.randomised.day]
        before = [found for found in graded if _day(found) <= one.randomised.day]
        if after:
            worst = max(after, key=lambda found: (found.grade.grade or 0, -found.value.seq))
            start = max(before, key=lambda found: (_day(found), found.value.seq), default=None)
            seqs = tuple(found.value.seq for found in (start, worst) if found is not None)
            grade = start.grade.grade if start is not None else None
            yield Shift(one.number, column, term, grade, worst.grade.grade or 0, seqs)


def _day(found: LaboratoryGrade) -> date:
    assert found.value.day is not None, "only dated values are compared"
    return found.value.day


def laboratory_shifts(context: Context) -> Display:
    """For each term and grade at baseline, the worst grade after it: participants by column."""
    population = context.safety()
    found = shifts(context, population)
    columns = tuple(
        Column(f"{one.key}.{grade}", _TO.format(heading=one.heading, n=grade), one.of)
        for one in population.columns()
        for grade in range(HIGHEST + 1)
    )
    rows: list[Row] = []
    for term in dict.fromkeys(sorted(shift.term for shift in found)):
        of_term = [shift for shift in found if shift.term == term]
        rows.append(Row(term, same(term), tuple(EMPTY for _ in columns)))
        for before in (*range(HIGHEST + 1), None):
            inside = [shift for shift in of_term if shift.before == before]
            if inside:
                entries = [Entry(shift.participant, f"{shift.column}.{shift.worst}", shift.facts) for shift in inside]
                label = _UNKNOWN if before is None else _FROM.format(n=before)
                cells = tuple(people(of_column(entries, column.key)) for column in columns)
                rows.append(Row(f"{term}.{'unknown' if before is None else before}", label, cells, 1))
    note = shift_note(context.study)
    return Display("laboratory_shifts", TITLE, population.name, columns, tuple(rows), (note,), _LABEL)


def shift_note(study: Study) -> Text:
    """Which values a shift compares."""
    return entry_words(study, _NOTE).format(dictionary=study.safety.dictionary)


def severe_values(context: Context) -> Display:
    """Each value of grade 3 or 4 after randomisation, with its limits and fact."""
    population = context.safety()
    rows: list[Row] = []
    for one, column in population.of(context.people):
        for found in graded_values(context, one):
            value, grade = found.value, found.grade.grade
            if grade is None or grade < SEVERE or one.randomised is None or value.day is None:
                continue
            if value.day <= one.randomised.day:
                continue
            quantity = f"{value.quantity.value} {value.quantity.unit}" if value.quantity is not None else "–"
            low, high = (str(limit.value) if limit is not None else "" for limit in (value.low, value.high))
            said = (
                same(one.number), arm_name(context, column), same(found.term), same(str(grade)), same(quantity),
                same(f"{low} – {high}"), same(value.day.isoformat()), same(str(value.seq)),
            )  # fmt: skip
            cells = tuple(Number(text, (one.number,), (value.seq,)) for text in said)
            rows.append(Row(f"{one.number}.{len(rows) + 1}", same(one.number), cells))
    columns = tuple(Column(name, heading, align="left") for name, heading in _HEADINGS.items())
    return Display("listing_laboratory", LISTING, population.name, columns, tuple(rows), kind="listing")
