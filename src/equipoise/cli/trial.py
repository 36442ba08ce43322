"""`equipoise trial state | worklist | act`: running a trial from the terminal; `rehearse` stands in `rehearse.py`."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from equipoise.cli.opened import one_study, store_of, study_named, there, trial_of
from equipoise.cli.output import FINDING, USAGE, end, put, put_json, put_table
from equipoise.cli.rehearse import rehearse
from equipoise.ledger.faults import KeyReused
from equipoise.trial.commands import Command, read_command
from equipoise.trial.decision import By
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import STATUSES, people
from equipoise.trial.state import Trial
from equipoise.trial.task import URGENCIES
from equipoise.trial.worklist import worklist as tasks_due
from equipoise.values.text import Text
from equipoise.web.home import home
from equipoise.web.trials import gateway_of

app = typer.Typer(no_args_is_help=True, help="Rehearse a trial, see its state. · 预演试验，查看状态。")
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_STUDY = typer.Argument("", help="Id or folder; needed where the ledger holds several. · 研究编号或文件夹。")
_AS_OF = typer.Option("", "--as-of", help="A past moment or day. · 过去的时间或日期。")


app.command("rehearse")(rehearse)


@app.command()
def state(study: str = _STUDY, as_of: str = _AS_OF, json: bool = _JSON) -> None:
    """Where the trial and its participants stand. · 试验与受试者的当前状态。"""
    _, trial, at = trial_of(study, as_of)
    everyone = people(trial, at.astimezone(ZoneInfo(trial.protocols.first.time_zone)).date())
    counts = Counter(one.status for one in everyone)
    if json:
        put_json(
            {
                "study": trial.protocols.first.id,
                "environment": trial.environment,
                "facts": trial.head,
                "randomised": len(trial.allocations),
                "statuses": dict(counts),
                "holds": [fact.body for fact in trial.holds.values()],
                "participants": [
                    {"number": one.number, "status": one.status, "arm": one.arm if _shows_arm(trial) else None}
                    for one in everyone
                ],
            }
        )
        return
    entered = Text("enrolled", "已入组") if trial.protocols.first.single_arm else Text("randomised", "已随机")
    put(
        Text(
            f"{trial.protocols.first.id}: {trial.head} facts, {len(everyone)} people, {len(trial.allocations)} {entered.en}.",
            f"{trial.protocols.first.id}：{trial.head} 条事实，{len(everyone)} 人，{len(trial.allocations)} 例{entered.zh}。",
        )
    )
    put_table(
        (Text("status", "状态"), Text("people", "人数")),
        [(words, counts[name]) for name, words in STATUSES.items() if counts[name]],
    )


def _shows_arm(trial: Trial) -> bool:
    return trial.protocols.first.design.masking == "NONE"


@app.command()
def worklist(
    study: str = _STUDY,
    role: str = typer.Option("", "--role", help="One role; all of them if left out. · 角色。"),
    as_of: str = _AS_OF,
    json: bool = _JSON,
) -> None:
    """Who must do what by when. · 谁应在何时之前做什么。"""
    if role and role not in ROLES:
        end(USAGE, Text(f"“{role}” is not a role: {', '.join(ROLES)}.", f"“{role}”不是有效角色：{'、'.join(ROLES)}。"))
    _, trial, at = trial_of(study, as_of)
    tasks = tasks_due(trial, at, role or None)
    if json:
        put_json(tasks)
        return
    put_table(
        (Text("when", "时间"), Text("role", "角色"), Text("what", "事项"), Text("who", "受试者"), Text("unit", "单元"),
         Text("due", "截止"), Text("blocked by", "受阻原因")),
        [
            (URGENCIES[task.urgency], ROLES[task.role], task.says, task.participant, task.unit, task.due,
             task.blocked[0].says if task.blocked else None)
            for task in tasks
        ],
    )  # fmt: skip


@app.command()
def act(
    file: Annotated[Path, typer.Argument(help='A JSON file: {"command": "...", ...}. · 命令文件。')],
    person: Annotated[str, typer.Option("--as", help="The person who asks. · 操作人。")],
    role: Annotated[str, typer.Option(help="In which role. · 角色。")],
    key: Annotated[str, typer.Option(help="Idempotency key; the same key asks again, never twice. · 幂等键。")],
    study: Annotated[str, typer.Option(help="Id or folder. · 研究编号或文件夹。")] = "",
    json: bool = _JSON,
) -> None:
    """Give one command to the trial: facts, or every reason against it. · 向试验提交一条命令。"""
    command = _command(file)
    place = home()
    store = store_of(place)
    found = study_named(study or one_study(store, ""))
    gateway = gateway_of(found, place, store)
    site = next(iter(found.protocols.first.about.sites))
    try:
        answer = gateway.do(command, By(person, role, site), datetime.now(UTC), key)
    except KeyReused as fault:
        end(FINDING, fault.text)
    if json:
        put_json(
            {"accepted": answer.accepted, "again": answer.again,
             "facts": [{"seq": fact.seq, "kind": fact.body.KIND, "body": fact.body} for fact in answer.facts],
             "reasons": answer.reasons}
        )  # fmt: skip
    else:
        for fact in answer.facts:
            put(f"{fact.seq}  {fact.body.KIND}")
        for reason in answer.reasons:
            remedy = reason.remedy or Text("", "")
            put(Text(f"{reason.says.en} {remedy.en}".strip(), f"{reason.says.zh}{remedy.zh}"))
    raise typer.Exit(0 if answer.accepted else FINDING)


def _command(file: Path) -> Command:
    try:
        return read_command(there(file).read_bytes())
    except msgspec.MsgspecError as fault:
        end(USAGE, Text(f"{file}: not a command: {fault}.", f"{file}：不是有效命令：{fault}。"))
