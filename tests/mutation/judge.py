"""What the mutants of a room came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """The mutants of one room by what became of them; `is_open` while one on a boundary lives unexplained."""

    room: str
    killed: tuple[Row, ...]
    equivalent: tuple[Row, ...]
    surviving: tuple[Row, ...]
    needless: tuple[Row, ...]

    @property
    def is_open(self) -> bool:
        return bool(self.needless) or any(row["boundary"] for row in self.surviving)

    def count(self, rows: Iterable[Row], boundary: bool) -> int:
        """How many of these rows are on a boundary, or are not."""
        return sum(row["boundary"] == boundary for row in rows)

    def report(self) -> str:
        """Every survivor with its place and its reading, those on a boundary first; then the counts."""
        lines = [
            _line(row, "BOUNDARY" if row["boundary"] else row["kind"])
            for row in sorted(self.surviving, key=lambda row: (not row["boundary"], row["file"], row["line"]))
        ]
        lines += [_line(row, "is listed as equivalent and was noticed") for row in self.needless]
        total = len(self.killed) + len(self.equivalent) + len(self.surviving)
        lines.append(
            f"{self.room}: {total} mutants, {len(self.killed)} killed, {len(self.equivalent)} equivalent, "
            f"{len(self.surviving)} surviving, {self.count(self.surviving, True)} of them on a boundary"
        )
        return "\n".join(lines)


def _line(row: Row, what: str) -> str:
    met = " (no test meets it)" if row["result"] == "not met" else ""
    return f"{row['file']}:{row['line']} {row['within']}: {what}{met}\n    {row['before']}\n    {row['after']}"


def judge(rows: Iterable[Row], equivalent: Mapping[tuple[str, str, str, str], str], room: str) -> Outcome:
    """Sorts the mutants of a room; one that is listed as equivalent and was killed all the same is needless in the list."""
    found: dict[str, list[Row]] = {"killed": [], "equivalent": [], "surviving": [], "needless": []}
    for row in rows:
        listed = (row["file"], row["within"], row["before"], row["after"]) in equivalent
        if row["result"] == "killed":
            found["killed"].append(row)
            if listed:
                found["needless"].append(row)
        else:
            found["equivalent" if listed else "surviving"].append(row)
    return Outcome(room, *(tuple(found[name]) for name in ("killed", "equivalent", "surviving", "needless")))
