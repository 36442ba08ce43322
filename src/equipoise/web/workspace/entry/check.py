"""What the rules say about a form while it is typed: what is wrong, what each value means, what is asked at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from equipoise.facts import Answer
from equipoise.facts.answer_path import item_at
from equipoise.facts.form_look import LABORATORY_ITEM, day_of, items_look, observed
from equipoise.facts.limits import SexAndBirth
from equipoise.protocol.criteria import Observation, form_names, parse, parse_term, say, say_term, truth_of
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item, Study
from equipoise.rules import visits
from equipoise.rules.visits import CheckFinding
from equipoise.values.quantity import Quantity
from equipoise.values.say_day import day_words
from equipoise.values.text import Text
from equipoise.values.truth import Truth
from equipoise.values.units import UnitFault
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.entry.boxes import says_both, wrong_date
from equipoise.web.workspace.entry.event import Told, told_of_event
from equipoise.web.workspace.entry.sheet import Answers, Sheet
from equipoise.web.workspace.measured import limit_words, mark_words, ranges_of, usual_words

_STILL_TO_COME: Final = ("required", "no-unit", "too-few-rows", "row-missing-")
"""Checks that have nothing to say while somebody is still typing."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A unit in which a value that is impossible or unusual as typed would be an ordinary one."""

    unit: str
    printed: str
    says: Text


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside a box: the value in its usual unit, what is normal, what is wrong, whether it is asked at all.

    `read` is the number and the unit of a value behind which its unit was typed.
    """

    usual: str = ""
    limit: str = ""
    mark: Text | None = None
    derived: Text | None = None
    asked: bool = True
    findings: tuple[CheckFinding, ...] = ()
    proposal: Proposal | None = None
    told: Told | None = None
    read: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """A sheet as the rules see it; findings carry the paths of the page."""

    findings: tuple[CheckFinding, ...]
    notes: Mapping[str, Note]

    @property
    def hard(self) -> tuple[CheckFinding, ...]:
        """What refuses the save."""
        return tuple(one for one in self.findings if one.severity == "hard")

    @property
    def soft(self) -> tuple[CheckFinding, ...]:
        """What is saved once it is confirmed, and becomes a query."""
        return tuple(one for one in self.findings if one.severity == "soft")


def check(sheet: Sheet, *, finished: bool) -> Checked:
    """Everything that the rules say. While somebody is still typing (not `finished`) what is missing is not yet complained about."""
    given = sheet.answers()
    answers = {**given.items, **sheet.derived()}
    around = visits.around(
        sheet.study,
        sheet.one.facts,
        sheet.one.events,
        sheet.form,
        sheet.instance,
        sheet.visit,
        sheet.scope.today,
        answers,
    )
    whose = visits.whose_limits(sheet.study, sheet.one.facts, sheet.form)
    found = [
        *_both(sheet),
        *_ahead(sheet, answers),
        *visits.check_form(
            sheet.study,
            sheet.form,
            answers,
            given.groups,
            around=around,
            person=whose,
            since=visits.first_day(sheet.study, sheet.one.facts),
            window=visits.window(
                sheet.study, sheet.one.events, sheet.one.arm, sheet.visit or sheet.instance, sheet.scope.today
            ),
        ),
    ]
    if not finished:
        found = [one for one in found if not one.check.startswith(_STILL_TO_COME)]
    placed = tuple(_on_page(sheet, one) for one in found)
    return Checked(placed, dict(_notes(sheet, given, answers, placed)))


_DATES: Final = frozenset({"not-a-date", "not-a-moment"})


def _on_page(sheet: Sheet, found: CheckFinding) -> CheckFinding:
    """A finding where its box stands; of a date that cannot be read, which of its boxes is wrong."""
    path, says = sheet.on_page(found.path), found.says
    item = item_at(sheet.plan, path) if found.check in _DATES else None
    if item is not None:
        says = wrong_date(path, sheet.typed).format(item=item.label)
    return replace(found, path=path, says=says)


def _both(sheet: Sheet) -> Iterator[CheckFinding]:
    for path, item, _, _ in sheet.fields():
        if sheet.typed.get(f"{path}~missing") and says_both(sheet.study, path, item, sheet.typed, sheet.scope.today):
            says = Text("{item} has a value and is said to be missing.", "“{item}”既有数值，又标为缺失。")
            yield CheckFinding("hard", path, "both", says.format(item=item.label))


def _ahead(sheet: Sheet, answers: Mapping[str, Answer]) -> Iterator[CheckFinding]:
    """The day of the form where it is still to come: the gate would refuse it, the page says so while it is typed."""
    name = sheet.plan.date
    day = day_of(answers.get(name), sheet.study.time_zone) if name else None
    if name and day is not None and day > sheet.scope.today:
        says = Text("{item}: {day} is still to come.", "“{item}”：{day}尚未到来。")
        yield CheckFinding("hard", name, "ahead", says.format(item=sheet.plan.items[name].label, day=day_words(day)))


def _notes(
    sheet: Sheet, given: Answers, answers: Mapping[str, Answer], findings: tuple[CheckFinding, ...]
) -> Iterator[tuple[str, Note]]:
    study, plan = sheet.study, sheet.plan
    day = (day_of(answers.get(plan.date), study.time_zone) if plan.date else None) or sheet.scope.today
    person = ranges_of(sheet.one, plan)
    look = items_look(study, sheet.form, answers, day=day)
    told = told_of_event(sheet, given)
    rows = {f"{name}.{place}": row for name, group in plan.groups.items() for place, row in sheet.placed(name, group)}
    for path, item, name, number in sheet.fields():
        row = rows.get(f"{name}.{number}", {}) if name else {}
        answer = row.get(path.rpartition(".")[2]) if name else answers.get(path)
        inner = items_look(study, sheet.form, answers, group=name, row=row, day=day) if name else look
        wrong = tuple(one for one in findings if one.path == path)
        note = Note(
            derived=answer_words(study, item, answer) if item.derived is not None else None,
            asked=item.when is None or truth_of(item.when, inner, day) is Truth.TRUE,
            findings=wrong,
            told=told.get(path),
        )
        if item.kind == "quantity":
            where = row.get(LABORATORY_ITEM) or answers.get(LABORATORY_ITEM)
            note = _measured(note, _Measure(study, item, day, where, person), answer)
            if isinstance(answer, Mapping) and answer.get("value", "") != sheet.typed.get(path, "").strip():
                note = replace(note, read={"value": str(answer.get("value", "")), "unit": str(answer.get("unit", ""))})
        yield path, note


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is needed to read a quantity: its item, the day, the laboratory, the person."""

    study: Study
    item: Item
    day: date
    laboratory: Answer
    person: SexAndBirth

    def of(self, answer: Answer) -> Observation | None:
        """What an answer says."""
        return observed(self.study, self.item, answer, day=self.day, laboratory=self.laboratory, person=self.person)


def _measured(note: Note, measure: _Measure, answer: Answer) -> Note:
    """The note of a quantity: what is normal stands there before anything is typed."""
    units = measure.item.units
    if answer is None or visits.is_missing(answer):
        return replace(note, limit=limit_words(measure.of({"value": "0", "unit": units[0] if units else ""})))
    seen = measure.of(answer)
    return replace(
        note,
        usual=usual_words(seen),
        limit=limit_words(seen),
        mark=mark_words(seen),
        proposal=_proposal(measure, answer),
    )


def _proposal(measure: _Measure, answer: Answer) -> Proposal | None:
    """Another unit of the item in which the value would be ordinary, where as typed it is impossible or has no unit."""
    units = measure.item.units
    if len(units) < 2 or not isinstance(answer, Mapping) or not _is_odd(measure, answer):
        return None
    for code in units:
        other = {**answer, "unit": code}
        if code != answer.get("unit") and not _is_odd(measure, other):
            usual = usual_words(measure.of(other))
            says = Text("{value} {unit}{usual} would be ordinary.", "{value} {unit}{usual} 则属常见范围。").format(
                value=str(answer["value"]), unit=say_unit(code), usual=f" (= {usual})" if usual else ""
            )
            return Proposal(code, say_unit(code), says)
    return None


_FAR: Final = 4
"""A value is odd that lies more than so many times outside of what is normal: one unit's figure read in another is."""


def _is_odd(measure: _Measure, answer: Mapping[str, Answer]) -> bool:
    seen, item = measure.of(answer), measure.item
    if seen is None or not isinstance(seen.value, Decimal):
        return False
    if not seen.unit:
        return True
    try:
        value = Quantity(seen.value, seen.unit).magnitude(item.units[0], seen.analyte)
        low = seen.low.magnitude(item.units[0], seen.analyte) if seen.low is not None else None
        high = seen.high.magnitude(item.units[0], seen.analyte) if seen.high is not None else None
    except UnitFault:
        return True
    impossible = (item.least is not None and value < item.least) or (item.most is not None and value > item.most)
    return impossible or bool((low and value * _FAR < low) or (high and value > high * 2 * _FAR))


@lru_cache(maxsize=4096)
def condition_words(study: Study, form: str, group: str, when: str) -> Text:
    """When an item is asked, in words."""
    return say(parse(when), form_names(study, form, group))


@lru_cache(maxsize=1024)
def rule_words(study: Study, form: str, item: str) -> Text:
    """How a derived item is computed, in words."""
    known = study.forms.forms[form].items[item]
    names, rule = form_names(study, form), known.derived or ""
    return say(parse(rule), names) if known.kind == "yes_no" else say_term(parse_term(rule), names)
