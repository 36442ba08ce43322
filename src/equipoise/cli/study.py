"""`equipoise study check | show | compare | assumptions`: reading a study file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import typer

from equipoise.cli import study_draft
from equipoise.cli.opened import study_named
from equipoise.cli.output import FINDING, USAGE, end, language, note, put, put_json, put_table, say
from equipoise.protocol import prose
from equipoise.protocol.assumptions import assumptions as assumed
from equipoise.protocol.compare import compare as compared
from equipoise.protocol.criteria import parse, study_names
from equipoise.protocol.criteria import say as in_words
from equipoise.protocol.load import Loaded, load_versions
from equipoise.protocol.model import Study
from equipoise.rules.safety import PLAN_CHECKS
from equipoise.values.say_day import day_words
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.trials import study_folders

app = typer.Typer(no_args_is_help=True, help="Read and check a study file. · 阅读并检查研究文件。")
app.command("draft")(study_draft.draft_study)
_NEWEST = Text(
    "This is version {version}, in force from {day}; “equipoise study compare” tells what it changed.",
    "以上为 {version} 版，自 {day} 起生效；变更内容见 “equipoise study compare”。",
)
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")


def _versions(named: str) -> tuple[Loaded, ...]:
    folder = study_folders(home()).get(named) or Path(named)
    if not folder.is_dir():
        end(USAGE, Text(f"There is no study or folder “{named}”.", f"没有名为“{named}”的研究或文件夹。"))
    return load_versions(folder, PLAN_CHECKS)


@app.command()
def check(study: str, json: bool = _JSON) -> None:
    """Check a study file: every fault with its file and line, what is wrong and what to write. · 检查研究文件。"""
    versions = _versions(study)
    faults = list(dict.fromkeys(fault for loaded in versions for fault in loaded.faults))
    remarks = list(dict.fromkeys(remark for loaded in versions for remark in loaded.remarks))
    count = sum(len(assumed(one.study, one.lines)) for one in versions[-1:] if one.study is not None)
    if json:
        put_json({"faults": faults, "remarks": remarks, "versions": versions[-1].versions, "assumptions": count})
    else:
        for fault in (*faults, *remarks):
            put(fault.in_(language()))
        note(
            Text(
                f"{_so_many(len(faults), 'fault')}, {_so_many(len(remarks), 'remark')}, {_so_many(count, 'assumption')} to be confirmed.",
                f"{len(faults)} 处错误，{len(remarks)} 条提示，{count} 项待确认假设。",
            )
        )
    raise typer.Exit(FINDING if faults else 0)


def _so_many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


@app.command()
def show(study: str, json: bool = _JSON) -> None:
    """Say a study in words: arms, criteria, schedule, product, outcomes. · 以文字说明研究。"""
    versions = study_named(study).protocols.versions
    found = versions[-1]
    if json:
        put_json(found.model_dump(mode="json", exclude={"randomisation": {"blocks"}}))  # sealed
        return
    for line in _said(found):
        put(line)
    if len(versions) > 1:
        put("")
        put(say(_NEWEST.format(version=found.version, day=day_words(date.fromisoformat(found.effective)))))


def _said(found: Study) -> list[str]:
    lines = [found.about.titles.brief.text.in_(language()), "", say(found.about.plain.text), ""]
    lines += [say(prose.arm_line(arm)) for arm in found.arms.values()]
    lines += ["", say(prose.randomisation_words(found)), ""]
    called = study_names(found)
    for name, one in found.eligibility.criteria.items():
        lines.append(f"{name}  {say(one.text.text)}")
        if one.test is not None:
            lines.append(f"{' ' * len(name)}  → {say(in_words(parse(one.test), called))}")
    lines += ["", *(say(prose.schedule_line(found, name)) for name in found.schedule.visits)]
    if found.product is not None:
        lines += ["", say(prose.product_cycle(found.product)), say(prose.dose_words(found.product))]
    lines += ["", *(say(one.measure.text) for one in found.analysis.outcomes.values())]
    return lines


@app.command()
def compare(old: str, new: str = typer.Argument(""), json: bool = _JSON) -> None:
    """What changed from one version to another, and whom it touches. · 比较两个版本及其影响对象。

    Name two folders, or one study that has amendments: then its last two versions are compared.
    """
    if new:
        first, second = study_named(old).protocols.versions[-1], study_named(new).protocols.versions[-1]
    else:
        versions = study_named(old).protocols.versions
        if len(versions) < 2:
            end(
                USAGE,
                Text("The study has one version only: name a second folder.", "该研究仅有一个版本，请指定另一文件夹。"),
            )
        first, second = versions[-2:]
    changes = compared(first, second)
    if json:
        put_json(changes)
    else:
        put_table(
            (Text("what changes", "变更内容"), Text("touches", "影响对象"), Text("where", "位置")),
            [(change.says, change.touches, change.path) for change in changes],
        )
    raise typer.Exit(FINDING if changes else 0)


@app.command()
def assumptions(study: str, json: bool = _JSON) -> None:
    """List every assumption: what, where, why, who confirms it. · 列出所有假设。"""
    loaded = study_named(study).loaded[-1]
    assert loaded.study is not None
    found = assumed(loaded.study, loaded.lines)
    if json:
        put_json(found)
        return
    put_table(
        (Text("what", "内容"), Text("where", "位置"), Text("why", "理由"), Text("confirmed by", "确认人")),
        [(one.what, f"{one.place}", one.because, one.confirm_by) for one in found],
    )
