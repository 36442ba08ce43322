"""Rows put together into forms: one form a participant and sampling day, asked of the trial's own gate before anybody sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from equipoise.exchange.laboratory.line import Line
from equipoise.exchange.laboratory.visit import Spot
from equipoise.exchange.laboratory.whose import Named
from equipoise.facts import Answer
from equipoise.facts.casebook import QueryOpened
from equipoise.facts.form_look import LABORATORY_ITEM
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.model import Item, Study
from equipoise.rules import safety
from equipoise.rules.visits import is_unanswered
from equipoise.trial.commands import CorrectItems, SaveForm
from equipoise.trial.decide import decide
from equipoise.trial.decision import Accepted, Asked
from equipoise.trial.person import Person
from equipoise.trial.state import Trial
from equipoise.values.quantity import AnalyteUnits, Quantity, UnitFault, conversion, decimal_words
from equipoise.values.reason import Reason
from equipoise.values.text import Text

OF_THE_ROLE = frozenset({"not_your_form", "not_permitted", "not_delegated"})
"""Reasons that lie in the person who asks, not in the row: whoever only looks sees what the right person would see."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The rows of one form of one participant."""

    one: Person
    form: str
    day: date
    spot: Spot
    rows: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form that would be saved, or corrected where `saved` says that it stands already. `new` answers what nobody answered yet."""

    participant: str
    form: str
    instance: str
    visit: str
    saved: bool
    new: Mapping[str, Answer]
    corrected: Mapping[str, Answer]
    places: tuple[str, ...]
    queries: int = 0
    barred: tuple[Reason, ...] = ()
    """Why the person who asks may not save it: another role may."""

    @property
    def has_news(self) -> bool:
        """Whether anything of it is left when nothing is corrected."""
        return bool(self.new)

    def without_corrections(self) -> Sheet:
        """The same with what differs left as it is entered."""
        return replace(self, corrected={})

    def command(self, reason: str) -> SaveForm | CorrectItems:
        """The command that saves or corrects the form; where it came from stands as the reason."""
        if self.saved:
            return CorrectItems(
                participant=self.participant, form=self.form, instance=self.instance, new={**self.new, **self.corrected}, reason=reason
            )  # fmt: skip
        return SaveForm(
            participant=self.participant, form=self.form, instance=self.instance, visit=self.visit, items=dict(self.new), reason=reason
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """The forms that hold, and every row of all of them."""

    sheets: tuple[Sheet, ...]
    lines: tuple[Line, ...]


def make_sheets(trial: Trial, asked: Asked, drafts: Sequence[Draft]) -> Made:
    """The forms of these drafts; the rows of a form that the gate refuses are wrong, for the gate's own reasons."""
    sheets: list[Sheet] = []
    lines: list[Line] = []
    judges: dict[str, safety.Ahead] = {}
    for draft in drafts:
        number = draft.one.number
        if number not in judges:
            judges[number] = safety.grades_ahead(draft.one.study, draft.one.facts)
        sheet, rows = _sheet(trial, asked, draft, judges[number])
        lines += rows
        if sheet is not None:
            sheets.append(sheet)
    return Made(tuple(sheets), tuple(lines))


def _sheet(trial: Trial, asked: Asked, draft: Draft, judge: safety.Ahead) -> tuple[Sheet | None, list[Line]]:
    laboratory, rows, strangers = _of_one_laboratory(draft)
    lines = [row.line("wrong", (_two_laboratories(laboratory),), **_where(draft)) for row in strangers]
    states = {row.result.place: _state(draft, row) for row in rows}
    taken = [row for row in rows if states[row.result.place] != "same"]
    if not taken:
        return None, lines + [row.line("same", **_where(draft), **_judged(judge, row)) for row in rows]
    sheet = _put_together(draft, laboratory, taken, states)
    asked = replace(asked, command=sheet.command("-"))
    decision = decide(trial, asked)
    against = () if isinstance(decision, Accepted) else decision.reasons
    barred = tuple(one for one in against if one.code in OF_THE_ROLE)
    if len(against) > len(barred):
        return None, lines + [
            row.line("same", **_where(draft))
            if states[row.result.place] == "same"
            else row.line("wrong", tuple(one for one in against if one not in barred), **_where(draft))
            for row in rows
        ]
    opened = sum(isinstance(one.body, QueryOpened) for one in decision.happenings)
    lines += [
        row.line(states[row.result.place], before=_before(draft, row), **_where(draft), **_judged(judge, row))
        for row in rows
    ]
    return replace(sheet, queries=opened, barred=barred), lines


def _where(draft: Draft) -> dict[str, Any]:
    return {"visit": draft.spot.says, "instance": draft.spot.instance}


def _of_one_laboratory(draft: Draft) -> tuple[str, list[Named], list[Named]]:
    """The laboratory of the form, its rows, and the rows of other laboratories: a form has one."""
    saved = draft.spot.saved
    entered = saved.items.get(LABORATORY_ITEM) if saved is not None else None
    named = Counter(row.laboratory for row in draft.rows)
    laboratory = entered if isinstance(entered, str) and entered else named.most_common(1)[0][0]
    own = [row for row in draft.rows if row.laboratory in (laboratory, "")]
    return laboratory, own, [row for row in draft.rows if row.laboratory not in (laboratory, "")]


def _two_laboratories(laboratory: str) -> Reason:
    return Reason(
        "two_laboratories",
        Text(f"The form of that day is of the laboratory {laboratory}.", f"当天的表单属于实验室 {laboratory}。"),
        remedy=Text(
            "Enter the other laboratory’s values by hand on a form of their own.",
            "请将另一实验室的结果手工录入单独的表单。",
        ),
    )


def _state(draft: Draft, row: Named) -> str:
    if draft.spot.saved is None:
        return "enter"
    before = draft.spot.saved.items.get(row.item)
    if is_unanswered(before):
        return "add"
    return "same" if agree(draft.one.study, row.meant.item, before, row.meant.answer) else "correct"


def _before(draft: Draft, row: Named) -> Answer:
    return draft.spot.saved.items.get(row.item) if draft.spot.saved is not None else None


def agree(study: Study, item: Item, one: Answer, other: Answer) -> bool:
    """Whether two answers say the same value, perhaps in two units; limits do not matter."""
    if one == other:
        return True
    if not isinstance(one, dict) or not isinstance(other, dict) or "value" not in one or "value" not in other:
        return isinstance(one, str | int) and isinstance(other, str | int) and str(one) == str(other)
    numbers = [read_number(str(answer["value"])) for answer in (one, other)]
    if None in numbers:
        return False
    units = [str(answer.get("unit") or "") for answer in (one, other)]
    if units[0] == units[1]:
        return numbers[0] == numbers[1]
    analyte = study.forms.analytes.get(item.analyte or "")
    known = AnalyteUnits(analyte.unit, tuple(analyte.factors.items())) if analyte is not None else None
    try:
        factor, add = conversion(units[0], units[1], known)
    except UnitFault:
        return False
    first, second = numbers
    if first is None or second is None or not _is_exact(first) or not _is_exact(second):
        return False
    return Fraction(str(first)) * factor + add == Fraction(str(second))


def _is_exact(number: object) -> bool:
    return not hasattr(number, "least")


def _put_together(draft: Draft, laboratory: str, taken: Sequence[Named], states: Mapping[str, str]) -> Sheet:
    form = draft.one.study.forms.forms[draft.form]
    saved = draft.spot.saved
    new = {row.item: row.meant.answer for row in taken if states[row.result.place] != "correct"}
    if saved is None:
        assert form.date is not None, "a form of the laboratory is dated"
        head = {form.date: min(row.sampled for row in taken)}
        if LABORATORY_ITEM in form.items and laboratory:
            head[LABORATORY_ITEM] = laboratory
        new = {**head, **new}
    return Sheet(
        participant=draft.one.number,
        form=draft.form,
        instance=draft.spot.instance,
        visit=draft.spot.visit,
        saved=saved is not None,
        new=new,
        corrected={row.item: row.meant.answer for row in taken if states[row.result.place] == "correct"},
        places=tuple(row.result.place for row in taken),
    )


def _judged(judge: Callable[..., safety.Judged], row: Named) -> dict[str, Any]:
    """The limits and the toxicity grade that the value would have."""
    if row.meant.item.analyte is None:
        return {}
    value, grades = judge(row.form, row.item, row.meant.answer, row.day, row.laboratory)
    if value is None:
        return {}
    known = [found for found in grades if found.grade.grade is not None]
    worst = max(known, key=lambda found: found.grade.grade or 0, default=None)
    return {
        "limits": _bounds(value.low, value.high),
        "grade": worst.grade.grade if worst is not None else None,
        "term": worst.term if worst is not None else "",
    }


def _bounds(low: Quantity | None, high: Quantity | None) -> str:
    """Both limits with their unit; of one alone the side that it bounds."""
    unit = next((one.unit for one in (low, high) if one is not None), "")
    if low is not None and high is not None:
        return f"{decimal_words(low.value)}–{decimal_words(high.value)} {unit}"
    if low is not None:
        return f"≥{decimal_words(low.value)} {unit}"
    return f"≤{decimal_words(high.value)} {unit}" if high is not None else ""
