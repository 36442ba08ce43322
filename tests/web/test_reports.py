"""The desk of reports: what each role may build, and every number down to its facts."""

from __future__ import annotations

import json
import re

import pytest
from django.http import HttpResponse

from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["rehearsed"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("study", [OPEN, MASKED])
def test_the_reports_are_listed_in_both_languages(rehearsed: Rehearsed, study: str, language: str) -> None:
    answer = rehearsed.get("statistician", "reports", study, language)
    assert answer.status_code == 200
    assert ("临床研究报告" if language == "zh" else "Clinical study report") in answer.content.decode()
    assert rehearsed.get("statistician", "reports?as_of=2018-01-01", study, language).status_code == 200


def test_a_number_opens_its_participants_and_facts(rehearsed: Rehearsed) -> None:
    page = rehearsed.get("statistician", "reports/tables/disposition?number=randomised/total").content.decode()
    opened = page.split('id="opened"')[1].split("</section>")[0]
    assert "disposition/randomised/total" in opened
    facts = re.findall(r"/ledger/(\d+)", opened)
    assert facts
    assert all(rehearsed.get("statistician", f"ledger/{seq}").status_code == 200 for seq in facts[:3])


def test_a_number_is_found_as_it_is_printed_and_by_its_address(rehearsed: Rehearsed) -> None:
    several = rehearsed.get("statistician", "reports/numbers?asked=0").content.decode()
    assert "printed so" in several
    one = rehearsed.get("statistician", "reports/numbers?asked=disposition/randomised/total").content.decode()
    assert 'id="opened"' in one
    assert rehearsed.get("statistician", "reports/numbers?asked=nothing").status_code == 200
    assert rehearsed.get("statistician", "reports/tables/nothing").status_code == 404


def file_of(rehearsed: Rehearsed, role: str, name: str, study: str = OPEN) -> HttpResponse:
    """A file once it is made: the first question has it made, the desk says so, the next one gets it."""
    first = rehearsed.get(role, f"reports/files/{name}", study)
    if first.status_code == 302:
        assert first["Location"].endswith(f"/reports?file={name}")
        return rehearsed.get(role, f"reports/files/{name}", study)
    return first


def test_a_file_is_built_for_download(rehearsed: Rehearsed) -> None:
    answer = file_of(rehearsed, "statistician", "ethics.zh.html")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert "伦理委员会年度报告" in answer.content.decode()
    again = rehearsed.get("statistician", "reports/files/ethics.zh.html")
    assert again.content == answer.content
    section = json.loads(file_of(rehearsed, "statistician", "registry.json").content)
    assert "participantFlowModule" in section["resultsSection"]


@pytest.mark.parametrize("name", ["nothing.json", "csr", "csr.en", "csr.xx.pdf", "csr.en.doc", "numbers.json"])
def test_a_file_that_no_report_has_is_not_there(rehearsed: Rehearsed, name: str) -> None:
    assert rehearsed.get("statistician", f"reports/files/{name}").status_code == 404


def test_the_closed_report_is_for_the_board_alone(rehearsed: Rehearsed) -> None:
    assert file_of(rehearsed, "safety_board", "dsmb-closed.en.html").status_code == 200
    for role in ("investigator", "coordinator", "monitor"):
        assert rehearsed.get(role, "reports/files/dsmb-closed.en.html").status_code == 403


def test_who_may_not_read_the_closed_report_is_told_so_in_words_for_a_page(rehearsed: Rehearsed) -> None:
    page = rehearsed.get("monitor", "reports").content.decode()
    assert "only a safety board member, a statistician or an inspector who may see arms reads it" in page
    assert "--role" not in page


def test_whoever_is_masked_is_told_no_arm(rehearsed: Rehearsed) -> None:
    study = rehearsed.trial(MASKED).protocols.first
    masked = [
        role for role in ("investigator", "coordinator", "monitor", "data_manager") if role in study.design.masked
    ]
    assert masked
    arms = [arm.label.en for arm in study.arms.values()]
    for role in masked:
        for path in (
            "reports/tables/disposition",
            "reports/tables/listing_adverse_events",
        ):
            page = rehearsed.get(role, path, MASKED).content.decode()
            assert not [arm for arm in arms if f">{arm}<" in page], (role, path)
        for path in ("dsmb-open.en.html",):
            page = file_of(rehearsed, role, path, MASKED).content.decode()
            assert not [arm for arm in arms if f">{arm}<" in page], (role, path)
        for name in ("dsmb-closed.en.html", "registry.json"):
            assert rehearsed.get(role, f"reports/files/{name}", MASKED).status_code == 403
