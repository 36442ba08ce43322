"""What may be asked about laboratories: how their files are read, which file was taken in, which reference ranges they changed."""

from __future__ import annotations

from equipoise.facts.body import Answer
from equipoise.trial.commands.command import Command


class SetLaboratoryMapping(Command, frozen=True, kw_only=True, tag="set_laboratory_mapping"):
    """Confirm how the files of a laboratory are read (`facts.laboratory.LaboratoryMapping`); an empty kind retires the name."""

    name: str
    mapping: dict[str, Answer]


class RecordLaboratoryFile(Command, frozen=True, kw_only=True, tag="record_laboratory_file"):
    """Record which file the forms just saved came from, and which of its rows were left out."""

    name: str
    digest: str
    kind: str
    mapping: int
    rows: int
    taken: int
    same: int
    forms: tuple[int, ...]
    left_out: dict[str, tuple[str, ...]] = {}


class SetReferenceRanges(Command, frozen=True, kw_only=True, tag="set_reference_ranges"):
    """Set ranges that a laboratory gave, all of them or none, by its document `source`.

    Each is told by `laboratory`, `analyte`, `unit`, `low`, `high`, `sex`, `age_from`, `age_to`, `valid_from`, `valid_to`, all as text.
    `changed` is how many recorded values the asker has seen to be judged by other limits: with another number nothing is set.
    """

    ranges: tuple[dict[str, str], ...]
    source: str
    changed: int = 0


class WithdrawReferenceRange(Command, frozen=True, kw_only=True, tag="withdraw_reference_range"):
    """Take back a range that was set by mistake; `range` is the fact that set it, `changed` as above."""

    range: int
    changed: int = 0
