"""`equipoise validate`: cases written by others, put to the rules, and the report of it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer

from equipoise import __version__
from equipoise.cli.installed import installed
from equipoise.cli.output import ENVIRONMENT, FINDING, OK, USAGE, end, language, note, put, put_json, put_table, say
from equipoise.ledger import FORMAT as LEDGER_FORMAT
from equipoise.paper import Document, Fonts, NoFont, find_fonts, set_html, set_pdf
from equipoise.protocol import builtin
from equipoise.validation.cases import CaseFile, FileFault
from equipoise.validation.find_kinds import Known, find_kinds
from equipoise.validation.own_cases import own_cases
from equipoise.validation.read_cases import LARGEST, read_cases
from equipoise.validation.report import validation_report
from equipoise.validation.run import RESULTS, Outcome, count, run
from equipoise.validation.show_value import as_json, show_value
from equipoise.values.text import LANGUAGES, Language, Text
from equipoise.web.home import home
from equipoise.web.trials import study_folders

_SIGNS = {"agrees": "✓", "differs": "✗", "fault": "!", "not yet": "–"}


_FILES = typer.Argument(
    None,
    metavar="[FILE]...",
    help="Files of cases; none: the cases that come with Equipoise. · 案例文件；省略则为自带案例。",
)
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_KIND = typer.Option([], "--kind", help="Only this kind, or all of a room (response). · 仅运行该类型。")
_KINDS = typer.Option(False, "--kinds", help="List the kinds with their fields. · 列出类型及其字段。")
_REPORT = typer.Option("", "--report", help="Folder for the report, as HTML and PDF. · 报告文件夹（HTML 和 PDF）。")
_LANG = typer.Option(
    [],
    "--lang",
    help="en or zh, of the answer and the report; twice for a report in both. · 输出及报告语言，可给出两次。",
)
_AT = typer.Option("", "--at", help="Moment of the report, as 2026-05-10T08:00:00Z; otherwise now. · 报告时间。")


def validate(
    files: list[str] = _FILES,
    json: bool = _JSON,
    kind: list[str] = _KIND,
    kinds: bool = _KINDS,
    report: str = _REPORT,
    lang: list[str] = _LANG,
    at: str = _AT,
) -> None:
    """Put cases with known answers to the rules: each agrees or differs, and why. · 以已知答案的案例检验规则。

    Exit status 0: all agree. 1: a case differs. 2: a file, a case or a kind that cannot be asked. 3: no font for the report.
    """
    languages = _languages(lang)
    known = find_kinds()
    if kinds:
        _list_kinds(known, json)
        return
    moment, fonts = _moment(at), _fonts() if report else Fonts()
    read = tuple(_with_own_studies(file) for file in (tuple(map(_read, files)) if files else own_cases()))
    outcomes = run(read, known, kind)
    if kind and not outcomes:
        _none_of(kind, read)
    if json:
        put_json(_as_json(read, outcomes))
    else:
        _tell(read, outcomes)
    if report:
        document = validation_report(read, outcomes, known, installed(), moment)
        _write(document, Path(report), languages, fonts)
    raise typer.Exit(_status(read, outcomes))


def _status(files: Sequence[CaseFile], outcomes: Sequence[Outcome]) -> int:
    """A difference is a finding; otherwise what could not be asked is told; only then all is well."""
    if any(outcome.result == "differs" for outcome in outcomes):
        return FINDING
    asked = outcomes and all(outcome.result == "agrees" for outcome in outcomes)
    return OK if asked and not any(file.faults for file in files) else USAGE


def _languages(named: Sequence[str]) -> tuple[Language, ...]:
    chosen: tuple[Language, ...] = tuple(one for one in LANGUAGES if one in named)
    strange = [one for one in named if one not in LANGUAGES]
    if strange:
        end(
            USAGE,
            Text(f"“{strange[0]}” is not spoken here: write en or zh.", f"不支持语言“{strange[0]}”：请写 en 或 zh。"),
        )
    if named:
        os.environ["EQUIPOISE_LANG"] = named[0]
    return chosen or (language(),)


def _moment(named: str) -> datetime:
    if not named:
        return datetime.now(UTC).replace(microsecond=0)
    try:
        found = datetime.fromisoformat(named)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        end(USAGE, Text(
            f"“{named}” is not a moment: write it with its zone, as 2026-05-10T08:00:00Z.",
            f"“{named}”不是有效时间：请连同时区书写，例如 2026-05-10T08:00:00Z。"))  # fmt: skip
    return found.astimezone(UTC)


def _fonts() -> Fonts:
    """The fonts of this machine; those in the folder that EQUIPOISE_FONTS names come first."""
    named = os.environ.get("EQUIPOISE_FONTS")
    if named and not Path(named).is_dir():
        end(ENVIRONMENT, Text(
            f"EQUIPOISE_FONTS names {named}, which is not a folder.", f"EQUIPOISE_FONTS 指定的 {named} 不是文件夹。"))  # fmt: skip
    return find_fonts(Path(named) if named else None)


def _read(named: str) -> CaseFile:
    """A file's cases; a file that cannot be read is a fault of its own."""
    path = Path(named)
    if path.is_dir():
        says = Text("is a folder; name the files in it.", "是文件夹；请指定其中的文件。")
    else:
        try:
            with path.open("rb") as file:
                return read_cases(file.read(LARGEST + 1), path.name)
        except OSError as fault:
            says = Text(f"cannot be read: {fault.strerror}.", f"无法读取：{fault.strerror}。")
    return CaseFile(named, "", faults=(FileFault("", says),))


def _with_own_studies(file: CaseFile) -> CaseFile:
    """The file with the ids of this installation's own studies replaced by their folders."""
    own = {name: str(folder) for name, folder in study_folders(home()).items() if name not in builtin.studies()}
    if not own:
        return file
    cases = tuple(
        replace(case, given={**case.given, "study": own[case.given["study"]]})
        if isinstance(case.given.get("study"), str) and case.given["study"] in own
        else case
        for case in file.cases
    )
    return replace(file, cases=cases)


def _none_of(kind: Sequence[str], files: Sequence[CaseFile]) -> None:
    there = ", ".join(sorted({case.kind for file in files for case in file.cases})) or "—"
    wanted = ", ".join(kind)
    end(USAGE, Text(
        f"There is no case of the kind {wanted}; there are {there}.", f"没有类型为 {wanted} 的案例；现有类型：{there}。"))  # fmt: skip


def _tell(files: Sequence[CaseFile], outcomes: Sequence[Outcome]) -> None:
    for file in files:
        for fault in file.faults:
            where = " ".join(part for part in (file.name, fault.place, fault.case) if part)
            put(Text(f"! {where}: {fault.says.en}", f"! {where}：{fault.says.zh}"))
    for outcome in outcomes:
        _tell_case(outcome)
    put("")
    headings = (
        Text("kind", "类型"), Text("cases", "案例"), Text("agree", "一致"), Text("differ", "不一致"),
        Text("faults", "有误"), Text("not yet", "尚不支持"),
    )  # fmt: skip
    counts = count(outcomes)
    rows = [(one.kind, one.cases, one.agree, one.differ, one.faults, one.not_yet) for one in counts]
    put_table(headings, rows)
    faults = sum(len(file.faults) for file in files) + sum(one.faults for one in counts)
    agree, differ = sum(one.agree for one in counts), sum(one.differ for one in counts)
    not_yet = sum(one.not_yet for one in counts)
    note(Text(
        f"{len(outcomes)} cases: {agree} agree, {differ} differ; {faults} faults, {not_yet} not yet accepted here.",
        f"{len(outcomes)} 个案例：{agree} 个一致，{differ} 个不一致；{faults} 处错误，{not_yet} 个尚不支持。"))  # fmt: skip


def _tell_case(outcome: Outcome) -> None:
    case = outcome.case
    put(f"{_SIGNS[outcome.result]} {say(RESULTS[outcome.result]):<7}  {case.id}  {case.kind}")
    for one in outcome.differences:
        path, expected, found = one.path, show_value(one.expected), show_value(one.found)
        put(Text(f"    {path}: expected {expected}, found {found}", f"    {path}：预期 {expected}，实得 {found}"))
    place = f"{outcome.file} {case.place}: " if outcome.result == "fault" else ""
    for says in outcome.says:
        put(Text(f"    {place}{says.en}", f"    {place}{says.zh}"))
    if outcome.result == "differs" and case.source:
        put(Text(f"    source: {case.source}", f"    来源：{case.source}"))
    if outcome.result == "differs" and case.note:
        put(Text(f"    note: {case.note}", f"    备注：{case.note}"))


def _as_json(files: Sequence[CaseFile], outcomes: Sequence[Outcome]) -> Mapping[str, Any]:
    return {
        "software": __version__,
        "ledger_format": LEDGER_FORMAT,
        "files": [
            {"name": one.name, "sha256": one.sha256, "title": one.title, "cases": len(one.cases), "faults": one.faults}
            for one in files
        ],
        "cases": [_case_json(one) for one in outcomes],
        "kinds": count(outcomes),
        "status": _status(files, outcomes),
    }


def _case_json(outcome: Outcome) -> Mapping[str, Any]:
    case = outcome.case
    return {
        "id": case.id, "kind": case.kind, "file": outcome.file, "place": case.place, "result": outcome.result,
        "expect": as_json(case.expect), "found": as_json(outcome.found),
        "differences": [
            {"path": one.path, "expected": as_json(one.expected), "found": as_json(one.found)}
            for one in outcome.differences
        ],
        "says": outcome.says, "source": case.source, "note": case.note, "grade": case.grade,
    }  # fmt: skip


def _list_kinds(known: Mapping[str, Known], json: bool) -> None:
    if json:
        put_json({name: one.about for name, one in known.items()})
        return
    for name, one in known.items():
        put(f"{name}: {say(one.about.rule)}")
        put(Text(f"  source: {one.about.source}", f"  来源：{one.about.source}"))
        for line in (*_fields("given", one.about.given), *_fields("expect", one.about.expect)):
            put(line)
        put("")


def _fields(where: str, fields: Mapping[str, Text]) -> Iterator[Text]:
    for name, says in fields.items():
        yield Text(f"  {where}.{name}: {says.en}", f"  {where}.{name}：{says.zh}")


def _write(document: Document, folder: Path, languages: Sequence[Language], fonts: Fonts) -> None:
    """Both forms in each language; nothing is written where a font for one of them is missing."""
    made: dict[str, bytes] = {}
    try:
        for one in languages:
            made[f"validation-report.{one}.pdf"] = set_pdf(document, one, fonts)
            made[f"validation-report.{one}.html"] = set_html(document, one)
    except NoFont as missing:
        end(ENVIRONMENT, missing.says)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in made.items():
        (folder / name).write_bytes(content)
        note(f"{folder / name}  SHA-256 {hashlib.sha256(content).hexdigest()}")
