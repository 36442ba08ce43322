"""The answers of one form as the criteria language sees them: by item name, typed by the item's kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from equipoise.facts.body import Answer
from equipoise.facts.fact import local_day, moment_of
from equipoise.facts.history import Facts, FormInstance
from equipoise.facts.limits import NOBODY, SexAndBirth, limits_of
from equipoise.protocol.criteria import Look, Observation
from equipoise.protocol.criteria.observation import Value
from equipoise.protocol.criteria.ranges import read_number
from equipoise.protocol.model import Form, Item, Study
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import AnalyteUnits, Quantity
from equipoise.values.text import Text

LABORATORY_ITEM = "LBNAM"
"""The item (CDASH) of a form, or of a row, that names the laboratory whose reference ranges apply."""


def form_look(study: Study, form: FormInstance, person: SexAndBirth = NOBODY) -> Look:
    """Item names of an entered form -> what it answers."""
    return items_look(study, form.form, form.items, seq=form.seq, day=form_day(study, form), person=person)


def row_look(
    study: Study, form: FormInstance, group: str, row: Mapping[str, Answer], person: SexAndBirth = NOBODY
) -> Look:
    """Item names of one row of a group -> what it answers; names that the group does not have are the form's own."""
    return items_look(
        study, form.form, form.items, group=group, row=row, seq=form.seq, day=form_day(study, form), person=person
    )


def items_look(
    study: Study,
    form: str,
    items: Mapping[str, Answer],
    *,
    group: str = "",
    row: Mapping[str, Answer] | None = None,
    seq: int = 0,
    day: date | None = None,
    person: SexAndBirth = NOBODY,
) -> Look:
    """Item names -> answers that are perhaps not saved yet: what edit checks look at. With `group` and `row`, of that row."""
    defined = study.forms.forms[form]
    inner = defined.groups[group].items if group else {}
    answers = row if row is not None else {}

    def look(name: str) -> Observation | None:
        item, answer = (inner[name], answers.get(name)) if name in inner else (defined.items.get(name), items.get(name))
        if item is None:
            return None
        laboratory = answers.get(LABORATORY_ITEM) or items.get(LABORATORY_ITEM)
        path = f"{form}.{group}.{name}" if name in inner else f"{form}.{name}"
        return observed(study, item, answer, day=day, seq=seq, source=path, laboratory=laboratory, person=person)

    return look


def form_day(study: Study, form: FormInstance) -> date:
    """The day of the form: its date item where it has one and it is answered, otherwise the day on which it happened."""
    item = study.forms.forms[form.form].date
    words = form.items.get(item) if item else None
    day = day_of(words, study.time_zone)
    return day if day is not None else form.entered.day(study.time_zone)


def forms_by_day(study: Study, facts: Facts, form: str) -> Sequence[tuple[date, int, FormInstance]]:
    """The entered instances of a form with their days and the facts that entered them, in the order of both."""
    return facts.remember(
        ("by day", form),
        (form,),
        lambda: sorted(
            ((form_day(study, one), one.entered.seq, one) for one in facts.forms(form)), key=itemgetter(0, 1)
        ),
        study,
    )


def day_of(answer: Answer, zone: str) -> date | None:
    """The local day of a date or moment that was answered; the earliest day of a partial date; None for anything else."""
    if not isinstance(answer, str):
        return None
    try:
        return local_day(answer, zone)
    except ValueError:
        return None


def observed(
    study: Study,
    item: Item,
    answer: Answer,
    *,
    day: date | None = None,
    seq: int = 0,
    source: str = "",
    laboratory: Answer = None,
    person: SexAndBirth = NOBODY,
    name: Text | None = None,
) -> Observation | None:
    """What an answer to an item says; None where it says nothing or that the value is missing. `name` is what to call it."""
    if answer is None or answer == "" or (isinstance(answer, dict) and "value" not in answer):
        return None
    if not isinstance(answer, dict):
        value = _typed(item, answer, study.time_zone)
        only = item.units[0] if len(item.units) == 1 else ""
        return Observation(value, only, day, seq, source=source, name=name or item.label, usual=only)
    if answer["value"] is None or answer["value"] == "":
        return None
    return _quantity(study, item, answer, day, seq, source, laboratory, person, name or item.label)


def _quantity(
    study: Study,
    item: Item,
    answer: Mapping[str, Any],
    day: date | None,
    seq: int,
    source: str,
    laboratory: Answer,
    person: SexAndBirth,
    name: Text,
) -> Observation:
    unit = str(answer.get("unit") or "")
    low, high = _stated(answer.get("low"), unit), _stated(answer.get("high"), unit)
    if low is None and high is None and item.analyte is not None:
        low, high = limits_of(study.forms.laboratories.get(str(laboratory)), item.analyte, person, day)
    usual = item.units[0] if item.units else ""
    analyte = None
    if item.analyte is not None and item.analyte in study.forms.analytes:
        known = study.forms.analytes[item.analyte]
        analyte = AnalyteUnits(known.unit, tuple(known.factors.items()))
        usual = usual or known.unit
    return Observation(
        _typed(item, answer["value"], study.time_zone), unit, day, seq, low, high, source, name, usual, analyte
    )


def _stated(limit: Answer, unit: str) -> Quantity | None:
    if limit is None or limit == "":
        return None
    try:
        number = Decimal(str(limit))
    except InvalidOperation:
        return None
    return Quantity(number, unit) if number.is_finite() else None


def _typed(item: Item, answer: Answer, zone: str) -> Value:
    """The answer as its item's kind means it; what does not fit its kind stays the text that it is."""
    words = str(answer)
    if item.kind in ("date", "moment"):
        try:
            if "T" in words:
                moment = moment_of(words)
                return moment.astimezone(ZoneInfo(zone)) if moment.tzinfo is not None else moment
            return PartialDate.parse(words)
        except ValueError:
            return words
    if isinstance(answer, bool):
        return answer
    if item.kind in ("integer", "decimal", "quantity"):
        number = read_number(words)
        return words if number is None else number
    return words


def item_of(study: Study, path: str) -> tuple[Form, str, Item] | None:
    """The form, the group (or empty) and the item that `FORM.ITEM` or `FORM.GROUP.ITEM` names; None where there is none."""
    form, _, rest = path.partition(".")
    defined = study.forms.forms.get(form)
    if defined is None:
        return None
    group, _, item = rest.rpartition(".")
    items = defined.items if not group else defined.groups[group].items if group in defined.groups else {}
    found = items.get(item)
    return None if found is None else (defined, group, found)
