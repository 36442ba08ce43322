"""What a check gets to see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from equipoise.protocol.fault import Finding
from equipoise.protocol.model import Study


@dataclass(frozen=True, slots=True)
class Case:
    """The study, the registry record it rests on (if any), and whether the study folder has a file of a name."""

    study: Study
    record: dict[str, Any] | None
    has_file: Callable[[str], bool]


Check = Callable[[Case], Iterable[Finding]]
