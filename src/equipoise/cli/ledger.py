"""`equipoise ledger verify | export | checkpoint`: proving and copying the facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from equipoise import __version__
from equipoise.cli.checkpoints import SIGNING_KEY, read_checkpoint, signature_fault
from equipoise.cli.opened import one_study, store_of, there
from equipoise.cli.output import FINDING, end, note, put, put_json
from equipoise.cli.verified import verified_file, verified_store
from equipoise.cli.written import whole_file
from equipoise.facts import as_stored
from equipoise.ledger.checkpoint import CheckpointFault, sign, to_text
from equipoise.ledger.export import to_line
from equipoise.ledger.row import Row
from equipoise.values.text import Text
from equipoise.web.home import home

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
    key = Ed25519PrivateKey.from_private_bytes(place.secret(SIGNING_KEY))
    head = store.head(name)
    signed = sign(head, study=name, recorded=as_stored(datetime.now(UTC)), software=__version__, private_key=key)
    target = out or place.checkpoints / f"{name}-{head.seq:09d}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(target) as file:
        file.write(to_text(signed).encode())
    store.close()
    put(Text(f"{name}: fact {head.seq} signed, {target}", f"{name}：已对第 {head.seq} 条事实签名，{target}"))


def _lines(rows: Iterator[Row]) -> Iterator[bytes]:
    return (to_line(row) for row in rows)
