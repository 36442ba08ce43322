"""From a printed number to its facts: by its address, by its place in a numbered table, or by what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from equipoise.analysis.tables import Display, Number
from equipoise.analysis.tables.listed_forms import say_answer
from equipoise.facts import Body, Fact
from equipoise.facts.casebook import FormRetracted, FormSaved, ItemsCorrected
from equipoise.protocol.model import Form, Study
from equipoise.report.clinical_study import numbers
from equipoise.report.material import View
from equipoise.report.say_fields import say_fields
from equipoise.trial.state import Trial
from equipoise.values.text import Text, listed, same

_ANSWER = Text("{label}: {answer}", "{label}：{answer}")
_CHANGED = Text("{label}: {old} became {new}", "{label}：{old} 改为 {new}")
_WITHHELD = Text("withheld while the study is masked", "盲态下不予显示")


@dataclass(frozen=True, slots=True)
class Found:
    """A number of a table: its address, where it stands in words, and what lies under it."""

    address: str
    table: Text
    row: Text
    column: Text
    number: Number


def look_up(view: View, asked: str) -> tuple[Found, ...]:
    """The number at an address, or every number of a table that is printed so. Empty where there is none.

    An address is `table/row/column`. A table is named by its key or its number in the clinical study report, a row and a column
    by key or by place from 1. A number as printed is the whole cell (`12 (20.0%)`) or what stands first in it (`12`).
    """
    if asked.count("/") >= 2:
        table, _, rest = asked.partition("/")
        row, _, column = rest.rpartition("/")
        found = _at(view, table, row, column)
        if found is not None:
            return (found,)
    return tuple(_printed(view, asked.strip()))


def _at(view: View, table: str, row: str, column: str) -> Found | None:
    by_number = {number: key for key, number in numbers(view).items()}
    key = table if table in view.keys else by_number.get(table, "")
    if not key:
        return None
    display = view.display(key)
    across = _place([one.key for one in display.columns], column)
    down = _place([one.key for one in display.rows], row)
    return None if across is None or down is None else _found(display, down, across)


def _place(keys: Sequence[str], asked: str) -> int | None:
    if asked in keys:
        return keys.index(asked)
    return int(asked) - 1 if asked.isdecimal() and 0 < int(asked) <= len(keys) else None


def _found(display: Display, down: int, across: int) -> Found:
    row, column = display.rows[down], display.columns[across]
    heading = Text(column.heading.en.replace("\n", ", "), column.heading.zh.replace("\n", "，"))
    return Found(f"{display.key}/{row.key}/{column.key}", display.title, row.label, heading, row.cells[across])


def _printed(view: View, asked: str) -> Iterator[Found]:
    if not asked:
        return
    for key in view.keys:
        display = view.display(key)
        if display.kind != "table" or display.withheld:
            continue
        for down, row in enumerate(display.rows):
            for across, cell in enumerate(row.cells):
                if cell.facts and asked in (cell.says.en, cell.says.zh, cell.says.en.split(" ")[0].rstrip(";:")):
                    yield _found(display, down, across)


def facts_by_number(trial: Trial, seqs: Sequence[int]) -> Mapping[int, Fact[Body]]:
    """Some facts of a trial by their ledger number."""
    wanted = set(seqs)
    every = (fact for history in (trial.study, *trial.participants.values()) for fact in history.facts)
    return {fact.seq: fact for fact in every if fact.seq in wanted}


def say_fact(study: Study, fact: Fact[Body], *, masked: bool = False) -> Text:
    """What a fact says: the answers of a form by their labels, otherwise its fields in words. While masked, only forms speak."""
    body = fact.body
    if isinstance(body, FormSaved | ItemsCorrected | FormRetracted):
        form = study.forms.forms.get(body.form)
        if form is None or (masked and _is_of_product(study, body.form)):
            return _WITHHELD if masked else same(body.form)
        return _form(study, form, body)
    if masked:
        return _WITHHELD
    return say_fields(study, body)


def _is_of_product(study: Study, form: str) -> bool:
    return study.product is not None and form in study.product.forms.model_dump().values()


def _form(study: Study, form: Form, body: FormSaved | ItemsCorrected | FormRetracted) -> Text:
    name = Text("{form} ({instance})", "{form}（{instance}）").format(form=form.name, instance=body.instance)
    said: list[Text] = []
    if isinstance(body, FormSaved):
        for key, answer in body.items.items():
            if key in form.items and answer not in (None, ""):
                item = form.items[key]
                said.append(_ANSWER.format(label=item.label, answer=say_answer(study, item, answer)))
    elif isinstance(body, ItemsCorrected):
        for key, new in body.new.items():
            label = form.items[key].label if key in form.items else same(key)
            said.append(_CHANGED.format(label=label, old=_plain(body.old.get(key)), new=_plain(new)))
    return listed([name, *said], en="; ", zh="；")


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_plain, value))
    return "–" if value is None else str(value)
