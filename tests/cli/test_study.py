from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.terminal import ASPIRE, Terminal

FIVE = (
    ("protocol.yaml", "interventions: [placebo]", "interventions: [placebos]"),
    ("protocol.yaml", "    NORTH:\n", "    north:\n"),
    ("protocol.yaml", "zh: consent/v1.zh.md", "zh: consent/v9.zh.md"),
    ("protocol.yaml", "endpoint: on_treatment", "endpoint: treatment"),
    ("protocol.yaml", "    VS.PULSE:", "    VS.PULS:"),
)
"""Five faults to plant: old words, new words."""


def broken(folder: Path) -> Path:
    """The second study with five faults."""
    target = folder / "broken"
    shutil.copytree(ASPIRE, target)
    for file, old, new in FIVE:
        path = target / file
        words = path.read_text(encoding="utf-8")
        assert old in words, old
        path.write_text(words.replace(old, new, 1), encoding="utf-8")
    return target


def test_both_studies_check_without_a_fault(terminal: Terminal) -> None:
    for study in ("NCT03410368", ASPIRE):
        ended = terminal("study", "check", study)
        assert ended.status == 0, ended.words
        assert terminal("study", "check", study, "--json").json["faults"] == []


def test_a_study_file_with_five_faults_shows_five_each_with_file_and_line(terminal: Terminal, tmp_path: Path) -> None:
    folder = broken(tmp_path)
    faults = terminal("study", "check", folder, "--json").json["faults"]
    assert len(faults) == 5, faults
    for words in ((), ("--lang", "zh")):
        ended = terminal(*words, "study", "check", folder)
        assert ended.status == 1
        for fault in faults:
            assert f"{fault['file']}:{fault['line']}:" in ended.out
    assert "5 faults" in terminal("study", "check", folder).err


def test_a_study_with_faults_is_not_rehearsed(terminal: Terminal, tmp_path: Path) -> None:
    ended = terminal("trial", "rehearse", broken(tmp_path))
    assert ended.status == 1
    assert "protocol.yaml:" in ended.err


@pytest.mark.parametrize("verb", ["check", "show", "assumptions", "compare"])
def test_a_study_that_is_not_there_is_a_question_of_usage(terminal: Terminal, verb: str) -> None:
    ended = terminal("study", verb, "NOSUCH")
    assert ended.status == 2
    assert "NOSUCH" in ended.err


@pytest.mark.parametrize("verb", ["show", "assumptions"])
@pytest.mark.parametrize("study", ["NCT03410368", ASPIRE])
def test_a_study_is_said_in_both_languages_and_as_data(terminal: Terminal, verb: str, study: str) -> None:
    english = terminal("study", verb, study)
    chinese = terminal("--lang", "zh", "study", verb, study)
    assert (english.status, chinese.status) == (0, 0)
    assert english.out != chinese.out
    assert any("一" <= sign <= "鿿" for sign in chinese.out)
    assert terminal("study", verb, study, "--json").status == 0


def test_what_an_amendment_changes_is_told(terminal: Terminal) -> None:
    ended = terminal("study", "compare", "NCT03410368")
    assert ended.status == 1, "changes are a finding"
    assert terminal("study", "compare", "NCT03410368", "--json").json
    assert terminal("study", "compare", ASPIRE, ASPIRE).status == 0
    assert terminal("study", "compare", ASPIRE).status == 2


def test_a_folder_without_a_study_is_told(terminal: Terminal, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for words in (("study", "check"), ("study", "show"), ("trial", "rehearse")):
        ended = terminal(*words, empty)
        assert ended.status in (1, 2)
        assert ended.words.strip()


@pytest.mark.parametrize(
    "words", [b"", b"\xff\xfe", b"- a\n- b\n", b"a: [\n", b"format: equipoise-study/1\n", b"a: &x [*x]\n", b"\0"]
)
def test_a_file_that_is_no_study_is_told(terminal: Terminal, tmp_path: Path, words: bytes) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    (folder / "protocol.yaml").write_bytes(words)
    (folder / "forms.yaml").write_bytes(words)
    ended = terminal("study", "check", folder)
    assert ended.status == 1
    assert "protocol.yaml" in ended.out
