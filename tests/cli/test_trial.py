from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Terminal


def order(folder: Path, **words: object) -> Path:
    """A command in a file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "command.json"
    file.write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
    return file


AS = ("--as", "demo-coordinator", "--role", "coordinator")


def test_a_rehearsal_says_what_it_did_and_the_same_seed_gives_the_same_head(tmp_path: Path, terminal: Terminal) -> None:
    words = ("trial", "rehearse", ASPIRE, "--participants", "2", "--seed", "9", "--json")
    first = terminal(*words)
    terminal.home = tmp_path / "another"
    second = terminal(*words)
    assert (first.status, second.status) == (0, 0)
    one, other = first.json, second.json
    assert one["facts"] > 50
    assert {**one, "seconds": 0} == {**other, "seconds": 0}


def test_a_second_rehearsal_into_the_same_ledger_is_refused_with_a_clear_word(second: Terminal) -> None:
    ended = second("trial", "rehearse", ASPIRE, "--participants", "2")
    assert ended.status == 3
    assert "empty" in ended.err
    assert "空账本" in second("--lang", "zh", "trial", "rehearse", ASPIRE, "--participants", "2").err


@pytest.mark.parametrize("count", ["-1", "0", "100000", "two"])
def test_a_number_of_participants_that_the_study_does_not_plan_is_a_question_of_usage(
    terminal: Terminal, count: str
) -> None:
    assert terminal("trial", "rehearse", ASPIRE, "--participants", count).status == 2
    assert not (terminal.home / "equipoise.sqlite3").exists()


def test_an_unknown_study_is_named_with_those_that_are_there(terminal: Terminal) -> None:
    ended = terminal("trial", "rehearse", "NCT99999999")
    assert ended.status == 2
    assert "NCT99999999" in ended.err
    assert "NCT03410368" in ended.err
    assert "没有研究" in terminal("--lang", "zh", "trial", "rehearse", "NCT99999999").err


def test_an_empty_ledger_has_no_state_and_says_what_to_do(terminal: Terminal) -> None:
    ended = terminal("trial", "state")
    assert ended.status == 2
    assert "rehearse" in ended.err
    ended = terminal("trial", "state", ASPIRE, "--json")
    assert ended.status == 0
    assert ended.json["facts"] == 0


def test_the_state_is_told_in_both_languages_and_as_data(second: Terminal) -> None:
    data = second("trial", "state", "--json").json
    assert (data["study"], data["environment"], data["randomised"]) == ("ASPIRE-3", "rehearsal", 3)
    assert all(one["arm"] is None for one in data["participants"]), "a double-blind study keeps its arms"
    assert "3 randomised" in second("trial", "state").out
    assert "3 例已随机" in second("--lang", "zh", "trial", "state").out


def test_a_past_state_shows_less_and_a_wrong_day_is_told(second: Terminal) -> None:
    now = second("trial", "state", "--json").json
    then = second("trial", "state", "--json", "--as-of", "2000-01-01").json
    assert then["facts"] == 0 < now["facts"]
    for wrong in ("last summer", "2018-02-30", "9999-99-99"):
        assert second("trial", "state", "--as-of", wrong).status == 2


@pytest.mark.parametrize("when", ["0001-01-01", "9999-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_ends_of_the_calendar_are_moments_too(second: Terminal, when: str) -> None:
    assert second("trial", "state", "--as-of", when).status in (0, 2)


def test_the_worklist_is_for_a_role_that_exists(second: Terminal) -> None:
    assert second("trial", "worklist", "--role", "wizard").status == 2
    assert second("trial", "worklist").status == 0
    in_july = ("trial", "worklist", "--as-of", "2026-07-15", "--json")
    assert {task["role"] for task in second(*in_july).json} == {"coordinator", "investigator"}
    assert {task["role"] for task in second(*in_july, "--role", "investigator").json} == {"investigator"}
    assert second("trial", "worklist", "NOSUCH").status == 2


def test_a_command_is_given_once_and_told_again(second: Terminal) -> None:
    file = order(second.home, command="register_participant", site="NORTH")
    words = ("trial", "act", file, *AS, "--key", "k1", "--json")
    first, again = second(*words), second(*words)
    assert (first.status, again.status) == (0, 0)
    assert (first.json["again"], again.json["again"]) == (False, True)
    assert first.json["facts"] == again.json["facts"]


def test_the_same_key_with_another_command_is_a_finding(second: Terminal) -> None:
    file = order(second.home, command="register_participant", site="NORTH")
    assert second("trial", "act", file, *AS, "--key", "k1").status == 0
    order(second.home, command="register_participant", site="NORTH", reason="another")
    ended = second("trial", "act", file, *AS, "--key", "k1")
    assert ended.status == 1
    assert "k1" in ended.err


def test_a_refused_command_tells_every_reason(second: Terminal) -> None:
    file = order(second.home, command="randomise", participant="NORTH-0001-X", happened="never")
    ended = second("trial", "act", file, "--as", "stranger", "--role", "monitor", "--key", "k", "--json")
    assert ended.status == 1
    assert [reason["code"] for reason in ended.json["reasons"]] == ["not_delegated", "not_permitted", "impossible_time"]
    assert all(set(reason["says"]) == {"en", "zh"} for reason in ended.json["reasons"])
    plain = second("--lang", "zh", "trial", "act", file, "--as", "stranger", "--role", "monitor", "--key", "k2")
    assert "不是有效的日期" in plain.out


@pytest.mark.parametrize(
    "words",
    [b"", b"{", b"not json", b'{"command": "fly"}', b'{"command": "randomise", "participant": 5}', b"\xff\xfe\x00", b"[]",
     b'{"command": "randomise", "participant": "\xff"}', b'{"command": "randomise"} {"command": "randomise"}'],
)  # fmt: skip
def test_a_file_that_holds_no_command_is_a_question_of_usage(second: Terminal, words: bytes) -> None:
    file = second.home / "command.json"
    file.write_bytes(words)
    ended = second("trial", "act", file, *AS, "--key", "k")
    assert ended.status == 2
    assert "not a command" in ended.err


def test_a_command_file_that_is_not_there_is_named(second: Terminal) -> None:
    for missing in (second.home / "nowhere.json", second.home):
        assert second("trial", "act", missing, *AS, "--key", "k").status == 3


def test_a_command_on_a_study_that_is_not_open_is_refused(terminal: Terminal) -> None:
    file = order(terminal.home, command="register_participant", site="NORTH")
    ended = terminal("trial", "act", file, *AS, "--key", "k", "--study", ASPIRE)
    assert ended.status == 1
    assert "not open" in ended.out
    opening = order(terminal.home, command="open_study", environment="training")
    assert (
        terminal(
            "trial", "act", opening, "--as", "a", "--role", "administrator", "--key", "o", "--study", ASPIRE
        ).status
        == 0
    )


def test_a_rehearsal_that_stopped_goes_on_with_the_same_command(tmp_path: Path, terminal: Terminal) -> None:
    words = ("trial", "rehearse", "NCT03410368", "--participants", "2", "--json")
    whole = terminal(*words).json
    terminal.home = tmp_path / "another"
    part = terminal(*words, "--until", "2018-06-01").json
    assert 0 < part["facts"] < whole["facts"]
    assert terminal(*words).json["head"] == whole["head"]


def test_a_rehearsal_that_was_interrupted_says_how_it_goes_on(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("trial", "rehearse", "NCT03410368", "--participants", "2")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("equipoise.cli.rehearse.play", interrupted)
        ended = terminal(*words)
        assert ended.status == 130
        assert "the same command goes on" in ended.err
        assert "Stopped." in ended.err
        assert "继续" in terminal(*words, EQUIPOISE_LANG="zh").err
    assert list(terminal.home.glob(".unfinished*"))
    assert terminal(*words).status == 0
    assert not list(terminal.home.glob(".unfinished*"))


def test_a_folder_that_is_called_like_a_study_at_hand_is_not_that_study(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "NCT03410368").mkdir()
    monkeypatch.chdir(tmp_path)
    assert terminal("trial", "rehearse", "NCT03410368", "--participants", "1").status == 0
    assert not (terminal.home / "studies").exists()
    assert terminal("trial", "state").status == 0


def test_a_study_file_that_was_there_before_is_laid_aside_and_not_lost(terminal: Terminal, tmp_path: Path) -> None:
    mine = terminal.home / "studies" / "ASPIRE-3"
    shutil.copytree(ASPIRE, mine)
    (mine / "NOTES.md").write_text("weeks of work")
    rehearse = ("trial", "rehearse", ASPIRE, "--participants", "1", "--until", "2026-02-04")
    ended = terminal(*rehearse)
    assert "The study file that was here before lies in" in ended.err
    (aside,) = (terminal.home / "studies-laid-aside").iterdir()
    assert (aside / "NOTES.md").read_text() == "weeks of work"
    assert [one.name for one in (terminal.home / "studies").iterdir()] == ["ASPIRE-3"]
    (terminal.home / "equipoise.sqlite3").unlink()
    assert "laid aside" not in terminal(*rehearse).words, "the same file again is nothing to lay aside"
    assert len(list((terminal.home / "studies-laid-aside").iterdir())) == 1
