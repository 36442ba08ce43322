"""Public pages in a real browser: reachable by everybody (WCAG 2.2 AA as far as axe sees it), on a phone and on a desk."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.web.conftest import PASSWORD

PAGES = ("/", "/studies/NCT03410368", "/studies/ASPIRE-3", "/studies/ASPIRE-3/assumptions", "/sign-in", "/nowhere")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_public_pages_are_accessible_and_fit(
    browser: Browser, site: str, width: int, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    found = {}
    for address in PAGES:
        page.goto(f"{site}{address}?lang={language}")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        violations = [each["id"] for each in Axe().run(page).response["violations"]]
        if violations or overflow > 0:
            found[address] = (violations, overflow)
    context.close()
    assert not found
    assert not [words for words in told if "404" not in words]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_frame_of_a_signed_in_person_is_accessible_with_its_menu_open(
    browser: Browser, site: str, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/sign-in?lang=en")
    page.fill("#username", "cora")
    page.fill("#password", PASSWORD)
    page.click("main button")
    page.goto(f"{site}/password")
    page.locator("header .menu summary").first.click()
    box = page.get_by_role("button", name="Data manager").bounding_box()
    violations = [each["id"] for each in Axe().run(page).response["violations"]]
    context.close()
    assert not violations
    assert box is not None
    assert box["x"] >= 0 and box["x"] + box["width"] <= width and box["height"] >= 24


@pytest.mark.parametrize("address", ["/", "/find", "/studies/NCT03410368"])
def test_on_a_phone_the_pages_of_the_frame_stand_in_one_line_with_the_present_one_in_sight(
    browser: Browser, site: str, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}{address}?lang=en")
    height = page.evaluate("document.querySelector('header.top').offsetHeight")
    here = page.locator(".navigation [aria-current]")
    box = here.bounding_box() if here.count() else {"x": 0.0, "width": 0.0}
    context.close()
    assert height <= 96
    assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390


@pytest.mark.parametrize("address", ["/", "/find", "/studies/NCT03410368"])
def test_with_letters_twice_as_large_nothing_overlaps_or_leaves_a_phone(
    browser: Browser, site: str, address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}{address}?lang=en")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    wide = page.evaluate("document.documentElement.scrollWidth")
    brand, end = page.locator(".brand").bounding_box(), page.locator(".top-end").bounding_box()
    context.close()
    assert wide <= 390
    assert brand is not None and end is not None
    assert brand["x"] + brand["width"] <= end["x"] or brand["y"] + brand["height"] <= end["y"]


def test_the_first_tab_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(site)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"


def test_an_assumption_opens_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/studies/NCT03410368")
    sign = page.locator("#plain details.assumed")
    reason = sign.locator("div")
    assert not reason.is_visible()
    sign.locator("summary").click()
    assert reason.is_visible()
    context.close()


def test_a_study_prints_on_two_sheets(page: Page, site: str) -> None:
    page.goto(f"{site}/studies/NCT03410368")
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert sheets == 2
