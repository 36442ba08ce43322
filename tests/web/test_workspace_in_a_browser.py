"""The workspace in a real browser: reachable by everybody on a phone and on a desk, and fast by its keys."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, expect

from equipoise.simulation.rehearsal import staff_of
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed
from tests.web.test_workspace import pages, treated

__all__ = ["rehearsed"]


def enter(context: BrowserContext, site: str, language: str) -> None:
    """The inspector's session, without the slow hash of a password at each test."""
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username=staff_of("inspector")))
    session = visitor.cookies[settings.SESSION_COOKIE_NAME].value
    code = "zh-hans" if language == "zh" else "en"
    for name, value in ((settings.SESSION_COOKIE_NAME, session), (settings.LANGUAGE_COOKIE_NAME, code)):
        context.add_cookies([{"name": name, "value": value, "url": site}])


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_pages_of_the_workspace_are_accessible_and_fit(
    browser: Browser, site: str, rehearsed: Rehearsed, width: int, language: str, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    enter(context, site, language)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    number = treated(rehearsed)
    wanted = [f"{OPEN}/{path}" for path in pages(rehearsed, OPEN)[:9] if path != "worklist"]
    wanted += [
        f"{OPEN}/participants/{number}/forms/LB/{next(iter(rehearsed.trial().participants[number].all_forms()['LB']))}"
    ]
    wanted += [f"{MASKED}/participants", f"{OPEN}/participants?as_of=2018-06-01"]
    found = {}
    for address in wanted:
        page.goto(f"{site}/workspace/{address}")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # axe looks once in each language: on the desk in English, on the phone in Chinese
        axe = Axe().run(page).response["violations"] if width == {"en": 1280, "zh": 390}[language] else []
        violations = [(each["id"], each["nodes"][0]["html"][:120]) for each in axe]
        if violations or overflow > 0:
            found[address] = (violations, overflow)
    context.close()
    assert not found
    assert not told


def test_keys_move_open_and_filter(browser: Browser, site: str, rehearsed: Rehearsed) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    enter(context, site, "en")
    page = context.new_page()
    page.goto(f"{site}/workspace/{OPEN}/participants")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tr[data-here] th").inner_text()
    assert second == list(rehearsed.trial().participants)[1]
    page.keyboard.press("/")
    page.keyboard.type(second)
    assert page.locator("tr[data-row]:visible").count() == 1
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.type(second)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/participants/{second.replace('*', '%2A')}", timeout=5000)
    context.close()


def test_h_opens_the_history_of_the_row(browser: Browser, site: str, rehearsed: Rehearsed) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    enter(context, site, "en")
    page = context.new_page()
    page.goto(f"{site}/workspace/{OPEN}/participants/{treated(rehearsed)}/forms/DM/SCR.1")
    page.keyboard.press("j")
    page.keyboard.press("h")
    assert page.locator("tr[data-here] details.history").get_attribute("open") is not None
    context.close()


def test_a_bag_prints_on_one_sheet(browser: Browser, site: str, rehearsed: Rehearsed) -> None:
    context = browser.new_context()
    enter(context, site, "en")
    page = context.new_page()
    bag = next(path for path in pages(rehearsed, OPEN) if path.startswith("units/"))
    page.goto(f"{site}/workspace/{OPEN}/{bag}")
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    context.close()
    assert sheets == 1


def test_on_a_phone_the_further_desks_open_within_the_window_and_participants_are_cards(
    browser: Browser, site: str, rehearsed: Rehearsed
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    enter(context, site, "zh")
    page = context.new_page()
    page.goto(f"{site}/workspace/{OPEN}/participants")
    page.locator("nav ul details.menu summary").click()
    box = page.locator("nav ul details.menu > div").bounding_box()
    assert box is not None and box["y"] + box["height"] < 844
    row = page.locator("tr[data-row]").first.bounding_box()
    assert row is not None and row["width"] <= 390 and row["height"] < 300
    context.close()


def test_on_a_phone_the_frame_leaves_the_window_to_the_page_and_its_boxes_open_by_touch_and_by_key(
    browser: Browser, site: str, rehearsed: Rehearsed
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    enter(context, site, "en")
    page = context.new_page()
    page.goto(f"{site}/workspace/{OPEN}/participants")
    assert page.evaluate("document.querySelector('main').offsetTop") <= 170
    page.locator(".asof-ask summary").click()
    expect(page.locator("#as-of")).to_be_visible()
    page.locator(".asof-ask summary").click()
    page.locator("h1").click()
    page.keyboard.press("g")
    expect(page.locator("#go")).to_be_focused()
    page.locator("#go").fill(treated(rehearsed))
    page.locator("#go").press("Enter")
    expect(page).to_have_url(f"{site}/workspace/{OPEN}/participants/{treated(rehearsed)}")
    context.close()
