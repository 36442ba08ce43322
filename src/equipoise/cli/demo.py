"""`equipoise demo`: rehearse the built-in trial and serve it, with people to sign in as."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from equipoise.cli.opened import store_of, study_named
from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, put, put_table
from equipoise.cli.rehearse import rehearse
from equipoise.cli.serve import refuse_address
from equipoise.protocol import builtin
from equipoise.protocol.model import Study
from equipoise.protocol.roles import roles_of
from equipoise.simulation.rehearsal import colleague, staff_of
from equipoise.simulation.rehearsal.read_blinded import accounts_of
from equipoise.trial.gateway import Gateway
from equipoise.trial.permissions import BLIND_READER, ROLES
from equipoise.trial.state import Protocols, Trial
from equipoise.values.text import Text, same
from equipoise.web.accounts.people import create_person
from equipoise.web.home import home
from equipoise.web.serving import serve as run
from equipoise.web.start import prepare
from equipoise.web.store import check_served

PASSWORD = "rehearsal-people-only"  # noqa: S105 - virtual people of a rehearsal, never of a real trial


def demo(
    study: Annotated[str, typer.Option(help="A built-in id or a folder. · 研究编号或文件夹。")] = "",
    participants: Annotated[int | None, typer.Option(help="Participants to be randomised. · 随机例数。")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ledger. · 随机种子。")] = 1,
    until: Annotated[
        str, typer.Option(help="Stop at this day or moment, in the middle of the work. · 预演至该日或该时刻为止。")
    ] = "",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Serve the pages afterwards. · 之后启动网页。")
    ] = True,
    port: Annotated[int, typer.Option(help="Port. · 端口。")] = 8000,
) -> None:
    """Rehearse a trial, print addresses and demo sign-ins, and serve it. · 预演试验并启动网页演示。"""
    if serve:
        refuse_address("127.0.0.1", port)
    check_served(home().database_url)
    named = study or next(iter(builtin.studies()), "")
    if not named:
        end(USAGE, Text("No study comes with this installation: name a folder.", "安装中没有内置研究，请指定文件夹。"))
    found = study_named(named)
    name = found.protocols.first.id
    if _is_wanted(name, found.protocols):
        rehearse(named, participants, seed, until, json=False)
    prepare()
    _register_people(found.protocols.first)
    trial = _stored(found.protocols)
    busy = trial.recorded[len(trial.recorded) // 3][:16]
    _tell(found.protocols.first, port, busy)
    if not until:
        note(
            Text(
                f"A trial in the middle of its work, to try each role: equipoise demo --until {busy[:10]}T10:30 in another EQUIPOISE_HOME.",
                f"如需在试验进行中体验各角色：另设 EQUIPOISE_HOME 后运行 equipoise demo --until {busy[:10]}T10:30。",
            )
        )
    if serve:
        run("127.0.0.1", port, 1)


def _stored(protocols: Protocols) -> Trial:
    """The trial as the ledger has it now."""
    store = store_of(home())
    trial = Gateway(store, protocols).trial()
    store.close()
    return trial


def _is_wanted(name: str, protocols: Protocols) -> bool:
    """Whether there is something to rehearse: nothing was, or a rehearsal was cut short. A real trial ends the command."""
    trial = _stored(protocols)
    if trial.head and trial.environment != "rehearsal":
        end(
            ENVIRONMENT,
            Text(
                f"The ledger holds a real trial of {name}: the demo does not touch it. Set EQUIPOISE_HOME to another folder.",
                f"账本中是 {name} 的真实试验，演示不会改动。请将 EQUIPOISE_HOME 设为其他文件夹。",
            ),
        )
    unfinished = home().unfinished(name).exists()
    if trial.head and unfinished:
        note(
            Text(
                f"A rehearsal of {name} was cut short after {trial.head} facts: it goes on.",
                f"{name} 的预演此前在 {trial.head} 条事实后中断：现在继续。",
            )
        )
    elif trial.head:
        note(
            Text(
                f"The rehearsal of {name} is there already: {trial.head} facts.",
                f"{name} 的预演已存在：{trial.head} 条事实。",
            )
        )
    return unfinished or not trial.head


def _register_people(study: Study) -> None:
    """Accounts for everybody in whose name the rehearsal acts, a colleague of each, and the blind readers of the study."""
    for role, words in roles_of(study).items():
        create_person(staff_of(role), PASSWORD, _name(words))
        create_person(colleague(role), PASSWORD, _name(words, colleague(role)[-1]))
    for reader in accounts_of(study).values():
        if reader not in (staff_of(BLIND_READER), colleague(BLIND_READER)):
            create_person(reader, PASSWORD, _name(ROLES[BLIND_READER], reader[-1]))


def _name(role: Text, number: str = "") -> str:
    """The name of a virtual person, for readers of either language."""
    return f"{role.en} {number}".rstrip() + f" / {role.zh} {number}".rstrip()


def _tell(study: Study, port: int, busy: str) -> None:
    name = study.id
    base = f"http://127.0.0.1:{port}"
    put(Text("Addresses", "网址"))
    put_table(
        (Text("page", "页面"), Text("address", "网址")),
        [
            (Text("Studies", "研究列表"), f"{base}/"),
            (Text("Public study page", "研究公开页"), f"{base}/studies/{name}"),
            (Text("Workspace", "工作台"), f"{base}/workspace/"),
            (Text("A busy day", "繁忙的一天"), f"{base}/workspace/{name}/worklist?as_of={busy}Z"),
        ],
    )
    put(Text(f"Demo sign-ins (password of all: {PASSWORD})", f"演示账号（密码均为 {PASSWORD}）"))
    put_table(
        (Text("role", "角色"), Text("account", "账号"), Text("colleague (second person)", "同事（第二人）")),
        [(words, same(staff_of(role)), same(colleague(role))) for role, words in roles_of(study).items()],
    )
    note(
        Text(
            f"Everybody and everything here is virtual. {datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            f"以上人员与数据均为虚拟。{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        )
    )
