"""The data cut that a command about reports means, and how much of it whoever asks may see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from equipoise.cli.analysis import is_masked
from equipoise.cli.opened import store_of, study_named, trial_of
from equipoise.cli.output import FINDING, USAGE, end
from equipoise.ledger.store import Store
from equipoise.protocol.model import Study
from equipoise.report import MANIFEST, Material, imprint_of, read_manifest
from equipoise.trial.permissions import ROLES, reads_closed_report, sees_arm
from equipoise.trial.state import Trial, fold
from equipoise.values.text import Text
from equipoise.web.home import home

TOGETHER = Text("The study is masked: all participants stand together.", "研究处于盲态：全部受试者合并显示。")
STUDY = typer.Option("", "--study", help="Id or folder; needed where the ledger holds several. · 研究编号或文件夹。")
AS_OF = typer.Option(
    "", "--as-of", help="As it was known on a past day, the data cut. · 按过去某日已知情况（数据截止）。"
)


def cut_of(study: str, as_of: str, folder: Path | None = None) -> tuple[Trial, Study, date]:
    """The trial, its version and the day of the cut: as of now or a past day, or exactly that of a build."""
    if folder is None:
        _, trial, at = trial_of(study, as_of)
        version = trial.version_on(at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date())
        return trial, version, at.astimezone(ZoneInfo(version.time_zone)).date()
    build = manifested(folder)
    name, seq = str(build["study"]), int(build["head"]["seq"])
    found = study_named(name)
    trial = fold(found.protocols, store_of(home()).read(name, 0, seq)) if seq else Trial(found.protocols)
    cut = date.fromisoformat(build["cut"])
    return trial, trial.version_on(cut), cut


def manifested(folder: Path) -> Mapping[str, Any]:
    """The manifest of a build; a folder without one ends the command."""
    file = folder / MANIFEST
    found = read_manifest(file.read_bytes()) if file.is_file() else None
    if found is None:
        end(
            USAGE,
            Text(
                f"{folder} holds no report: there is no {MANIFEST} of a build.",
                f"{folder} 不是报告文件夹：没有 {MANIFEST}。",
            ),
        )
    return found


def material_of(trial: Trial, study: Study, cut: date, store: Store, person: str, role: str) -> Material:
    """The cut for whoever asks. A masked study shows arms to nobody but a named person in a role that may see them."""
    masked, closed = is_masked(trial, study), True
    if masked:
        closed = bool(role) and _holds(trial, study, person, role)
    return Material(trial, study, imprint_of(trial, study, cut, store), masked, closed)


def _holds(trial: Trial, study: Study, person: str, role: str) -> bool:
    if role not in ROLES:
        end(USAGE, Text(f"“{role}” is not a role: {', '.join(ROLES)}.", f"“{role}”不是有效角色：{'、'.join(ROLES)}。"))
    if role not in trial.roles_of(person):
        end(FINDING, Text(f"The delegation log does not give {person or 'anybody'} the role {role}.",
                          f"授权分工表未授予 {person or '该人员'} 角色 {role}。"))  # fmt: skip
    return sees_arm(study, role) and reads_closed_report(study, role)
