"""`equipoise analysis run | table | figure`: sets, endpoints, tables, listings, datasets and figures of a data cut."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from json import dumps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typer

from equipoise.analysis.compose import figures, left_out
from equipoise.analysis.datasets import datasets_of
from equipoise.analysis.export_results import export_results
from equipoise.analysis.tables import ASSUMED, Context, Display, Number, catalogue, explain, prepare, to_blocks
from equipoise.cli.opened import YEARS, trial_of
from equipoise.cli.output import FINDING, USAGE, end, language, note, plain, put, put_json, put_table, say, speak
from equipoise.cli.written import whole_file
from equipoise.facts.randomisation import AllocationKeyRevealed
from equipoise.paper import Document, set_html
from equipoise.protocol.model import Study
from equipoise.trial.state import Trial
from equipoise.values.text import LANGUAGES, Text, same
from equipoise.web.csv_twin import neutral

app = typer.Typer(
    no_args_is_help=True, help="Tables, datasets and figures of a data cut. · 数据截止的表格、数据集与图。"
)
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_CSV = typer.Option(False, "--csv", help="Answer as CSV. · 以 CSV 输出。")
_STUDY = typer.Option("", "--study", help="Id or folder; needed where the ledger holds several. · 研究编号或文件夹。")
_AS_OF = typer.Option(
    "", "--as-of", help="As it was known on a past day; that day is the data cut. · 按过去某日已知情况。"
)
_CUT = typer.Option("", "--cut", help="Data cut, YYYY-MM-DD, by what is known now. · 数据截止日（按当前已知）。")
_SET = typer.Option("", "--set", help="Count every endpoint in this analysis set. · 所有终点按此分析集计。")
_OUT = typer.Option(None, "--out", help="Where to write. · 输出位置。")
_LANG = typer.Option("", "--lang", help="en or zh. · 语言。")


@app.command()
def run(
    study: str = _STUDY,
    as_of: str = _AS_OF,
    cut: str = _CUT,
    chosen: str = _SET,
    out: Path | None = _OUT,
    json: bool = _JSON,
    csv: bool = _CSV,
    lang: str = _LANG,
) -> None:
    """Analyse a data cut: sets and endpoints; with --out everything, table by table. · 分析某一数据截止。"""
    context = _context(study, as_of, cut, chosen, lang)
    if out is not None:
        count = _write_everything(context, out, csv=csv)
        note(Text(f"{count} files in {out}.", f"已在 {out} 写入 {count} 个文件。"))
    elif json:
        put_json(export_results(context.results))
    elif csv:
        put(datasets_of(context)["time_to_event"].csv().rstrip("\n"))
    else:
        _overview(context)


@app.command()
def table(
    key: str = typer.Argument("", help="Which table or listing; a list of them if left out. · 表格名；省略则列出。"),
    study: str = _STUDY,
    as_of: str = _AS_OF,
    cut: str = _CUT,
    chosen: str = _SET,
    out: Path | None = _OUT,
    json: bool = _JSON,
    csv: bool = _CSV,
    lang: str = _LANG,
    explained: str = typer.Option(
        "", "--explain", help="ROW/COLUMN: the participants and facts under a number. · 某数字的依据。"
    ),
) -> None:
    """Print one table or listing, each number with its facts in JSON. · 输出一张表或清单。"""
    context = _context(study, as_of, cut, chosen, lang)
    known = catalogue(context)
    if not key:
        if json:
            put_json(list(known))
        else:
            put_table(
                (Text("key", "名称"), Text("title", "标题")),
                [(name, make(context).title) for name, make in known.items()],
            )
        return
    if key not in known:
        names = ", ".join(known)
        end(USAGE, Text(f"There is no table “{key}”; there are: {names}.", f"没有表格“{key}”；现有：{names}。"))
    found = known[key](context)
    if explained:
        _explain(found, f"{key}/{explained}", json=json)
        return
    words = _as_csv(found) if csv else dumps(_as_json(found), ensure_ascii=False, indent=2) if json else ""
    if out is not None:
        _write(out, words or _page(context, found))
    elif words:
        put(words.rstrip("\n"))
    else:
        _print(found)


@app.command()
def figure(
    key: str = typer.Argument("", help="Which figure; a list of them if left out. · 图名；省略则列出。"),
    study: str = _STUDY,
    as_of: str = _AS_OF,
    cut: str = _CUT,
    chosen: str = _SET,
    out: Path | None = _OUT,
    lang: str = _LANG,
    json: bool = _JSON,
) -> None:
    """Draw one figure as SVG. · 输出一幅 SVG 图。"""
    context = _context(study, as_of, cut, chosen, lang)
    known = figures(context)
    if not key:
        if json:
            put_json(list(known))
        else:
            put_table((Text("key", "名称"), Text("title", "标题")), [(name, one.title) for name, one in known.items()])
            for name, why in left_out(context).items():
                note(Text(f"{name}: {why.en}", f"{name}：{why.zh}"))
        return
    if key not in known:
        absent = left_out(context)
        if key in absent:
            end(FINDING, absent[key])
        names = ", ".join(known)
        end(USAGE, Text(f"There is no figure “{key}”; there are: {names}.", f"没有图“{key}”；现有：{names}。"))
    if json:
        put_json({"key": key, "title": plain(known[key].title), "says": plain(known[key].instead)})
        return
    drawn = known[key].draw(language())
    if out is not None:
        _write(out, drawn)
    else:
        put(drawn.rstrip("\n"))


def is_masked(trial: Trial, study: Study) -> bool:
    """Whether arms stay hidden: somebody is masked, and the allocation key is not revealed yet (after the data are locked)."""
    return study.design.masking != "NONE" and not trial.study.of(AllocationKeyRevealed)


def _context(named: str, as_of: str, cut: str, chosen: str, lang: str) -> Context:
    """The trial as it was known, read up to the data cut; masked unless the study is open or was unblinded."""
    if lang:
        speak(lang)
    _, trial, at = trial_of(named, as_of)
    study = trial.version_on(at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date())
    until = _day(cut) if cut else at.astimezone(ZoneInfo(study.time_zone)).date()
    known = [key for key, one in study.analysis.sets.items() if one.of == "randomised"]
    if chosen and chosen not in known:
        names = ", ".join(known)
        end(USAGE, Text(f"There is no analysis set “{chosen}” with arms; there are: {names}.",
                        f"没有带分组的分析集“{chosen}”；现有：{names}。"))  # fmt: skip
    masked = is_masked(trial, study)
    if masked:
        note(Text("The study is masked: all participants stand together.", "研究处于盲态：全部受试者合并显示。"))
    return prepare(trial, study, until, masked, chosen)


def _day(words: str) -> date:
    try:
        day = date.fromisoformat(words)
        if day.year not in YEARS:
            raise ValueError(words)
        return day
    except ValueError:
        end(USAGE, Text(f"“{words}” is not a day: write 2018-09-01.", f"“{words}”不是有效日期：请写 2018-09-01。"))


def _overview(context: Context) -> None:
    known = catalogue(context)
    for key in ("sets", *(f"endpoint_{one.key}" for one in context.results.endpoints)):
        _print(known[key](context))
        put("")
    for warning in context.results.warnings:
        note(warning)


def _print(found: Display) -> None:
    put(found.title)
    if found.withheld:
        note(Text("Withheld while the study is masked: it would tell the arms.", "盲态下不予显示，以免泄露分组。"))
        return
    labelled = found.kind == "table"
    headings = [*([found.label] if labelled else []), *(column.heading for column in found.columns)]
    rows = [
        [*([same("  " * row.level + say(row.label))] if labelled else []), *(cell.says for cell in row.cells)]
        for row in found.rows
    ]
    put_table(headings, rows)
    for line in (*found.notes, *(ASSUMED.format(what=what) for what in found.assumed)):
        put(line)


def _explain(found: Display, address: str, *, json: bool) -> None:
    try:
        number = explain(found, address)
    except KeyError:
        shown = ", ".join(list(found.addresses())[:8])
        end(FINDING, Text(f"There is no number {address}; there are {shown} …", f"没有数字 {address}；现有 {shown} …"))
    if json:
        put_json({"address": address, **_number(number)})
        return
    put(number.says)
    put(
        Text(
            f"Participants: {', '.join(number.participants) or '–'}", f"受试者：{'、'.join(number.participants) or '–'}"
        )
    )
    facts = ", ".join(str(fact) for fact in number.facts) or "–"
    put(Text(f"Facts: {facts}", f"账本序号：{facts}"))


def _number(number: Number) -> dict[str, Any]:
    return {
        "says": plain(number.says), "value": number.value, "participants": list(number.participants),
        "facts": list(number.facts),
    }  # fmt: skip


def _as_json(found: Display) -> Mapping[str, Any]:
    """A table with the facts under each number, by row and column."""
    return {
        "key": found.key,
        "title": plain(found.title),
        "population": plain(found.population),
        "withheld": found.withheld,
        "columns": [{"key": one.key, "heading": plain(one.heading), "of": one.of} for one in found.columns],
        "rows": [
            {
                "key": row.key,
                "label": plain(row.label),
                "level": row.level,
                "cells": [_number(cell) for cell in row.cells],
            }
            for row in found.rows
        ],
        "notes": [plain(one) for one in found.notes],
        "assumed": [plain(one) for one in found.assumed],
    }


def _as_csv(found: Display) -> str:
    """The cells as words, with a column of all facts of the row."""
    labelled = found.kind == "table"
    heads = [
        *(["row"] if labelled else []),
        *(say(column.heading).replace("\n", " ") for column in found.columns),
        "facts",
    ]
    lines = [heads]
    for row in found.rows:
        facts = sorted({fact for cell in row.cells for fact in cell.facts})
        words = [*(["  " * row.level + say(row.label)] if labelled else []), *(say(cell.says) for cell in row.cells)]
        lines.append([*words, " ".join(str(fact) for fact in facts)])
    return "".join(f"{','.join(_quoted(cell) for cell in line)}\n" for line in lines)


def _quoted(cell: str) -> str:
    words = neutral(cell)
    return '"' + words.replace('"', '""') + '"' if any(sign in words for sign in ',"\n\r') else words


def _page(context: Context, found: Display) -> str:
    """One table as a page of HTML, stamped by the data cut and the ledger number rather than by the clock."""
    subtitle = Text(f"Data cut {context.until}, ledger number {context.results.head}",
                    f"数据截止 {context.until}，账本序号 {context.results.head}")  # fmt: skip
    moment = datetime.combine(context.until, time.min, ZoneInfo(context.study.time_zone))
    title = same(f"{context.study.id} {context.study.version}")
    return set_html(Document(title, subtitle, moment, to_blocks(found)), language()).decode()


def _write_everything(context: Context, out: Path, *, csv: bool) -> int:
    """Results, every table, dataset and figure as files of one folder."""
    files = {"results.json": dumps(export_results(context.results), ensure_ascii=False, indent=1)}
    for key, make in catalogue(context).items():
        found = make(context)
        files[f"tables/{key}.json"] = dumps(_as_json(found), ensure_ascii=False, indent=1)
        if csv:
            files[f"tables/{key}.csv"] = _as_csv(found)
    files |= {f"datasets/{name}.csv": found.csv() for name, found in datasets_of(context).items()}
    files |= {
        f"figures/{key}.{spoken}.svg": one.draw(spoken) for key, one in figures(context).items() for spoken in LANGUAGES
    }
    for name, words in files.items():
        _write(out / name, words)
    return len(files)


def _write(file: Path, words: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as out:
        out.write((words if words.endswith("\n") else f"{words}\n").encode())
