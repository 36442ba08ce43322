"""A home folder that is lost while the database survives is told, and nothing of it is made anew in silence."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Ended, Terminal


class Outside(Terminal):
    """A terminal whose database does not lie in its home folder."""

    database = ""

    def __call__(self, *words: str | Path, **environment: str) -> Ended:
        return super().__call__(*words, EQUIPOISE_DATABASE_URL=self.database, **environment)


COORDINATOR = ("--as", "demo-coordinator", "--role", "coordinator")
WHO = {"name": "Rehearsed Person"}


@pytest.fixture
def surviving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """An installation whose database lies outside its home: a trial was rehearsed, somebody's name kept, a head signed."""
    terminal = Outside(tmp_path / "home", monkeypatch, capsys)
    terminal.database = f"sqlite:///{tmp_path / 'outside.sqlite3'}"
    assert terminal("trial", "rehearse", ASPIRE, "--participants", "1", "--seed", "5").status == 0
    shutil.copytree(terminal.home / "studies", tmp_path / "studies")
    who(tmp_path)
    assert terminal("identity", "keep", number(terminal), tmp_path / "who.json", *COORDINATOR).status == 0
    assert terminal("ledger", "checkpoint").status == 0
    assert terminal("doctor").status == 0
    return terminal


def who(folder: Path) -> None:
    (folder / "who.json").write_text(json.dumps(WHO), encoding="utf-8")


def number(terminal: Terminal) -> str:
    first: str = terminal("trial", "state", "--json").json["participants"][0]["number"]
    return first


def lose(terminal: Terminal) -> Path:
    """The home folder is gone; only the study file was put back."""
    backup = terminal.home.with_name("backup")
    terminal.home.rename(backup)
    shutil.copytree(backup / "studies", terminal.home / "studies")
    return backup


def test_a_lost_home_is_told_and_makes_no_key_vault_or_checkpoint(
    surviving: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = lose(surviving)
    ended = surviving("doctor")
    assert ended.status == 1
    assert "is not the home folder of this ledger" in " ".join(ended.out.split())
    assert "不是本账本的主目录" in surviving("--lang", "zh", "doctor").out.replace("\n", "").replace(" ", "")
    monkeypatch.setattr("equipoise.cli.serve.run", lambda *_: None)
    ended = surviving("serve", "--port", "8189")
    assert (ended.status, "Put the backup of the whole home folder here" in ended.err) == (0, True), "it can be read"
    ended = surviving("ledger", "verify")
    assert (ended.status, "is not the home folder" in ended.err) == (0, True)
    whose = number(surviving)
    for words in (
        ("ledger", "checkpoint"),
        ("identity", "keep", whose, tmp_path / "who.json", *COORDINATOR),
        ("identity", "show", whose, *COORDINATOR),
    ):
        ended = surviving(*words)
        assert (ended.status, "is not the home folder" in ended.err) == (3, True), words
    assert not (surviving.home / "keys").exists()
    assert not (surviving.home / "checkpoints").exists()

    shutil.rmtree(surviving.home)
    backup.rename(surviving.home)
    assert surviving("doctor").status == 0
    assert surviving("identity", "show", whose, *COORDINATOR, "--json").json == WHO


def test_only_an_explicit_word_begins_anew(surviving: Terminal, tmp_path: Path) -> None:
    lose(surviving)
    assert surviving("ledger", "key", "--new", "the server burnt and no backup is left").status == 0
    assert surviving("ledger", "checkpoint").status == 0
    assert "is not the home folder" not in surviving("doctor").out
    assert surviving("identity", "keep", number(surviving), tmp_path / "who.json", *COORDINATOR).status == 0


@pytest.mark.parametrize("lost", ["keys/identity-master", "keys/identity-keys.sqlite3", "identity/identities.sqlite3"])
def test_a_part_of_the_vault_that_is_gone_is_told_and_not_made_anew(
    surviving: Terminal, tmp_path: Path, lost: str
) -> None:
    file = surviving.home / lost
    kept = file.read_bytes()
    file.unlink()
    for words in (("show",), ("keep", tmp_path / "who.json")):
        ended = surviving("identity", words[0], number(surviving), *words[1:], *COORDINATOR)
        assert (ended.status, f"{file} is gone" in ended.err) == (3, True)
    assert not file.exists()
    ended = surviving("doctor")
    assert (ended.status, "is gone: without it no identity" in " ".join(ended.out.split())) == (1, True)
    file.write_bytes(kept)
    file.chmod(0o600)
    assert surviving("identity", "show", number(surviving), *COORDINATOR, "--json").json == WHO
