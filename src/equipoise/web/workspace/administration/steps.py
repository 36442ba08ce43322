"""The steps of this desk by the name of their act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from equipoise.web.workspace.acting.step import Make

PERSON: Final[Mapping[str, Make]] = {}
UNIT: Final[Mapping[str, Make]] = {}
STUDY: Final[Mapping[str, Make]] = {}
