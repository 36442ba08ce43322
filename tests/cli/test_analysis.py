from __future__ import annotations

import json
from pathlib import Path

import pytest

from equipoise.cli.analysis import _quoted
from tests.cli.terminal import ASPIRE, Terminal


def test_the_tables_of_a_study_are_listed_and_printed(second: Terminal) -> None:
    listed = second("analysis", "table", "--json")
    assert listed.status == 0
    assert {"disposition", "sets", "baseline", "adverse_events", "listing_exclusions"} <= set(listed.json)
    printed = second("analysis", "table", "disposition")
    assert "Randomised" in printed.out
    assert "随机化" in second("analysis", "table", "disposition", "--lang", "zh").out


def test_a_masked_study_stands_in_one_column_and_says_so(second: Terminal) -> None:
    ended = second("analysis", "table", "disposition", "--json")
    assert [column["key"] for column in ended.json["columns"]] == ["all"]
    assert "masked" in ended.err
    for key in ("listing_endpoint_exacerbation_free", "listing_exclusions", "baseline"):
        words = second("analysis", "table", key, "--json").out
        assert "Placebo" not in words
        assert "Orvilast" not in words


def test_a_number_is_followed_to_its_facts(second: Terminal) -> None:
    ended = second("analysis", "table", "disposition", "--explain", "randomised/all", "--json")
    assert ended.json["value"] == len(ended.json["participants"]) == len(ended.json["facts"])
    assert second("analysis", "table", "disposition", "--explain", "randomised/nobody").status == 1


def test_everything_is_written_alike_to_the_byte(second: Terminal, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert second("analysis", "run", "--out", str(tmp_path / name), "--csv").status == 0
    files = sorted(file.relative_to(tmp_path / "one") for file in (tmp_path / "one").rglob("*") if file.is_file())
    assert Path("datasets/participants.csv") in files
    assert Path("figures/consort.zh.svg") in files
    assert all((tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes() for file in files)
    json.loads((tmp_path / "one" / "tables" / "sets.json").read_text(encoding="utf-8"))


def test_a_table_is_written_as_a_page_and_a_figure_as_a_drawing(second: Terminal, tmp_path: Path) -> None:
    page, drawing = tmp_path / "baseline.html", tmp_path / "flow.svg"
    assert second("analysis", "table", "baseline", "--out", str(page)).status == 0
    assert second("analysis", "figure", "consort", "--out", str(drawing)).status == 0
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert drawing.read_text(encoding="utf-8").startswith("<svg")


def test_a_cut_before_the_first_participant_is_an_answer(second: Terminal) -> None:
    ended = second("analysis", "run", "--cut", "2001-01-01")
    assert ended.status == 0
    assert "N = 0" in ended.out
    assert "nan" not in ended.out.lower()


def test_as_of_a_past_day_only_what_was_known_then_counts(second: Terminal) -> None:
    now = second("analysis", "run", "--json").json
    before = second("analysis", "run", "--as-of", "2001-01-01", "--json").json
    assert (before["head"], before["until"]) == (0, "2001-01-01")
    assert now["head"] > 0


@pytest.mark.parametrize(
    "words",
    [
        ("analysis", "table", "nothing"),
        ("analysis", "figure", "nothing"),
        ("analysis", "run", "--set", "nothing"),
        ("analysis", "run", "--set", "screened"),
        ("analysis", "run", "--cut", "yesterday"),
        ("analysis", "run", "--lang", "fr"),
    ],
)
def test_what_there_is_not_is_a_question_of_usage(second: Terminal, words: tuple[str, ...]) -> None:
    ended = second(*words)
    assert ended.status == 2
    assert ended.err


def test_a_set_that_is_asked_for_counts_every_endpoint(second: Terminal) -> None:
    ended = second("analysis", "table", "endpoint_on_treatment", "--set", "completers", "--json")
    assert ended.json["population"]["en"] == "Those who completed the study"


def test_without_facts_the_word_is_clear(terminal: Terminal) -> None:
    ended = terminal("analysis", "run", "--study", ASPIRE)
    assert ended.status in (0, 2)
    assert "Traceback" not in ended.err


def test_a_cell_that_a_spreadsheet_would_compute_is_neutralised() -> None:
    assert [_quoted(words) for words in ("=1+1", "-1.5", "a,b", "-2 (x)", "one\rtwo")] == [
        "'=1+1", "-1.5", '"a,b"', "'-2 (x)", '"one\rtwo"',
    ]  # fmt: skip
