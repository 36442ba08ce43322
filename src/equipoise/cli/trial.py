"""`equipoise trial rehearse | state | worklist | act`: running a trial from the terminal."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from shutil import copytree, rmtree
from time import perf_counter
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec
import typer

from equipoise.cli.opened import is_folder, one_study, store_of, study_named, there, trial_of
from equipoise.cli.output import ENVIRONMENT, FINDING, USAGE, end, note, progress, put, put_json, put_table
from equipoise.facts.randomisation import Randomised
from equipoise.ledger.faults import KeyReused
from equipoise.protocol.model import Study
from equipoise.rules import eligibility
from equipoise.simulation.rehearsal import GoingOn, NotEmpty
from equipoise.simulation.rehearsal import rehearse as play
from equipoise.trial.commands import Command, read_command
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import STATUSES, people
from equipoise.trial.state import Trial
from equipoise.trial.task import URGENCIES
from equipoise.trial.worklist import worklist as tasks_due
from equipoise.values.text import Text
from equipoise.web.home import Home, home
from equipoise.web.trials import gateway_of

app = typer.Typer(no_args_is_help=True, help="Rehearse a trial, see its state. · 预演试验，查看状态。")
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_STUDY = typer.Argument("", help="Id or folder; needed where the ledger holds several. · 研究编号或文件夹。")
_AS_OF = typer.Option("", "--as-of", help="A past moment or day. · 过去的时间或日期。")


@app.command()
def rehearse(
    study: Annotated[str, typer.Argument(help="A built-in id or a folder. · 内置研究编号或文件夹。")],
    participants: Annotated[int | None, typer.Option(help="Participants to be randomised. · 随机例数。")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ledger. · 相同种子得到相同账本。")] = 1,
    until: Annotated[
        str, typer.Option(help="Stop at this day or moment, in the middle of the work. · 预演至该日或该时刻为止。")
    ] = "",
    json: bool = _JSON,
) -> None:
    """Run a whole trial with virtual people through the very gate of the ward. · 用虚拟受试者预演整个试验。

    One that was cut short goes on with the same command.
    """
    found = study_named(study)
    first = found.protocols.first
    wanted = first.design.enrolment if participants is None else participants
    if not 1 <= wanted <= first.design.enrolment:
        end(
            USAGE,
            Text(
                f"--participants is a number from 1 to {first.design.enrolment}, the enrolment of the study file.",
                f"--participants 应为 1 至 {first.design.enrolment}（研究文件规定的入组例数）。",
            ),
        )
    last = _stop(until, first)
    place = home()
    store = store_of(place)
    key = sha256(f"equipoise-rehearsal-key {first.id} {seed}".encode()).digest()
    empty = store.head(first.id).seq == 0
    gateway = Gateway(store if empty else GoingOn(store, first.id), found.protocols, key)
    if empty and is_folder(study):  # kept before the first fact: a rehearsal that is cut short can still be read
        _keep_study(study, first.id, place)
    if empty:
        place.keep_secret(f"allocation-{first.id}-rehearsal", key)
        place.unfinished(first.id).touch()
    begun = perf_counter()
    with progress(Text("Rehearsing", "预演中"), wanted) as step:
        try:
            done = play(gateway, first, wanted, seed, lambda randomised, _, facts: step(randomised, f"{facts}"), last)
        except NotEmpty as fault:
            end(ENVIRONMENT, fault.says)
        except KeyboardInterrupt:
            kept = store.head(first.id).seq
            note(Text(f"{kept} facts are stored; the same command goes on from there.",
                      f"已保存 {kept} 条事实；再次运行同一命令即从此处继续。"))  # fmt: skip
            raise
    place.unfinished(first.id).unlink(missing_ok=True)
    seconds = perf_counter() - begun
    head = store.head(first.id)
    trial = gateway.trial()
    store.close()
    if json:
        put_json(
            {"study": first.id, "participants": wanted, "seed": seed, "facts": done.facts, "commands": done.commands,
             "refused": done.refused, "until": done.until.isoformat(), "head": head.hash, "seconds": round(seconds, 3)}
        )  # fmt: skip
        return
    put(
        Text(
            f"{first.id}: {wanted} participants, {done.facts} facts from {done.commands} commands "
            f"({done.refused} refused), until {done.until:%Y-%m-%d}; {done.facts / seconds:,.0f} facts a second.",
            f"{first.id}：{wanted} 例受试者，{done.commands} 条命令产生 {done.facts} 条事实（{done.refused} 条被拒绝），"
            f"截至 {done.until:%Y-%m-%d}；每秒 {done.facts / seconds:,.0f} 条事实。",
        )
    )
    if last is None and len(trial.allocations) < wanted:
        note(_too_few(trial, wanted))


def _too_few(trial: Trial, wanted: int) -> Text:
    """Why fewer than were wanted entered a whole rehearsal: the criteria on which screening stopped, the most frequent first."""
    first, counts = trial.protocols.first, Counter[str]()
    for history in trial.participants.values():
        if history.first(Randomised) is None and history.facts:
            found = eligibility.assess(first, history, history.facts[-1].day(first.time_zone))
            counts.update(
                f"{one.criterion} {_STOPS[one.outcome].en}" for one in found.verdicts if one.outcome in _STOPS
            )
    en = ", ".join(f"{what} ({n})" for what, n in counts.most_common(4)) or "–"
    zh = en
    for words in _STOPS.values():
        zh = zh.replace(words.en, words.zh)
    entered = len(trial.allocations)
    return Text(
        f"Only {entered} of {wanted} entered the trial. Screening stopped at: {en}. Compare these criteria with `simulation.values` "
        "and, where they count in limits of normal, with `laboratories`.",
        f"{wanted} 例中仅 {entered} 例入组。筛选止于：{zh}。请将这些标准与 `simulation.values` 对照；涉及正常值限者请查 `laboratories`。",
    )


_STOPS = {
    "fails": Text("not met", "不符合"), "unknown": Text("unknown", "未知"), "stale": Text("out of date", "已过期"),
}  # fmt: skip


def _stop(words: str, study: Study) -> datetime | None:
    """The moment at which to stop: that of the words, or the end of their day, in the zone of the study."""
    if not words:
        return None
    zone = ZoneInfo(study.time_zone)
    try:
        named = datetime.fromisoformat(words).replace(tzinfo=zone)
    except ValueError:
        named = datetime.min.replace(tzinfo=UTC)
    found = named if "T" in words else named.replace(hour=23, minute=59)
    if found.date() < date.fromisoformat(study.simulation.start):
        start = study.simulation.start
        end(USAGE, Text(f"--until is a day from {start} on, such as {start} or {start}T10:00.",
                        f"--until 应为 {start} 起的日期或时刻，如 {start} 或 {start}T10:00。"))  # fmt: skip
    return found


def _keep_study(folder: str, name: str, place: Home) -> None:
    """The study file is kept with the ledger that was made under it, so that pages can show it."""
    target = place.folder / "studies" / name
    if target.resolve() == Path(folder).resolve():
        return
    if target.exists():
        rmtree(target)
    copytree(folder, target)


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
