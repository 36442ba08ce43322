"""One entered form: every answer with what it means, who said it, and what was asked and changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from equipoise.facts import Answer, Body, Fact, FormInstance
from equipoise.facts.answer_path import answer_at
from equipoise.facts.form_look import LABORATORY_ITEM, form_day, observed
from equipoise.protocol.criteria import Observation
from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Form, Item, Study
from equipoise.rules import visits
from equipoise.rules.safety import LaboratoryGrade, terms
from equipoise.rules.visits import Query
from equipoise.trial.person import Person
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text, same
from equipoise.web.csv_twin import csv_answer, wants_csv
from equipoise.web.templatetags.words import at_time, on_day, say
from equipoise.web.workspace.graded import laboratory
from equipoise.web.workspace.matrix import occurrences
from equipoise.web.workspace.measured import has_analyte, limit_words, mark_words, ranges_of, usual_words
from equipoise.web.workspace.scope import Scope, answer

_MISSING: Final = {
    "ND": Text("not done", "未做"),
    "UNK": Text("unknown", "不详"),
    "NA": Text("not applicable", "不适用"),
    "NASK": Text("not asked", "未询问"),
    "ASKU": Text("asked, not known", "已询问，不详"),
    "NI": Text("no information", "无信息"),
}
_YES_NO: Final = {"Y": Text("Yes", "是"), "N": Text("No", "否")}


@dataclass(frozen=True, slots=True)
class Said:
    """One state of an answer: what it was, by which fact; the fact carries who, role, when and why."""

    old: Text | None
    new: Text
    fact: Fact[Body]


@dataclass(frozen=True, slots=True)
class Line:
    """An item with its answer. `usual` is the value in the usual unit where it was given in another; `limit` what is normal."""

    path: str
    item: Item
    shown: Text | None
    missing: bool
    usual: str
    limit: str
    mark: Text | None
    grade: LaboratoryGrade | None
    term: Text | None
    said: tuple[Said, ...]
    verified: bool
    queries: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class GroupTable:
    """A repeating group: its items across, its rows down."""

    name: Text
    items: Mapping[str, Item]
    rows: tuple[tuple[Text, tuple[Line, ...]], ...]


def read_page(
    request: HttpRequest, scope: Scope, one: Person, form: str, instance: str, more: Mapping[str, Any]
) -> HttpResponse:
    """One form of a participant to read: as entered, or, where it is still due, what it will ask. `more` goes to the page with it."""
    plan = one.study.forms.forms[form]
    entered = one.facts.form(form, instance)
    at = entered.visit or instance if entered is not None else instance
    visit = next((found for found in occurrences(scope, one) if found.instance == at), None)
    lines = _Lines(scope, one, plan, form, instance, entered)
    items = [lines.line(name, item, (entered.items if entered else {}).get(name)) for name, item in plan.items.items()]
    shown = [line for line in items if line.shown is not None or line.item.when is None or line.said or entered is None]
    groups = list(lines.groups())
    if wants_csv(request):
        return _csv(
            scope, one, form, instance, [*items, *(line for table in groups for _, row in table.rows for line in row)]
        )
    return answer(
        request,
        scope,
        "form.html",
        {
            "tab": "participants",
            "one": one,
            "plan": plan,
            "form": form,
            "instance": instance,
            "entered": entered,
            "visit": visit,
            "lines": shown,
            "not_asked": len(items) - len(shown),
            "groups": groups,
            "queries": lines.queries,
            "signatures": visits.signatures(one.facts, form, instance),
            "locked": visits.locked(one.facts, scope.trial.study, form, instance, at),
            "verified": len(lines.verified),
            **more,
        },
    )


class _Lines:
    """Makes the lines of one form."""

    def __init__(
        self, scope: Scope, one: Person, plan: Form, name: str, instance: str, entered: FormInstance | None
    ) -> None:
        self.study = one.study
        self.plan = plan
        self.name = name
        self.entered = entered
        self.queries = tuple(
            query for query in visits.queries(one.facts) if (query.form, query.instance) == (name, instance)
        )
        self.verified = visits.verified_items(one.facts, name, instance)
        self.grades = {
            found.value.item: found
            for found in (laboratory(scope, one) if has_analyte(plan) else ())
            if (found.value.form, found.value.instance) == (name, instance) and (found.grade.grade or 0) > 0
        }
        self.ranges = ranges_of(one, plan)
        self.zone = one.study.time_zone

    def line(self, path: str, item: Item, given: Answer, row: Mapping[str, Answer] | None = None) -> Line:
        """One item; `path` as corrections and queries name it."""
        seen = self._observed(item, given, row or {})
        return Line(
            path=path,
            item=item,
            shown=answer_words(self.study, item, given),
            missing=isinstance(given, dict) and "missing" in given,
            usual=usual_words(seen),
            limit=limit_words(seen),
            mark=mark_words(seen),
            grade=self.grades.get(path),
            term=self._term(path),
            said=tuple(self._said(path, item)),
            verified=path in self.verified,
            queries=tuple(query for query in self.queries if query.item == path),
        )

    def _term(self, path: str) -> Text | None:
        """The name of the toxicity that a graded value is, in both languages where there are two."""
        found = self.grades.get(path)
        if found is None:
            return None
        named = terms(self.study.safety.dictionary).get(found.term)
        return named.name if named is not None else same(found.term)

    def groups(self) -> Iterator[GroupTable]:
        """The repeating groups that have rows."""
        for name, group in self.plan.groups.items():
            given = self.entered.groups.get(name, ()) if self.entered is not None else ()
            rows = []
            for place, row in enumerate(given):
                lines = tuple(
                    self.line(f"{name}.{place}.{inner}", item, row.get(inner), row)
                    for inner, item in group.items.items()
                )
                rows.append((same(str(place + 1)), lines))
            if rows or self.entered is None:
                yield GroupTable(group.name, group.items, tuple(rows))

    def _observed(self, item: Item, given: Answer, row: Mapping[str, Answer]) -> Observation | None:
        if item.kind != "quantity" or self.entered is None:
            return None
        where = row.get(LABORATORY_ITEM) or self.entered.items.get(LABORATORY_ITEM)
        day = form_day(self.study, self.entered)
        return observed(self.study, item, given, day=day, laboratory=where, person=self.ranges)

    def _said(self, path: str, item: Item) -> Iterator[Said]:
        """The first answer and every correction of it, oldest first."""
        if self.entered is None:
            return
        first = self.entered.entered
        before = _first_answer(first, path)
        if before is not None:
            yield Said(None, answer_words(self.study, item, before) or same("–"), first)
        for correction in self.entered.corrections:
            if path in correction.body.new:
                old = answer_words(self.study, item, correction.body.old.get(path))
                yield Said(
                    old or same("–"), answer_words(self.study, item, correction.body.new[path]) or same("–"), correction
                )


def answered(one: Person, form: str, saved: FormInstance) -> Sequence[tuple[Text, Text]]:
    """Every answer of an entered form with its question, in words: what a signature is given for."""
    plan = one.study.forms.forms[form]
    found = [
        (item.label, words)
        for name, item in plan.items.items()
        if (words := answer_words(one.study, item, saved.items.get(name))) is not None
    ]
    for name, group in plan.groups.items():
        for number, row in enumerate(saved.groups.get(name, ()), start=1):
            found += [
                (
                    Text("{group} {n}, {item}", "{group} {n}，{item}").format(
                        group=group.name, n=number, item=item.label
                    ),
                    words,
                )
                for inner, item in group.items.items()
                if (words := answer_words(one.study, item, row.get(inner))) is not None
            ]
    return found


def answer_words(study: Study, item: Item, given: Answer) -> Text | None:
    """An answer as people read it: codes and dates in words, quantities with their unit; None where there is none."""
    if given is None or given == "":
        return None
    if isinstance(given, dict):
        return _compound(given)
    if isinstance(given, bool):
        return _YES_NO["Y" if given else "N"]
    words = str(given)
    if item.kind == "yes_no":
        return _YES_NO.get(words, same(words))
    if item.kind == "code" and item.codes is not None:
        named = study.forms.code_lists.get(item.codes, {}).get(words)
        return named if named is not None else same(words)
    if item.kind in ("date", "moment"):
        return _dated(words, study.time_zone)
    unit = say_unit(item.units[0]) if len(item.units) == 1 else ""
    return same(f"{words} {unit}".strip())


def _compound(given: Mapping[str, Answer]) -> Text:
    if "missing" in given:
        code = str(given["missing"])
        why = f" ({given['reason']})" if given.get("reason") else ""
        return Text("{what}{why}", "{what}{why}").format(what=_MISSING.get(code, same(code)), why=why)
    return same(f"{given.get('value', '')} {say_unit(str(given.get('unit') or ''))}".strip())


def _dated(words: str, zone: str) -> Text:
    try:
        if "T" in words:
            shown = at_time(words, zone)
            return same(shown)
        return same(on_day(PartialDate.parse(words)))
    except ValueError:
        return same(words)


def _first_answer(first: Fact[Body], path: str) -> Answer:
    body = first.body
    return answer_at(getattr(body, "items", {}), getattr(body, "groups", {}), path)


def _csv(scope: Scope, one: Person, form: str, instance: str, lines: Sequence[Line]) -> HttpResponse:
    header = (
        "participant",
        "form",
        "instance",
        "item",
        "label",
        "answer",
        "in_usual_unit",
        "limit",
        "verified",
        "last_by",
        "fact",
    )
    rows = (
        (
            one.number, form, instance, line.path, say(line.item.label), say(line.shown) if line.shown is not None else "",
            line.usual, line.limit, "Y" if line.verified else "N",
            line.said[-1].fact.actor if line.said else "", line.said[-1].fact.seq if line.said else "",
        )
        for line in lines
    )  # fmt: skip
    return csv_answer(f"{scope.name}-{one.number}-{form}", header, rows)
