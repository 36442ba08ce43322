"""`equipoise report explain`: a number of a report down to the participants and facts under it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from equipoise.cli.analysis import is_masked
from equipoise.cli.opened import store_of
from equipoise.cli.output import FINDING, USAGE, end, language, note, plain, put, put_json, put_table, speak
from equipoise.cli.report_cut import AS_OF, STUDY, TOGETHER, cut_of, material_of
from equipoise.facts import Body, Fact
from equipoise.protocol.model import Study
from equipoise.report import Found, facts_by_number, look_up, say_fact, say_moment
from equipoise.values.text import Language, Text
from equipoise.web.home import home
from equipoise.web.workspace.words import kind_words

_SHOWN = 40
"""Candidates and facts shown at the terminal; JSON has all of them."""
_LONGEST = 300


def explain(
    asked: Annotated[
        str, typer.Argument(metavar="NUMBER|ADDRESS", help="As printed, or table/row/column. · 数字或地址。")
    ],
    as_of: str = AS_OF,
    study: str = STUDY,
    folder: Path | None = typer.Option(None, "--report", help="As of the facts of this build. · 按某次生成的报告。"),  # noqa: B008
    lang: str = typer.Option("", "--lang", help="en or zh. · 语言。"),
    json: bool = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。"),
) -> None:
    """Name the participants and facts under a number, each fact in words. · 列出数字背后的受试者与事实。"""
    if lang:
        speak(lang)
    if not asked.strip():
        end(USAGE, Text("Name a number as it is printed, or its address.", "请给出所印数字或其地址。"))
    trial, version, cut = cut_of(study, as_of, folder)
    masked = is_masked(trial, version)
    made = material_of(trial, version, cut, store_of(home()), "", "")
    if masked:
        note(TOGETHER)
    found = look_up(made.view(), asked)
    if not found:
        end(FINDING, Text(f"No table has the number {asked}.", f"没有任何表格含数字 {asked}。"))
    if len(found) > 1:
        _candidates(found, asked, json=json)
        return
    facts = facts_by_number(trial, found[0].number.facts)
    said = {seq: say_fact(version, facts[seq], masked=masked) for seq in sorted(facts)}
    if json:
        put_json({**_named(found[0]), "facts": _as_json(facts, said)})
    else:
        _tell(version, found[0], facts, said)


def _candidates(found: tuple[Found, ...], asked: str, *, json: bool) -> None:
    if json:
        put_json({"asked": asked, "candidates": [_named(one) for one in found]})
        return
    put(Text(f"{len(found)} numbers are printed so; ask again with the address of one.",
             f"共有 {len(found)} 处数字如此显示；请用其中一处的地址再次查询。"))  # fmt: skip
    put_table(
        (Text("address", "地址"), Text("table", "表"), Text("row", "行"), Text("column", "列"), Text("facts", "事实")),
        [(one.address, one.table, one.row, one.column, len(one.number.facts)) for one in found[:_SHOWN]],
    )


def _named(one: Found) -> dict[str, Any]:
    return {
        "address": one.address, "table": plain(one.table), "row": plain(one.row), "column": plain(one.column),
        "says": plain(one.number.says), "value": one.number.value, "participants": list(one.number.participants),
        "facts": list(one.number.facts),
    }  # fmt: skip


def _as_json(facts: Mapping[int, Fact[Body]], said: Mapping[int, Text]) -> list[dict[str, Any]]:
    return [
        {
            "seq": seq, "kind": kind_words(facts[seq].body.KIND), "participant": facts[seq].subject,
            "happened": facts[seq].happened, "recorded": facts[seq].recorded, "actor": facts[seq].actor,
            "role": facts[seq].role, "says": words,
        }
        for seq, words in said.items()
    ]  # fmt: skip


def _tell(study: Study, found: Found, facts: Mapping[int, Fact[Body]], said: Mapping[int, Text]) -> None:
    spoken: Language = language()
    put(
        Text("{table}: {row}, {column}", "{table}：{row}，{column}").format(
            table=found.table, row=found.row, column=found.column
        )
    )
    put(Text("{address} = {says}", "{address} = {says}").format(address=found.address, says=found.number.says))
    who = found.number.participants
    put(Text(f"Participants ({len(who)}): {', '.join(who) or '–'}", f"受试者（{len(who)}）：{'、'.join(who) or '–'}"))
    put_table(
        (Text("fact", "序号"), Text("participant", "受试者"), Text("what", "类别"), Text("happened", "发生"),
         Text("says", "内容")),
        [
            (seq, facts[seq].subject, kind_words(facts[seq].body.KIND), say_moment(study, facts[seq].happened),
             _cut(words.in_(spoken)))
            for seq, words in list(said.items())[:_SHOWN]
        ],
    )  # fmt: skip
    if len(said) > _SHOWN:
        left = len(said) - _SHOWN
        note(Text(f"{left} more facts: --json shows them all.", f"另有 {left} 条事实：--json 可全部显示。"))


def _cut(words: str) -> str:
    """Words as long as a terminal shows them well; JSON has all of them."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
