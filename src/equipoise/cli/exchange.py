"""`equipoise exchange laboratory`: a laboratory's file from the terminal, by the same plan and through the same gate as in the browser."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec
import typer
import yaml

from equipoise.cli.opened import there, trial_of
from equipoise.cli.output import FINDING, OK, USAGE, end, note, put, put_json, put_table, say
from equipoise.exchange.laboratory import STATES, File, Line, Plan, kind_of, plan, propose, read_file, take_in
from equipoise.exchange.laboratory.wrong_rows import why
from equipoise.facts.laboratory import LaboratoryFileImported, LaboratoryMapping
from equipoise.trial.acts.laboratory import against_mapping, mapping_named
from equipoise.trial.commands import SetLaboratoryMapping
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Trial
from equipoise.values.reason import Reason
from equipoise.values.text import Text

app = typer.Typer(
    no_args_is_help=True, help="What laboratories and other systems send. · 与实验室及其他系统的数据交换。"
)
_SHOWN: Final = 50
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")


@app.callback()
def _group() -> None:
    """Keep the noun even while it has one verb."""


@app.command()
def laboratory(
    file: Annotated[Path, typer.Argument(help="CSV, HL7 v2 ORU^R01 or FHIR JSON. · 检验文件。")],
    study: Annotated[str, typer.Option(help="Id or folder. · 研究编号或文件夹。")] = "",
    mapping: Annotated[
        str,
        typer.Option(help="A YAML file, or the name of a remembered mapping; without it one is proposed. · 对应关系。"),
    ] = "",
    person: Annotated[str, typer.Option("--as", help="The person who takes it in. · 导入人。")] = "",
    role: Annotated[str, typer.Option(help="In which role. · 角色。")] = "coordinator",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would happen. · 仅预览。")] = False,
    leave_out: Annotated[bool, typer.Option("--leave-out", help="Leave wrong rows out. · 排除有误的行。")] = False,
    correct: Annotated[bool, typer.Option("--correct", help="Correct what differs. · 更正不一致的数据。")] = False,
    reason: Annotated[str, typer.Option(help="Why rows are left out or values corrected. · 原因。")] = "",
    json: bool = _JSON,
) -> None:
    """Take a laboratory's file in, whole or not at all; with --dry-run only the preview. · 导入检验文件。"""
    raw = _bytes(file)
    gateway, trial, at = trial_of(study, "")
    if not mapping:
        readable = _put_proposal(trial, raw, json=json)
        raise typer.Exit(OK if readable else FINDING)
    known, seq, name = _mapping(trial, mapping)
    if known.kind != kind_of(raw):
        words = Text(f"The mapping is for {known.kind}, the file is {kind_of(raw)}.",
                     f"对应关系用于 {known.kind}，而文件为 {kind_of(raw)}。")  # fmt: skip
        end(USAGE, words)
    made = plan(trial, By(person, role, ""), at, read_file(raw, known), known)
    taken = None
    if not dry_run:
        _decided(made, leave_out, correct, reason, person)
        taken = _take(gateway, made, file, raw, By(person, role, ""), at, (known, seq, name), correct, reason)
    if json:
        put_json(_as_json(made, taken))
    else:
        _put(made, taken)
    raise typer.Exit(FINDING if dry_run and (made.counts["wrong"] or made.stopped) else OK)


def _bytes(file: Path) -> bytes:
    return there(file).read_bytes()


def _mapping(trial: Trial, named: str) -> tuple[LaboratoryMapping, int, str]:
    """A remembered mapping by its name, or one from a file, which must be one that can be used."""
    found = mapping_named(trial, named)
    if found is not None:
        return found[1], found[0], named
    file = Path(named)
    if not file.is_file():
        end(USAGE, Text(f"There is no mapping and no file “{named}”.", f"没有名为“{named}”的对应关系或文件。"))
    try:
        words = yaml.safe_load(file.read_bytes())
        mapping = msgspec.convert(words, LaboratoryMapping)
    except (yaml.YAMLError, msgspec.ValidationError, UnicodeDecodeError) as fault:
        end(USAGE, Text(f"{file}: not a mapping: {fault}.", f"{file}：不是有效的对应关系：{fault}。"))
    faults = against_mapping(trial.protocols.versions[-1], mapping)
    if faults:
        _notes(faults)
        end(FINDING, Text("The mapping cannot be used.", "该对应关系无法使用。"))
    known = mapping_named(trial, file.stem)
    return mapping, known[0] if known is not None and known[1] == mapping else 0, file.stem


def _decided(made: Plan, leave_out: bool, correct: bool, reason: str, person: str) -> None:
    """Ends with a word where something is still to be decided."""
    if not person:
        end(USAGE, Text("Say with --as who takes the file in.", "请用 --as 指明导入人。"))
    if made.stopped:
        _notes(made.stopped)
        end(FINDING, Text("The file cannot be taken in.", "文件无法导入。"))
    if made.counts["wrong"] and not leave_out:
        for line in made.lines:
            if line.state == "wrong":
                note(_told(line))
        words = Text("{n} rows are wrong. Correct them, or leave them out with --leave-out and a --reason.",
                     "{n} 行有误。请更正，或使用 --leave-out 与 --reason 排除。")  # fmt: skip
        end(FINDING, words.format(n=made.counts["wrong"]))
    if (made.counts["wrong"] or made.counts["add"] or (correct and made.counts["correct"])) and not reason:
        end(USAGE, Text("A --reason is needed.", "须用 --reason 填写原因。"))


def _take(
    gateway: Gateway,
    made: Plan,
    file: Path,
    raw: bytes,
    by: By,
    at: datetime,
    read_by: tuple[LaboratoryMapping, int, str],
    correct: bool,
    reason: str,
) -> LaboratoryFileImported:
    mapping, seq, name = read_by
    if not seq:
        command = SetLaboratoryMapping(name=name, mapping=msgspec.to_builtins(mapping))
        answer = gateway.do(command, by, at, f"cli-{secrets.token_hex(12)}")
        if not answer.accepted:
            _notes(answer.reasons)
            end(FINDING, Text("The mapping is not remembered.", "对应关系未能保存。"))
        seq = answer.facts[0].seq
    record = File(file.name, sha256(raw).hexdigest(), mapping.kind, seq)
    taken = take_in(gateway, made, record, by, at, f"cli-{secrets.token_hex(12)}", correct=correct, reason=reason)
    if not taken.accepted:
        _notes(taken.reasons)
        end(FINDING, Text("Nothing of the file was taken in.", "文件没有任何内容被导入。"))
    body = taken.facts[-1].body
    assert isinstance(body, LaboratoryFileImported)
    return body


def _put_proposal(trial: Trial, raw: bytes, *, json: bool) -> bool:
    """A mapping, to be checked by a person: as YAML, or as JSON, which is YAML too; whether the file as a whole can be read."""
    study = trial.protocols.versions[-1]
    found = propose(study, raw)
    words = {name: value for name, value in msgspec.to_builtins(found.mapping).items() if value not in ("", {})}
    if not found.mapping.laboratory:
        words["default_laboratory"] = found.mapping.default_laboratory
    words["analytes"] = {name: found.mapping.analytes.get(name, "") for name in found.analytes}
    unreadable = [one for one in found.read.faults if not one.place]
    for one in unreadable:
        note(one.reason.says)
    note(Text("A proposal: check it, save it as a file, name it with --mapping.",
              "以下为建议，请核对后存为文件，并以 --mapping 指定。"))  # fmt: skip
    _notes(against_mapping(study, found.mapping))
    if json:
        put_json(words)
    else:
        put(yaml.safe_dump(words, allow_unicode=True, sort_keys=False).rstrip())
    return not unreadable


def _put(made: Plan, taken: LaboratoryFileImported | None) -> None:
    if taken is not None:
        put(
            Text(
                "{n} rows are taken in, in {forms} forms; {left} are left out.",
                "已导入 {n} 行，共 {forms} 份表单；排除 {left} 行。",
            ).format(n=taken.taken, forms=len(taken.forms), left=len(taken.left_out))
        )
        return
    put_table(
        (Text("what becomes of it", "处理结果"), Text("rows", "行数")),
        [(words, made.counts[state]) for state, words in STATES.items() if made.counts[state]],
    )
    for one in made.stopped:
        put(one.says)
    wrong = [line for line in made.lines if line.state == "wrong"]
    for line in wrong[:_SHOWN]:
        put(_told(line))
    if len(wrong) > _SHOWN:
        put(Text("… and {n} more", "……另有 {n} 行").format(n=len(wrong) - _SHOWN))


def _told(line: Line) -> Text:
    return Text(f"{line.place}: {why(line, 'en')}", f"{line.place}：{why(line, 'zh')}")


def _notes(reasons: tuple[Reason, ...]) -> None:
    for one in reasons:
        note(say(one.says))


def _as_json(made: Plan, taken: LaboratoryFileImported | None) -> Mapping[str, Any]:
    return {
        "counts": made.counts,
        "stopped": made.stopped,
        "forms": len(made.sheets),
        "queries": made.queries,
        "rows": [
            {
                "place": line.place, "state": line.state, "participant": line.participant, "item": line.path, "day": line.day,
                "instance": line.instance, "answer": line.answer, "before": line.before, "grade": line.grade,
                "reasons": [{"code": one.code, "says": one.says} for one in line.reasons],
            }
            for line in made.lines
        ],
        "taken": taken,
    }  # fmt: skip
