"""What a file would do to the trial, row by row: what each becomes, or every reason why it cannot. Nothing is changed.

A row goes through four gates: what it means (`resolve.py`), whose it is and when it was taken (`whose.py`), whether the file says it
once (here), and at which visit its form stands (`visit.py`). What passes is put together into forms, and the trial's own gate is
asked about each: the same gate that will decide when the forms are saved.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from equipoise.exchange.laboratory.line import STATES, Line
from equipoise.exchange.laboratory.result import Read, Result
from equipoise.exchange.laboratory.sheets import Draft, Sheet, make_sheets
from equipoise.exchange.laboratory.visit import Visits
from equipoise.exchange.laboratory.whose import Named, name_row
from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.trial.commands import SaveForm
from equipoise.trial.decision import Asked, By
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text

_RANK: Final = {"F": 0, "C": 1}


@dataclass(frozen=True, slots=True)
class Plan:
    """Every row with what it becomes, the forms that would be saved or corrected, and a mark of all of it."""

    lines: tuple[Line, ...]
    sheets: tuple[Sheet, ...]
    head: int
    mark: str
    stopped: tuple[Reason, ...] = ()
    """Why the file as a whole cannot be taken in."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rows there are of each state."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in STATES}

    @property
    def barred(self) -> tuple[Reason, ...]:
        """Why the person who asks may not take the file in."""
        return tuple(dict.fromkeys(one for sheet in self.sheets for one in sheet.barred))

    @property
    def queries(self) -> int:
        """How many queries the forms would open."""
        return sum(sheet.queries for sheet in self.sheets)


def plan(trial: Trial, by: By, at: datetime, read: Read, mapping: LaboratoryMapping) -> Plan:
    """What the file would do if it were taken in now by this person in this role."""
    asked = Asked(SaveForm(form="", instance="", items={}), by, at)
    rows: list[Line | Named] = [name_row(trial, asked, mapping, result) for result in read.results]
    wrong = [Line(Result(one.place, (), "", (), ""), "wrong", (one.reason,)) for one in read.faults if one.place]
    named, lines = _once([row for row in rows if isinstance(row, Named)])
    lines += [row for row in rows if isinstance(row, Line)] + wrong
    placed, unplaced = _placed(named, asked, mapping)
    lines += unplaced
    made = make_sheets(trial, asked, placed)
    lines += made.lines
    order = {result.place: number for number, result in enumerate(read.results)}
    lines.sort(key=lambda line: order.get(line.place, len(order)))
    stopped = tuple(one.reason for one in read.faults if not one.place)
    return Plan(tuple(lines), made.sheets, trial.head, _mark(lines, made.sheets), stopped)


def _once(rows: Sequence[Named]) -> tuple[list[Named], list[Line]]:
    """One row for each participant, day and item: a corrected result replaces an earlier one; two that differ are both wrong."""
    by_place: dict[tuple[str, date, str], list[Named]] = defaultdict(list)
    for row in rows:
        by_place[(row.one.number, row.day, row.meant.path)].append(row)
    kept: list[Named] = []
    lines: list[Line] = []
    for several in by_place.values():
        if len(several) == 1:
            kept += several
            continue
        best = max(_RANK.get(row.result.status, 0) for row in several)
        newest = [row for row in several if _RANK.get(row.result.status, 0) == best]
        if best:
            newest = newest[-1:]  # of several corrections the last one sent counts
        lines += [row.line("replaced") for row in several if not any(row is one for one in newest)]
        if all(one.meant.answer == newest[0].meant.answer for one in newest):
            kept.append(newest[0])
            lines += [row.line("replaced", remarks=(_TWICE,)) for row in newest[1:]]
        else:
            lines += [row.line("wrong", _contradicts(row, newest)) for row in newest]
    return kept, lines


_TWICE: Final = Text("The file says it twice.", "文件中重复出现。")


def _contradicts(row: Named, several: Sequence[Named]) -> tuple[Reason, ...]:
    others = ", ".join(one.result.place for one in several if one is not row)
    return (
        Reason(
            "two_values",
            Text(
                f"The file has another value for the same day: row {others}.",
                f"文件中同一天另有不同结果：第 {others} 行。",
            ),
            remedy=Text("Leave in the file the one that counts.", "请在文件中只保留应采用的结果。"),
        ),
    )


def _placed(named: Sequence[Named], asked: Asked, mapping: LaboratoryMapping) -> tuple[list[Draft], list[Line]]:
    """The rows by the form that they belong to, and those that belong to none."""
    by_person: dict[str, list[Named]] = defaultdict(list)
    for row in named:
        by_person[row.one.number].append(row)
    drafts: list[Draft] = []
    lines: list[Line] = []
    for rows in by_person.values():
        one = rows[0].one
        calendar = Visits(one, asked.by.role, asked.day(one.study), mapping.outside)
        for draft in _forms_of(one, rows, calendar):
            if isinstance(draft, Draft):
                drafts.append(draft)
            else:
                lines.append(draft)
    return drafts, lines


def _forms_of(one: Person, rows: Sequence[Named], calendar: Visits) -> Iterator[Draft | Line]:
    by_form: dict[str, dict[date, list[Named]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        by_form[row.form][row.day].append(row)
    for form, days in by_form.items():
        spots = calendar.spots(form, days)
        for day, there in days.items():
            spot = spots[day]
            if isinstance(spot, Reason):
                yield from (row.line("wrong", (spot,)) for row in there)
            else:
                yield Draft(one, form, day, spot, tuple(there))


def _mark(lines: Sequence[Line], sheets: Sequence[Sheet]) -> str:
    """A digest of what would happen: another one means that the trial has changed since the plan was shown."""
    words = "\n".join(
        f"{line.place}\t{line.state}\t{line.participant}\t{line.path}\t{line.instance}\t{line.answer}\t{line.before}"
        for line in lines
    )
    return sha256(f"{words}\n{len(sheets)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def only(plan_made: Plan, correct: bool) -> Plan:
    """The plan with the corrections, or without them: then what differs stays as it is entered."""
    if correct:
        return plan_made
    return replace(plan_made, sheets=tuple(sheet.without_corrections() for sheet in plan_made.sheets if sheet.has_news))
