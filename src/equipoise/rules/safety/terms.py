"""The terms of CTCAE: code, organ class, words of each grade."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from equipoise.values.text import Text

_FILES: Final[Mapping[str, str]] = {"CTCAE 5.0": "ctcae_5.json", "CTCAE 6.0": "ctcae_6.json"}


@dataclass(frozen=True, slots=True)
class Term:
    """One adverse-event term. The Chinese names are Equipoise's own: no official translation is openly to be had.

    `grades` are NCI's own words for grades 1 to 5, None where a term has no such grade.
    """

    code: str
    organ_class: Text
    name: Text
    grades: tuple[str | None, ...]


@lru_cache(maxsize=4)
def terms(dictionary: str) -> Mapping[str, Term]:
    """All terms of a version by their English name. KeyError for a dictionary that is not shipped."""
    data = json.loads(files(__package__).joinpath(_FILES[dictionary]).read_text("utf-8"))
    return {
        entry["en"]: Term(
            entry["code"],
            Text(entry["soc"], data["soc"][entry["soc"]]),
            Text(entry["en"], entry["zh"]),
            tuple(entry["grades"]),
        )
        for entry in data["terms"]
    }


GRADES: Final[Mapping[int, Text]] = {
    0: Text("None", "无"),
    1: Text("Grade 1, mild", "1 级，轻度"),
    2: Text("Grade 2, moderate", "2 级，中度"),
    3: Text("Grade 3, severe", "3 级，重度"),
    4: Text("Grade 4, life-threatening", "4 级，危及生命"),
    5: Text("Grade 5, death", "5 级，死亡"),
}
"""Grades in words (CTCAE, general description of severity)."""
