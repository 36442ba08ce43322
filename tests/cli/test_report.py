from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.cli import setting
from tests.cli.terminal import Terminal

PAGE = ("--report", "ethics", "--lang", "en", "--format", "html")


def built(second: Terminal, folder: Path, *more: str) -> None:
    ended = second("report", "build", "--out", str(folder), *(more or PAGE))
    assert ended.status == 0, ended.err


def test_twice_the_same_gives_the_same_bytes(second: Terminal, tmp_path: Path) -> None:
    for name in ("one", "two"):
        built(second, tmp_path / name, "--format", "html")
    files = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert {"manifest.json", "numbers.json", "csr.en.html", "csr.zh.html", "dsmb-open.zh.html"} <= set(files)
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)


def test_one_process_and_several_make_the_same_bytes(second: Terminal, tmp_path: Path) -> None:
    for jobs in ("1", "2", "3"):
        built(second, tmp_path / jobs, "--lang", "en", "--jobs", jobs)
    files = sorted(file.name for file in (tmp_path / "1").iterdir())
    assert {"manifest.json", "csr.en.pdf", "csr-appendices.en.pdf", "ethics.en.pdf", "dsmb-open.en.pdf"} <= set(files)
    for jobs in ("2", "3"):
        assert sorted(file.name for file in (tmp_path / jobs).iterdir()) == files
        assert all((tmp_path / "1" / file).read_bytes() == (tmp_path / jobs / file).read_bytes() for file in files)
    assert second("report", "verify", str(tmp_path / "1"), "--jobs", "2", "--json").json["alike"] is True


@pytest.mark.parametrize("jobs", ["1", "2"])
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import os; os.kill(os.getpid(), 9)", ("status -9", "--jobs 1 needs the least")),
        ("raise SystemExit('the pages are too wide')", ("status 1", "the pages are too wide")),
        ("pass", ("status 0",)),
    ],
)
def test_a_process_that_breaks_off_is_said_and_leaves_no_half_report(
    second: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: str, program: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr(setting, "_PROGRAM", program)
    folder = tmp_path / "report"
    ended = second("report", "build", "--out", str(folder), "--report", "ethics", "--lang", "en", "--jobs", jobs)
    assert ended.status == 3
    assert "ethics.en.pdf could not be set" in ended.err
    assert all(one in ended.err for one in words)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    built(second, folder)


def test_what_was_built_is_verified_and_a_changed_byte_is_named(second: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    built(second, folder)
    alike = second("report", "verify", str(folder), "--json")
    assert alike.status == 0
    assert alike.json == {"alike": True, "files": 1, "moved_on": 0, "differences": []}
    page = folder / "ethics.en.html"
    page.write_bytes(page.read_bytes().replace(b"Annual", b"Annual ", 1))
    changed = second("report", "verify", str(folder), "--json")
    assert changed.status == 1
    assert [(one["file"], one["cause"]) for one in changed.json["differences"]] == [("ethics.en.html", "file_changed")]
    page.unlink()
    assert "is not there any more" in second("report", "verify", str(folder)).out


def test_a_rewritten_manifest_is_told_from_the_ledger(second: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    built(second, folder)
    manifest = folder / "manifest.json"
    found = json.loads(manifest.read_text(encoding="utf-8"))
    found["head"]["hash"] = "0" * 64
    manifest.write_text(json.dumps(found), encoding="utf-8")
    ended = second("report", "verify", str(folder), "--json")
    assert [one["cause"] for one in ended.json["differences"]] == ["ledger_rewritten"]
    found["head"] = {"seq": 999_999, "hash": "0" * 64}
    manifest.write_text(json.dumps(found), encoding="utf-8")
    ended = second("report", "verify", str(folder), "--json")
    assert [one["cause"] for one in ended.json["differences"]] == ["ledger_shorter"]


def test_a_ledger_that_moved_on_is_no_finding(second: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    built(second, folder, *PAGE, "--as-of", "2001-01-01")
    ended = second("report", "verify", str(folder))
    assert ended.status == 0
    assert "moved on" in ended.err


def test_a_number_is_explained_by_its_address_and_as_printed(second: Terminal, tmp_path: Path) -> None:
    ended = second("report", "explain", "disposition/randomised/all", "--json")
    table = second("analysis", "table", "disposition", "--explain", "randomised/all", "--json").json
    assert ended.json["says"] == table["says"]
    assert [fact["seq"] for fact in ended.json["facts"]] == table["facts"]
    assert all(fact["says"]["en"] for fact in ended.json["facts"])
    assert "Placebo" not in ended.out
    listed = second("report", "explain", "3 (100.0%)", "--json")
    assert "disposition/randomised/all" in {one["address"] for one in listed.json.get("candidates", [listed.json])}
    built(second, tmp_path / "report")
    assert second("report", "explain", "14.1.1/1/1", "--report", str(tmp_path / "report"), "--lang", "zh").status == 0
    assert second("report", "explain", "no number").status == 1
    nothing = second("report", "explain", " ")
    assert (nothing.status, "Name a number as it is printed" in nothing.err) == (2, True)


def test_a_masked_study_leaves_out_what_would_tell_arms(second: Terminal, tmp_path: Path) -> None:
    ended = second("report", "build", "--out", str(tmp_path / "a"), "--report", "dsmb-closed", "--format", "html")
    assert ended.status == 1
    assert "closed report" in ended.err
    assert "--as PERSON --role ROLE" in ended.err
    assert "together" not in ended.err, "nothing was built that shows them so"
    ended = second(
        "report",
        "build",
        "--out",
        str(tmp_path / "b"),
        "--report",
        "dsmb-closed",
        "--as",
        "nobody",
        "--role",
        "safety_board",
    )
    assert ended.status == 1
    assert "does not give nobody the role" in ended.err
    built(second, tmp_path / "c", "--report", "dsmb-open", "--lang", "en", "--format", "html")
    page = (tmp_path / "c" / "dsmb-open.en.html").read_text(encoding="utf-8")
    assert ">Placebo" not in page and ">Orvilast" not in page


def test_a_masked_study_says_of_each_report_how_its_arms_stand(second: Terminal, tmp_path: Path) -> None:
    asked = ("--as", "demo-safety-board", "--role", "safety_board", "--lang", "en", "--format", "html")
    for report, together, by_arm in (("dsmb-closed", False, True), ("dsmb-open", True, False)):
        ended = second("report", "build", "--out", tmp_path / report, "--report", report, *asked)
        assert ended.status == 0, ended.err
        assert ("all participants stand together" in ended.err, "is by arm" in ended.err) == (together, by_arm)
    assert ">Placebo" in (tmp_path / "dsmb-closed" / "dsmb-closed.en.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("asked", "status", "word"),
    [
        (("--report", "nothing"), 2, "There is no report"),
        (("--lang", "fr"), 2, "There is no language"),
        (("--format", "doc"), 2, "There is no format"),
        (("--as-of", "yesterday"), 2, "not a day"),
        (("--study", "NOPE"), 2, "no study"),
        (("--as", "x", "--role", "king"), 2, "is not a role"),
    ],
)
def test_what_cannot_be_built_is_said(
    second: Terminal, tmp_path: Path, asked: tuple[str, ...], status: int, word: str
) -> None:
    ended = second("report", "build", "--out", str(tmp_path / "x"), *asked)
    assert ended.status == status
    assert word in ended.err


def test_nobodys_files_are_overwritten(second: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine", encoding="utf-8")
    ended = second("report", "build", "--out", str(folder), *PAGE)
    assert ended.status == 2
    assert "letter.txt" in ended.err
    assert second("report", "build", "--out", str(folder / "letter.txt"), *PAGE).status == 2
    assert second("report", "verify", str(folder)).status == 2
    assert [file.name for file in folder.iterdir()] == ["letter.txt"]


def test_a_build_replaces_an_earlier_build(second: Terminal, tmp_path: Path) -> None:
    folder = tmp_path / "report"
    built(second, folder, "--report", "dsmb-open", "--format", "html")
    built(second, folder)
    assert {file.name for file in folder.iterdir()} == {"manifest.json", "ethics.en.html"}


def test_a_cut_before_the_first_participant_is_a_report(second: Terminal, tmp_path: Path) -> None:
    built(second, tmp_path / "report", "--as-of", "2001-01-01", "--format", "html", "--lang", "en")
    page = (tmp_path / "report" / "csr.en.html").read_text(encoding="utf-8")
    assert "N = 0" in page
    assert "nan" not in page.split("<main>")[1].lower().split()
