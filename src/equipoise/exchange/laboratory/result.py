"""What a laboratory file says, row by row, before anybody asks what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from equipoise.values.reason import Reason
from equipoise.values.text import Text

LARGEST_ROWS: Final = 50_000
"""So many results of one file are read; a trial of this size has fewer."""


class Coded(NamedTuple):
    """One name of an analyte: its code, the words beside it, and who gives the code."""

    code: str
    label: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """One value exactly as the file writes it. `place` is where it stands: `17` (a line), `2/OBX-3`, `Bundle.entry[4]`.

    `subjects` are the identifiers of the person, each with who issued it; `status` is F (final), C (corrected), P (preliminary)
    or another letter of HL7 table 0085 that says why there is no result.
    """

    place: str
    subjects: tuple[tuple[str, str], ...]
    sampled: str
    analyte: tuple[Coded, ...]
    value: str
    comparator: str = ""
    unit: str = ""
    low: str = ""
    high: str = ""
    limits: str = ""
    flag: str = ""
    laboratory: str = ""
    status: str = "F"
    words: str = ""
    """What a coded answer is called."""

    @property
    def written(self) -> str:
        """The value with its comparator."""
        return f"{self.comparator}{self.value}"

    @property
    def called(self) -> str:
        """The analyte as the file calls it: the first code, otherwise the first name."""
        return next((name for coded in self.analyte for name in (coded.code, coded.label) if name), "")

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that the analyte is called, codes before words."""
        codes = [coded.code for coded in self.analyte if coded.code]
        return (*codes, *(coded.label for coded in self.analyte if coded.label))


class Fault(NamedTuple):
    """A place of the file that cannot be read; an empty place is the file as a whole."""

    place: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Read:
    """A file as read: its results and its faults, in the order of the file, and how it was written."""

    kind: str
    results: Sequence[Result] = ()
    faults: Sequence[Fault] = ()
    encoding: str = ""
    delimiter: str = ""
    columns: Sequence[str] = ()
    sender: str = ""


def fault(place: str, code: str, says: Text, remedy: Text | None = None) -> Fault:
    """A fault of a place."""
    return Fault(place, Reason(code, says, remedy=remedy))


def too_many(place: str) -> Fault:
    """The fault of a file with more results than are read at once."""
    return fault(
        place,
        "too_many_rows",
        Text(f"The file holds more than {LARGEST_ROWS} results.", f"文件中的结果超过 {LARGEST_ROWS} 条。"),
        Text("Split it into smaller files.", "请拆分为较小的文件。"),
    )
