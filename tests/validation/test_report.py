"""The report says what was asked, of what, and how it came out; the same run gives the same report to the byte."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from equipoise.paper import Document, Fonts, Notice, Signatures, Table, find_fonts, set_html, set_pdf
from equipoise.paper.as_data import all_words, as_data
from equipoise.validation.cases import CaseFile
from equipoise.validation.find_kinds import find_kinds
from equipoise.validation.own_cases import own_cases
from equipoise.validation.read_cases import read_cases
from equipoise.validation.report import Platform, checked_requirements, validation_report
from equipoise.validation.run import run
from equipoise.values.text import LANGUAGES, Language
from tests.services import absent

MOMENT = datetime(2026, 5, 10, 8, tzinfo=UTC)
PLATFORM = Platform("0.1.0", "ab" * 32, 1, "3.11.0", "Linux", (("lark", "1.3.1"), ("typst", "0.15.2")))


def case(name: str, kind: str, given: Any, expect: Any) -> dict[str, Any]:
    return {"id": name, "kind": kind, "given": given, "expect": expect, "source": f"source of {name}", "note": "a note"}


def facts(**more: Any) -> dict[str, Any]:
    return {"study": "NCT03410368", "at": "2018-05-10", "facts": more}


BAG = {"volume_mL": 100, "concentration_per_mL": 1000, "viability": 1, "cd3neg_cd56pos": 1}
GOOD = case("good", "product.dose", BAG, {"viable_nk": 100_000})
DIFFERENT = case("different", "eligibility", facts(birth_date="1961"), {"I3": "fails", "I4": "unknown"})
FAULTY = case("faulty", "product.dose", {}, {"viable_nk": 1})
LATER = case("later", "simulation.power", {}, {"median": 1})


def file(*cases: Any) -> CaseFile:
    content = json.dumps({"format": "equipoise-cases/1", "title": "Ours", "cases": list(cases)})
    return read_cases(content.encode(), "ours.json")


def report(*cases: Any) -> Document:
    read = file(*cases)
    return validation_report([read], run([read], find_kinds()), find_kinds(), PLATFORM, MOMENT)


def conclusion(document: Document) -> Notice:
    found = document.blocks[0]
    assert isinstance(found, Notice)
    return found


@pytest.mark.parametrize(
    ("cases", "tone", "says"),
    [
        ((GOOD,), "good", "1 of 1 cases agree."),
        ((GOOD, DIFFERENT), "bad", "1 case differs."),
        ((GOOD, FAULTY), "warning", "1 fault stands in the files"),
        ((GOOD, 7), "warning", "1 fault stands in the files"),
        ((GOOD, LATER), "warning", "1 case is of a kind not yet accepted here."),
        ((LATER,), "warning", "0 of 1 cases agree."),
    ],
)
def test_the_conclusion_stands_first_and_never_says_more_than_was_asked(cases: Any, tone: str, says: str) -> None:
    found = conclusion(report(*cases))
    assert found.tone == tone
    assert any(says in line.en for line in found.lines)
    assert "ready to be signed" in found.lines[-1].en and "可供签署" in found.lines[-1].zh


def test_it_names_versions_hashes_and_the_study_file() -> None:
    words = all_words(as_data(report(GOOD, DIFFERENT), "en"))
    for part in ("Equipoise 0.1.0", "ab" * 32, "version 1", "lark 1.3.1", file(GOOD, DIFFERENT).sha256, "ours.json"):
        assert part in words
    assert "Study file NCT03410368, version" in words


def test_a_difference_is_told_in_full() -> None:
    words = all_words(as_data(report(DIFFERENT), "en"))
    for part in ("different", "ours.json cases[0]", "source of different", "a note", "I3", "fails", "passes", "1961"):
        assert part in words


def test_every_fault_of_a_file_is_in_the_report() -> None:
    words = all_words(as_data(report({"id": "x"}, FAULTY), "zh"))
    assert "缺少 kind" in words and "缺失" in words


def test_requirements_have_their_own_results() -> None:
    outcomes = run([file(DIFFERENT, GOOD)], find_kinds())
    found = {one.requirement.id: one.outcomes for one in checked_requirements(outcomes, find_kinds())}
    assert found == {
        "NCT03410368 I3": ["differs"],
        "NCT03410368 I4": ["agrees"],
        "product.dose": ["agrees"],
    }


def test_every_case_has_a_row_and_every_signer_a_place() -> None:
    document = report(GOOD, DIFFERENT, FAULTY, LATER)
    rows = [row for block in document.blocks if isinstance(block, Table) for row in block.rows]
    firsts = [getattr(row[0], "says", row[0]).en for row in rows]
    assert {"good", "different", "faulty", "later"} <= set(firsts)
    (places,) = [block.places for block in document.blocks if isinstance(block, Signatures)]
    assert [place.role.en for place in places] == ["Prepared", "Reviewed", "Approved"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_run_gives_the_same_bytes(language: Language) -> None:
    fonts = find_fonts()
    if language == "zh" and not fonts.chinese:
        absent("a Chinese font")
    once, again = (report(GOOD, DIFFERENT, FAULTY, LATER, 7) for _ in range(2))
    assert set_pdf(once, language, fonts) == set_pdf(again, language, fonts)
    assert set_html(once, language) == set_html(again, language)


def test_the_report_of_our_own_cases_is_set() -> None:
    read = own_cases()
    document = validation_report(read, run(read, find_kinds()), find_kinds(), PLATFORM, MOMENT)
    assert conclusion(document).tone == "good"
    assert set_pdf(document, "en", Fonts()).startswith(b"%PDF")
