"""The boxes that several steps of the laboratory have: who checks with one, a scanned label, the day of a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.trial.person import Person
from equipoise.values.text import Text
from equipoise.web.workspace.acting.fields import Field
from equipoise.web.workspace.scope import Scope

SECOND: Final = Text("The person who checked with you, from the team of this study.", "与您共同核对的本研究人员。")
_SCAN: Final = Text("Scan it, or type the name under the code.", "请扫码，或输入条码下方的编号。")


def scan(name: str, label: Text, must: str) -> Field:
    """A box that only the right unit fills."""
    return Field(name=name, label=label, kind="scan", must=must, hint=_SCAN)


def dated(scope: Scope, one: Person, form: str | None) -> Mapping[str, str]:
    """The boxes of the day of a form that is entered with an act: today, until somebody writes another day."""
    date = one.study.forms.forms[form].date if form is not None else None
    day = scope.today
    return {} if date is None else {f"{date}~y": str(day.year), f"{date}~m": str(day.month), f"{date}~d": str(day.day)}
