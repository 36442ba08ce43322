"""One row of a file and what it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from equipoise.exchange.laboratory.result import Result
from equipoise.facts import Answer
from equipoise.values.reason import Reason
from equipoise.values.text import Text

STATES: Final[Mapping[str, Text]] = {
    "enter": Text("to save", "待保存"),
    "add": Text("to add to an entered form", "待补入已录入表单"),
    "correct": Text("differs: to correct", "与已录入不同，待更正"),
    "same": Text("entered already, the same", "已录入，相同"),
    "replaced": Text("replaced by a later row", "被后续结果取代"),
    "ignored": Text("left out by the mapping", "按对应关系不导入"),
    "wrong": Text("wrong", "有误"),
}
"""What can become of a row."""
TAKEN: Final = frozenset({"enter", "add", "correct"})


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file and what it becomes. `before` is the answer that now stands where it differs."""

    result: Result
    state: str
    reasons: tuple[Reason, ...] = ()
    remarks: tuple[Text, ...] = ()
    participant: str = ""
    path: str = ""
    label: Text = field(default_factory=lambda: Text("", ""))
    day: date | None = None
    visit: Text = field(default_factory=lambda: Text("", ""))
    instance: str = ""
    answer: Answer = None
    before: Answer = None
    usual: str = ""
    limits: str = ""
    grade: int | None = None
    term: str = ""

    @property
    def place(self) -> str:
        """Where it stands in the file."""
        return self.result.place
