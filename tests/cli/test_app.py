from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Terminal


def test_without_words_it_says_what_it_can_do(terminal: Terminal) -> None:
    ended = terminal()
    assert ended.status in (0, 2)
    assert "rehearse" in terminal("trial", "--help").out
    assert terminal("version").out.strip()


@pytest.mark.parametrize(
    "words", [("fly",), ("trial", "fly"), ("trial", "rehearse"), ("trial", "state", "--nosuch"), ("--lang",)]
)
def test_what_cannot_be_understood_ends_with_2(terminal: Terminal, words: tuple[str, ...]) -> None:
    assert terminal(*words).status == 2


def test_a_language_that_is_not_spoken_is_told(terminal: Terminal) -> None:
    ended = terminal("--lang", "tlh", "version")
    assert ended.status == 2
    assert "tlh" in ended.err


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "mysql://x/y",
        "sqlite:",
        "sqlite:///",
        "postgresql://",
        "postgresql://nobody@127.0.0.1:1/none",
        "://",
    ],
)
def test_a_database_that_cannot_be_meant_is_told(terminal: Terminal, url: str) -> None:
    for words in (("trial", "state"), ("trial", "rehearse", ASPIRE, "--participants", "1"), ("ledger", "verify")):
        ended = terminal(*words, EQUIPOISE_DATABASE_URL=url)
        assert ended.status == 3, ended
        assert ended.err.strip()
    ended = terminal("doctor", EQUIPOISE_DATABASE_URL=url)
    assert ended.status == 1


def test_a_home_folder_that_is_a_file_is_told(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for place in (tmp_path / "file", tmp_path / "file" / "inside"):
        terminal.home = place
        ended = terminal("trial", "state")
        assert ended.status == 3
        assert str(tmp_path / "file") in ended.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_home_folder_that_may_not_be_written_is_told(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "locked").mkdir(mode=0o500)
    terminal.home = tmp_path / "locked" / "home"
    ended = terminal("trial", "rehearse", ASPIRE, "--participants", "1")
    assert ended.status == 3
    assert "may not be" in ended.err


def test_a_home_folder_on_a_read_only_place_is_told(terminal: Terminal) -> None:
    terminal.home = Path("/proc/equipoise")
    ended = terminal("trial", "rehearse", ASPIRE, "--participants", "1")
    assert ended.status == 3
    assert "/proc/equipoise" in ended.err


def test_the_program_itself_answers(terminal: Terminal) -> None:
    assert terminal.process("version").status == 0
    ended = terminal.process("trial", "state", environment={"EQUIPOISE_LANG": "zh"})
    assert ended.status == 2
    assert "账本为空" in ended.err
    assert terminal.process("trial", "rehearse", ASPIRE, "--participants", "1", "--json").json["participants"] == 1


def test_output_that_nobody_reads_any_more_is_no_fault(second: Terminal) -> None:
    ended = second.process("trial", "worklist")
    assert ended.status == 0


def test_the_doctor_finds_a_sound_installation_sound(second: Terminal) -> None:
    assert second("ledger", "checkpoint").status == 0
    ended = second("doctor", "--json")
    assert ended.status == 0, ended.out
    assert ended.json["ok"]
    assert second("--lang", "zh", "doctor").status == 0


def test_the_doctor_tells_of_a_checkpoint_that_does_not_agree(second: Terminal) -> None:
    assert second("ledger", "checkpoint").status == 0
    kept = next((second.home / "checkpoints").glob("*.json"))
    kept.write_text(kept.read_text(encoding="utf-8").replace('"seq"', '"sep"'), encoding="utf-8")
    assert second("doctor").status == 1
