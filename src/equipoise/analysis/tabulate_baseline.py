"""What participants were like when they were randomised, by arm: description only, never tested (CONSORT 2010, item 15)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

from equipoise.analysis.group_arms import POOLED, Group
from equipoise.analysis.read_participant import Participant
from equipoise.analysis.summarise_numbers import Summary, summarise_numbers
from equipoise.facts.form_look import item_of
from equipoise.facts.observe import observations
from equipoise.protocol.criteria import Observation, Range
from equipoise.protocol.criteria.operands import amount_of, in_usual
from equipoise.protocol.model import Item, Study, Variable
from equipoise.trial.remember import remember
from equipoise.trial.state import Trial
from equipoise.values.quantity import UnitFault
from equipoise.values.text import Text, same

YES_NO: Mapping[str, Text] = {"Y": Text("Yes", "是"), "N": Text("No", "否")}
NUMBERS = ("integer", "decimal", "quantity")

Known = Fraction | str
"""A value at randomisation: an exact number in the usual unit, or a code."""


@dataclass(frozen=True, slots=True)
class AtStart:
    """What a participant was like at randomisation in one variable: the value, its day, and the fact that says so."""

    value: Known
    day: date | None
    seq: int


@dataclass(frozen=True, slots=True)
class BaselineCell:
    """One group: how many have a value, and either a summary of numbers or the count of each code."""

    group: str
    known: int
    missing: int
    summary: Summary | None = None
    counts: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """One variable of the study file; `levels` names what `counts` count, in the order of the code list."""

    variable: str
    name: Text
    unit: str
    levels: tuple[Text, ...]
    cells: tuple[BaselineCell, ...]


def tabulate_baseline(
    study: Study, people: Sequence[Participant], groups: Sequence[Group], trial: Trial | None = None
) -> tuple[BaselineRow, ...]:
    """A row for each variable with numbers or codes that anybody had at randomisation; dates and free text are left out.

    The newest value up to the day of randomisation counts, as for eligibility. With a trial, values are kept in its memory.
    """
    kinds = kinds_of(study)
    values: dict[str, list[tuple[str, Known | None]]] = {name: [] for name in kinds}
    for one in people:
        if one.randomised is None:
            continue
        group = next(group.key for group in groups if group.key in (POOLED, one.arm))
        known = at_start(study, one, trial)
        for name, found in values.items():
            found.append((group, known[name].value if name in known else None))
    return tuple(
        _row(study, name, kinds[name], groups, found)
        for name, found in values.items()
        if any(value is not None for _, value in found)
    )


def kinds_of(study: Study) -> Mapping[str, str]:
    """The variables that a table shows, each a `number` or a `code`: those that the study file names, otherwise all."""
    shown = study.analysis.baseline or tuple(study.variables)
    return {name: kind for name in shown if (kind := _kind(study, study.variables[name]))}


def at_start(study: Study, one: Participant, trial: Trial | None = None) -> Mapping[str, AtStart]:
    """What a randomised participant was like on the day of randomisation, by variable; what is not known is left out."""
    return remember(trial, "baseline", one.number, one, partial(_values, study, one, _read_kinds(study)))


def _read_kinds(study: Study) -> Mapping[str, str]:
    """What is read of everybody: what the table shows, and the covariates of the comparison beside it."""
    further = study.analysis.comparison.covariates
    return {**kinds_of(study), **{name: kind for name in further if (kind := _kind(study, study.variables[name]))}}


def levels_of(study: Study, name: str) -> Mapping[str, Text]:
    """The answers that a coded variable may have, in the order of its code list."""
    item = _item(study, study.variables[name])
    return dict(study.forms.code_lists.get(item.codes, {})) if item is not None and item.codes else dict(YES_NO)


def unit_of(study: Study, name: str) -> str:
    """The usual unit of a variable that is a number; empty where it has none."""
    variable = study.variables[name]
    item = _item(study, variable)
    return "a" if variable.kind == "age" else item.units[0] if item is not None and item.units else ""


def _kind(study: Study, variable: Variable) -> str:
    """`number`, `code`, or empty for what a table does not show."""
    if variable.kind == "age":
        return "number"
    item = _item(study, variable)
    if item is None:
        return ""
    return "number" if item.kind in NUMBERS else "code" if item.kind in ("code", "yes_no") else ""


def _item(study: Study, variable: Variable) -> Item | None:
    found = item_of(study, variable.item)
    return found[2] if found is not None else None


def _values(study: Study, one: Participant, kinds: Mapping[str, str]) -> Mapping[str, AtStart]:
    assert one.randomised is not None
    look = observations(study, one.facts, one.randomised.day)
    seen = {name: (look(name), kind) for name, kind in kinds.items()}
    return {
        name: AtStart(value, found.day, found.seq or 0)
        for name, (found, kind) in seen.items()
        if found is not None and (value := _value(found, kind)) is not None
    }


def _value(found: Observation | None, kind: str) -> Known | None:
    """The exact number in the usual unit, or the code; None where it is missing, or known only within bounds."""
    if found is None:
        return None
    if kind == "code":
        return ("Y" if found.value else "N") if isinstance(found.value, bool) else str(found.value)
    amount = amount_of(found)
    if amount is None:
        return None
    try:
        number = in_usual(amount)
    except UnitFault:
        return None
    return None if isinstance(number, Range) else Fraction(number)


def _row(
    study: Study, name: str, kind: str, groups: Sequence[Group], found: Sequence[tuple[str, Known | None]]
) -> BaselineRow:
    variable = study.variables[name]
    if kind == "number":
        cells = tuple(_number_cell(group.key, found) for group in groups)
        return BaselineRow(name, variable.name, unit_of(study, name), (), cells)
    labels = dict(levels_of(study, name))
    others = sorted({str(value) for _, value in found if value is not None} - set(labels))
    labels |= {code: same(code) for code in others}
    cells = tuple(_code_cell(group.key, tuple(labels), found) for group in groups)
    return BaselineRow(name, variable.name, "", tuple(labels.values()), cells)


def _number_cell(group: str, found: Sequence[tuple[str, Known | None]]) -> BaselineCell:
    inside = [value for of, value in found if of == group]
    numbers = [value for value in inside if isinstance(value, Fraction)]
    return BaselineCell(group, len(numbers), len(inside) - len(numbers), summarise_numbers(numbers))


def _code_cell(group: str, codes: Sequence[str], found: Sequence[tuple[str, Known | None]]) -> BaselineCell:
    inside = [value for of, value in found if of == group]
    counts = Counter(str(value) for value in inside if value is not None)
    known = sum(counts.values())
    return BaselineCell(group, known, len(inside) - known, counts=tuple(counts[code] for code in codes))
