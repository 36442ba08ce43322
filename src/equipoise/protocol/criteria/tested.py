"""One test and what was found of it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from equipoise.protocol.criteria.observation import Observation
from equipoise.protocol.criteria.ranges import Exact, Range
from equipoise.protocol.criteria.syntax import Test
from equipoise.values.truth import Truth

Cause = Literal[
    "decided", "missing", "stale", "undated", "not yet", "no limit", "no unit", "unit", "bounds", "not a number",
    "not a date",
]  # fmt: skip


class Tested(NamedTuple):
    """A single test with the values it used: `cause` says why it is unknown; `limit` is the limit it was held against."""

    test: Test
    truth: Truth
    cause: Cause
    seen: tuple[tuple[str, Observation | None], ...]
    limit: tuple[Exact | Range, str] | None = None

    @property
    def facts(self) -> tuple[int, ...]:
        """The ledger numbers of the facts that its values came from."""
        return tuple(found.seq for _, found in self.seen if found is not None and found.seq)
