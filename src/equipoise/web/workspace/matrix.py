"""The casebook at a glance: forms down, visits across, a state in each cell."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from equipoise.facts import FormInstance
from equipoise.facts.form_look import form_day
from equipoise.rules import visits
from equipoise.rules.visits import FormDue, Occurrence
from equipoise.trial.person import Person
from equipoise.trial.remember import remember
from equipoise.values.dates import days_between
from equipoise.values.text import Text
from equipoise.web.workspace.scope import Scope
from equipoise.web.workspace.standing import randomised_on
from equipoise.web.workspace.words import STATES


@dataclass(frozen=True, slots=True)
class Cell:
    """A form at a visit: its state (a key of `STATES`) and the instance that its page shows; empty where it is not planned."""

    state: str = ""
    instance: str = ""

    @property
    def glyph(self) -> str:
        """The shape."""
        return STATES[self.state][0]

    @property
    def look(self) -> str:
        """The class."""
        return STATES[self.state][1]

    @property
    def says(self) -> Text:
        """The words."""
        return STATES[self.state][2]


@dataclass(frozen=True, slots=True)
class Column:
    """A visit: its occurrence, and its target counted from randomisation."""

    visit: Occurrence
    day: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """A form and its cells, one a column."""

    form: str
    name: Text
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Forms that visits ask for, by visit."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A form that no visit asks for: a log entry, or one that is entered with a step of the product."""

    form: str
    name: Text
    one: FormInstance
    day: object
    state: str


def occurrences(scope: Scope, one: Person) -> tuple[Occurrence, ...]:
    """The calendar that a role may see; kept until a further fact or another day."""
    mark = (one.facts.head, one.study.version, scope.today)
    calendar = remember(
        scope.trial,
        "calendar",
        one.number,
        mark,
        lambda: visits.calendar(one.study, one.facts, one.events, scope.today, one.arm),
    )
    plan = one.study.schedule.visits
    return tuple(found for found in calendar if not scope.conceal.visit(plan.get(found.visit)))


def matrix(one: Person, found: Sequence[Occurrence]) -> Matrix:
    """The matrix of a participant. Visits that will never be, because their time has ended, are left out."""
    shown = [visit for visit in found if visit.state != "not_applicable" or any(form.entered for form in visit.forms)]
    start = randomised_on(one)
    signed = visits.signed_forms(one.facts)
    asked = {(query.form, query.instance) for query in visits.queries(one.facts) if not query.is_settled}
    names = {form.form for visit in shown for form in visit.forms}
    lines = [
        Line(name, plan.name, tuple(_cell(one, visit, name, signed, asked) for visit in shown))
        for name, plan in one.study.forms.forms.items()
        if name in names
    ]
    columns = tuple(Column(visit, days_between(start, visit.target) if start else None) for visit in shown)
    return Matrix(columns, tuple(line for line in lines if any(cell.state for cell in line.cells)))


def _cell(
    one: Person, visit: Occurrence, form: str, signed: Collection[tuple[str, str]], asked: Collection[tuple[str, str]]
) -> Cell:
    due = next((due for due in visit.forms if due.form == form), None)
    if due is None:
        return Cell()
    if not due.entered:
        return _awaited(visit, due)
    instance = _instance(one, visit, form)
    if (form, instance) in asked:
        return Cell("query", instance)
    return Cell("signed" if (form, instance) in signed else "entered", instance)


def _awaited(visit: Occurrence, due: FormDue) -> Cell:
    if not due.required:
        return Cell("optional", visit.instance) if visit.state in ("open", "overdue") else Cell()
    state = {"done": "not_applicable", "late_done": "not_applicable"}.get(visit.state, visit.state)
    return Cell(state, visit.instance)


def _instance(one: Person, visit: Occurrence, form: str) -> str:
    if one.facts.form(form, visit.instance) is not None:
        return visit.instance
    return next((entered.instance for entered in one.facts.forms(form) if entered.visit == visit.instance), "")


def beside(scope: Scope, one: Person, shown: Matrix) -> tuple[tuple[Text, tuple[Entry, ...]], ...]:
    """Entered forms that the matrix does not show, by form."""
    placed = {(line.form, cell.instance) for line in shown.lines for cell in line.cells if cell.instance}
    signed = visits.signed_forms(one.facts)
    asked = {(query.form, query.instance) for query in visits.queries(one.facts) if not query.is_settled}
    return tuple(
        (plan.name, entries)
        for name, plan in one.study.forms.forms.items()
        if not scope.conceal.form(name) and (entries := tuple(_entries(one, name, placed, signed, asked)))
    )


def _entries(
    one: Person,
    name: str,
    placed: Collection[tuple[str, str]],
    signed: Collection[tuple[str, str]],
    asked: Collection[tuple[str, str]],
) -> Iterator[Entry]:
    for entered in one.facts.forms(name):
        key = (name, entered.instance)
        if key not in placed:
            state = "query" if key in asked else "signed" if key in signed else "entered"
            yield Entry(name, one.study.forms.forms[name].name, entered, form_day(one.study, entered), state)


def legend() -> Mapping[str, tuple[str, str, Text]]:
    """What the shapes mean."""
    return STATES
