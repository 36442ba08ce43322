"""Keys that are gone are told: the one that signs checkpoints is never made anew in silence, nor is that of a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.web.sealed_key import seal
from tests.cli.terminal import Terminal


@pytest.fixture
def signed(second: Terminal, tmp_path: Path) -> tuple[Terminal, Path, str]:
    """An installation that signed a checkpoint, which is kept elsewhere; and the public key of its signer."""
    checkpoint = tmp_path / "elsewhere.json"
    assert second("ledger", "checkpoint", "--out", checkpoint).status == 0
    return second, checkpoint, json.loads(checkpoint.read_text())["key"]


def key_file(terminal: Terminal) -> Path:
    return terminal.home / "keys" / "checkpoints"


def test_the_public_key_can_be_shown_and_handed_out(signed: tuple[Terminal, Path, str]) -> None:
    terminal, _, key = signed
    assert key in terminal("ledger", "key").out
    assert [one["key"] for one in terminal("ledger", "key", "--json").json] == [key]


def test_before_the_first_checkpoint_there_is_no_key_and_nothing_to_tell(second: Terminal) -> None:
    assert "first checkpoint makes the key" in second("ledger", "key").out
    assert "signing key" not in second("doctor").out
    assert second("ledger", "verify").err == ""
    assert not key_file(second).exists()


def test_a_lost_key_is_told_by_whatever_looks_and_nothing_is_signed_without_it(
    signed: tuple[Terminal, Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, checkpoint, key = signed
    key_file(terminal).unlink()
    ended = terminal("ledger", "checkpoint")
    assert (ended.status, key_file(terminal).exists()) == (3, False), "no new key in silence"
    assert key in ended.err
    ended = terminal("ledger", "verify", "--checkpoint", checkpoint)
    assert ended.status == 0, "the ledger and what was signed are sound"
    assert "is gone" in ended.err
    ended = terminal("doctor")
    assert ended.status == 1
    assert "is gone" in " ".join(ended.out.split())
    monkeypatch.setattr("equipoise.cli.serve.run", lambda *_: None)
    ended = terminal("serve", "--port", "8189")
    assert ended.status == 0
    assert "is gone" in ended.err
    assert "已丢失" in terminal("--lang", "zh", "ledger", "verify").err
    assert terminal("ledger", "verify", "--checkpoint", checkpoint, "--public-key", key).err == ""


def test_another_key_in_its_place_is_not_taken_for_it(signed: tuple[Terminal, Path, str]) -> None:
    terminal, _, key = signed
    key_file(terminal).write_text("11" * 32)
    ended = terminal("ledger", "checkpoint")
    assert ended.status == 3
    assert "is not the key that signed" in ended.err
    assert key in ended.err


def test_retained_checkpoints_tell_of_a_key_that_was_lost_before_keys_were_named(second: Terminal) -> None:
    assert second("ledger", "checkpoint").status == 0
    (second.home / "checkpoints" / "keys.jsonl").unlink()
    assert second("ledger", "checkpoint").status == 0, "the key is there: it is named now"
    (second.home / "checkpoints" / "keys.jsonl").unlink()
    key_file(second).unlink()
    assert second("ledger", "checkpoint").status == 3


def test_a_new_key_needs_a_reason_and_leaves_the_old_checkpoints_verifiable(
    signed: tuple[Terminal, Path, str], tmp_path: Path
) -> None:
    terminal, old, first = signed
    key_file(terminal).unlink()
    assert terminal("ledger", "key", "--new").status == 2
    assert terminal("ledger", "key", "--new", "the disk was lost").status == 0
    new = tmp_path / "new.json"
    assert terminal("ledger", "checkpoint", "--out", new).status == 0
    ended = terminal("ledger", "verify", "--checkpoint", old, "--checkpoint", new)
    assert (ended.status, ended.err) == (0, "")
    assert terminal("doctor").status == 0
    before, after = terminal("ledger", "key", "--json").json
    assert (before["key"], after["before"], after["reason"]) == (first, first, "the disk was lost")
    assert not after["endorsed"], "the lost key could not sign that another follows it"


def test_a_key_that_is_replaced_while_it_is_there_signs_who_follows_it(signed: tuple[Terminal, Path, str]) -> None:
    terminal, _, _ = signed
    assert terminal("ledger", "key", "--new", "a new year").status == 0
    assert terminal("ledger", "key", "--json").json[1]["endorsed"]
    file = terminal.home / "checkpoints" / "keys.jsonl"
    file.write_text(file.read_text().replace("a new year", "no reason"))
    assert not terminal("ledger", "key", "--json").json[1]["endorsed"], "the reason is part of what was signed"


def test_a_damaged_list_of_keys_is_named(signed: tuple[Terminal, Path, str]) -> None:
    terminal, _, _ = signed
    file = terminal.home / "checkpoints" / "keys.jsonl"
    for words in (b"{}", b"[1]", b"\xff", b'{"key": 1, "recorded": ""}'):
        file.write_bytes(words)
        for command in ("checkpoint", "key", "verify"):
            ended = terminal("ledger", command)
            assert ended.status == 3
            assert "keys.jsonl is damaged" in ended.err
        assert terminal("doctor").status == 1


def test_the_doctor_tells_of_an_allocation_key_that_is_gone_sealed_or_another(second: Terminal) -> None:
    file = second.home / "keys" / "allocation-ASPIRE-3-rehearsal"
    assert "as promised in the ledger" in second("doctor").out
    key = file.read_text()
    file.write_text("11" * 32)
    assert "not the one promised" in second("doctor").out
    file.write_text(seal(bytes.fromhex(key), "four words", file.name))
    ended = second("doctor")
    assert (ended.status, "sealed: nobody can be allocated" in ended.out) == (1, True)
    assert second("doctor", EQUIPOISE_KEY_PASSPHRASE="four words").status == 0
    file.unlink()
    ended = second("doctor")
    assert (ended.status, "gone: nobody can be allocated" in ended.out) == (1, True)
    assert not file.exists()
