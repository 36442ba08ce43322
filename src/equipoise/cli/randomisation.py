"""`equipoise randomisation verify | report | seal`: proving a list, what its scheme does on average, and its key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from equipoise.cli.opened import one_study, store_of, study_named, there
from equipoise.cli.output import FINDING, USAGE, end, put, put_json, put_table
from equipoise.facts import Fact, History
from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed, Randomised
from equipoise.facts.read import read_fact
from equipoise.facts.study import StudyOpened
from equipoise.ledger import verify as verify_chain
from equipoise.ledger.export import from_lines
from equipoise.ledger.row import Row
from equipoise.protocol.model import Study
from equipoise.rules import randomisation as rules
from equipoise.simulation.allocation import Report, Spread, simulate
from equipoise.values.text import Text, same
from equipoise.web.home import home
from equipoise.web.sealed_key import is_sealed, unseal

app = typer.Typer(
    no_args_is_help=True,
    help="Recompute allocations, report a scheme, seal its key. · 重算随机分组，报告方案性能，封存密钥。",
)
_JSON = typer.Option(False, "--json", help="Answer as JSON. · 以 JSON 输出。")
_READ = {kind.KIND for kind in (StudyOpened, AllocationKeyCommitted, Randomised, AllocationKeyRevealed)}
_CLOSED = Text(
    "The key is sealed, and EQUIPOISE_KEY_PASSPHRASE does not open it.",
    "密钥已封存，EQUIPOISE_KEY_PASSPHRASE 无法打开。",
)
_NOTHING_DRAWN = Text(
    "{study} has one arm: everybody is enrolled in it, and nothing is drawn.",
    "{study} 为单组设计：所有受试者均入该组，不作随机。",
)
_METHODS = {
    "simple": Text("simple randomisation", "简单随机"),
    "permuted_blocks": Text("permuted blocks", "置换区组"),
    "minimisation": Text("minimisation", "最小化法"),
    "biased_coin": Text("biased coin", "偏币法"),
    "urn": Text("urn", "罐模型"),
    "big_stick": Text("big stick", "大棒法"),
}


@app.command()
def verify(
    file: Annotated[
        Path | None, typer.Argument(help="An exported ledger; the installation's own if left out. · 导出的账本文件。")
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(help="The file of the key; the revealed one if left out. · 密钥文件；缺省用已公开的密钥。"),
    ] = None,
    study: Annotated[str, typer.Option(help="Id or folder of the study. · 研究编号或文件夹。")] = "",
    json: bool = _JSON,
) -> None:
    """Recompute every allocation from the facts and the key; names the first that differs. · 逐一重算分组，指出首个不符处。"""
    rows = _rows(file, study)
    chain = verify_chain(rows)
    if not chain.ok:
        assert chain.why is not None
        end(FINDING, chain.why)
    listed = _of_the_list(rows)
    commitments = listed.of(AllocationKeyCommitted)
    protocols = study_named(study or rows[0].study).protocols
    if not commitments and not protocols.draws_arms:
        end(USAGE, _NOTHING_DRAWN.format(study=protocols.first.id))
    if not commitments:
        end(FINDING, Text("The ledger holds no commitment of a key.", "账本中没有密钥承诺。"))
    revealed = listed.first(AllocationKeyRevealed)
    secret = _key(key, revealed)
    (plan, committed), *later = _plans(protocols.versions, commitments)
    found = rules.verify(
        plan,
        committed,
        listed.of(Randomised),
        secret,
        environment=_environment(listed.first(StudyOpened)),
        revealed=revealed,
        later=later,
        single={version.version for version in protocols.versions if version.single_arm},
    )
    _tell(plan, listed, found, json)
    raise typer.Exit(FINDING if found else 0)


@app.command()
def seal(
    study: Annotated[
        str, typer.Argument(help="Id or folder; needed where the ledger holds several. · 研究编号。")
    ] = "",
) -> None:
    """Put the key of a study under the passphrase of EQUIPOISE_KEY_PASSPHRASE. · 用口令封存随机密钥。"""
    place = home()
    store = store_of(place)
    name = one_study(store, study)
    environment = _environment(_of_the_list(store.read(name, 0, 1)).first(StudyOpened))
    store.close()
    if not place.key_passphrase:
        end(USAGE, Text("Set EQUIPOISE_KEY_PASSPHRASE to the passphrase first.", "请先设置 EQUIPOISE_KEY_PASSPHRASE。"))
    if not environment or not place.seal_allocation_key(name, environment):
        end(FINDING, Text(f"There is no open key of {name}.", f"{name} 没有未封存的密钥。"))
    put(
        Text(
            f"The key of {name} is sealed. Without the passphrase nobody is allocated: keep it where the statistician keeps it.",
            f"{name} 的密钥已封存。没有口令将无法随机：请由统计师妥善保管。",
        )
    )


@app.command()
def report(
    study: Annotated[str, typer.Argument(help="Id or folder of the study. · 研究编号或文件夹。")],
    participants: Annotated[int, typer.Option(help="Participants; the planned ones if left out. · 例数。")] = 0,
    runs: Annotated[int, typer.Option(help="Lists to be drawn. · 模拟次数。")] = 500,
    seed: Annotated[int, typer.Option(help="The same seed gives the same report. · 随机种子。")] = 1,
    even: Annotated[
        bool, typer.Option("--even", help="Every combination of factor levels equally often. · 各因素水平等概率。")
    ] = False,
    json: bool = _JSON,
) -> None:
    """Balance against predictability of a study's own scheme, by simulation. · 模拟研究方案的均衡性与可预测性。"""
    plan = study_named(study).protocols.versions[-1]
    if plan.single_arm:
        end(USAGE, _NOTHING_DRAWN.format(study=plan.id))
    wanted = participants or plan.design.enrolment
    if wanted < 1 or not 1 <= runs <= 100_000 or wanted * runs > 20_000_000 or seed < 0:
        end(
            USAGE,
            Text(
                "Write --participants and --runs from 1 up (together 20 million allocations at most), --seed from 0 up.",
                "--participants 与 --runs 应不小于 1（合计不超过 2000 万次分配），--seed 不小于 0。",
            ),
        )
    found = simulate(plan, wanted, runs, seed, evenly=even)
    if json:
        put_json(found)
        return
    _say(found)


def _rows(file: Path | None, study: str) -> Sequence[Row]:
    if file is None:
        store = store_of(home())
        try:
            return list(store.read(one_study(store, "" if Path(study).is_dir() else study)))
        finally:
            store.close()
    with there(file).open("rb") as lines:
        rows = list(from_lines(lines))
    if not rows:
        end(FINDING, Text(f"{file} holds no facts.", f"{file} 中没有记录。"))
    return rows


def _of_the_list(rows: Iterable[Row]) -> History:
    """What a ledger says of its list, whoever it is about: one history of all who were allocated."""
    return History("", (read_fact(row) for row in rows if row.kind in _READ))


def _environment(opened: Fact[StudyOpened] | None) -> str:
    return opened.body.environment if opened is not None else ""


def _key(file: Path | None, revealed: Fact[AllocationKeyRevealed] | None) -> bytes:
    """The key of a file, otherwise the revealed one. Its words are never repeated."""
    if file is None and revealed is None:
        end(
            USAGE,
            Text("The key is not revealed yet: name its file with --key.", "密钥尚未公开：请用 --key 指定密钥文件。"),
        )
    words = revealed.body.key if revealed is not None else ""
    if file is not None:
        words = there(file).read_bytes()[:400].decode("ascii", "replace").strip()
        if is_sealed(words):
            opened = unseal(words, home().key_passphrase, file.name)
            words = opened.hex() if opened is not None else end(USAGE, _CLOSED)
    try:
        secret = bytes.fromhex(words)
    except ValueError:
        secret = b""
    if len(secret) != 32:
        end(USAGE, Text("A key is 64 hexadecimal digits.", "密钥应为 64 位十六进制数。"))
    return secret


def _plans(
    versions: Sequence[Study], committed: Sequence[Fact[AllocationKeyCommitted]]
) -> list[tuple[Study, Fact[AllocationKeyCommitted]]]:
    """For each commitment the version of the study file whose scheme it names; the first version if none is."""
    known = {rules.scheme_hash(one): one for one in reversed(versions)}
    return [(known.get(fact.body.scheme_hash, versions[0]), fact) for fact in committed]


def _tell(plan: Study, listed: History, found: Sequence[rules.Finding], json: bool) -> None:
    count, commitments = len(listed.of(Randomised)), listed.of(AllocationKeyCommitted)
    if json:
        put_json(
            {"ok": not found, "study": plan.id, "environment": _environment(listed.first(StudyOpened)), "allocations": count,
             "commitment": commitments[0].body.commitment,
             "schemes": [fact.body.scheme_hash for fact in commitments],
             "revealed": listed.first(AllocationKeyRevealed) is not None, "first": found[0] if found else None, "findings": len(found)}
        )  # fmt: skip
    elif found:
        put(found[0].says)
        put(Text(f"{len(found)} findings in {count} allocations.", f"{count} 次分配中有 {len(found)} 处不符。"))
    else:
        put(
            Text(
                f"{plan.id}: {count} allocations recomputed, all agree with the committed key and scheme.",
                f"{plan.id}：已重算 {count} 次分配，均与所承诺的密钥和方案一致。",
            )
        )


def _say(found: Report) -> None:
    put(
        Text(
            f"{found.study}, {_METHODS[found.method].en}: {found.runs} lists of {found.participants} participants.",
            f"{found.study}，{_METHODS[found.method].zh}：{found.runs} 次模拟，每次 {found.participants} 例。",
        )
    )
    if found.shares:
        source = {
            "drawn": Text("Levels as the study file's virtual people have them", "因素水平按研究文件的虚拟受试者分布"),
            "even": Text("Every combination of levels equally often", "各因素水平组合等概率"),
        }[found.levels_from]
        shares = ", ".join(
            f"{factor}.{level} {share:.2f}" for factor, of in found.shares.items() for level, share in of.items()
        )
        put(Text("{source}: {shares}.", "{source}：{shares}。").format(source=source, shares=shares))
    rows = [(Text("difference of arms, whole list", "组间差，全部"), found.overall),
            (Text("difference of arms, worst stratum", "组间差，最大分层"), found.strata)]  # fmt: skip
    rows += [
        (
            Text("difference of arms, worst level of {factor}", "组间差，{factor} 的最大水平").format(factor=factor),
            spread,
        )
        for factor, spread in found.margins.items()
    ]
    rows.append((Text("longest run of one arm", "同组最长连续"), found.longest_run))
    put_table(
        (Text("over all lists", "全部模拟"), Text("mean", "均值"), Text("median", "中位数"), Text("95 of 100", "95% 分位"),
         Text("most", "最大")),
        [(words, *_figures(spread)) for words, spread in rows],
    )  # fmt: skip
    guesses = [
        (Text("by who sees the whole list", "依据全部既往分组"), found.guessed_overall),
        (Text("by who sees the newcomer's stratum", "依据所在分层既往分组"), found.guessed_in_stratum),
        (Text("by who also knows scheme and levels", "另知方案与因素水平"), found.foreseen),
        (Text("of those, certain", "其中完全可知"), found.certain),
    ]
    put_table(
        (Text("next allocation guessed right", "猜中下一分组"), Text("share", "比例")),
        [(words, same("—") if share is None else f"{share:.3f}") for words, share in guesses],
    )


def _figures(spread: Spread) -> tuple[str, ...]:
    return tuple(f"{value:.2f}" for value in (spread.mean, spread.median, spread.p95, spread.most))
