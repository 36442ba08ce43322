"""`equipoise trial rehearse`: a whole trial with virtual people, stored in a ledger of its own."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from shutil import copytree, rmtree
from time import perf_counter
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from equipoise.cli.opened import is_folder, store_of, study_named
from equipoise.cli.output import ENVIRONMENT, USAGE, end, note, progress, put, put_json
from equipoise.facts.randomisation import Randomised
from equipoise.ledger.store import Store
from equipoise.protocol.model import Study
from equipoise.rules import eligibility
from equipoise.simulation.rehearsal import GoingOn, NotEmpty, Summary
from equipoise.simulation.rehearsal import rehearse as play
from equipoise.trial.gateway import Gateway
from equipoise.trial.state import Protocols, Trial
from equipoise.values.text import Text, listed, same
from equipoise.web.home import Home, home


def rehearse(
    study: Annotated[str, typer.Argument(help="A built-in id or a folder. · 内置研究编号或文件夹。")],
    participants: Annotated[int | None, typer.Option(help="Participants to be randomised. · 随机例数。")] = None,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ledger. · 相同种子得到相同账本。")] = 1,
    until: Annotated[
        str, typer.Option(help="Stop at this day or moment, in the middle of the work. · 预演至该日或该时刻为止。")
    ] = "",
    json: Annotated[bool, typer.Option("--json", help="Answer as JSON. · 以 JSON 输出。")] = False,
) -> None:
    """Run a whole trial with virtual people through the very gate of the ward. · 用虚拟受试者预演整个试验。

    One that was cut short goes on with the same command.
    """
    found = study_named(study)
    first = found.protocols.first
    wanted = _wanted(participants, first)
    last = _stop(until, first)
    place = home()
    store = store_of(place)
    gateway = _opened(store, found.protocols, seed, place, study)
    begun = perf_counter()
    done = _played(gateway, store, first, wanted, seed, last)
    seconds = perf_counter() - begun
    place.unfinished(first.id).unlink(missing_ok=True)
    head, trial = store.head(first.id).hash, gateway.trial()
    store.close()
    if json:
        put_json(
            {"study": first.id, "participants": wanted, "seed": seed, "facts": done.facts, "commands": done.commands,
             "refused": done.refused, "until": done.until.isoformat(), "head": head, "seconds": round(seconds, 3)}
        )  # fmt: skip
        return
    put(_summed_up(first, wanted, done, seconds))
    if last is None and len(trial.allocations) < wanted:
        note(_too_few(trial, wanted))


def _wanted(participants: int | None, study: Study) -> int:
    """How many are to enter: the enrolment of the study file, or fewer."""
    most = study.design.enrolment
    wanted = most if participants is None else participants
    if not 1 <= wanted <= most:
        end(USAGE, Text(f"--participants is a number from 1 to {most}, the enrolment of the study file.",
                        f"--participants 应为 1 至 {most}（研究文件规定的入组例数）。"))  # fmt: skip
    return wanted


def _opened(store: Store, protocols: Protocols, seed: int, place: Home, study: str) -> Gateway:
    """The gateway of a rehearsal that begins, or goes on where it was cut short. Its key follows from the seed: nothing is concealed.

    What another process needs to read or to go on with it is kept before the first fact.
    """
    name = protocols.first.id
    key = sha256(f"equipoise-rehearsal-key {name} {seed}".encode()).digest()
    if store.head(name).seq:
        return Gateway(GoingOn(store, name), protocols, key)
    if is_folder(study):
        _keep_study(study, name, place)
    if protocols.draws_arms:
        place.keep_secret(f"allocation-{name}-rehearsal", key)
    place.unfinished(name).touch()
    return Gateway(store, protocols, key)


def _played(gateway: Gateway, store: Store, study: Study, wanted: int, seed: int, last: datetime | None) -> Summary:
    with progress(Text("Rehearsing", "预演中"), wanted) as step:
        try:
            return play(gateway, study, wanted, seed, lambda randomised, _, facts: step(randomised, f"{facts}"), last)
        except NotEmpty as fault:
            end(ENVIRONMENT, fault.says)
        except KeyboardInterrupt:
            kept = store.head(study.id).seq
            note(Text(f"{kept} facts are stored; the same command goes on from there.",
                      f"已保存 {kept} 条事实；再次运行同一命令即从此处继续。"))  # fmt: skip
            raise


def _summed_up(study: Study, wanted: int, done: Summary, seconds: float) -> Text:
    return Text(
        f"{study.id}: {wanted} participants, {done.facts} facts from {done.commands} commands "
        f"({done.refused} refused), until {done.until:%Y-%m-%d}; {done.facts / seconds:,.0f} facts a second.",
        f"{study.id}：{wanted} 例受试者，{done.commands} 条命令产生 {done.facts} 条事实（{done.refused} 条被拒绝），"
        f"截至 {done.until:%Y-%m-%d}；每秒 {done.facts / seconds:,.0f} 条事实。",
    )


def _too_few(trial: Trial, wanted: int) -> Text:
    """Why fewer than were wanted entered a whole rehearsal: the criteria on which screening stopped, the most frequent first."""
    first, counts = trial.protocols.first, Counter[tuple[str, str]]()
    for history in trial.participants.values():
        if history.first(Randomised) is None and history.facts:
            found = eligibility.assess(first, history, history.facts[-1].day(first.time_zone))
            counts.update((one.criterion, one.outcome) for one in found.verdicts if one.outcome in _STOPS)
    stops = [
        Text("{criterion} {outcome} ({n})", "{criterion} {outcome}（{n}）").format(
            criterion=criterion, outcome=_STOPS[outcome], n=n
        )
        for (criterion, outcome), n in counts.most_common(4)
    ]
    often = listed(stops) if stops else same("–")
    entered = len(trial.allocations)
    return Text(
        f"Only {entered} of {wanted} entered the trial. Screening stopped at: {often.en}. Compare these criteria with `simulation.values` "
        "and, where they count in limits of normal, with `laboratories`.",
        f"{wanted} 例中仅 {entered} 例入组。筛选止于：{often.zh}。"
        "请将这些标准与 `simulation.values` 对照；涉及正常值限者请查 `laboratories`。",
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
    """The study file is kept with the ledger that was made under it, so that pages can show it; another one of this study is laid aside."""
    target = place.folder / "studies" / name
    if target.resolve() == Path(folder).resolve():
        return
    part = target.with_name(f".{name}.{token_hex(4)}")
    try:
        copytree(folder, part)
    except BaseException:  # half a study file would be taken for one
        rmtree(part, ignore_errors=True)
        raise
    if target.exists() and _files(target) != _files(part):
        aside = place.folder / "studies-laid-aside" / f"{name}-{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"
        aside.parent.mkdir(exist_ok=True)
        target.rename(aside)
        note(Text(f"The study file that was here before lies in {aside}.", f"此前的研究文件已移至 {aside}。"))
    elif target.exists():
        rmtree(part)
        return
    part.rename(target)


def _files(folder: Path) -> dict[Path, bytes]:
    """What a folder holds, by name."""
    return {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
