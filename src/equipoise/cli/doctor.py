"""`equipoise doctor`: is this installation fit to run a trial?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from equipoise import __version__
from equipoise.cli.checkpoints import read_checkpoint, signature_fault
from equipoise.cli.output import FINDING, put_json, put_table
from equipoise.ledger.checkpoint import verify_against
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.store import Store
from equipoise.values.text import Text
from equipoise.web.home import Home, home
from equipoise.web.store import open_store
from equipoise.web.trials import StudyFaults, load_study, study_folders

_ENOUGH = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at, and whether it is well."""

    what: Text
    ok: bool
    says: Text


def doctor(json: bool = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")) -> None:
    """Look at home folder, disk, store, ledgers, checkpoints and study files. · 检查安装是否正常。"""
    checks = list(_checks(home()))
    if json:
        put_json({"software": __version__, "checks": checks, "ok": all(check.ok for check in checks)})
    else:
        put_table(
            (Text("checked", "检查项"), Text("", ""), Text("found", "结果")),
            [(check.what, "✓" if check.ok else "✗", check.says) for check in checks],
        )
    raise typer.Exit(0 if all(check.ok for check in checks) else FINDING)


def _checks(place: Home) -> Iterator[Check]:
    yield Check(Text("software", "软件"), True, Text(__version__, __version__))
    yield Check(Text("home folder", "主目录"), place.folder.is_dir(), Text(str(place.folder), str(place.folder)))
    free = shutil.disk_usage(place.folder).free
    yield Check(
        Text("free space", "可用空间"),
        free > _ENOUGH,
        Text(f"{free / 2**30:.1f} GiB", f"{free / 2**30:.1f} GiB"),
    )
    yield _keys(place)
    now = datetime.now(UTC)
    yield Check(Text("clock", "时钟"), now.year >= 2025, Text(f"{now:%Y-%m-%d %H:%M} UTC", f"{now:%Y-%m-%d %H:%M} UTC"))
    try:
        store = open_store(place.database_url)
    except LedgerFault as fault:
        yield Check(Text("store", "存储"), False, fault.text)
        return
    kind = place.database_url.partition(":")[0]
    yield Check(Text("store", "存储"), True, Text(kind, kind))
    for study in store.studies():
        yield _ledger(place, store, study)
    store.close()
    for name in study_folders(place):
        yield _study(place, name)


def _keys(place: Home) -> Check:
    """Whether every key is there as it was written, and for its owner alone."""
    what, keys = Text("keys", "密钥"), place.keys()
    open_to_others = [key.name for key in keys if key.stat().st_mode & 0o077]
    damaged = [key.name for key in keys if not place.is_sound(key)]
    if damaged:
        named = ", ".join(damaged)
        return Check(what, False, Text(f"damaged or not readable: {named}; put the copies of your backup in their place",
                                       f"已损坏或无法读取：{named}；请以备份中的副本替换"))  # fmt: skip
    if open_to_others:
        named = ", ".join(open_to_others)
        return Check(what, False, Text(f"others may read {named}: chmod 600 in {place.folder / 'keys'}",
                                       f"他人可读取 {named}：请在 {place.folder / 'keys'} 中 chmod 600"))  # fmt: skip
    return Check(what, True, Text(f"{len(keys)}, whole, for you alone", f"{len(keys)} 个，完整，仅本人可读"))


def _ledger(place: Home, store: Store, study: str) -> Check:
    what = Text(f"ledger of {study}", f"账本 {study}")
    try:
        kept = [read_checkpoint(path) for path in _checkpoints(place, study)]
        doubts = [doubt for one in kept if (doubt := signature_fault(one, place)) is not None]
    except LedgerFault as fault:
        return Check(what, False, fault.text)
    if doubts:
        return Check(what, False, doubts[0])
    found = verify_against(store.read(study), kept, study)
    good = Text(
        f"{found.count} facts, whole; {len(kept)} checkpoints agree",
        f"{found.count} 条事实，完整；与 {len(kept)} 个检查点一致",
    )
    return Check(what, found.ok, found.why or good)


def _checkpoints(place: Home, study: str) -> list[Path]:
    return sorted(place.checkpoints.glob(f"{study}-*.json")) if place.checkpoints.is_dir() else []


def _study(place: Home, name: str) -> Check:
    what = Text(f"study file {name}", f"研究文件 {name}")
    try:
        found = load_study(name, place)
    except StudyFaults as fault:
        count = len(fault.loaded.faults)
        return Check(
            what,
            False,
            Text(f"{count} faults: equipoise study check {name}", f"{count} 处错误：equipoise study check {name}"),
        )
    versions = ", ".join(study.version for study in found.protocols.versions)
    return Check(what, True, Text(f"versions {versions}", f"版本 {versions}"))
