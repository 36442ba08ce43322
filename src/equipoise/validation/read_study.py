"""The study file that a case names: a built-in study by its id, or the folder of one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from equipoise.protocol import builtin
from equipoise.protocol.load import Loaded, load
from equipoise.protocol.model import Study
from equipoise.rules.safety import PLAN_CHECKS
from equipoise.validation.cases import CaseFault
from equipoise.values.text import Text


@lru_cache(maxsize=16)
def read_study(named: str, version: str | None = None) -> Loaded:
    """The version of a study file (the newest one if none is named), read once."""
    folder = builtin.folder(named)
    return load(folder if folder is not None else Path(named), version, PLAN_CHECKS)


def study_of(named: str, version: str | None = None) -> Study:
    """The study itself. CaseFault where there is none of that name, or where its file has faults."""
    loaded = read_study(named, version)
    if loaded.study is not None:
        return loaded.study
    if loaded.versions and any(loaded.versions) and version is None:
        faults = "; ".join(str(fault) for fault in loaded.faults[:3])
        raise CaseFault(
            Text(
                f"given.study: the study file of {named} has faults: {faults}",
                f"given.study：{named} 的研究文件有误：{faults}",
            )
        )
    known = ", ".join(builtin.studies())
    asked = named if version is None else f"{named} {version}"
    raise CaseFault(
        Text(
            f"given.study: there is no study “{asked}”; write one of {known}, or the folder of a study.",
            f"given.study：没有研究“{asked}”；请写以下之一：{known}，或研究文件夹路径。",
        )
    )
