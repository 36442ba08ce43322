from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.facts.randomisation import AllocationKeyCommitted
from equipoise.ledger.chain import hash_of
from equipoise.ledger.export import from_lines, to_line
from equipoise.ledger.row import Row
from equipoise.simulation.rehearsal import staff_of
from tests.cli.terminal import ASPIRE, Terminal


@pytest.fixture
def key(second: Terminal) -> Path:
    (found,) = (second.home / "keys").glob("allocation-*")
    return found


def test_a_rehearsed_list_agrees_from_the_store_and_from_a_file(second: Terminal, exported: Path, key: Path) -> None:
    for words in ((), (exported,)):
        ended = second("randomisation", "verify", *words, "--key", key)
        assert ended.status == 0, ended.words
        assert "3 allocations recomputed, all agree" in ended.out
    told = second("randomisation", "verify", exported, "--key", key, "--study", ASPIRE, "--json").json
    assert (told["ok"], told["allocations"], told["first"], told["revealed"]) == (True, 3, None, False)
    assert "均与所承诺的密钥和方案一致" in second("--lang", "zh", "randomisation", "verify", "--key", key).out


def test_another_key_is_told_and_its_words_are_not_repeated(second: Terminal, key: Path, tmp_path: Path) -> None:
    other = tmp_path / "key"
    other.write_text("ab" * 32)
    ended = second("randomisation", "verify", "--key", other, "--json")
    assert (ended.status, ended.json["first"]["code"]) == (1, "other_key")
    for secret in (other.read_text(), key.read_text()):
        assert secret not in ended.words


@pytest.mark.parametrize("words", ["", "zz" * 32, "ab" * 31, "ab" * 33, "🔑"])
def test_a_file_that_holds_no_key_is_told(second: Terminal, tmp_path: Path, words: str) -> None:
    wrong = tmp_path / "key"
    wrong.write_text(words, encoding="utf-8")
    ended = second("randomisation", "verify", "--key", wrong)
    assert ended.status == 2
    assert "64 hexadecimal digits" in ended.err
    assert not words or words not in ended.words


def test_without_a_key_before_the_reveal_nothing_can_be_recomputed(second: Terminal) -> None:
    ended = second("randomisation", "verify")
    assert ended.status == 2
    assert "not revealed yet" in ended.err


def lines_of(exported: Path) -> list[Row]:
    """The facts of a file."""
    with exported.open("rb") as lines:
        return list(from_lines(lines))


def changed(exported: Path, kind: str, change: dict[str, object]) -> None:
    """The file with the first fact of a kind changed, and the chain made whole again by whoever changed it."""
    rows: list[Row] = []
    done = False
    for row in lines_of(exported):
        if row.kind == kind and not done:
            body = json.dumps(
                {**json.loads(row.body), **change}, ensure_ascii=False, separators=(",", ":"), sort_keys=True
            )
            row, done = row._replace(body=body), True
        row = row._replace(previous=rows[-1].hash if rows else row.previous)
        rows.append(row._replace(hash=hash_of(row[:-1])))
    exported.write_bytes(b"".join(map(to_line, rows)))


def test_a_changed_arm_in_a_chain_made_whole_again_is_named(second: Terminal, exported: Path, key: Path) -> None:
    rows = [row for row in lines_of(exported) if row.kind == "participant.randomised"]
    arm = json.loads(rows[0].body)["arm"]
    other = next(name for name in ("low", "high", "placebo") if name != arm)
    changed(exported, "participant.randomised", {"arm": other})
    assert second("ledger", "verify", exported).status == 0
    ended = second("randomisation", "verify", exported, "--key", key, "--json")
    assert (ended.status, ended.json["first"]["code"], ended.json["first"]["sequence"]) == (1, "other_arm", 1)
    assert f"recorded as {other}, recomputed as {arm}" in second("randomisation", "verify", exported, "--key", key).out


def test_a_changed_commitment_is_named(second: Terminal, exported: Path, key: Path) -> None:
    changed(exported, AllocationKeyCommitted.KIND, {"commitment": "00" * 32})
    assert second("randomisation", "verify", exported, "--key", key, "--json").json["first"]["code"] == "other_key"


def test_a_broken_chain_is_told_before_any_allocation(second: Terminal, exported: Path, key: Path) -> None:
    exported.write_bytes(exported.read_bytes().replace(b'\\"arm\\":\\"', b'\\"arm\\":\\"x', 1))
    assert second("randomisation", "verify", exported, "--key", key).status == 1


def test_files_that_are_not_there_and_empty_ones_are_named(second: Terminal, key: Path, tmp_path: Path) -> None:
    assert second("randomisation", "verify", "nowhere.jsonl", "--key", key).status == 3
    assert second("randomisation", "verify", "--key", "nowhere").status == 3
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    assert second("randomisation", "verify", empty, "--key", key).status == 1


def test_an_empty_installation_is_told(terminal: Terminal) -> None:
    assert terminal("randomisation", "verify").status == 2


def test_a_report_is_the_same_for_the_same_seed(terminal: Terminal) -> None:
    words = ("randomisation", "report", "NCT03410368", "--participants", "30", "--runs", "10", "--seed", "4")
    first = terminal(*words, "--json")
    assert first.status == 0
    assert first.json == terminal(*words, "--json").json
    assert first.json["method"] == "minimisation"
    assert set(first.json["margins"]) == {"stage", "response", "pci_or_trt"}
    shown = terminal(*words)
    assert "next allocation guessed right" in shown.out
    assert "猜中下一分组" in terminal("--lang", "zh", *words).out


def test_a_report_never_tells_sizes_of_blocks(terminal: Terminal) -> None:
    words = ("randomisation", "report", ASPIRE, "--participants", "24", "--runs", "5", "--even")
    assert "—" in terminal(*words).out
    assert "blocks" not in terminal(*words, "--json").json


@pytest.mark.parametrize("more", [("--runs", "0"), ("--participants", "-1"), ("--seed", "-1"), ("--runs", "999999999")])
def test_an_impossible_report_is_refused_in_words(terminal: Terminal, more: tuple[str, str]) -> None:
    ended = terminal("randomisation", "report", ASPIRE, *more)
    assert ended.status == 2
    assert "--runs" in ended.err


PASSPHRASE = {"EQUIPOISE_KEY_PASSPHRASE": "four words of a statistician"}


def test_a_sealed_key_is_not_read_without_its_passphrase(second: Terminal, exported: Path, key: Path) -> None:
    opened = key.read_text()
    ended = second("randomisation", "seal", **PASSPHRASE)
    assert ended.status == 0, ended.words
    assert opened not in key.read_text() + ended.words
    assert key.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in key.parent.iterdir() if "sealed" in one.name] == []
    for words in ({}, {"EQUIPOISE_KEY_PASSPHRASE": "something else"}):
        refused = second("randomisation", "verify", exported, "--key", key, **words)
        assert refused.status == 2
        assert "does not open it" in refused.err
    assert second("randomisation", "verify", exported, "--key", key, **PASSPHRASE).status == 0
    assert second("randomisation", "seal", **PASSPHRASE).status == 1
    assert second("trial", "state").status == 0, "who only reads needs no passphrase"


def test_a_key_is_sealed_only_with_a_passphrase_and_where_there_is_one(second: Terminal, key: Path) -> None:
    assert second("randomisation", "seal").status == 2
    key.unlink()
    assert second("randomisation", "seal", **PASSPHRASE).status == 1


def test_without_the_passphrase_nobody_is_allocated_and_the_reason_is_told(
    second: Terminal, key: Path, tmp_path: Path
) -> None:
    assert second("randomisation", "seal", **PASSPHRASE).status == 0
    order = tmp_path / "order.json"
    order.write_text(json.dumps({"command": "commit_allocation_key"}), encoding="utf-8")
    words = ("trial", "act", order, "--as", staff_of("statistician"), "--role", "statistician", "--json")
    closed = [one["code"] for one in second(*words, "--key", "a-1").json["reasons"]]
    opened = [one["code"] for one in second(*words, "--key", "a-2", **PASSPHRASE).json["reasons"]]
    assert "no_key" in closed
    assert "no_key" not in opened
