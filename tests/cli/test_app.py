from __future__ import annotations

import os
import socket
import subprocess
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


@pytest.mark.parametrize(
    ("words", "en", "zh"),
    [
        (("fly",), "There is no command “fly”.", "没有命令“fly”。"),
        (("ledger", "verfy"), "Was verify meant?", "是否指 verify？"),
        (
            ("ledger", "verify", "--jso"),
            "There is no option --jso. Was --json meant?",
            "没有选项 --jso。是否指 --json？",
        ),
        (("ledger", "export"), "The option --out is missing.", "缺少选项 --out。"),
        (("ledger", "export", "--out"), "After --out a value is missing.", "--out 之后缺少取值。"),
        (("study", "check"), "study is missing.", "缺少参数 study。"),
        (("serve", "--port", "x"), "--port takes a whole number.", "--port 须为整数。"),
        (
            ("report", "build", "--jobs", "-1"),
            "--jobs takes a whole number from 0.",
            "--jobs 须为不小于 0 的整数。",
        ),
        (("demo", "(a) b"), "“(a) b” is too much here.", "多余的参数：“(a) b”。"),
        (("demo", "a", "b"), "“a b” is too much here.", "多余的参数：“a b”。"),
        (("doctor", "--json=3"), "--json stands alone, without a value.", "--json 不带取值。"),
    ],
)
def test_what_cannot_be_understood_is_told_in_the_language_asked(
    terminal: Terminal, words: tuple[str, ...], en: str, zh: str
) -> None:
    for language, said in (("en", en), ("zh", zh)):
        ended = terminal(*words, EQUIPOISE_LANG=language)
        assert ended.status == 2
        assert said in ended.err
        assert "--help" in ended.err
        assert "rror" not in ended.err


def test_what_the_system_refuses_is_told_in_the_language_asked(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    terminal.home = tmp_path / "file"
    assert terminal("trial", "state", EQUIPOISE_LANG="zh").err.strip() == (
        f"{tmp_path / 'file'} 不能作为文件夹：该处已有文件。请指定其他位置。"
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_an_answer_that_finds_the_disk_full_ends_with_3(second: Terminal) -> None:
    with Path("/dev/full").open("w") as full:
        done = second.program("trial", "state", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert b"disk is full" in done.stderr


def test_signs_that_a_terminal_cannot_show_do_not_stop_an_answer(second: Terminal) -> None:
    for encoding in ("ascii", "gbk"):
        ended = second.program("doctor", stdout=subprocess.PIPE, stderr=subprocess.PIPE, PYTHONIOENCODING=encoding)
        assert ended.returncode == 0, ended.stderr
        assert b"NCT03410368" in ended.stdout


def test_a_closed_output_is_no_fault(second: Terminal) -> None:
    ended = second.program("doctor", preexec_fn=lambda: os.close(1), stderr=subprocess.PIPE)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_who_reads_only_the_first_line_finds_no_fault(second: Terminal) -> None:
    read, write = os.pipe()
    os.close(read)
    ended = second.program("trial", "worklist", "--json", stdout=write, stderr=subprocess.PIPE)
    os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    "url",
    [
        "mysql://u:sesame@h/db",
        "postgresql://u:sesame@[::1/db",
        "postgresql://u:open@sesame@h/db",
        "postgresql://u:open/sesame@h/db",
        "postgresql://u:sesame@127.0.0.1:1/db",
        "postgresql://127.0.0.1:1/db?user=u&password=sesame",
    ],
)
def test_the_password_of_a_database_is_never_shown(terminal: Terminal, url: str) -> None:
    for words in (("trial", "state"), ("doctor",), ("serve", "--port", "8190")):
        ended = terminal(*words, EQUIPOISE_DATABASE_URL=url)
        assert ended.status in (1, 3)
        assert "sesame" not in ended.words


def test_an_address_that_cannot_be_served_is_told_before_anything_is_done(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for words in (("serve", "--port", port), ("demo", "--port", port)):
            ended = terminal(*words)
            assert ended.status == 3
            assert f"127.0.0.1:{port} is in use" in ended.err
    for port in ("0", "-1", "99999"):
        assert terminal("serve", "--port", port).status == 2
    assert terminal("serve", "--workers", "0").status == 2
    assert terminal("serve", "--host", "no such host").status == 3
    assert not (terminal.home / "equipoise.sqlite3").exists()


def test_a_store_in_memory_is_not_served(terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("memory:", "nonsense"):
        for words in (("serve", "--port", "8190"), ("demo", "--no-serve")):
            ended = terminal(*words, EQUIPOISE_DATABASE_URL=url)
            assert ended.status == 3
    assert sorted(path.name for path in tmp_path.iterdir()) in ([], ["home"])


def test_a_damaged_key_is_told_and_never_replaced(second: Terminal) -> None:
    assert second("ledger", "checkpoint").status == 0
    key = second.home / "keys" / "checkpoints"
    for words in ("", "zz", "11" * 31):
        key.write_text(words)
        ended = second("ledger", "checkpoint")
        assert ended.status == 3
        assert str(key) in ended.err
        assert key.read_text() == words
    assert second("doctor").status == 1


def test_the_doctor_finds_keys_that_others_may_read(second: Terminal) -> None:
    assert second("ledger", "checkpoint").status == 0
    (second.home / "keys" / "checkpoints").chmod(0o644)
    ended = second("doctor")
    assert ended.status == 1
    assert "chmod 600" in ended.out


def test_a_day_in_which_nobody_lives_is_no_day(second: Terminal) -> None:
    for words in (("trial", "worklist", "--as-of"), ("trial", "state", "--as-of"), ("analysis", "run", "--cut")):
        for day in ("9999-12-31", "0001-01-01", "2018-02-30"):
            assert second(*words, day).status == 2
