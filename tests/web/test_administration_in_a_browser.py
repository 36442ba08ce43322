"""A laboratory's new range and a day off in a real browser, with real clicks; both languages, two widths, axe."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from equipoise.facts.in_use import standing_days_off, standing_ranges
from tests.web.clinic import STUDY, Clinic, clinic
from tests.web.conftest import PASSWORD
from tests.web.test_entry_in_a_browser import page_of
from tests.web.test_laboratory_files_in_a_browser import clean
from tests.web.test_reference_ranges import with_alt

__all__ = ["clinic"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_range_from_its_row_to_the_values_that_it_judges_anew(
    browser: Browser, site: str, clinic: Clinic, language: str
) -> None:
    number = with_alt(clinic, "38")
    page = page_of(browser, site, clinic, "dora", language)
    page.goto(f"{site}/workspace/{STUDY}/study/laboratories")
    page.locator("tbody tr", has_text="ALT").locator("a[href*='laboratories/new']").first.click()
    expect(page.locator("#analyte")).to_have_value("ALT")
    clean(page)
    page.select_option("#sex", "")
    page.fill("#low", "50")
    page.fill("#high", "33")
    page.fill("#valid_from", (clinic.today - timedelta(days=5)).isoformat())
    page.fill("#source", "LAB-07")
    page.fill("#reason", "New analyser")
    page.locator("button[value=look]").click()
    expect(page.locator("[role=alert]")).to_contain_text("33")
    clean(page)
    page.fill("#low", "")
    page.locator("button[value=look]").click()
    expect(page.locator("tbody tr", has_text=number)).to_contain_text("38")
    clean(page)
    page.fill("#username", "dora")
    page.fill("#password", PASSWORD)
    page.locator("button[value=do]").click()
    expect(page.locator(".notice.good")).to_be_visible()
    clean(page)
    (fact,) = standing_ranges(clinic.gateway.trial().study)
    assert len(fact.body.touched) == 1
    page.locator("a[href*='withdraw_reference_range']").click()
    expect(page.locator("#reason")).to_be_visible()
    clean(page)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_day_off_from_the_calendar_and_back(browser: Browser, site: str, clinic: Clinic, language: str) -> None:
    page = page_of(browser, site, clinic, "adam", language)
    page.goto(f"{site}/workspace/{STUDY}/study/calendar")
    page.locator("a[href$='set_day_off']").click()
    expect(page.locator("#b-name")).to_be_visible()
    page.fill("#b-name", "国庆节")
    page.fill("#b-first", (clinic.today + timedelta(days=3)).isoformat())
    page.check("input[value=clinic]")
    page.locator("button[value=do]").click()
    expect(page).to_have_url(re.compile("study/calendar$"))
    expect(page.locator("td.closed")).to_have_count(1)
    clean(page)
    assert len(standing_days_off(clinic.gateway.trial().study)) == 1
    page.locator("a[href*='withdraw_day_off']").click()
    page.locator("#reason").fill("Worked after all")
    page.locator("button[value=do]").click()
    expect(page.locator("td.closed")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_saturday_is_set_as_worked_from_the_calendar(
    browser: Browser, site: str, clinic: Clinic, language: str
) -> None:
    page = page_of(browser, site, clinic, "adam", language)
    page.goto(f"{site}/workspace/{STUDY}/study/calendar")
    page.locator("a[href*='worked=1']").click()
    expect(page.locator("#b-name")).to_be_visible()
    expect(page.locator("input[value=clinic]")).to_have_count(0)
    page.fill("#b-name", "国庆节调休")
    page.fill("#b-first", (clinic.today + timedelta(days=5 - clinic.today.weekday() + 7)).isoformat())
    clean(page)
    page.locator("button[value=do]").click()
    expect(page).to_have_url(re.compile("study/calendar$"))
    expect(page.locator("td.worked")).to_have_count(1)
    expect(page.locator("td.worked .unseen")).to_contain_text("班" if language == "zh" else "worked")
    clean(page)
    page.locator("a[href*='withdraw_day_off']").click()
    page.locator("#reason").fill("Withdrawn by the notice of today")
    page.locator("button[value=do]").click()
    expect(page.locator("td.worked")).to_have_count(0)


def test_an_account_is_made_and_its_address_changed(browser: Browser, site: str, clinic: Clinic) -> None:
    page = page_of(browser, site, clinic, "adam", "en")
    page.goto(f"{site}/workspace/{STUDY}/study/people")
    row = page.locator("tbody", has_text="carl")
    row.locator("summary").click()
    row.locator("input[name=email]").fill("carl@hospital.invalid")
    clean(page)
    row.locator("button[value=email]").click()
    expect(page.locator(".notice.good")).to_contain_text("carl@hospital.invalid")
