"""The study file that a case names: a built-in study by its id, or the folder of one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from equipoise.protocol import builtin
from equipoise.protocol.load import Loaded, load
from equipoise.protocol.model import Study
from equipoise.validation.cases import CaseFault
from equipoise.values.text import Text


@lru_cache(maxsize=16)
def read_study(named: str, version: str | None = None) -> Loaded:
    """The version of a study file (the newest one if none is named), read once."""
    folder = builtin.folder(named)
    return load(folder if folder is not None else Path(named), version)


def study_of(named: str, version: str | None = None) -> Study:
    """The study itself. CaseFault where there is none of that name, or where its file has faults."""
    loaded = read_study(named, version)
    if loaded.study is not None:
        return loaded.study
    known = ", ".join(builtin.studies())
    faults = "; ".join(str(fault) for fault in loaded.faults[:3])
    raise CaseFault(
        Text(
            f"given.study: “{named}” cannot be read; write one of {known}, or the folder of a study. {faults}",
            f"given.study：无法读取“{named}”；请写以下之一：{known}，或研究文件夹路径。{faults}",
        )
    )
