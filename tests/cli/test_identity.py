"""The identity vault from the terminal: kept apart, opened by those who may, erased for ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.web.vault import new_master
from tests.cli.terminal import Terminal

WHO = {"name": "Rehearsed Person", "phone": "000 0000"}
COORDINATOR = ("--as", "demo-coordinator", "--role", "coordinator")


@pytest.fixture
def number(second: Terminal) -> str:
    first: str = second("trial", "state", "--json").json["participants"][0]["number"]
    return first


@pytest.fixture
def file(second: Terminal) -> Path:
    path = second.home / "who.json"
    path.write_text(json.dumps(WHO), encoding="utf-8")
    return path


def test_what_is_kept_is_shown_to_a_role_that_may_see_it(second: Terminal, number: str, file: Path) -> None:
    assert second("identity", "keep", number, file, *COORDINATOR).status == 0
    assert second("identity", "show", number, *COORDINATOR, "--json").json == WHO


def test_no_file_of_the_installation_holds_the_name(second: Terminal, number: str, file: Path) -> None:
    second("identity", "keep", number, file, *COORDINATOR)
    file.unlink()
    for path in second.home.rglob("*"):
        assert not path.is_file() or WHO["name"].encode() not in path.read_bytes(), path


def test_a_role_that_may_not_is_refused_in_words(second: Terminal, number: str) -> None:
    ended = second("identity", "show", number, "--as", "demo-monitor", "--role", "monitor")
    assert ended.status == 1
    assert "may not open the identity vault" in ended.words
    ended = second("identity", "show", number, "--as", "demo-monitor", "--role", "coordinator")
    assert ended.status == 1
    assert "do not hold this role" in ended.words


def test_an_erased_identity_is_gone_and_the_ledger_is_whole(second: Terminal, number: str, file: Path) -> None:
    second("identity", "keep", number, file, *COORDINATOR)
    assert second("identity", "erase", number, *COORDINATOR).status == 2, "it wants to be asked twice"
    assert second("identity", "erase", number, *COORDINATOR, "--sure").status == 0
    assert WHO["name"] not in second("identity", "show", number, *COORDINATOR).words
    assert second("identity", "keep", number, file, *COORDINATOR).status == 1, "the number stays erased"
    assert second("ledger", "verify").status == 0


@pytest.mark.parametrize("words", ["{", "[]", "{}", '{"name": 7}'])
def test_a_broken_file_gets_a_word_and_keeps_nothing(second: Terminal, number: str, file: Path, words: str) -> None:
    file.write_text(words, encoding="utf-8")
    assert second("identity", "keep", number, file, *COORDINATOR).status == 2
    assert second("identity", "show", number, *COORDINATOR).status == 1


def test_an_unknown_number_is_told(second: Terminal, file: Path) -> None:
    ended = second("identity", "keep", "S99-0001-A", file, *COORDINATOR)
    assert ended.status == 1
    assert "no participant" in ended.words


def master_keys(home: Path) -> tuple[Path, Path]:
    return home / "keys" / "identity-master", home / "keys" / ".identity-master.new"


def test_a_master_key_that_others_may_know_is_replaced_and_everybody_still_opens(
    second: Terminal, number: str, file: Path
) -> None:
    second("identity", "keep", number, file, *COORDINATOR)
    key, ahead = master_keys(second.home)
    before = key.read_bytes()
    ended = second("identity", "reseal", "--as", "demo-coordinator")
    assert ended.status == 0 and "Keys sealed anew: 2." in ended.words
    assert key.read_bytes() != before and key.stat().st_mode & 0o777 == 0o600 and not ahead.exists()
    assert second("identity", "show", number, *COORDINATOR, "--json").json == WHO


@pytest.mark.parametrize("sealed", [False, True])
def test_a_resealing_that_breaks_off_loses_nobody_and_is_done_again(
    second: Terminal, number: str, file: Path, sealed: bool
) -> None:
    second("identity", "keep", number, file, *COORDINATOR)
    key, ahead = master_keys(second.home)
    before = key.read_bytes()
    if sealed:  # the power failed between the last key and the change of the files
        second("identity", "reseal", "--as", "demo-coordinator")
        key.rename(ahead)
        key.touch(0o600)
        key.write_bytes(before)
    else:
        new_master(ahead)
    assert second("identity", "show", number, *COORDINATOR, "--json").json == WHO
    assert second("identity", "reseal", "--as", "demo-coordinator").status == 0
    assert not ahead.exists() and key.read_bytes() != before
    assert second("identity", "show", number, *COORDINATOR, "--json").json == WHO


def test_a_vault_of_another_master_key_is_not_sealed_anew(second: Terminal, number: str, file: Path) -> None:
    second("identity", "keep", number, file, *COORDINATOR)
    key, ahead = master_keys(second.home)
    before = key.read_bytes()
    key.write_bytes(bytes(32))
    ended = second("identity", "reseal", "--as", "demo-coordinator")
    assert ended.status == 3 and "does not open" in ended.words and not ahead.exists()
    key.write_bytes(before)
    assert second("identity", "show", number, *COORDINATOR, "--json").json == WHO
