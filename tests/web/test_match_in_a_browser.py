"""The pages for a patient in a real browser: reachable by everybody (WCAG 2.2 AA as far as axe sees it), on a phone and on a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.web.conftest import SECOND_STUDY

pytestmark = pytest.mark.usefixtures("finder")
STUDY = SECOND_STUDY.name


def check(page: Page) -> None:
    """Nothing that axe objects to, and nothing wider than the window."""
    found = [(one["id"], one["nodes"][0]["html"][:120]) for one in Axe().run(page).response["violations"]]
    assert not found, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pages_for_a_patient_hold_on_phone_and_desk(browser: Browser, site: str, width: int, language: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{site}/match?lang={language}")
    check(page)
    page.fill("#conditions", "SCLC")
    page.fill("#age", "63")
    page.click("form.match-form > p > button")
    page.wait_for_selector("ol.hits")
    page.click("ol.hits details > summary")
    check(page)
    page.goto(f"{site}/studies/{STUDY}/for-me")
    check(page)
    page.fill("#answer", "63")
    page.press("#answer", "Enter")
    page.wait_for_selector("button[value=M]")
    page.click("button[value=M]")
    page.click("button[value=no]")
    page.wait_for_selector("#result")
    check(page)
    page.click("form[action$=contact] button")
    page.click("button[name=send]")
    page.wait_for_selector(".fault")
    check(page)
    context.close()


def test_all_of_it_works_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page: Page = context.new_page()
    page.goto(f"{site}/studies/{STUDY}/for-me?lang=en")
    page.fill("#answer", "12")
    page.press("#answer", "Enter")
    assert "unlikely" in page.inner_text("#result")
    context.close()
