"""Where a variable of the study file is read: its forms, its item, and what dates its value."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from equipoise.facts.form_look import item_of
from equipoise.facts.history import Source
from equipoise.facts.product import VitalSignsTaken
from equipoise.protocol.criteria import hangs_on_the_day, parse
from equipoise.protocol.model import Item, Study

SEX, BIRTH_DATE = "sex", "birth_date"
"""The variables that reference ranges depend on, where a study file has them."""


def sources_of_values(study: Study, names: Iterable[str] | None = None) -> tuple[Source, ...]:
    """The forms and the kinds of facts that hold these variables, or all of the study's."""
    measured = study.product is not None and study.product.bedside.readings
    return (*forms_of(study, study.variables if names is None else names), *((VitalSignsTaken,) if measured else ()))


def forms_of(study: Study, names: Iterable[str]) -> tuple[str, ...]:
    """The forms that hold these variables; a name that is no variable has none."""
    return tuple(study.variables[name].item.partition(".")[0] for name in names if name in study.variables)


class Dates(NamedTuple):
    """Where entries are dated: by their form, and by a date item of it, or of a group's rows, where `item` names one."""

    form: str
    group: str
    item: str


class VariableSource(NamedTuple):
    """How a variable is read: its item and group, and what dates its value and the values that its ranges depend on."""

    group: str
    item: Item
    dates: tuple[Dates, ...]
    forms: tuple[str, ...]
    daily: bool
    """Whether its condition hangs on the day itself, so that no answer serves a further day."""
    sign: str = ""
    """The item under which it is measured at the bedside, where it is."""


@lru_cache(maxsize=4096)
def source_of(study: Study, name: str) -> VariableSource | None:
    """The source of a variable; None where the study file has no such item."""
    variable = study.variables[name]
    known = item_of(study, variable.item)
    if known is None:
        return None
    _, group, item = known
    behind = (name, SEX, BIRTH_DATE) if item.analyte is not None else (name,)
    sources = [study.variables[one] for one in behind if one in study.variables]
    dates = {_dates(one.item, one.date or ""): None for one in sources}
    daily = variable.where is not None and hangs_on_the_day(parse(variable.where))
    sign = study.product.bedside.readings.get(name, "") if study.product is not None else ""
    return VariableSource(group, item, tuple(dates), tuple({one.form: None for one in dates}), daily, sign)


def _dates(path: str, dated: str) -> Dates:
    form, _, rest = path.partition(".")
    return Dates(form, rest.rpartition(".")[0], dated.rpartition(".")[2])
