"""What is gathered while a note is read, and the reasons for which something of it is not used."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from equipoise.registry.concepts import Concepts
from equipoise.registry.match.note.values import Read
from equipoise.registry.match.patient import Answer, Condition, Treatment
from equipoise.values.dates import PartialDate
from equipoise.values.text import Text

WHY_NOT: Final = {
    "unsure": Text("not certain (“{cue}”)", "不确定（“{cue}”）"),
    "unclear": Text("it is not clear whether “{cue}” reaches it", "不清楚“{cue}”是否也指它"),
    "narrower": Text("only a kind of it is denied (“{cue}”)", "仅否认其中一种（“{cue}”）"),
    "somebody else": Text("somebody else's (“{cue}”)", "指他人（“{cue}”）"),
    "planned": Text("not given yet (“{cue}”)", "尚未进行（“{cue}”）"),
    "declined": Text("not given (“{cue}”)", "未进行（“{cue}”）"),
    "allergy": Text("an allergy, not a treatment", "属过敏史，不是治疗"),
}  # fmt: skip
"""Why what a note names is put aside, by how it is meant."""
_ASIDE: Final = Text("“{words}”: {why}", "“{words}”：{why}")


@dataclass
class Collected:
    """What a note has given so far."""

    concepts: Concepts
    at: date
    conditions: list[Condition] = field(default_factory=list)
    treatments: list[Treatment] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    responses: set[str] = field(default_factory=set)
    diagnosis: list[PartialDate] = field(default_factory=list)
    aside: list[Text] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    american: bool = False
    others: set[int] = field(default_factory=set)
    """Places among the conditions of those that are denied beside another one: “no other malignancy”."""
    past: set[int] = field(default_factory=set)
    """Places among the conditions of those that are of the past or stand beside the others."""

    def put_aside(self, words: str, why: Text) -> None:
        """Notes that words were not used, and why."""
        self.aside.append(_ASIDE.format(words=" ".join(words.split())[:120], why=why))
