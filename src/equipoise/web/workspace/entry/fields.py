"""The boxes of a form as its page shows them, in the order in which they are filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from equipoise.protocol.criteria.say import say_unit
from equipoise.protocol.model import Item
from equipoise.rules import safety, visits
from equipoise.rules.visits import CheckFinding
from equipoise.values.text import Text
from equipoise.web.workspace.entered_form import answer_words
from equipoise.web.workspace.entry.boxes import LONG_LIST
from equipoise.web.workspace.entry.check import Checked, Note, condition_words, rule_words
from equipoise.web.workspace.entry.sheet import Meanwhile, Sheet

_FEW: Final = 4
"""Up to so many codes stand side by side; more are a list that opens."""


@dataclass(frozen=True, slots=True)
class Box:
    """One item as its boxes: what it asks, what is typed, what is to be said beside it."""

    path: str
    item: Item
    look: str
    typed: Mapping[str, str]
    options: tuple[tuple[str, Text], ...]
    units: tuple[tuple[str, str], ...]
    condition: Text | None
    rule: Text | None
    note: Note
    changed: Text | None
    meanwhile: Meanwhile | None
    others: Text | None
    possible: str

    @property
    def id(self) -> str:
        """How the page names the first box."""
        return f"i-{self.path}"

    @property
    def wrong(self) -> bool:
        """Whether something keeps the answer from being saved."""
        return any(one.severity == "hard" for one in self.note.findings)

    @property
    def is_missing(self) -> bool:
        """Whether it is said that the value is not there."""
        return bool(self.typed.get("missing"))

    @property
    def has_more(self) -> bool:
        """Whether the further boxes (missing, limits of the report) hold something."""
        return any(self.typed.get(part) for part in ("missing", "why", "low", "high"))


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a group: its number, the words of a fixed row, its boxes."""

    number: int
    key: str
    name: Text | None
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A repeating group as a table to write in; `blank` is the row that is added, its number left open."""

    id: str
    name: Text
    key: str
    heads: tuple[tuple[str, Item], ...]
    rows: tuple[Row, ...]
    blank: Row | None
    findings: tuple[CheckFinding, ...]


OPEN_ROW: Final = "__row__"
"""What stands for the number in the row that is added."""


class Fields:
    """Makes the boxes of one sheet."""

    def __init__(self, sheet: Sheet, checked: Checked, before: Mapping[str, Meanwhile]) -> None:
        self.sheet = sheet
        self.checked = checked
        self.before = before
        self.base = sheet.base_answers()
        self.changes = sheet.changes() if sheet.base else {}
        before_this = [one for one in sheet.one.facts.forms(sheet.form) if one.instance != sheet.instance]
        self.last = before_this[-1] if before_this else None

    def items(self) -> tuple[Box, ...]:
        """The boxes outside groups."""
        return tuple(self._box(name, item, "") for name, item in self.sheet.plan.items.items())

    def tables(self) -> Iterator[Table]:
        """The groups."""
        for name, group in self.sheet.plan.groups.items():
            key = next(iter(group.items)) if group.rows else ""
            heads = tuple((inner, item) for inner, item in group.items.items() if inner != key)
            rows = []
            for number in range(self.sheet.rows(name, group)):
                fixed = self.sheet.row_key(name, group, number) if group.rows else ""
                boxes = tuple(self._box(f"{name}.{number}.{inner}", item, name) for inner, item in heads)
                rows.append(Row(number, fixed, group.rows.get(fixed), boxes))
            blank = None
            if not group.rows:
                cells = tuple(self._box(f"{name}.{OPEN_ROW}.{inner}", item, name) for inner, item in heads)
                blank = Row(-1, "", None, cells)
            said = tuple(one for one in self.checked.findings if one.path == name)
            yield Table(name, group.name, key, heads, tuple(rows), blank, said)

    def _box(self, path: str, item: Item, group: str) -> Box:
        sheet, study = self.sheet, self.sheet.study
        start = len(path)
        typed = {
            name[start + 1 :] or "value": words
            for name, words in sheet.typed.items()
            if name == path or name.startswith(f"{path}~")
        }
        if item.kind == "quantity" and item.units:
            typed.setdefault("unit", self._unit(path, item))
        known = study.forms.code_lists.get(item.codes, {}) if item.codes else {}
        when = item.when
        return Box(
            path=path,
            item=item,
            look=self._look(path, item, len(known), group),
            typed=typed,
            options=tuple(known.items()),
            units=tuple((code, say_unit(code)) for code in item.units),
            condition=condition_words(study, sheet.form, group, when) if when is not None else None,
            rule=rule_words(study, sheet.form, path) if item.derived is not None else None,
            note=self.checked.notes.get(path, Note()),
            changed=answer_words(study, item, self.base.at(path)) if path in self.changes else None,
            meanwhile=self.before.get(path),
            others=answer_words(study, item, self.before[path].new) if path in self.before else None,
            possible=visits.limits_words(item.least, item.most, item.units[0] if item.units else ""),
        )

    def _unit(self, path: str, item: Item) -> str:
        """The unit that stands there before one is chosen: that of the participant's last entry, otherwise the usual one."""
        last = self.last.items.get(path) if self.last is not None else None
        unit = last.get("unit") if isinstance(last, Mapping) else None
        return unit if unit in item.units else item.units[0]

    def _look(self, name: str, item: Item, codes: int, group: str) -> str:
        if item.derived is not None:
            return "derived"
        if item.kind == "yes_no":
            return "choice" if not group else "list"
        if item.kind == "code":
            return "search" if codes > LONG_LIST else "choice" if codes <= _FEW and not group else "list"
        if item.kind in ("integer", "decimal"):
            return "number"
        if item.kind == "text":
            return "term" if name == self._term() else "line" if group else "words"
        return item.kind

    def searched(self) -> Mapping[str, Mapping[str, Text]]:
        """The code lists that are searched by typing."""
        plan, lists = self.sheet.plan, self.sheet.study.forms.code_lists
        every = [*plan.items.values(), *(item for group in plan.groups.values() for item in group.items.values())]
        named = {item.codes for item in every if item.kind == "code" and item.codes}
        return {name: lists[name] for name in sorted(named) if len(lists.get(name, ())) > LONG_LIST}

    def terms(self) -> Mapping[str, Text]:
        """The terms of the dictionary, to search the name of an adverse event among; none on other forms."""
        if not self._term():
            return {}
        return {name: term.name for name, term in safety.terms(self.sheet.study.safety.dictionary).items()}

    def _term(self) -> str:
        event = self.sheet.study.safety.event
        return event.term if self.sheet.form == event.form else ""
