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


def test_back_leads_to_the_question_before_and_to_the_list_before(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page: Page = context.new_page()
    page.goto(f"{site}/studies/{STUDY}/for-me?lang=en")
    page.fill("#answer", "63")
    page.press("#answer", "Enter")
    page.wait_for_selector("button[value=M]")
    page.click("button[value=M]")
    page.wait_for_selector("button[value=yes]")
    page.go_back()
    assert page.inner_text("#asks") == "What is your sex?"
    assert page.evaluate("document.activeElement.id") == "asks"
    page.go_back()
    assert page.input_value("#answer") == "63"
    page.go_forward()
    page.click("button[value=F]")
    page.wait_for_selector("button[value=yes]")
    page.reload()
    assert page.inner_text("#asks") == "How old are you?", "nothing is sent again, and nothing was kept"

    page.goto(f"{site}/studies/{STUDY}/contact?lang=en")
    page.fill("#name", "Wang Fang")
    page.click("button[name=send]")
    page.wait_for_selector(".fault")
    assert page.evaluate("document.activeElement.id") == "reach", "where something is to be put right"

    page.goto(f"{site}/match?lang=en")
    page.fill("#conditions", "SCLC")
    page.click("form.match-form > p > button")
    page.wait_for_selector("ol.hits")
    page.fill("#conditions", "gout")
    page.click("form.match-form > p > button")
    page.wait_for_selector("text=No record names this disease")
    page.go_back()
    page.wait_for_selector("ol.hits")
    with page.expect_popup() as opened:
        page.click("ol.hits h4 a")
    assert "/records/" in opened.value.url
    context.close()
