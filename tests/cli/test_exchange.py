from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import Terminal

HEAD = "subject,date,code,value,unit"
MAPPING = """
kind: csv
subject: subject
sampled: date
pattern: YYYY-MM-DD
code: code
value: value
unit: unit
outside: unscheduled
default_laboratory: NORTH
analytes: {ALT: LB.ALT}
"""


def laboratory(folder: Path, *rows: str) -> Path:
    """A laboratory's file."""
    file = folder / "lab.csv"
    file.write_text("\n".join((HEAD, *rows)), encoding="utf-8")
    return file


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """A mapping in a file."""
    file = tmp_path / "north.yaml"
    file.write_text(MAPPING, encoding="utf-8")
    return file


def test_without_a_mapping_one_is_proposed(second: Terminal, tmp_path: Path) -> None:
    ended = second("exchange", "laboratory", laboratory(tmp_path, "N,2026-05-11,ALT,20,U/L"))
    assert ended.status == 0
    assert "ALT: LB.ALT" in ended.out
    assert "proposal" in ended.err


def test_a_proposal_asked_for_as_json_is_json_and_says_what_a_person_still_has_to_fill_in(
    second: Terminal, tmp_path: Path
) -> None:
    file = laboratory(tmp_path, "N,2026-05-11,ALT,20,U/L")
    ended = second("exchange", "laboratory", file, "--json")
    assert (ended.status, ended.json["analytes"]["ALT"], ended.json["default_laboratory"]) == (0, "LB.ALT", "")
    assert "Say which laboratory the results come from." in ended.err
    named = tmp_path / "proposed.json"
    named.write_text(json.dumps(ended.json | {"default_laboratory": "NORTH"}), encoding="utf-8")
    again = second("exchange", "laboratory", file, "--mapping", named, "--dry-run", "--json")
    assert again.json["counts"]["wrong"] == 1


def test_a_dry_run_shows_every_wrong_row_and_keeps_nothing(second: Terminal, tmp_path: Path, mapping: Path) -> None:
    before = second("trial", "state", "--json").json["facts"]
    file = laboratory(tmp_path, "NOBODY,2026-05-11,ALT,20,U/L", "NOBODY,x,ALT,20,U/L")
    ended = second("exchange", "laboratory", file, "--mapping", mapping, "--dry-run")
    assert ended.status == 1
    assert "2: There is no participant “NOBODY”." in ended.out
    assert "3: " in ended.out
    assert second("trial", "state", "--json").json["facts"] == before


def test_a_file_is_taken_in_and_again_there_is_nothing_to_do(second: Terminal, tmp_path: Path, mapping: Path) -> None:
    assert second("ledger", "export", "--out", tmp_path / "all.jsonl").status == 0
    number, body = entered(tmp_path / "all.jsonl")
    file = laboratory(tmp_path, f"{number},{body['items']['LBDAT']},ALT,77,U/L", "NOBODY,2026-05-11,ALT,20,U/L")
    by = ("--as", "demo-coordinator", "--mapping", mapping)
    refused = second("exchange", "laboratory", file, *by)
    assert refused.status == 1
    assert "1 rows are wrong" in refused.err
    assert second("exchange", "laboratory", file, *by, "--leave-out").status == 2
    taken = second("exchange", "laboratory", file, *by, "--leave-out", "--correct", "--reason", "Asked", "--json")
    assert taken.status == 0, taken.err
    assert (taken.json["taken"]["taken"], taken.json["taken"]["left_out"]) == (1, {"3": ["unknown_participant"]})
    again = second("exchange", "laboratory", file, "--mapping", "north", "--dry-run", "--json").json
    assert again["counts"]["same"] == 1
    assert not again["forms"]
    assert "NOBODY" not in second("ledger", "export", "--out", tmp_path / "after.jsonl").out
    assert "NOBODY" not in (tmp_path / "after.jsonl").read_text("utf-8")


def entered(exported: Path) -> tuple[str, dict[str, Any]]:
    """The first laboratory form of a ledger: whose it is, and what it says."""
    for line in exported.read_text("utf-8").splitlines():
        row = json.loads(line)
        body = json.loads(row["body"]) if isinstance(row.get("body"), str) else row.get("body")
        if row.get("kind") == "form.saved" and body["form"] == "LB":
            return row["subject"], body
    raise AssertionError("the rehearsal entered laboratory values")


def test_a_mapping_that_cannot_be_used_says_why(second: Terminal, tmp_path: Path, mapping: Path) -> None:
    file = laboratory(tmp_path, "N,2026-05-11,ALT,20,U/L")
    mapping.write_text(MAPPING.replace("LB.ALT", "LB.NOTHING"), encoding="utf-8")
    ended = second("exchange", "laboratory", file, "--mapping", mapping)
    assert ended.status == 1
    assert "no laboratory item LB.NOTHING" in ended.err
    mapping.write_text("kind: [", encoding="utf-8")
    assert second("exchange", "laboratory", file, "--mapping", mapping).status == 2
    assert second("exchange", "laboratory", file, "--mapping", "nowhere").status == 2
    assert second("exchange", "laboratory", tmp_path / "nothing.csv").status == 3
