"""`equipoise study draft`: a registry record as a draft study file, with the list of what a person must decide."""

from __future__ import annotations

import json as json_format
from pathlib import Path
from typing import Annotated

import typer

from equipoise.cli.opened import there
from equipoise.cli.output import FINDING, USAGE, end, note, put, put_json, put_table
from equipoise.protocol.load import FORMS, PROTOCOL, load
from equipoise.registry.concepts import built_in, learn
from equipoise.registry.draft import Decision, Draft, draft
from equipoise.registry.read import ReadFault, read_records
from equipoise.registry.record import Record
from equipoise.rules.safety import PLAN_CHECKS
from equipoise.values.text import Text, same

DECISIONS = "decisions.md"


def draft_study(
    record: Annotated[Path, typer.Argument(help="The record: JSON of ClinicalTrials.gov, v2. · 注册记录JSON。")],
    out: Annotated[
        Path | None, typer.Option(help="Folder of the draft; the record's number unless told. · 草案文件夹。")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")] = False,
) -> None:
    """Write a draft study file from a record: all that it says, everything else marked as assumed. · 由注册记录生成研究文件草案。"""
    found = _one(record)
    made = draft(found, built_in().merged(learn([found])))
    folder = out or Path(made.name)
    if folder.exists() and any(folder.iterdir()):
        end(
            USAGE,
            Text(
                f"{folder} is not empty: name another folder with --out.",
                f"{folder} 不是空文件夹：请用 --out 指定其他文件夹。",
            ),
        )
    _write(folder, made, found)
    loaded = load(folder, more=PLAN_CHECKS)
    if json:
        put_json(
            {"folder": str(folder), "faults": [str(fault) for fault in loaded.faults], "decisions": made.decisions}
        )
    else:
        put(
            Text(
                f"{folder}: {PROTOCOL}, {FORMS}, record.json, {DECISIONS}",
                f"{folder}：{PROTOCOL}、{FORMS}、record.json、{DECISIONS}",
            )
        )
        put_table(
            (Text("where", "位置"), Text("to decide", "待决定"), Text("who", "由谁决定")),
            [(same(one.where), one.says, same(one.by)) for one in made.decisions],
        )
        for fault in loaded.faults:
            note(str(fault))
    raise typer.Exit(FINDING if loaded.faults else 0)


def _one(file: Path) -> Record:
    with there(file, USAGE).open("rb") as data:
        read = list(read_records(file.name, data))
    faults = [one for one in read if isinstance(one, ReadFault)]
    records = [one for one in read if isinstance(one, Record)]
    if len(records) != 1 or faults:
        for fault in faults[:10]:
            note(Text(f"{fault.where}: {fault.says.en}", f"{fault.where}：{fault.says.zh}"))
        end(
            USAGE,
            Text(
                f"{file} holds {len(records)} records; one is needed.",
                f"{file} 中有 {len(records)} 条记录；应恰好一条。",
            ),
        )
    return records[0]


def _write(folder: Path, made: Draft, record: Record) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PROTOCOL).write_text(_head(made) + made.protocol, encoding="utf-8")
    (folder / FORMS).write_text(made.forms, encoding="utf-8")
    (folder / "record.json").write_text(json_format.dumps(record.raw, ensure_ascii=False, indent=1), encoding="utf-8")
    (folder / DECISIONS).write_text(_list(made.decisions), encoding="utf-8")


def _head(made: Draft) -> str:
    return (
        f"# Draft of {made.name}, made from its registry record. Nobody has confirmed it; {DECISIONS} lists what a person must decide.\n"
        f"# {made.name} 草案，由注册记录生成，尚未经任何人确认；待决定事项见 {DECISIONS}。\n\n"
    )


def _list(decisions: tuple[Decision, ...]) -> str:
    lines = ["# To decide · 待决定", "", "| where · 位置 | what · 内容 | who · 由谁 |", "|---|---|---|"]
    lines += [f"| `{one.where}` | {one.says.en}<br>{one.says.zh} | {one.by} |" for one in decisions]
    return "\n".join(lines) + "\n"
