"""`equipoise registry match` and `equipoise study draft` at the terminal."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from tests.cli.terminal import Terminal

RECORD = str(files("equipoise.studies").joinpath("NCT03410368/record.json"))


def person(tmp_path: Path, raw: object) -> str:
    file = tmp_path / "person.json"
    file.write_text(json.dumps(raw), encoding="utf-8")
    return str(file)


def test_a_match_lists_each_criterion_with_its_verdict(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("registry", "import", RECORD).status == 0
    file = person(tmp_path, {"conditions": ["SCLC"], "age": 63, "kps": 70, "assessed": "2018-05-09"})
    (hit,) = terminal("registry", "match", file, "--at", "2018-05-10", "--json").json["results"]
    assert (hit["nctId"], hit["overall"]) == ("NCT03410368", "excluded")
    (against,) = [one for one in hit["criteria"] if one["excludes"]]
    assert (against["parsed"], against["outcome"]) == ("kps >= 80", "not met")
    assert against["plain"] == "Karnofsky performance status at least 80"
    spoken = terminal("registry", "match", file, "--at", "2018-05-10")
    assert spoken.status == 0 and "excluded" in spoken.out
    assert "不符合条件" in terminal("registry", "match", file, "--at", "2018-05-10", EQUIPOISE_LANG="zh").out


def test_a_note_is_read_and_what_was_understood_is_told(terminal: Terminal, tmp_path: Path) -> None:
    terminal("registry", "import", RECORD)
    file = tmp_path / "note.txt"
    file.write_text("62M, SCLC, KPS 70. Mother: asthma.", encoding="utf-8")
    answer = terminal("registry", "match", str(file), "--at", "2018-05-10")
    assert answer.status == 0 and "Karnofsky performance status" in answer.out
    assert "Person: male; 62 years." in answer.err and "“asthma”: somebody else's" in answer.err
    other = terminal("registry", "match", str(file), "--at", "2018-05-10", "--disease", "gout", "--json").json
    assert other["results"] == []
    told = terminal("registry", "match", str(file), "--at", "2018-05-10", "--json").json
    assert told["understood"][0] == {"heading": "Person", "says": "male; 62 years"}
    assert [hit["overall"] for hit in told["results"]] == ["excluded"]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"age": "old"}, "age: Write a whole number"),
        ([1], "Write one JSON object"),
        ({"colour": 1}, "no such key"),
    ],
)
def test_what_is_no_person_is_refused_in_words(terminal: Terminal, tmp_path: Path, raw: object, said: str) -> None:
    terminal("registry", "import", RECORD)
    answer = terminal("registry", "match", person(tmp_path, raw))
    assert answer.status == 2
    assert said in answer.err


def test_an_empty_registry_says_so(terminal: Terminal, tmp_path: Path) -> None:
    answer = terminal("registry", "match", person(tmp_path, {"conditions": ["SCLC"]}), "--json")
    assert answer.status == 3
    assert answer.json["total"] == 0


def test_a_draft_is_written_and_reads_without_a_fault(terminal: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "draft"
    assert terminal("study", "draft", RECORD, "--out", folder).status == 0
    written = sorted(path.name for path in folder.iterdir())
    assert written == ["decisions.md", "forms.yaml", "protocol.yaml", "record.json"]
    assert terminal("study", "check", folder).status == 0
    again = terminal("study", "draft", RECORD, "--out", folder)
    assert again.status == 2 and "not empty" in again.err
