"""Why something is not possible, or why it is so: the answer that every rule gives in words."""

from __future__ import annotations

from dataclasses import dataclass

from equipoise.values.text import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a stable code, its words, the facts (ledger numbers) and the statement of the study file that it rests on,
    and what would make the act possible."""

    code: str
    says: Text
    facts: tuple[int, ...] = ()
    protocol: str = ""
    remedy: Text | None = None
