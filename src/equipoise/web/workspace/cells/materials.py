"""Lots of material of a step: named in the form that is entered with it, or in rows beside it; never asked twice."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence

from equipoise.facts import Answer
from equipoise.protocol.model import LotItems, Product, Study
from equipoise.values.text import Text
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.acting.lots import Lots, gathered
from equipoise.web.workspace.acting.step import Given
from equipoise.web.workspace.material_words import known_materials

LOTS = "lots"


def lots_field(study: Study, planned: Product, form: str | None) -> tuple[Field, ...]:
    """The rows for lots of a step whose form names none."""
    if any(one.form == form for one in planned.lots):
        return ()
    return (
        Field(
            name=LOTS,
            label=Text("Materials used in this step", "本步骤所用物料"),
            kind="lots",
            required=False,
            options=tuple(known_materials(study, planned).items()),
            hint=Text(
                "Scan the supplier's code into the lot: the last day is filled in.",
                "将供应商条码扫入批号栏，有效期自动填入。",
            ),
        ),
    )


def scan_items(planned: Product, form: str | None) -> Mapping[str, str]:
    """The items of a form into which a supplier's code may be scanned, each with the item of its last day."""
    return {
        f"{one.group}.*.{one.lot}" if one.group else one.lot: f"{one.group}.*.{one.expires}"
        if one.group
        else one.expires
        for one in planned.lots
        if one.form == form and one.expires is not None
    }


def lots_given(planned: Product, form: str | None, given: Given) -> Lots:
    """The lots of a step: from its form where the study file says which items name them, otherwise from the rows beside it."""
    named = [one for one in planned.lots if one.form == form]
    if not named:
        found = given.get(LOTS, None)
        return found if isinstance(found, Lots) else Lots({}, {})
    rows = [row for one in named for row in _rows(one, given.items, given.groups)]
    return gathered(rows)


def _rows(
    named: LotItems, items: Mapping[str, Answer], groups: Mapping[str, Sequence[Mapping[str, Answer]]]
) -> list[tuple[str, str, str]]:
    if named.group is None:
        lot = _words(items.get(named.lot))
        return [(named.material, lot, _last_day(items, named))] if lot else []
    return [
        (_words(row.get(named.material)), lot, _last_day(row, named))
        for row in groups.get(named.group, ())
        if (lot := _words(row.get(named.lot))) and _words(row.get(named.material))
    ]


def _words(answer: Answer) -> str:
    return answer.strip() if isinstance(answer, str) else ""


def _last_day(answers: Mapping[str, Answer], named: LotItems) -> str:
    """The last day of a lot: of a month, where only the month is printed."""
    words = _words(answers.get(named.expires)) if named.expires is not None else ""
    parts = words.split("-")
    if len(parts) == 2 and all(part.isdecimal() for part in parts) and 1 <= int(parts[1]) <= 12:
        return f"{words}-{monthrange(int(parts[0]), int(parts[1]))[1]:02d}"
    return words if len(parts) == 3 else ""
