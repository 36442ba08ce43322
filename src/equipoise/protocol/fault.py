"""What is wrong with a study file, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from equipoise.values.text import Language, Text

Severity = Literal["fault", "remark"]


@dataclass(frozen=True, slots=True)
class Place:
    """A line of a file of the study folder; line 0 is the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Lines:
    """Where each path of the merged study file (`schedule.visits.week_6.window`) was written."""

    places: Mapping[str, Place] = field(default_factory=dict)

    def of(self, path: str) -> Place:
        """The place of a path, or of the nearest part around it that was written; the first line if there is none."""
        while path:
            found = self.places.get(path)
            if found is not None:
                return found
            path = path.rpartition(".")[0]
        return self.places.get("", Place("protocol.yaml", 1))


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found at a path of the study: a `fault` stops the study from being used, a `remark` is told and stays."""

    path: str
    says: Text
    instead: Text
    severity: Severity = "fault"


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding with its line, as people see it: `protocol.yaml:12: what is wrong. What to write instead.`"""

    file: str
    line: int
    path: str
    says: Text
    instead: Text
    severity: Severity = "fault"

    def in_(self, language: Language) -> str:
        """The whole sentence in one language."""
        says, instead = (_ended(text.in_(language), language) for text in (self.says, self.instead))
        between = " " if language == "en" else ""
        return f"{Place(self.file, self.line)}: {says}{between}{instead}"

    def __str__(self) -> str:
        return self.in_("en")


def _ended(words: str, language: Language) -> str:
    """The words as a sentence: with a full stop, unless they ask."""
    words = words.rstrip(".。")
    return words if words.endswith(("?", "？")) else f"{words}{'.' if language == 'en' else '。'}"


def placed(finding: Finding, lines: Lines) -> Fault:
    """The finding with the line of its path."""
    place = lines.of(finding.path)
    return Fault(place.file, place.line, finding.path, finding.says, finding.instead, finding.severity)
