"""What a study asks first stands in its reports first, be it a time, a rate or a count; and numbers of exhibits leave no gap."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from equipoise.paper import Document, Heading
from equipoise.report import Material, imprint_of
from equipoise.report.clinical_study import clinical_study_report
from equipoise.report.ethics import ethics_report
from equipoise.report.material import View
from equipoise.report.safety_board import closed_report, open_report
from tests.protocol.planting import planted
from tests.rehearsals import play
from tests.report.cut import SOFTWARE, material

RATE = """
  responses:
    free: {label: {en: Free of attacks, zh: 无发作}, short: {en: Free, zh: 无}, event: exacerbation, set: itt}
"""
COUNT = """
    harmed: {label: {en: Harmed, zh: 受损害}, short: {en: Harm, zh: 害}, measure: any_event, set: itt}
"""
OUTCOME = """
    harm:
      category: primary
      measure: {en: Harm, zh: 害}
      description: {en: Any, zh: 任何}
      time_frame: {en: All, zh: 全程}
      endpoint: harmed
"""
ADDED = (("  endpoints:\n", RATE), ("  measures:\n", COUNT), ("  outcomes:\n", OUTCOME))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder = planted(tmp_path_factory.mktemp("asked"))
    file = Path(folder) / "protocol.yaml"
    words = file.read_text(encoding="utf-8")
    for key, added in ADDED:
        assert words.count(key) == 1, key
        words = words.replace(key, f"{added[1:]}{key}" if added == RATE else f"{key}{added[1:]}")
    file.write_text(words, encoding="utf-8")
    done = play(folder, 6, 5)
    day = date.fromisoformat(done.trial.recorded[-1][:10])
    version = done.trial.version_on(day)
    return Material(done.trial, version, imprint_of(done.trial, version, day, done.store, SOFTWARE), True, True)


def headings(report: Document) -> list[str]:
    return [block.says.en for block in report.blocks if isinstance(block, Heading)]


def between(found: list[str], first: str, last: str) -> list[str]:
    start = next(place for place, words in enumerate(found) if words.startswith(first))
    stop = next(place for place, words in enumerate(found) if words.startswith(last))
    return found[start:stop]


def test_a_rate_and_a_count_stand_where_a_time_does(made: Material) -> None:
    report = headings(clinical_study_report(made.view()))
    assert "Free of attacks" in between(report, "11.4", "11.5")
    assert "Harmed" in between(report, "2 Synopsis", "3 ")
    assert any("Free of attacks" in words for words in between(headings(closed_report(made.closed())), "4 ", "5 "))


def test_a_study_without_a_product_has_none_in_its_headings(made: Material) -> None:
    assert "4 Efficacy, by arm" in headings(closed_report(made.closed()))


@pytest.mark.parametrize("make", [closed_report, open_report, ethics_report])
def test_tables_of_a_section_are_numbered_without_a_gap(made: Material, make) -> None:  # type: ignore[no-untyped-def]
    view: View = made.closed() if make is closed_report else made.view(pooled=True)
    numbered: dict[tuple[str, str], list[int]] = {}
    for words in headings(make(view)):
        if found := re.match(r"(Figure|Table|Listing) (\d+)\.(\d+)\.", words):
            kind = "Figure" if found[1] == "Figure" else "Table"
            numbered.setdefault((kind, found[2]), []).append(int(found[3]))
    assert numbered
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in numbered.values()), numbered


def test_a_test_of_three_arms_says_that_it_is_of_all(made: Material) -> None:
    key = next(iter(made.study.analysis.endpoints))
    rows = {row.key: row.label.en for row in made.closed().display(f"endpoint_{key}").rows}
    assert rows["log_rank"] == "Log-rank test of all arms at once, p"


def test_what_an_amendment_changed_stands_in_the_changes_of_the_plan_and_its_consent_by_name() -> None:
    blocks = clinical_study_report(material().view()).blocks
    names = [block.says.en if isinstance(block, Heading) else "" for block in blocks]
    start = names.index("What version 1.1 changed")
    told = [str(getattr(block, "says", "")) for block in blocks[start + 1 : start + 8]]
    assert any(words.startswith("The visit “Safety visit” is due") for words in told)
    assert not any("simulation" in words for words in told)
    labels = [row.label.en for row in material().view().display("consents").rows]
    assert "Signed: Informed consent 1.0" in labels


def test_rates_and_counts_are_defined_with_the_endpoints(made: Material) -> None:
    said = [str(getattr(block, "says", "")) for block in clinical_study_report(made.view()).blocks]
    place = said.index("Free of attacks", said.index("9.5.2 Endpoints"))
    assert place < said.index("9.6 Quality of the data")
