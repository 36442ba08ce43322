"""`equipoise doctor`: is this installation fit to run a trial?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import typer

from equipoise import __version__
from equipoise.cli.checkpoints import read_checkpoint, signature_fault
from equipoise.cli.output import FINDING, put_json, put_table
from equipoise.cli.signing import keys_named, signing_fault
from equipoise.facts import as_stored
from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.facts.read import read_fact
from equipoise.facts.study import StudyOpened
from equipoise.ledger.checkpoint import verify_against
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.store import Store
from equipoise.rules.randomisation import commitment
from equipoise.values.text import Text, same
from equipoise.web.belonging import home_fault
from equipoise.web.home import Home, home
from equipoise.web.identity import gone
from equipoise.web.store import open_store, unwritable
from equipoise.web.trials import StudyFaults, load_study, study_folders
from equipoise.web.vault import VaultFault

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
        Text(f"{free / 2**30:.1f} GiB (0.5 are needed)", f"{free / 2**30:.1f} GiB（至少需 0.5）"),
    )
    yield _keys(place)
    yield from _signing(place)
    yield from _vault(place)
    now = datetime.now(UTC)
    yield Check(Text("clock", "时钟"), now.year >= 2025, Text(f"{now:%Y-%m-%d %H:%M} UTC", f"{now:%Y-%m-%d %H:%M} UTC"))
    try:
        store = open_store(place.database_url)
    except LedgerFault as fault:
        yield Check(Text("store", "存储"), False, fault.text)
        return
    kind = place.database_url.partition(":")[0]
    refused = unwritable(store)
    yield Check(Text("store", "存储"), refused is None, refused or Text(kind, kind))
    if other := home_fault(place, store):
        yield Check(Text("home of this ledger", "账本所属主目录"), False, other)
    for study in store.studies():
        yield _ledger(place, store, study)
        yield from _allocation(place, store, study)
    store.close()
    for name in study_folders(place):
        yield _study(place, name)


def _keys(place: Home) -> Check:
    """Whether every key is there as it was written, and for its owner alone."""
    what, folder = Text("keys", "密钥"), place.folder / "keys"
    if folder.is_dir() and not os.access(folder, os.R_OK | os.X_OK):
        return Check(what, False, Text(f"you may not read {folder}", f"您无权读取 {folder}"))
    keys = place.keys()
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


def _signing(place: Home) -> Iterator[Check]:
    """Whether the key that signs checkpoints is the one that signed before; nothing where none was ever signed."""
    what = Text("signing key", "签名密钥")
    try:
        doubt, named = signing_fault(place), keys_named(place)
    except LedgerFault as fault:
        yield Check(what, False, fault.text)
        return
    if doubt is not None or named:
        yield Check(what, doubt is None, doubt or same(named[-1].key))


def _vault(place: Home) -> Iterator[Check]:
    """Whether the files of the identity vault are there together; nothing where none was made."""
    try:
        fault: VaultFault | LedgerFault | None = gone(place)
    except LedgerFault as refused:
        fault = refused
    except PermissionError:  # told of all keys together
        return
    if fault is not None:
        yield Check(Text("identity vault", "身份信息保险库"), False, fault.text)


def _ledger(place: Home, store: Store, study: str) -> Check:
    what = Text(f"ledger of {study}", f"账本 {study}")
    try:
        kept = [read_checkpoint(path) for path in _checkpoints(place, study)]
        doubts = [doubt for one in kept if (doubt := signature_fault(one, place)) is not None]
    except LedgerFault as fault:
        return Check(what, False, fault.text)
    if doubts:
        return Check(what, False, doubts[0])
    kept = [one for one in kept if one.study == study]  # the name of another study may begin with this one's
    found = verify_against(store.read(study), kept, study)
    if found.why is not None:
        return Check(what, False, found.why)
    newest = "".join(row.recorded for row in store.read(study, found.count - 1))
    if newest > as_stored(datetime.now(UTC)):
        return Check(what, False, Text(f"its newest fact is of {newest}, which is still to come: set this machine's clock right",
                                       f"最新一条事实的记录时间为 {newest}，尚未到来：请校正本机时钟"))  # fmt: skip
    en, zh = (
        f"{found.count} facts, whole; {len(kept)} checkpoints agree",
        f"{found.count} 条事实，完整；与 {len(kept)} 个检查点一致",
    )
    if found.clock_back:
        en, zh = (
            f"{en}; the clock stepped back at fact {found.clock_back}",
            f"{zh}；时钟在第 {found.clock_back} 条处曾被回拨",
        )
    return Check(what, True, Text(en, zh))


def _allocation(place: Home, store: Store, study: str) -> Iterator[Check]:
    """Whether the key of a randomisation list is the one that its ledger holds a promise of; nothing before that."""
    what, environment, promised = Text(f"allocation key of {study}", f"随机密钥 {study}"), "", ""
    try:
        for row in store.read(study):
            if row.kind in (StudyOpened.KIND, AllocationKeyCommitted.KIND):
                body = read_fact(row).body
                environment = body.environment if isinstance(body, StudyOpened) else environment
                promised = body.commitment if isinstance(body, AllocationKeyCommitted) else promised
        if promised:
            fault = _key_fault(place, study, environment, promised)
            yield Check(what, fault is None, fault or Text("as promised in the ledger", "与账本中的承诺一致"))
    except LedgerFault as fault:
        yield Check(what, False, fault.text)
    except PermissionError:  # told of all keys together
        return


def _key_fault(place: Home, study: str, environment: str, promised: str) -> Text | None:
    if not place.has_allocation_key(study, environment):
        return Text("gone: nobody can be allocated; put the copy of your backup in its place",
                    "已丢失：无法随机分组；请放回备份中的副本")  # fmt: skip
    key = place.allocation_key(study, environment)
    if key is None:
        return Text("sealed: nobody can be allocated without its EQUIPOISE_KEY_PASSPHRASE",
                    "已封存：未提供其 EQUIPOISE_KEY_PASSPHRASE，无法随机分组")  # fmt: skip
    if commitment(key) != promised:
        return Text("not the one promised in the ledger; put the copy of your backup in its place",
                    "与账本中的承诺不符；请放回备份中的副本")  # fmt: skip
    return None


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
