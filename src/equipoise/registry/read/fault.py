"""What could not be read, and where."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class ReadFault:
    """One place of a file that gave no record: `records.jsonl:17`, `all.zip/00/study.json`."""

    where: str
    says: Text
