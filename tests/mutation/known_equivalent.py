"""The mutants that change nothing anybody could see, each with its reason, from equivalent.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import yaml

TABLE: Final = Path(__file__).with_name("equivalent.yaml")
Equivalent = tuple[str, str, str, str]
"""File, function, reading before and reading after: what names a mutant whatever the lines above it do."""


def known_equivalent() -> dict[Equivalent, str]:
    """Reason by mutant. In the table each reason stands once, over the mutants that it explains."""
    groups = yaml.safe_load(TABLE.read_text("utf-8"))
    return {
        (f"src/equipoise/rules/{row['file']}", row["within"] or "", row["before"], row["after"]): group["because"]
        for group in groups
        for row in group["mutants"]
    }
