"""The days of those who read and check, in a real browser: reader of scans, monitor, statistician, safety board, inspector."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from equipoise.facts.casebook import SourceVerified
from equipoise.facts.product import InfusionStarted
from equipoise.rules import response
from equipoise.simulation.rehearsal.staff import staff_of
from tests.web.desk_trial import Desk, midway
from tests.web.rehearsed_trials import OPEN
from tests.web.test_oversight import unlocked
from tests.web.test_response_desk import read_so_far, scan_today
from tests.web.test_safety_response_in_a_browser import page_of

__all__ = ["midway"]


def fits(page: Page, where: str) -> None:
    """Nothing for axe to say, nothing beyond the edge."""
    found = Axe().run(page)
    assert found.violations_count == 0, (where, found.generate_report())
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, (where, wide)


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh", 1440)])
def test_the_pages_of_readers_are_accessible_and_fit(
    browser: Browser, site: str, midway: Desk, language: str, width: int
) -> None:
    number = unlocked(midway)
    bag = next(fact.stream[2:] for facts in midway.trial.participants.values() for fact in facts.of(InfusionStarted))
    places = {
        "safety_board": ["safety", "reports?file=dsmb-closed.en.html"],
        "inspector": [f"oversight/past?about={bag}"],
        "monitor": [f"oversight/verification/{number}"],
    }
    for role, paths in places.items():
        page = page_of(browser, site, midway, staff_of(role), language, width)
        for path in paths:
            page.goto(f"{site}/workspace/{OPEN}/{path}")
            fits(page, path)


def test_an_inspector_reconstructs_a_bag_and_an_allocation_of_a_past_day_with_one_click_each(
    browser: Browser, site: str, midway: Desk
) -> None:
    number, bag, started = next(
        (number, fact.stream[2:], fact.recorded)
        for number, facts in midway.trial.participants.items()
        for fact in facts.of(InfusionStarted)
    )
    page = page_of(browser, site, midway, staff_of("inspector"))
    page.goto(f"{site}/workspace/{OPEN}/oversight/past")
    page.fill("#day", started[:10])
    page.fill("#about", bag)
    page.get_by_role("button", name="Open it as it stood").click()
    expect(page.locator("h1")).to_contain_text(bag)
    expect(page.locator(".asof strong")).to_contain_text("As of")
    expect(page.locator("main form[method=post]")).to_have_count(0)
    page.go_back()
    page.fill("#about", number)
    page.press("#about", "Enter")
    page.get_by_role("link", name="Why randomised").click()
    expect(page.locator("h1")).to_contain_text("Allocation of")
    expect(page.locator("main")).to_contain_text("minimisation")
    expect(page.locator("main form[method=post]")).to_have_count(0)


def test_a_monitor_verifies_a_form_with_two_clicks_and_goes_on_to_the_next_participant(
    browser: Browser, site: str, midway: Desk
) -> None:
    number = unlocked(midway)
    before = len(midway.trial.participants[number].of(SourceVerified))
    page = page_of(browser, site, midway, staff_of("monitor"), "zh")
    page.goto(f"{site}/workspace/{OPEN}/oversight/verification/{number}")
    page.locator("button[data-mark-all]").first.click()
    page.get_by_role("button", name="所勾选数据与原始文件一致").click()
    expect(page.locator(".notice.good")).to_contain_text("源数据核查")
    assert len(midway.trial.participants[number].of(SourceVerified)) == before + 1
    page.get_by_role("link", name=re.compile("下一例")).click()
    expect(page.locator("h1")).not_to_contain_text(number)


def test_a_reader_sees_sum_and_response_while_typing(browser: Browser, site: str, midway: Desk) -> None:
    number = read_so_far(midway)
    scan_today(midway, number)
    one = midway.one(number)
    scan = response.readings(one.study, one.facts).wanted[0]
    page = page_of(browser, site, midway, scan.people[0], "zh", 390)
    page.goto(f"{site}/workspace/{OPEN}/participants/{number}/do/read_scan?reader={scan.reader.replace(' ', '+')}")
    told = page.locator("[data-computed]")
    for place in range(page.locator("input[name^='TARGET.'][name$='.DIAM']").count()):
        box = page.locator(f"input[name='TARGET.{place}.DIAM']")
        if page.locator(f"input[name='TARGET.{place}.TRLNKID']").input_value():
            box.fill("150")
    page.locator("input[name='NEWLIND'][value='N']").evaluate("box => box.click()")
    expect(told).to_contain_text("疾病进展（PD）")
    fits(page, "read_scan")


def test_a_report_is_made_while_the_desk_says_so_and_then_comes_by_itself(
    browser: Browser, site: str, midway: Desk
) -> None:
    page = page_of(browser, site, midway, staff_of("statistician"))
    page.goto(f"{site}/workspace/{OPEN}/reports")
    page.locator("a[href$='/reports/files/ethics.en.html']").click()
    expect(page.locator("#live .notice")).to_contain_text("is ready")
    with page.expect_download() as came:
        page.locator("#live .notice a").click()
    assert came.value.suggested_filename.endswith("ethics.en.html")
