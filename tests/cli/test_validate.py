from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from equipoise.paper import Fonts, find_fonts
from tests.cli.terminal import ASPIRE, Terminal
from tests.services import absent

BAG = {"volume_mL": 100, "concentration_per_mL": 1000, "viability": "0.5", "cd3neg_cd56pos": "1"}
AT = ("--at", "2026-05-10T08:00:00Z")


def case(name: str = "a", kind: str = "product.dose", given: Any = None, **expect: Any) -> dict[str, Any]:
    return {
        "id": name,
        "kind": kind,
        "given": BAG if given is None else given,
        "expect": expect or {"viable_nk": 50_000},
    }


@pytest.fixture
def book(tmp_path: Path) -> Any:
    """Writes a file of cases."""

    def written(*cases: Any, name: str = "cases.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps({"format": "equipoise-cases/1", "title": "Ours", "cases": cases}), encoding="utf-8")
        return path

    return written


def test_cases_that_agree_end_with_0(terminal: Terminal, book: Any) -> None:
    ended = terminal("validate", book(case()))
    assert ended.status == 0
    assert "✓ agrees" in ended.out and "1 cases: 1 agree, 0 differ" in ended.err


def test_a_difference_ends_with_1_and_says_what_was_expected_and_found(terminal: Terminal, book: Any) -> None:
    ended = terminal("validate", book(case(), case("b", viable_nk=7), case("c", given={})))
    assert ended.status == 1
    assert "✗ differs  b  product.dose\n    viable_nk: expected 7, found 50000\n" in ended.out
    assert "! fault    c" in ended.out


@pytest.mark.parametrize(
    ("cases", "says"),
    [
        ([case(given={})], "cases.json cases[0]: given.concentration_per_mL: is missing"),
        ([case(kind="product.doses")], "there is no kind “product.doses”; write one of design."),
        ([case(kind="simulation.power")], "The kind simulation.power is not yet accepted here."),
        ([case(), case()], "! cases.json cases[1] a: the id stands at cases[0] already; give each case its own."),
        ([case(), {"id": "x"}], "! cases.json cases[1] x: kind is missing; write a text."),
        ([], "cases.json cases: are none; write at least one case."),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_is_named(terminal: Terminal, book: Any, cases: Any, says: str) -> None:
    ended = terminal("validate", book(*cases))
    assert ended.status == 2
    assert says in ended.out


def test_a_file_that_cannot_be_read_ends_with_2(terminal: Terminal, tmp_path: Path, book: Any) -> None:
    broken = tmp_path / "broken.json"
    broken.write_text('{"format": 1,\n oops}', encoding="utf-8")
    ended = terminal("validate", book(case()), tmp_path / "absent.json", tmp_path, broken)
    assert ended.status == 2
    assert "absent.json: cannot be read: No such file or directory." in ended.out
    assert "is a folder; name the files in it." in ended.out
    assert "broken.json: line 2, column 2 is not JSON" in ended.out
    assert "✓ agrees" in ended.out


def test_json_has_everything(terminal: Terminal, book: Any) -> None:
    ended = terminal("validate", book(case(), case("b", viable_nk=7)), "--json")
    assert ended.status == ended.json["status"] == 1
    assert ended.json["files"][0]["cases"] == 2 and len(ended.json["files"][0]["sha256"]) == 64
    agrees, differs = ended.json["cases"]
    assert (agrees["result"], agrees["differences"]) == ("agrees", [])
    assert differs["differences"] == [{"path": "viable_nk", "expected": 7, "found": 50_000}]
    assert ended.json["kinds"] == [
        {"kind": "product.dose", "cases": 2, "agree": 1, "differ": 1, "faults": 0, "not_yet": 0}
    ]


def test_one_kind_can_be_asked_alone(terminal: Terminal, book: Any) -> None:
    cases = book(case(), case("b", kind="simulation.power"))
    assert terminal("validate", cases, "--kind", "product").status == 0
    assert terminal("validate", cases, "--kind", "product.dose").status == 0
    ended = terminal("validate", cases, "--kind", "safety")
    assert ended.status == 2
    assert "There is no case of the kind safety; there are product.dose, simulation.power." in ended.err


def test_the_kinds_are_listed_with_their_fields(terminal: Terminal) -> None:
    ended = terminal("validate", "--kinds")
    assert ended.status == 0
    assert "  given.volume_mL: " in ended.out and "  expect.viable_nk: " in ended.out
    assert "given" in terminal("validate", "--kinds", "--json").json["eligibility"]


def test_without_a_file_the_cases_of_the_installation_run(terminal: Terminal) -> None:
    ended = terminal("validate", "--kind", "eligibility")
    assert ended.status == 0
    assert "0 differ" in ended.err


def test_a_study_of_the_installation_is_known_by_its_id(terminal: Terminal, book: Any) -> None:
    study = terminal.home / "studies" / "aspire"
    study.parent.mkdir(parents=True)
    study.symlink_to(ASPIRE, target_is_directory=True)
    asked = case(kind="eligibility", given={"study": "ASPIRE-3", "at": "2026-05-10", "facts": {}}, eligible=False)
    assert terminal("validate", book(asked)).status == 0


def test_it_speaks_chinese(terminal: Terminal, book: Any) -> None:
    ended = terminal("validate", book(case("b", viable_nk=7)), "--lang", "zh")
    assert ended.status == 1
    assert "viable_nk：预期 7，实得 50000" in ended.out
    assert "1 个不一致" in ended.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--lang", "de"), "is not spoken here"),
        (("--at", "today"), "is not a moment"),
        (("--at", "2026-05-10"), "with its zone"),
    ],
)
def test_what_is_not_understood_ends_with_2(terminal: Terminal, book: Any, words: tuple[str, ...], says: str) -> None:
    ended = terminal("validate", book(case()), *words)
    assert ended.status == 2
    assert says in ended.err


def test_a_report_is_written_in_both_languages_and_alike_each_time(
    terminal: Terminal, book: Any, tmp_path: Path
) -> None:
    if not find_fonts().chinese:
        absent("a Chinese font")
    cases = book(case(), case("b", viable_nk=7))
    for folder in ("one", "two"):
        ended = terminal("validate", cases, "--report", tmp_path / folder, "--lang", "en", "--lang", "zh", *AT)
        assert ended.status == 1
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == [f"validation-report.{lang}.{form}" for lang in ("en", "zh") for form in ("html", "pdf")]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert "验证报告" in (tmp_path / "one" / "validation-report.zh.html").read_text(encoding="utf-8")


def test_without_a_chinese_font_nothing_is_written_and_the_word_says_what_to_install(
    terminal: Terminal, book: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("equipoise.cli.validate.find_fonts", lambda folder: Fonts())
    ended = terminal("validate", book(case()), "--report", tmp_path / "out", "--lang", "zh")
    assert ended.status == 3
    assert "apt-get install fonts-noto-cjk" in ended.err
    assert not (tmp_path / "out").exists()
    assert terminal("validate", book(case()), "--report", tmp_path / "out", "--lang", "en").status == 0


def test_a_folder_of_fonts_that_is_none_is_told(terminal: Terminal, book: Any, tmp_path: Path) -> None:
    ended = terminal("validate", book(case()), "--report", tmp_path, EQUIPOISE_FONTS=str(tmp_path / "nowhere"))
    assert ended.status == 3
    assert "which is not a folder" in ended.err
