"""A condition over the answers of one form, made ready once for every entry of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from equipoise.facts.body import Answer
from equipoise.facts.form_look import form_day, form_look, items_look
from equipoise.facts.history import FormInstance
from equipoise.protocol.criteria import hangs_on_the_day, hangs_on_the_laboratory, names, parse, truth_of
from equipoise.protocol.model import Study
from equipoise.values.truth import Truth

Settle = Callable[[Mapping[str, Answer], Mapping[str, Answer]], Truth | None]
_NO_ROW: Final[Mapping[str, Answer]] = {}


def form_holds(study: Study, form: FormInstance, condition: str) -> bool:
    """Whether a condition over the form's own items holds as the form now stands; unknown counts as not holding."""
    found = settled_by(study, form.form, "", condition)(form.items, _NO_ROW)
    if found is None:
        found = truth_of(condition, form_look(study, form), form_day(study, form))
    return found is Truth.TRUE


@lru_cache(maxsize=4096)
def settled_by(study: Study, form: str, group: str, condition: str) -> Settle:
    """What a condition comes to by answers of the form alone, worked out once for each combination of them: codes and measured
    values have few figures, so the same ones come again and again.

    It is given the answers of the form and those of a row, if it is about rows of a group. It answers None where the condition
    asks for more: for what is not of the form, for the day, for a laboratory's limits, or for how an answer is written.
    """
    expression = parse(condition)
    around = study.forms.forms[form].items
    inner = study.forms.forms[form].groups[group].items if group else {}
    asked = tuple((name, name in inner) for name in sorted(names(expression)))
    beyond = any(name not in inner and name not in around for name, _ in asked)
    if beyond or not asked or hangs_on_the_day(expression) or hangs_on_the_laboratory(expression):
        return _asks_more

    @lru_cache(maxsize=512)
    def known(given: tuple[_Plain, ...]) -> Truth:
        stated = {one: _as_answered(plain) for one, plain in zip(asked, given, strict=True)}
        items = {name: answer for (name, in_row), answer in stated.items() if not in_row}
        row = {name: answer for (name, in_row), answer in stated.items() if in_row}
        return truth_of(condition, items_look(study, form, items, group=group, row=row), date.min)

    def settle(answers: Mapping[str, Answer], row: Mapping[str, Answer]) -> Truth | None:
        given: list[_Plain] = []
        for name, in_row in asked:
            answer = row.get(name) if in_row else answers.get(name)
            if answer is None or type(answer) is str or type(answer) is int:
                given.append(answer)
            elif type(answer) is dict and len(answer) == 2 and _is_plain(answer):
                given.append((answer["value"], answer["unit"]))
            else:
                return None
        return known(tuple(given))

    return settle


_Plain = str | int | None | tuple[str, str]
"""An answer that is compared as a whole: words, a whole number, nothing, or a value and its unit."""


def _is_plain(answer: Mapping[str, object]) -> bool:
    return type(answer.get("value")) is str and type(answer.get("unit")) is str


def _as_answered(plain: _Plain) -> Answer:
    return {"value": plain[0], "unit": plain[1]} if isinstance(plain, tuple) else plain


def _asks_more(answers: Mapping[str, Answer], row: Mapping[str, Answer]) -> Truth | None:
    return None
