"""How much a file may ask for before it is refused."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes once unpacked, of one record and of one document; of an archive also how many entries."""

    record: int = 64_000_000
    document: int = 1_000_000_000
    archive: int = 40_000_000_000
    entries: int = 2_000_000


LIMITS: Final = Limits()
