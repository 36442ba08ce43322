"""`equipoise report build | verify | explain`: the reports of a data cut as files, checked again, and a number down to its facts."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from equipoise.cli.analysis import is_masked
from equipoise.cli.opened import store_of, study_named, trial_of
from equipoise.cli.output import (
    ENVIRONMENT,
    FINDING,
    USAGE,
    end,
    language,
    note,
    plain,
    progress,
    put,
    put_json,
    put_table,
    speak,
)
from equipoise.cli.setting import Keep, NotSet, build_files, processors
from equipoise.ledger.store import Store
from equipoise.paper import Fonts, NoFont, find_fonts
from equipoise.protocol.model import Study
from equipoise.report import (
    FORMATS,
    MANIFEST,
    MOVED_ON,
    REPORTS,
    Built,
    Difference,
    Found,
    Here,
    Material,
    Order,
    against_disk,
    against_ledger,
    against_rebuilt,
    facts_by_number,
    imprint_of,
    look_up,
    manifest,
    order_of,
    read_manifest,
    say_fact,
    say_moment,
    software,
)
from equipoise.trial.permissions import ROLES, reads_closed_report, sees_arm
from equipoise.trial.state import Trial, fold
from equipoise.values.text import LANGUAGES, Language, Text
from equipoise.web.home import home
from equipoise.web.workspace.words import kind_words

app = typer.Typer(no_args_is_help=True, help="Reports of a data cut, built again to the byte. · 数据截止的研究报告。")
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_STUDY = typer.Option("", "--study", help="Id or folder; needed where the ledger holds several. · 研究编号或文件夹。")
_AS_OF = typer.Option(
    "", "--as-of", help="As it was known on a past day, the data cut. · 按过去某日已知情况（数据截止）。"
)
_SPEAK = typer.Option("", "--lang", help="en or zh. · 语言。")
_JOBS = typer.Option(
    0,
    "--jobs",
    min=0,
    help="Processes at once; as many as processors if left out. · 并行进程数；省略则与处理器数相同。",
)
_WHO_ASKS = Text("Say who asks: --as PERSON --role ROLE.", "请注明申请人：--as 人员 --role 角色。")
_SHOWN = 40
"""Candidates and facts shown at the terminal; JSON has all of them."""
_LONGEST = 300


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="A folder of its own, new or of an earlier build. · 输出文件夹。")],
    as_of: str = _AS_OF,
    study: str = _STUDY,
    lang: str = typer.Option("", "--lang", help="en or zh; both if left out. · 语言；省略则两种。"),
    report: str = typer.Option(
        "", "--report", help=f"One of {', '.join(REPORTS)}; all if left out. · 报告；省略则全部。"
    ),
    kind: str = typer.Option("", "--format", help="pdf or html; both if left out. · 格式；省略则两种。"),
    person: str = typer.Option("", "--as", help="Who asks, in a masked study. · 申请人（盲态研究）。"),
    role: str = typer.Option("", "--role", help="In which role. · 角色。"),
    jobs: int = _JOBS,
    json: bool = _JSON,
) -> None:
    """Build the reports with a manifest; twice the same gives the same bytes. · 生成报告及清单文件。"""
    order = _order(report, lang, kind)
    _, trial, at = trial_of(study, as_of)
    version = trial.version_on(at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date())
    cut = at.astimezone(ZoneInfo(version.time_zone)).date()
    store = store_of(home())
    made = _material(trial, version, cut, store, person, role)
    _make_room(out)
    built = _write(made, order, out, jobs)
    for key, why in built.left_out.items():
        note(Text(f"{key}: {why.en}", f"{key}：{why.zh}"))
        if REPORTS[key].readers == "closed":
            note(_WHO_ASKS)
    if json:
        put_json(read_manifest((out / MANIFEST).read_bytes()))
    else:
        count = len(built.files) + 1
        put(Text(f"{count} files in {out}: data cut {cut}, fact {trial.head}.",
                 f"已在 {out} 写入 {count} 个文件：数据截止 {cut}，第 {trial.head} 条事实。"))  # fmt: skip
    if report and report in built.left_out:
        raise typer.Exit(FINDING)


@app.command()
def verify(
    folder: Annotated[Path, typer.Argument(help="The folder of a build. · 报告文件夹。")],
    lang: str = _SPEAK,
    jobs: int = _JOBS,
    json: bool = _JSON,
) -> None:
    """Build again and compare: which file differs, and why. · 重新生成并核对，说明哪些文件不同及原因。"""
    if lang:
        speak(lang)
    manifested = _manifested(folder)
    store = store_of(home())
    name, seq = str(manifested["study"]), int(manifested["head"]["seq"])
    there = {file.name: _digest(file.read_bytes()) for file in sorted(folder.iterdir()) if file.name != MANIFEST}
    found = [*against_disk(manifested, there)]
    row = next(iter(store.read(name, seq - 1, seq)), None) if seq else None
    ledger = against_ledger(manifested, row)
    found.extend(ledger or _against_rebuilt(manifested, store, name, seq, jobs))
    newer = store.head(name).seq - seq
    _tell(found, newer, seq, len(manifested["files"]), json=json)


@app.command()
def explain(
    asked: Annotated[
        str, typer.Argument(metavar="NUMBER|ADDRESS", help="As printed, or table/row/column. · 数字或地址。")
    ],
    as_of: str = _AS_OF,
    study: str = _STUDY,
    folder: Path | None = typer.Option(None, "--report", help="As of the facts of this build. · 按某次生成的报告。"),  # noqa: B008
    lang: str = _SPEAK,
    json: bool = _JSON,
) -> None:
    """Name the participants and facts under a number, each fact in words. · 列出数字背后的受试者与事实。"""
    if lang:
        speak(lang)
    if not asked.strip():
        end(USAGE, Text("Name a number as it is printed, or its address.", "请给出所印数字或其地址。"))
    trial, version, cut = _meant(study, as_of, folder)
    masked = is_masked(trial, version)
    made = _material(trial, version, cut, store_of(home()), "", "")
    found = look_up(made.view(), asked)
    if not found:
        end(FINDING, Text(f"No table has the number {asked}.", f"没有任何表格含数字 {asked}。"))
    if len(found) > 1:
        _candidates(found, asked, json=json)
        return
    _one(trial, version, found[0], masked=masked, json=json)


def _order(report: str, lang: str, kind: str) -> Order:
    for words, known, what in (
        (report, tuple(REPORTS), Text("report", "报告")),
        (lang, LANGUAGES, Text("language", "语言")),
        (kind, FORMATS, Text("format", "格式")),
    ):
        if words and words not in known:
            names = ", ".join(known)
            end(
                USAGE,
                Text(
                    f"There is no {what.en} “{words}”; there are: {names}.", f"没有{what.zh}“{words}”；现有：{names}。"
                ),
            )
    languages = tuple(one for one in LANGUAGES if lang in ("", one))
    formats = tuple(one for one in FORMATS if kind in ("", one))
    return Order((report,) if report else tuple(REPORTS), languages, formats)


def _material(trial: Trial, study: Study, cut: date, store: Store, person: str, role: str) -> Material:
    """The cut for whoever asks. A masked study shows arms to nobody but a named person in a role that may see them."""
    masked, closed = is_masked(trial, study), True
    if masked:
        closed = bool(role) and _holds(trial, study, person, role)
        note(Text("The study is masked: all participants stand together.", "研究处于盲态：全部受试者合并显示。"))
    return Material(trial, study, imprint_of(trial, study, cut, store), masked, closed)


def _holds(trial: Trial, study: Study, person: str, role: str) -> bool:
    if role not in ROLES:
        end(USAGE, Text(f"“{role}” is not a role: {', '.join(ROLES)}.", f"“{role}”不是有效角色：{'、'.join(ROLES)}。"))
    if role not in trial.roles_of(person):
        end(FINDING, Text(f"The delegation log does not give {person or 'anybody'} the role {role}.",
                          f"授权分工表未授予 {person or '该人员'} 角色 {role}。"))  # fmt: skip
    return sees_arm(study, role) and reads_closed_report(study, role)


def _make_room(out: Path) -> None:
    """The folder is new, empty, or holds an earlier build and nothing else: nobody's files are overwritten."""
    if out.exists() and not out.is_dir():
        end(USAGE, Text(f"{out} is a file: name a folder.", f"{out} 是文件：请指定文件夹。"))
    out.mkdir(parents=True, exist_ok=True)
    there = {file.name for file in out.iterdir()}
    if not there:
        return
    known = read_manifest((out / MANIFEST).read_bytes()) if MANIFEST in there else None
    others = sorted(there - {MANIFEST} - set(known["files"] if known else ()))
    if known is None or others:
        names = ", ".join(others[:5]) or MANIFEST
        end(
            USAGE,
            Text(
                f"{out} holds other files ({names}): name a new folder.",
                f"{out} 含有其他文件（{names}）：请另指定文件夹。",
            ),
        )
    for name in (*known["files"], MANIFEST):
        (out / name).unlink(missing_ok=True)


def _write(made: Material, order: Order, out: Path, jobs: int) -> Built:
    """The files with their manifest; where one cannot be made, none is left behind."""
    fonts, written = _fonts(), set[str]()
    parts = len(order.reports) * len(order.languages) * len(order.formats)
    try:
        with progress(Text("Building", "生成中"), parts) as step:

            def keep(name: str, content: bytes) -> None:
                written.add(name)
                (out / name).write_bytes(content)
                step(len(written), name)

            built = _built(made, order, fonts, keep, jobs)
        (out / MANIFEST).write_bytes(manifest(made, order, fonts, built))
    except BaseException:
        for name in written:
            (out / name).unlink(missing_ok=True)
        raise
    return built


def _built(made: Material, order: Order, fonts: Fonts, keep: Keep, jobs: int) -> Built:
    try:
        return build_files(made, order, fonts, keep, jobs or processors())
    except (NoFont, NotSet) as fault:
        end(ENVIRONMENT, fault.says)


def _fonts() -> Fonts:
    """The fonts of this machine, those of the folder that EQUIPOISE_FONTS names first."""
    named = os.environ.get("EQUIPOISE_FONTS", "")
    if named and not Path(named).is_dir():
        end(ENVIRONMENT, Text(f"EQUIPOISE_FONTS names {named}, which is not a folder.",
                              f"EQUIPOISE_FONTS 指定的 {named} 不是文件夹。"))  # fmt: skip
    return find_fonts(Path(named) if named else None)


def _manifested(folder: Path) -> Mapping[str, Any]:
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


def _against_rebuilt(
    manifested: Mapping[str, Any], store: Store, name: str, seq: int, jobs: int
) -> tuple[Difference, ...]:
    study = study_named(name)
    trial = fold(study.protocols, store.read(name, 0, seq)) if seq else Trial(study.protocols)
    cut = date.fromisoformat(manifested["cut"])
    version = trial.version_on(cut)
    imprint = imprint_of(trial, version, cut, store)
    made = Material(trial, version, imprint, bool(manifested["masked"]), bool(manifested["closed"]))
    fonts = _fonts()
    built = _built(made, order_of(manifested), fonts, lambda name, content: None, jobs)
    rebuilt = {file: digest for file, (digest, _) in built.files.items()}
    return against_rebuilt(manifested, rebuilt, Here(software(), imprint.digest, fonts.chinese))


def _tell(found: list[Difference], newer: int, seq: int, files: int, *, json: bool) -> None:
    moved = MOVED_ON.format(n=newer, seq=seq) if newer > 0 else None
    if json:
        put_json({"alike": not found, "files": files, "moved_on": max(0, newer), "differences": found})
    else:
        for one in found:
            put(one.says)
        if not found:
            put(Text(f"All {files} files are as they were built, and come out the same again.",
                     f"全部 {files} 个文件与生成时一致，重新生成结果相同。"))  # fmt: skip
        if moved is not None:
            note(moved)
    raise typer.Exit(FINDING if found else 0)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _meant(study: str, as_of: str, folder: Path | None) -> tuple[Trial, Study, date]:
    """The trial that is meant: as of now or a past day, or exactly that of a build."""
    if folder is None:
        _, trial, at = trial_of(study, as_of)
        version = trial.version_on(at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date())
        return trial, version, at.astimezone(ZoneInfo(version.time_zone)).date()
    manifested = _manifested(folder)
    name, seq = str(manifested["study"]), int(manifested["head"]["seq"])
    found = study_named(name)
    trial = fold(found.protocols, store_of(home()).read(name, 0, seq)) if seq else Trial(found.protocols)
    cut = date.fromisoformat(manifested["cut"])
    return trial, trial.version_on(cut), cut


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


def _one(trial: Trial, study: Study, found: Found, *, masked: bool, json: bool) -> None:
    facts = facts_by_number(trial, found.number.facts)
    said = {seq: say_fact(study, fact, masked=masked) for seq, fact in facts.items()}
    rows = [
        {
            "seq": seq, "kind": kind_words(fact.body.KIND), "participant": fact.subject, "happened": fact.happened,
            "recorded": fact.recorded, "actor": fact.actor, "role": fact.role,
            "says": said[seq],
        }
        for seq, fact in sorted(facts.items())
    ]  # fmt: skip
    if json:
        put_json({**_named(found), "facts": rows})
        return
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
        (
            Text("fact", "序号"),
            Text("participant", "受试者"),
            Text("what", "类别"),
            Text("happened", "发生"),
            Text("says", "内容"),
        ),
        [
            (seq, fact.subject, kind_words(fact.body.KIND), say_moment(study, fact.happened),
             _cut(said[seq].in_(spoken)))
            for seq, fact in sorted(facts.items())[:_SHOWN]
        ],
    )  # fmt: skip
    if len(rows) > _SHOWN:
        left = len(rows) - _SHOWN
        note(Text(f"{left} more facts: --json shows them all.", f"另有 {left} 条事实：--json 可全部显示。"))


def _cut(words: str) -> str:
    """Words as long as a terminal shows them well; JSON has all of them."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()} …"
