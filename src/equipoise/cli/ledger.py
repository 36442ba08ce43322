"""`equipoise ledger verify | export | checkpoint | key`: proving and copying the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from equipoise import __version__
from equipoise.cli.checkpoints import read_checkpoint, signature_fault
from equipoise.cli.opened import one_study, store_of, there
from equipoise.cli.output import ENVIRONMENT, FINDING, end, note, put, put_json, put_table
from equipoise.cli.signing import begin_anew, is_endorsed, keys_named, signing_fault, signing_key
from equipoise.cli.verified import verified_file, verified_store
from equipoise.cli.written import whole_file
from equipoise.facts import as_stored
from equipoise.ledger.checkpoint import CheckpointFault, sign, to_text, verify_against
from equipoise.ledger.export import to_line
from equipoise.ledger.row import Row
from equipoise.values.text import Text
from equipoise.web import belonging
from equipoise.web.home import home
from equipoise.web.ledger_check import kept_checkpoints

app = typer.Typer(no_args_is_help=True, help="Verify, export and checkpoint the ledger. · 校验、导出账本及生成检查点。")
NOTHING = Text(
    "The file holds no facts: an empty ledger is whole, but proves nothing. Was it cut, or another file meant?",
    "该文件不含任何事实：空账本视为完整，但不能证明任何内容。是否被截断，或应为另一文件？",
)
CLOCK_BACK = Text(
    "Fact {at} was recorded earlier than the fact before it: the server's clock stepped back. The order of facts is certain, "
    "their moments are not.",
    "第 {at} 条事实的记录时间早于前一条：服务器时钟曾被回拨。事实的先后顺序可靠，时间未必准确。",
)
UNSIGNED = Text(
    "Nothing was signed here yet: the first checkpoint makes the key.",
    "本机尚未签署任何内容：首个检查点会生成密钥。",
)
NOT_SIGNED = Text(
    "{en} Nothing was signed: it would contradict what was stored or signed before. Restore the newest backup. Where facts are lost for "
    "good, take the checkpoint that tells of them out of {folder} and keep it with the record of the loss.",
    "{zh}未签署：否则将与此前保存或签署的内容矛盾。请恢复最新的备份。"
    "确已永久丢失的，请将记载它们的检查点移出 {folder}，与丢失记录一并留存。",
)
HAND_OUT = Text(
    "A new key signs from now on. Hand its public key and the reason to everybody who keeps checkpoints; keep a copy of the private one.",
    "此后由新密钥签名。请将其公钥及更换原因告知所有留存检查点的人员，并备份私钥。",
)
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_STUDY = typer.Option("", "--study", help="The study; needed where the ledger holds several. · 研究编号。")


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An exported ledger; the installation's own if left out. · 导出的账本文件。")
    ] = None,
    study: str = _STUDY,
    checkpoint: Annotated[list[Path] | None, typer.Option(help="A retained checkpoint. · 留存的检查点文件。")] = None,
    public_key: Annotated[
        str,
        typer.Option(help="Whose signature the checkpoints carry; this installation's if left out. · 检查点签名公钥。"),
    ] = "",
    json: bool = _JSON,
) -> None:
    """Verify the chain of facts; names the first bad fact. · 校验事实链，指出第一条有问题的事实。"""
    try:
        kept = [read_checkpoint(path) for path in checkpoint or ()]
    except CheckpointFault as fault:
        end(FINDING, fault.text)
    for one in kept:
        doubt = signature_fault(one, home(), public_key)
        if doubt is not None:
            end(FINDING, doubt)
    if file is not None:
        there(file)
        found = verified_file(file, study, kept)
    else:
        store = store_of(home())
        name = one_study(store, study)
        facts = store.head(name).seq
        if other := belonging.home_fault(home(), store):
            note(other)
        store.close()
        found = verified_store(home().database_url, name, facts, kept)
    if json:
        put_json(
            {"ok": found.ok, "study": found.study, "count": found.count, "head": found.head.hash, "bad": found.bad,
             "why": found.why, "clock_back": found.clock_back}
        )  # fmt: skip
    elif found.ok and not found.count:
        put(NOTHING)
    elif found.ok:
        put(
            Text(
                f"{found.study}: {found.count} facts, whole and in order. Head {found.head.hash}.",
                f"{found.study}：共 {found.count} 条事实，完整有序。链头 {found.head.hash}。",
            )
        )
    else:
        assert found.why is not None
        put(found.why)
    if found.clock_back:
        note(CLOCK_BACK.format(at=found.clock_back))
    doubt = None if public_key else signing_fault(home())
    if doubt is not None:
        note(doubt)
    raise typer.Exit(0 if found.ok else FINDING)


@app.command()
def export(out: Annotated[Path, typer.Option(help="The file to write. · 输出文件。")], study: str = _STUDY) -> None:
    """Write every fact as one line of JSON. · 逐行导出全部事实。"""
    store = store_of(home())
    name = one_study(store, study)
    count = 0
    with whole_file(out) as file:
        for line in _lines(store.read(name)):
            file.write(line)
            count += 1
    store.close()
    note(Text(f"{count} facts written to {out}.", f"已将 {count} 条事实写入 {out}。"))


@app.command()
def checkpoint(
    out: Annotated[Path | None, typer.Option(help="The file; in the home folder if left out. · 输出文件。")] = None,
    study: str = _STUDY,
) -> None:
    """Sign the present head of the ledger. Keep the file away from the database: print it, mail it. · 对当前链头签名。"""
    place = home()
    store = store_of(place)
    name = one_study(store, study)
    if other := belonging.settle(place, store):
        end(ENVIRONMENT, other)
    key = signing_key(place)
    found = verify_against(store.read(name), kept_checkpoints(place, name), name)
    if found.why is not None:
        end(FINDING, NOT_SIGNED.format(en=found.why.en, zh=found.why.zh, folder=place.checkpoints))
    head = found.head
    signed = sign(head, study=name, recorded=as_stored(datetime.now(UTC)), software=__version__, private_key=key)
    target = out or place.checkpoints / f"{name}-{head.seq:09d}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as file:
        file.write(to_text(signed).encode())
    store.close()
    put(Text(f"{name}: fact {head.seq} signed, {target}", f"{name}：已对第 {head.seq} 条事实签名，{target}"))


@app.command()
def key(
    new: Annotated[
        str,
        typer.Option(
            help="Begin a new key, for this reason: the old one is lost or known to others. · 启用新密钥的原因。"
        ),
    ] = "",
    json: bool = _JSON,
) -> None:
    """The public keys of the checkpoints signed here: hand them to whoever keeps checkpoints. · 检查点签名公钥及其更换记录。"""
    place = home()
    if new.strip():
        belonging.begin_anew(place)
        begin_anew(place, new.strip())
        note(HAND_OUT)
    named = keys_named(place)
    if json:
        put_json([{**asdict(one), "endorsed": is_endorsed(one)} for one in named])
    elif not named:
        put(UNSIGNED)
    else:
        put_table(
            (
                Text("public key", "公钥"),
                Text("since", "启用时间"),
                Text("why", "原因"),
                Text("signed by the key before", "由前一密钥签署"),
            ),
            [
                (
                    one.key,
                    one.recorded or "–",
                    one.reason or "–",
                    "✓" if is_endorsed(one) else "✗" if one.before else "–",
                )
                for one in named
            ],
        )
    doubt = signing_fault(place)
    if doubt is not None:
        end(FINDING, doubt)


def _lines(rows: Iterator[Row]) -> Iterator[bytes]:
    return (to_line(row) for row in rows)
