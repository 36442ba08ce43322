"""What the command line prints, keeps and exports says nothing of the sealed key, nor depends on it."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Terminal

ANSWERS = (
    ("trial", "state", "--json"),
    ("trial", "state"),
    ("trial", "worklist", "--json"),
    ("trial", "worklist", "--role", "statistician"),
    ("ledger", "verify", "--json"),
    ("study", "show", ASPIRE, "--json"),
    ("study", "show", ASPIRE),
    ("study", "check", ASPIRE, "--json"),
    ("study", "assumptions", ASPIRE, "--json"),
)


@pytest.fixture
def key(second: Terminal) -> Path:
    (found,) = (second.home / "keys").glob("allocation-*")
    return found


def forms(key: Path) -> list[bytes]:
    """The key as somebody might have written it down."""
    secret = bytes.fromhex(key.read_text())
    words = secret.hex()
    return [secret, words.encode(), words.upper().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret)]


@pytest.mark.parametrize("words", ANSWERS, ids=" ".join)
def test_no_answer_depends_on_the_key(second: Terminal, key: Path, words: tuple[str, ...]) -> None:
    before = second(*words)
    key.write_text("5a" * 32)
    after = second(*words)
    assert (before.status, before.out, before.err) == (after.status, after.out, after.err)


def test_neither_database_nor_export_nor_checkpoint_holds_the_key(second: Terminal, key: Path, tmp_path: Path) -> None:
    export, checkpoint = tmp_path / "export.jsonl", tmp_path / "checkpoint.json"
    assert second("ledger", "export", "--out", export).status == 0
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    assert second("doctor", "--json").status == 0
    kept = [export, checkpoint, *(one for one in second.home.rglob("*") if one.is_file() and one.parent != key.parent)]
    assert any(one.suffix == ".sqlite3" for one in kept)
    for file in kept:
        content = file.read_bytes()
        assert not any(form in content for form in forms(key)), file.name


def test_a_refused_attempt_prints_no_key_and_no_arm(second: Terminal, key: Path, tmp_path: Path) -> None:
    order = tmp_path / "order.json"
    order.write_text(json.dumps({"command": "randomise", "participant": "X"}), encoding="utf-8")
    ended = second("trial", "act", order, "--as", "x", "--role", "coordinator", "--key", "k-1", "--json")
    assert ended.status == 1
    assert not any(form in ended.words.encode() for form in forms(key))
    assert '"arm"' not in ended.words and '"draw"' not in ended.words


def test_doctor_tells_nothing_of_keys(second: Terminal, key: Path) -> None:
    ended = second("doctor", "--json")
    assert not any(form in ended.words.encode() for form in forms(key))


def test_only_its_owner_reads_the_key(second: Terminal, key: Path) -> None:
    """As the rehearsal made it: a copy of a folder keeps what the owner may do and nothing for others."""
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
