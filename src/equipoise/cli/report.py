"""`equipoise report build | verify`: the reports of a data cut as files, and checked again; `explain` stands in a file of its own."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from equipoise.cli.opened import store_of, study_named
from equipoise.cli.output import (
    ENVIRONMENT,
    FINDING,
    USAGE,
    end,
    note,
    progress,
    put,
    put_json,
    speak,
)
from equipoise.cli.report_cut import AS_OF, STUDY, TOGETHER, cut_of, manifested, material_of
from equipoise.cli.report_explain import explain
from equipoise.cli.setting import Keep, NotSet, build_files, processors
from equipoise.ledger.store import Store
from equipoise.paper import Fonts, NoFont, find_fonts
from equipoise.report import (
    FORMATS,
    MANIFEST,
    MOVED_ON,
    REPORTS,
    Built,
    Difference,
    Here,
    Material,
    Order,
    against_disk,
    against_ledger,
    against_rebuilt,
    imprint_of,
    manifest,
    order_of,
    read_manifest,
    software,
)
from equipoise.trial.state import Trial, fold
from equipoise.values.text import LANGUAGES, Text
from equipoise.web.home import home

app = typer.Typer(no_args_is_help=True, help="Reports of a data cut, built again to the byte. · 数据截止的研究报告。")
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_SPEAK = typer.Option("", "--lang", help="en or zh. · 语言。")
_JOBS = typer.Option(
    0,
    "--jobs",
    min=0,
    help="Processes at once; as many as processors if left out. · 并行进程数；省略则与处理器数相同。",
)
_WHO_ASKS = Text("Say who asks: --as PERSON --role ROLE.", "请注明申请人：--as 人员 --role 角色。")


@app.command()
def build(
    out: Annotated[Path, typer.Option("--out", help="A folder of its own, new or of an earlier build. · 输出文件夹。")],
    as_of: str = AS_OF,
    study: str = STUDY,
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
    trial, version, cut = cut_of(study, as_of)
    store = store_of(home())
    made = material_of(trial, version, cut, store, person, role)
    _make_room(out)
    built = _write(made, order, out, jobs)
    if made.masked:
        _tell_masked({REPORTS[key].readers == "closed" for key in order.reports if key not in built.left_out})
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
    build = manifested(folder)
    store = store_of(home())
    name, seq = str(build["study"]), int(build["head"]["seq"])
    there = {file.name: _digest(file.read_bytes()) for file in sorted(folder.iterdir()) if file.name != MANIFEST}
    found = [*against_disk(build, there)]
    row = next(iter(store.read(name, seq - 1, seq)), None) if seq else None
    ledger = against_ledger(build, row)
    found.extend(ledger or _against_rebuilt(build, store, name, seq, jobs))
    newer = store.head(name).seq - seq
    _tell(found, newer, seq, len(build["files"]), json=json)


app.command("explain")(explain)


def _tell_masked(closed: set[bool]) -> None:
    """What the files of a masked study show, by whether there are open and closed reports among them."""
    if False in closed:
        note(TOGETHER)
    if True in closed:
        note(Text("The closed report is by arm: for the closed session of the safety board alone.",
                  "闭门报告按组列出：仅供数据安全监查委员会闭门会议使用。"))  # fmt: skip


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


def _against_rebuilt(build: Mapping[str, Any], store: Store, name: str, seq: int, jobs: int) -> tuple[Difference, ...]:
    study = study_named(name)
    trial = fold(study.protocols, store.read(name, 0, seq)) if seq else Trial(study.protocols)
    cut = date.fromisoformat(build["cut"])
    version = trial.version_on(cut)
    imprint = imprint_of(trial, version, cut, store)
    made = Material(trial, version, imprint, bool(build["masked"]), bool(build["closed"]))
    fonts = _fonts()
    built = _built(made, order_of(build), fonts, lambda name, content: None, jobs)
    rebuilt = {file: digest for file, (digest, _) in built.files.items()}
    return against_rebuilt(build, rebuilt, Here(software(), imprint.digest, fonts.chinese))


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
