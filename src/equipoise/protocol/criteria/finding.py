"""What an evaluation found: a truth, whether only age stands in the way, and every test behind it with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from equipoise.protocol.criteria.because import because
from equipoise.protocol.criteria.tested import Tested
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.values.truth import Truth


class Finding(NamedTuple):
    """The outcome of a criterion on a day.

    `stale` says that the truth is unknown for no other cause than values older than their window: measuring again would decide.
    `deciding` are the tests that the truth rests on, `tested` all of them.
    """

    truth: Truth
    deciding: tuple[Tested, ...]
    tested: tuple[Tested, ...]
    at: date
    names: Mapping[str, Text] | None = None

    @property
    def stale(self) -> bool:
        """Whether every undecided test is undecided because its value is too old."""
        return self.truth is Truth.UNKNOWN and all(tested.cause == "stale" for tested in self.deciding)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why the truth is what it is, test by test; the words are made when they are asked for."""
        return tuple(because(tested, self.at, self.names) for tested in self.deciding)

    @property
    def parts(self) -> tuple[Reason, ...]:
        """What every single test found, decisive or not."""
        return tuple(because(tested, self.at, self.names) for tested in self.tested)

    @property
    def facts(self) -> tuple[int, ...]:
        """The ledger numbers of the facts that the truth rests on, in order."""
        return tuple(sorted({seq for tested in self.deciding for seq in tested.facts}))
