"""A tumour assessment begins with the lesions of the baseline, so that only what is measured is typed."""

from __future__ import annotations

import re
from dataclasses import replace

from playwright.sync_api import Browser, expect

from equipoise.facts import History
from equipoise.rules import response
from equipoise.simulation.rehearsal.staff import staff_of
from equipoise.trial.person import Person
from equipoise.trial.worklist import worklist
from equipoise.web import moment
from equipoise.web.workspace.entry.begin import begun, what_stands
from tests.web.desk_trial import Desk, desk, midway
from tests.web.test_safety_response_in_a_browser import page_of

__all__ = ["desk", "midway"]
INVESTIGATOR = staff_of("investigator")


def due(desk: Desk) -> tuple[Person, str]:
    """Somebody whose next scan is to be assessed, and the page of the assessment."""
    found = worklist(desk.trial, moment.now_of(desk.trial))
    task = next(
        task
        for task in found
        if task.form == "TU"
        and response.time_points(desk.one(task.participant).study, desk.one(task.participant).facts)
    )
    return desk.one(task.participant), f"participants/{task.participant}/forms/TU/{task.instance}"


def test_the_lesions_the_method_and_the_reader_stand_there_without_a_measurement(midway: Desk) -> None:
    one, path = due(midway)
    page = midway.get(INVESTIGATOR, path).content.decode()
    boxes = dict(re.findall(r'<input name="([^"]+)"[^>]*? value="([^"]*)"', page))
    lesions = response.time_points(one.study, one.facts)[0].lesions
    assert [boxes[f"TARGET.{place}.TRLNKID"] for place in range(len(lesions))] == [each.number for each in lesions]
    assert not any(boxes[f"TARGET.{place}.DIAM"] for place in range(len(lesions)))
    assert re.search(r'name="TREVAL" value="INVESTIGATOR" checked', page)
    assert re.search(r'name="TRMETHOD" value="[^"]+" checked', page)
    assert "The lesions of the baseline and its method stand here already" in page
    assert "基线病灶及检查方法已列出" in midway.get(INVESTIGATOR, path, "zh").content.decode()


def test_nothing_is_filled_in_beforehand_on_other_forms_or_before_a_baseline(midway: Desk) -> None:
    one, _ = due(midway)
    assert begun(one, "VS") == {}
    early = replace(one, facts=History(one.number, one.facts.facts[:1]))
    assert begun(early, "TU") == {}


def test_a_correction_is_not_begun_anew(midway: Desk) -> None:
    one, _ = due(midway)
    first = response.time_points(one.study, one.facts)[0]
    page = midway.get(INVESTIGATOR, f"participants/{one.number}/forms/TU/{first.instance}?correct=1").content.decode()
    assert "stand here already" not in page


def test_enter_goes_past_the_lesions_to_what_is_measured(browser: Browser, site: str, midway: Desk) -> None:
    _, path = due(midway)
    page = page_of(browser, site, midway, INVESTIGATOR)
    page.goto(f"{site}/workspace/NCT03410368/{path}")
    page.locator("[name='OVRLYN']").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[name='TARGET.0.DIAM']")).to_be_focused()
    page.context.close()


def test_a_baseline_without_lesions_is_told_as_one() -> None:
    told = what_stands({"TRMETHOD": "CT SCAN"})
    assert told is not None and "no lesion" in told.en and "病灶" in told.zh
    assert what_stands({}) is None
