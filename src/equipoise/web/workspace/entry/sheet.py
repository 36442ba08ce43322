"""A form while somebody fills it in: what is saved of it, what is typed, and what saving it would mean."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field, replace
from functools import lru_cache

from equipoise.facts import Answer, Fact, FormInstance
from equipoise.facts.answer_path import answer_at, item_at, set_answer
from equipoise.facts.casebook import ItemsCorrected
from equipoise.protocol.model import Form, Group, Item, Study
from equipoise.rules import safety, visits
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from equipoise.web.workspace.entry.boxes import Typed, boxes, parts_of, read
from equipoise.web.workspace.scope import Scope

Items = dict[str, Answer]
Rows = dict[str, tuple[Items, ...]]
MOST_ROWS = 400
"""Rows of one group that a page shows."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a form: its items, and the rows of its groups."""

    items: Items
    groups: Rows

    def at(self, path: str) -> Answer:
        """The answer at a path; None where there is none."""
        return answer_at(self.items, self.groups, path)


NOTHING = Answers({}, {})


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """An answer that somebody else changed since the page was opened."""

    path: str
    old: Answer
    new: Answer
    fact: Fact[ItemsCorrected] | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form of a participant as it is being filled in. `base` is the fact that the page was opened at, 0 for a new form."""

    scope: Scope
    one: Person
    form: str
    instance: str
    visit: str
    saved: FormInstance | None
    base: int
    typed: Typed = field(repr=False)

    @property
    def plan(self) -> Form:
        """The form as the study file of the participant's version has it."""
        return self.one.study.forms.forms[self.form]

    @property
    def study(self) -> Study:
        """The study file under which the participant is."""
        return self.one.study

    @property
    def now(self) -> int:
        """The newest fact behind the saved form, 0 where nothing is saved."""
        return self.saved.seq if self.saved is not None else 0

    def fields(self) -> Iterator[tuple[str, Item, str, int]]:
        """Every box in order: path, item, group and row (empty and 0 outside groups)."""
        for name, item in self.plan.items.items():
            yield name, item, "", 0
        for name, group in self.plan.groups.items():
            for row in range(self.rows(name, group)):
                for inner, item in group.items.items():
                    yield f"{name}.{row}.{inner}", item, name, row

    def rows(self, name: str, group: Group) -> int:
        """How many rows of a group the page shows: the fixed ones; else the saved, the typed, and one to write in."""
        if group.rows:
            return max(len(group.rows), self._kept(name))
        typed = self.typed.get(f"~rows.{name}", "")
        asked = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else 0
        written = (path.split(".")[1] for path, words in self.typed.items() if words and path.startswith(f"{name}."))
        last = max((int(row) for row in written if row.isascii() and row.isdecimal() and len(row) < 4), default=-1)
        return min(MOST_ROWS, max(self._kept(name), asked, last + 1, group.least, 1))

    def row_key(self, name: str, group: Group, row: int) -> str:
        """Which of the fixed rows stands in a place: those that are saved as they were saved, then the others in their order."""
        there = [str(one.get(next(iter(group.items)))) for one in self.saved.groups.get(name, ())] if self.saved else []
        order = [*there, *(key for key in group.rows if key not in there)]
        return order[row] if row < len(order) else ""

    def answers(self) -> Answers:
        """What is typed, read as answers. Of a group the rows in which something is typed, and every row that is saved."""
        day, study = self.scope.today, self.study
        items = {}
        for name, item in self.plan.items.items():
            if item.derived is None and (answer := read(study, name, item, self.typed, day)) is not None:
                items[name] = self._term(name, answer)
        groups = {name: tuple(row for _, row in self.placed(name, group)) for name, group in self.plan.groups.items()}
        return Answers(items, {name: rows for name, rows in groups.items() if rows})

    def _term(self, name: str, answer: Answer) -> Answer:
        """The name of an adverse event as the dictionary has it, where it was typed in Chinese or in other letters."""
        event = self.study.safety.event
        if self.form != event.form or name != event.term or not isinstance(answer, str):
            return answer
        return dictionary_terms(self.study.safety.dictionary).get(answer.casefold(), answer)

    def on_page(self, path: str) -> str:
        """Where on the page the answer at a path stands: rows in which nothing is typed are left out of the answers."""
        name, _, rest = path.partition(".")
        row, _, item = rest.partition(".")
        if not item or name not in self.plan.groups or not row.isdecimal():
            return path
        placed = [place for place, _ in self.placed(name, self.plan.groups[name])]
        return f"{name}.{placed[int(row)]}.{item}" if int(row) < len(placed) else path

    def _kept(self, name: str) -> int:
        return len(self.saved.groups.get(name, ())) if self.saved is not None else 0

    def placed(self, name: str, group: Group) -> list[tuple[int, Items]]:
        """The rows that hold something, each with its place on the page."""
        key = next(iter(group.items))
        found = []
        for row in range(self.rows(name, group)):
            given = {
                inner: answer
                for inner, item in group.items.items()
                if (answer := read(self.study, f"{name}.{row}.{inner}", item, self.typed, self.scope.today)) is not None
            }
            if group.rows:
                given[key] = self.row_key(name, group, row)
            if row < self._kept(name) or (given.keys() - {key} if group.rows else given):
                found.append((row, given))
        return found

    def base_answers(self) -> Answers:
        """What was saved when the page was opened."""
        if self.saved is None or not self.base:
            return NOTHING
        return as_of(self.saved, self.base)

    def changes(self) -> dict[str, Answer]:
        """What is typed otherwise than it stood when the page was opened, by path; None where an answer was taken away."""
        base, typed = self.base_answers(), self.answers()
        found: dict[str, Answer] = {}
        for path, item in self._paths(typed):
            after = typed.at(path)
            if after != self._as_read(path, item, base.at(path)):
                found[path] = after
        return found

    def _paths(self, given: Answers) -> Iterator[tuple[str, Item]]:
        """Every item that is asked of people, by the path of its answer."""
        yield from ((name, item) for name, item in self.plan.items.items() if item.derived is None)
        for name, group in self.plan.groups.items():
            for row in range(len(given.groups.get(name, ()))):
                yield from ((f"{name}.{row}.{inner}", item) for inner, item in group.items.items())

    def _as_read(self, path: str, item: Item, answer: Answer) -> Answer:
        """An answer as its own boxes would be read: so that the same words are no change."""
        return read(self.study, path, item, boxes(self.study, path, item, answer), self.scope.today)

    def meanwhile(self) -> tuple[Meanwhile, ...]:
        """What others saved since the page was opened; of a form that was entered twice what the two entries say differently."""
        if self.saved is None or self.now == self.base:
            return ()
        before, after = self.base_answers(), as_of(self.saved, self.now)
        changed = {path: fact for fact in self.saved.corrections if fact.seq > self.base for path in fact.body.new}
        mine = self.answers()
        return tuple(
            Meanwhile(path, before.at(path), after.at(path), changed.get(path))
            for path, _ in self._paths(after)
            if before.at(path) != after.at(path) and (self.base or mine.at(path) not in (None, after.at(path)))
        )

    def caught_up(self) -> Sheet:
        """The form as it now stands with what this person typed laid over it: what somebody else saved is never undone unseen."""
        if self.saved is None:
            return self
        mine = self.changes() if self.base else dict(_flat(self.answers()))
        laid = boxes_of(self.study, self.plan, as_of(self.saved, self.now))
        for path in mine:
            item = item_at(self.plan, path)
            for part in parts_of(item) if item is not None else ():
                laid.pop(path + part, None)
                if self.typed.get(self.on_page(path) + part):
                    laid[path + part] = self.typed[self.on_page(path) + part]
        own = {name: value for name, value in self.typed.items() if name.startswith("~")}
        return replace(self, typed={**laid, **own}, base=self.now)

    def command(self, reason: str) -> act.SaveForm | act.CorrectItems:
        """What saving it asks for: a new form, or a correction with its reason."""
        number = self.one.number
        if self.base:
            return act.CorrectItems(
                participant=number, form=self.form, instance=self.instance, new=self.changes(), reason=reason
            )
        given = self.answers()
        return act.SaveForm(
            participant=number,
            form=self.form,
            instance=self.instance,
            visit=self.visit,
            items=given.items,
            groups=given.groups,
        )

    def derived(self) -> Items:
        """The computed items, as far as they can be computed from what is typed."""
        return visits.derive(self.study, self.form, self.answers().items)


@lru_cache(maxsize=8)
def dictionary_terms(dictionary: str) -> dict[str, str]:
    """Every name of a term in either language, in small letters, and the term's own name."""
    known = safety.terms(dictionary)
    return {words.casefold(): name for name, term in known.items() for words in (name, term.name.zh)}


def as_of(saved: FormInstance, seq: int) -> Answers:
    """A saved form as it stood at a fact of the ledger."""
    first = saved.entered.body
    items, groups = dict(first.items), {name: [dict(row) for row in rows] for name, rows in first.groups.items()}
    for correction in saved.corrections:
        if correction.seq <= seq:
            for path, answer in correction.body.new.items():
                set_answer(items, groups, path, deepcopy(answer))
    return Answers(items, {name: tuple(rows) for name, rows in groups.items()})


def _flat(given: Answers) -> Iterator[tuple[str, Answer]]:
    yield from given.items.items()
    for name, rows in given.groups.items():
        for number, row in enumerate(rows):
            for item, answer in row.items():
                yield f"{name}.{number}.{item}", answer


def boxes_of(study: Study, plan: Form, given: Answers) -> dict[str, str]:
    """The boxes of a whole form that is answered so."""
    found: dict[str, str] = {}
    for name, item in plan.items.items():
        found |= boxes(study, name, item, given.items.get(name))
    for name, group in plan.groups.items():
        for number, row in enumerate(given.groups.get(name, ())):
            for inner, item in group.items.items():
                found |= boxes(study, f"{name}.{number}.{inner}", item, row.get(inner))
    return found
