from __future__ import annotations

import json
import resource
import shutil
import sqlite3
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from equipoise.facts.study import DutyDelegated
from equipoise.ledger import Draft, Envelope
from equipoise.ledger.codec import canonical_built
from equipoise.web.store import open_store
from tests.cli.terminal import Terminal


def test_a_whole_ledger_is_told_so_from_the_store_and_from_a_file(second: Terminal, exported: Path) -> None:
    for words in (("ledger", "verify"), ("ledger", "verify", exported)):
        ended = second(*words)
        assert ended.status == 0
        assert "whole and in order" in ended.out
        assert second(*words, "--json").json["ok"] is True
    assert "完整有序" in second("--lang", "zh", "ledger", "verify").out


def test_a_file_cut_in_the_middle_of_a_line_is_found(second: Terminal, exported: Path) -> None:
    words = exported.read_bytes()
    exported.write_bytes(words[: len(words) // 2])
    ended = second("ledger", "verify", exported, "--json")
    assert ended.status == 1
    assert ended.json["bad"] == words[: len(words) // 2].count(b"\n") + 1
    assert ended.json["why"]["zh"]


def test_a_file_cut_between_lines_is_whole_by_itself_and_short_against_a_checkpoint(
    second: Terminal, exported: Path
) -> None:
    checkpoint = second.home / "head.json"
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    lines = exported.read_bytes().splitlines(keepends=True)
    exported.write_bytes(b"".join(lines[:-7]))
    assert second("ledger", "verify", exported).status == 0, "a chain alone does not know its end"
    ended = second("ledger", "verify", exported, "--checkpoint", checkpoint)
    assert ended.status == 1
    assert second("ledger", "verify", "--checkpoint", checkpoint).status == 0


def test_a_rewritten_chain_differs_from_its_checkpoint(second: Terminal, exported: Path, tmp_path: Path) -> None:
    checkpoint = second.home / "head.json"
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    second.home = tmp_path / "other"
    file = tmp_path / "open.json"
    orders: list[dict[str, str]] = [{"command": "open_study", "environment": "training"}]
    orders += [{"command": "delegate_duty", "person": name, "duty": "monitor"} for name in "abc"]
    for number, order in enumerate(orders):
        file.write_text(json.dumps(order))
        words = (
            "trial",
            "act",
            file,
            "--as",
            "x",
            "--role",
            "administrator",
            "--key",
            f"k{number}",
            "--study",
            "NCT03410368",
        )
        assert second(*words).status == 0
    other = tmp_path / "other.jsonl"
    assert second("ledger", "export", "--out", other).status == 0
    assert second("ledger", "verify", other).status == 0
    assert second("ledger", "verify", other, "--checkpoint", checkpoint).status == 1


def test_a_checkpoint_altered_after_its_signature_is_not_believed(second: Terminal) -> None:
    checkpoint = second.home / "head.json"
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    said = json.loads(checkpoint.read_text())
    for name, value in (
        ("seq", said["seq"] - 1),
        ("recorded", "2001-01-01T00:00:00.000000Z"),
        ("signature", "00" * 64),
    ):
        checkpoint.write_text(json.dumps({**said, name: value}))
        ended = second("ledger", "verify", "--checkpoint", checkpoint)
        assert ended.status == 1, name
        assert "altered" in ended.err


def test_a_checkpoint_of_another_signer_is_told_unless_that_key_is_named(second: Terminal, tmp_path: Path) -> None:
    checkpoint, home = tmp_path / "head.json", second.home
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    key = json.loads(checkpoint.read_text())["key"]
    second.home = tmp_path / "other"
    shutil.copytree(home, second.home, ignore=shutil.ignore_patterns("checkpoints"))
    assert second("ledger", "checkpoint").status == 0
    assert second("ledger", "verify", "--checkpoint", checkpoint).status == 1
    assert second("ledger", "verify", "--checkpoint", checkpoint, "--public-key", key).status == 0
    assert second("ledger", "verify", "--checkpoint", checkpoint, "--public-key", "not a key").status == 1


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_flipped_bit_is_found_at_its_fact(second: Terminal, exported: Path, place: float) -> None:
    words = bytearray(exported.read_bytes())
    at = int(len(words) * place)
    while not chr(words[at]).isalnum():
        at += 1
    words[at] ^= 1
    exported.write_bytes(words)
    ended = second("ledger", "verify", exported, "--json")
    assert ended.status == 1
    assert ended.json["bad"] == bytes(words[:at]).count(b"\n") + 1


def test_swapped_lines_are_found(second: Terminal, exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    lines[20], lines[21] = lines[21], lines[20]
    exported.write_bytes(b"".join(lines))
    ended = second("ledger", "verify", exported, "--json")
    assert (ended.status, ended.json["bad"]) == (1, 21)


@pytest.mark.parametrize("words", [b"", b"\n\n", b"{}\n", b"\xff\xff", b"null\n", b'["x"]\n', b"[" * 100_000])
def test_a_file_that_is_no_ledger_ends_in_words(second: Terminal, exported: Path, words: bytes) -> None:
    exported.write_bytes(words)
    ended = second("ledger", "verify", exported)
    assert ended.status in (0, 1) if not words.strip() else ended.status == 1
    assert ended.words.strip()


def test_a_checkpoint_that_is_none_is_named(second: Terminal, exported: Path) -> None:
    for words in (b"", b"{}", b"\xff", b"[]", b'{"study": 1}'):
        wrong = second.home / "wrong.json"
        wrong.write_bytes(words)
        ended = second("ledger", "verify", exported, "--checkpoint", wrong)
        assert ended.status in (1, 3)
        assert ended.words.strip()
    assert second("ledger", "verify", exported, "--checkpoint", second.home / "nowhere").status == 3


def test_files_and_studies_that_are_not_there_are_named(second: Terminal) -> None:
    assert second("ledger", "verify", "nowhere.jsonl").status == 3
    assert second("ledger", "verify", "--study", "NOSUCH").status == 2
    assert second("ledger", "export", "--out", second.home / "no" / "folder.jsonl").status == 3
    assert second("ledger", "export", "--out", second.home).status == 3


def test_an_empty_ledger_cannot_be_exported_or_signed(terminal: Terminal) -> None:
    for words in (("verify",), ("export", "--out", "x.jsonl"), ("checkpoint",)):
        ended = terminal("ledger", *words)
        assert ended.status == 2
        assert "empty" in ended.err


def test_an_export_leaves_no_half_file_behind(second: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "there.jsonl"
    assert second("ledger", "export", "--out", out).status == 0
    assert not list(tmp_path.glob("*.part"))
    first = out.read_bytes()
    assert second("ledger", "export", "--out", out).status == 0
    assert out.read_bytes() == first


def test_a_database_of_a_newer_version_is_not_touched(second: Terminal) -> None:
    with sqlite3.connect(second.home / "equipoise.sqlite3") as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")

        database.execute("UPDATE equipoise_format SET number = 99")
    for words in (
        ("trial", "state"),
        ("ledger", "verify"),
        ("trial", "rehearse", "NCT03410368", "--participants", "1"),
    ):
        ended = second(*words)
        assert ended.status == 3
        assert "newer Equipoise" in ended.err


def test_a_file_that_is_no_database_is_told(terminal: Terminal) -> None:
    terminal.home.mkdir()
    (terminal.home / "equipoise.sqlite3").write_bytes(b"This is a letter to my aunt.\n" * 100)
    ended = terminal("trial", "state")
    assert ended.status == 3
    assert ended.err.strip()


def test_a_changed_fact_in_the_database_is_found(second: Terminal) -> None:
    file = second.home / "equipoise.sqlite3"
    with sqlite3.connect(file) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        table = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%previous%'"
        ).fetchone()[0]
        database.execute(f"UPDATE {table} SET reason = 'better' WHERE seq = 40")  # noqa: S608 - a test's own names
    ended = second("ledger", "verify", "--json")
    assert (ended.status, ended.json["bad"]) == (1, 40)
    assert second("doctor").status == 1


def test_a_clock_that_stepped_back_is_told_and_no_fault(second: Terminal, exported: Path) -> None:
    facts = [json.loads(line) for line in exported.read_bytes().splitlines()]
    facts[30]["recorded"] = "2001-01-01T00:00:00.000000Z"
    facts[31]["recorded"] = "2001-01-01T00:00:00.000000Z"
    last = facts[0]["previous"]
    for fact in facts:
        fact["previous"] = last
        columns = [value for name, value in fact.items() if name != "hash"]
        fact["hash"] = last = sha256(b"\x00" + _written(columns)).hexdigest()
    exported.write_bytes(b"".join(_written(fact) + b"\n" for fact in facts))
    ended = second("ledger", "verify", exported)
    assert ended.status == 0, ended
    assert "clock stepped back" in ended.err
    assert "时钟曾被回拨" in second("--lang", "zh", "ledger", "verify", exported).err


def _written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def test_a_line_nested_without_end_is_a_bad_fact(second: Terminal, exported: Path) -> None:
    lines = exported.read_bytes().splitlines(keepends=True)
    for words in (b"[" * 100_000 + b"\n", b'{"seq":' * 100_000 + b"1" + b"}" * 100_000 + b"\n"):
        exported.write_bytes(b"".join([*lines[:20], words, *lines[21:]]))
        ended = second("ledger", "verify", exported, "--json")
        assert (ended.status, ended.json["bad"]) == (1, 21)


def test_a_file_without_facts_is_not_called_a_ledger(second: Terminal, exported: Path) -> None:
    exported.write_bytes(b"")
    assert "holds no facts" in second("ledger", "verify", exported).out


def test_a_folder_is_not_called_missing(second: Terminal) -> None:
    assert "is a folder" in second("ledger", "verify", second.home).err
    assert "是文件夹" in second("--lang", "zh", "ledger", "verify", "--checkpoint", second.home).err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a process limit")
def test_an_export_that_cannot_be_finished_leaves_what_was_there(second: Terminal, tmp_path: Path) -> None:
    out = tmp_path / "there.jsonl"
    out.write_text("before")

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

    ended = second.program("ledger", "export", "--out", str(out), preexec_fn=small, stderr=subprocess.PIPE)
    assert ended.returncode == 3
    assert str(out).encode() in ended.stderr
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["there.jsonl"]
    assert out.read_text() == "before"


def test_a_clock_that_stepped_back_is_told_and_one_that_is_behind_is_a_finding(second: Terminal) -> None:
    store = open_store(f"sqlite:///{second.home / 'equipoise.sqlite3'}")

    def fact_at(moment: str) -> int:
        by = {"actor": "a", "role": "administrator", "site": "", "protocol": "1.0"}
        note = Draft(
            stream="S",
            kind=DutyDelegated.KIND,
            schema=1,
            body=canonical_built(DutyDelegated(person=moment, role="monitor")),
        )
        with store.writing("ASPIRE-3") as chain:
            return chain.append(Envelope(key=moment, digest="0", recorded=moment, **by), [note])[0].seq

    fact_at("2026-09-02T00:00:00.000000Z")
    back = fact_at("2026-09-01T00:00:00.000000Z")
    ended = second("doctor")
    assert (ended.status, f"the clock stepped back at fact {back}" in " ".join(ended.out.split())) == (0, True)
    assert f"Fact {back} was recorded earlier" in second("ledger", "verify").err
    fact_at("2199-01-01T00:00:00.000000Z")
    ended = second("doctor")
    assert ended.status == 1
    assert "set this machine's clock right" in " ".join(ended.out.split())
    store.close()


def test_where_no_processes_can_be_had_one_walk_verifies_it_all(
    second: Terminal, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise NotImplementedError("no semaphores here")

    monkeypatch.setattr("equipoise.cli.verified._WORTH_IT", 1)
    monkeypatch.setattr("equipoise.cli.verified.ProcessPoolExecutor", refused)
    for words in (("ledger", "verify"), ("ledger", "verify", exported)):
        assert "whole and in order" in second(*words).out


def test_nothing_is_signed_that_contradicts_a_checkpoint_kept_before(second: Terminal, tmp_path: Path) -> None:
    """An old backup was put back beside checkpoints of later facts."""
    file = second.home / "equipoise.sqlite3"
    order = tmp_path / "order.json"
    order.write_text('{"command": "register_participant", "site": "NORTH"}')
    act = ("trial", "act", order, "--as", "demo-coordinator", "--role", "coordinator", "--key")
    backup = file.read_bytes()
    assert second(*act, "k-1").status == 0
    assert second("ledger", "checkpoint").status == 0
    file.write_bytes(backup)
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    ended = second("ledger", "checkpoint")
    assert (ended.status, "were removed. Nothing was signed" in ended.err) == (1, True)
    assert second(*act, "k-2").status == 0
    ended = second("ledger", "checkpoint")
    assert (ended.status, "was rewritten" in ended.err) == (1, True), "another fact stands where one was signed"
    (newer,) = (second.home / "checkpoints").glob("ASPIRE-3-*.json")
    newer.rename(tmp_path / newer.name)
    assert second("ledger", "checkpoint").status == 0
    assert second("doctor").status == 0
