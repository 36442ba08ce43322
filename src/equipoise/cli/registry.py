"""`equipoise registry …`: records of trials taken over, found, read and compared."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from equipoise.cli import registry_match, registry_pull, registry_record, registry_search
from equipoise.cli.output import ENVIRONMENT, USAGE, end, progress, put, put_json
from equipoise.cli.registry_taking import read_files, report, take_over
from equipoise.values.text import Text
from equipoise.web.index import IndexFault
from equipoise.web.registry import registry_to_reindex

app = typer.Typer(no_args_is_help=True, help="Find trials in the records of a registry. · 检索临床试验注册记录。")
app.command("pull")(registry_pull.pull)
app.command("search")(registry_search.search)
app.command("near")(registry_search.near)
app.command("show")(registry_record.show)
app.command("history")(registry_record.history)
app.command("match")(registry_match.match_patient)
_JSON = typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")


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
    for file in files:
        if file.is_dir():
            end(USAGE, Text(f"{file} is a folder: name the files in it, as {file}/*.json.",
                            f"{file} 是文件夹：请指定其中的文件，如 {file}/*.json。"))  # fmt: skip
    missing = [file for file in files if not file.is_file()]
    if missing:
        named = ", ".join(str(file) for file in missing)
        end(USAGE, Text(f"There is no such file: {named}.", f"文件不存在：{named}。"))
    total = sum(file.stat().st_size for file in files)
    with progress(Text("Reading", "读取"), total) as tell:
        done = take_over(read_files(files, tell), ", ".join(file.name for file in files)[:300], accept=accept)
    report(done, json=json)


@app.command()
def reindex(json: Annotated[bool, _JSON] = False) -> None:
    """Make the index and the vocabulary anew from the records. · 由记录重建索引。"""
    opened = registry_to_reindex()
    try:
        with progress(Text("Indexing", "建立索引"), opened.records.count()) as tell:
            count = opened.reindex(lambda done: tell(done, ""))
    except IndexFault as fault:
        end(ENVIRONMENT, fault.says)
    if json:
        put_json({"records": count})
    elif count:
        put(Text(f"{count} records indexed.", f"已索引 {count} 条记录。"))
    else:
        registry_search.tell_empty()
