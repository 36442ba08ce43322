"""`equipoise registry …`: records of trials taken over, found, read and compared."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import typer

from equipoise.cli import registry_match, registry_record, registry_search
from equipoise.cli.output import ENVIRONMENT, FINDING, USAGE, end, note, progress, put, put_json, say
from equipoise.registry.read import Entry, ReadFault, read_entries
from equipoise.registry.record import Record
from equipoise.values.text import Text
from equipoise.web.index import IndexFault
from equipoise.web.records import Imported
from equipoise.web.registry import registry

app = typer.Typer(no_args_is_help=True, help="Find trials in the records of a registry. · 检索临床试验注册记录。")
app.command("search")(registry_search.search)
app.command("near")(registry_search.near)
app.command("show")(registry_record.show)
app.command("history")(registry_record.history)
app.command("match")(registry_match.match_patient)
_JSON = typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")
_EVERY = 200


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="JSON, JSON lines, zip or legacy XML; each may be gzipped. · 记录文件，可为gzip压缩。"),
    ],
    accept: Annotated[
        bool,
        typer.Option("--accept", help="Import although a field is largely gone. · 字段大量缺失时仍导入。"),
    ] = False,
    json: Annotated[bool, _JSON] = False,
) -> None:
    """Take over records: what is new or changed makes a version each; each fault is told with its place. · 导入记录。"""
    missing = [file for file in files if not file.is_file()]
    if missing:
        named = ", ".join(str(file) for file in missing)
        end(USAGE, Text(f"There is no such file: {named}.", f"文件不存在：{named}。"))
    total = sum(file.stat().st_size for file in files)
    with progress(Text("Reading", "读取"), total) as tell, ExitStack() as opened:
        done = take_over(_read(files, tell, opened), ", ".join(file.name for file in files)[:300], accept=accept)
    report(done, json=json)


@app.command()
def reindex(json: Annotated[bool, _JSON] = False) -> None:
    """Make the index and the vocabulary anew from the records. · 由记录重建索引。"""
    opened = registry()
    try:
        with progress(Text("Indexing", "建立索引"), opened.records.count()) as tell:
            count = opened.reindex(lambda done: tell(done, ""))
    except IndexFault as fault:
        end(ENVIRONMENT, fault.says)
    if json:
        put_json({"records": count})
    elif count:
        put(Text(f"{count} records indexed.", f"已索引{count}条记录。"))
    else:
        registry_search.tell_empty()


def take_over(read: Iterator[Entry | Record | ReadFault], source: str, *, accept: bool) -> Imported:
    """Records kept and indexed; ends with a word where another process imports."""
    try:
        return registry().take_over(read, datetime.now(UTC), source, accept=accept)
    except IndexFault as fault:
        end(ENVIRONMENT, fault.says)


def report(done: Imported, *, json: bool) -> None:
    """What an import did; exit status 1 where there were faults or it was refused."""
    if json:
        put_json(
            {
                "new": 0 if done.collapsed else done.new,
                "changed": 0 if done.collapsed else done.changed,
                "same": 0 if done.collapsed else done.same,
                "faults": [{"where": fault.where, "says": say(fault.says)} for fault in done.faults],
                "collapsed": done.collapsed,
            }
        )
    for fault in done.faults:
        note(Text(f"{fault.where}: {fault.says.en}", f"{fault.where}：{fault.says.zh}"))
    if done.collapsed:
        for one in done.collapsed:
            note(
                Text(
                    f"{one.name}: {one.before} % of the records of the last import had it, {one.now} % of these do.",
                    f"{one.name}：上次导入的记录中{one.before}%有此字段，本次仅{one.now}%。",
                )
            )
        end(
            FINDING,
            Text(
                "Nothing was imported: fields are largely gone since the last import. If that is right, repeat with --accept.",
                "未导入任何记录：与上次导入相比，有字段大量缺失。如确认无误，请加 --accept 重试。",
            ),
        )
    if not json:
        put(
            Text(
                f"{done.new} new, {done.changed} changed, {done.same} the same, {len(done.faults)} faults.",
                f"新增{done.new}条，变更{done.changed}条，未变{done.same}条，{len(done.faults)}处错误。",
            )
        )
    raise typer.Exit(FINDING if done.faults else 0)


class _Counted(io.BufferedReader):
    """A file that tells how much of it has been read."""

    def __init__(self, file: Path, before: int) -> None:
        super().__init__(io.FileIO(file), buffer_size=1 << 20)
        self._before = before

    @property
    def done(self) -> int:
        """Bytes read, those of the files before included."""
        return self._before + self.tell()


def _read(
    files: list[Path], tell: Callable[[int, str], None], opened: ExitStack
) -> Iterator[Entry | Record | ReadFault]:
    before = count = 0
    for file in files:
        data = opened.enter_context(_Counted(file, before))
        for one in read_entries(file.name, cast(BinaryIO, data)):
            count += 1
            if count % _EVERY == 0:
                tell(data.done, str(count))
            yield one
        before += file.stat().st_size
        data.close()
