"""The data cut of a rehearsal, for every report that a test builds."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path

from equipoise.report import Imprint, Material, Software, imprint_of
from tests.rehearsals import FIRST, SECOND, played

SOFTWARE = Software("9.9.9", "5" * 64, "typst of a test")


@lru_cache
def material(
    study: str | Path = FIRST, *, masked: bool = False, closed: bool = True, cut: date | None = None
) -> Material:
    """The whole rehearsal up to a cut: by arm, unless it is masked."""
    done = played(study, 12 if study == FIRST else 3, 1 if study == FIRST else 5)
    trial = done.trial
    day = cut or date.fromisoformat(trial.recorded[-1][:10])
    version = trial.version_on(day)
    return Material(trial, version, imprint_of(trial, version, day, done.store, SOFTWARE), masked, closed)


def masked_material(*, closed: bool = False) -> Material:
    """The masked study, as somebody sees it who may not see arms."""
    return material(SECOND, masked=True, closed=closed)


__all__ = ["SOFTWARE", "Imprint", "masked_material", "material"]
