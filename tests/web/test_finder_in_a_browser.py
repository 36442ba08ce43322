"""The finder in a real browser: reachable by everybody, on a phone and on a desk, and whole without script."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.usefixtures("finder")
PAGES = (
    "/find",
    "/find?q=SCLC+Changchun",
    "/find?q=asthma+Springfield&status=RECRUITING&km=-1&age=60",
    "/find?q=zzyzx",
    "/find/places",
    "/find/places?country=FR",
    "/find/compare?ids=NCT90000001,NCT90000002,NCT90000003,NCT1",
    "/find/saved?q=SCLC",
    "/find/glossary",
    "/records/NCT90000001?place=Paris",
    "/records/NCT90000002",
    "/records/NCT90000003/results",
    "/records/NCT90000005",
    "/records/NCT90000001/history",
    "/records/NCT12345678",
)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_the_finder_is_accessible_and_fits(browser: Browser, site: str, width: int, language: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
    )
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    found = {}
    for address in PAGES:
        page.goto(f"{site}{address}{'&' if '?' in address else '?'}lang={language}")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        violations = [each["id"] for each in Axe().run(page).response["violations"]]
        if violations or overflow > 0:
            found[address] = (violations, overflow)
    context.close()
    assert not found
    assert not [words for words in told if "404" not in words]


def test_the_finder_needs_no_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/find?lang=en")
    page.fill("#q", "lung cancer near Paris")
    page.click("form.find button")
    expect(page.locator(".hit")).to_have_count(2)
    page.locator("#facet-phase + ul a", has_text="Phase 3").click()
    expect(page.locator(".hit")).to_have_count(1)
    page.locator(".active a", has_text="Phase 3").click()
    expect(page.locator(".hit")).to_have_count(2)
    for box in page.locator(".hit input").all():
        box.check()
    page.get_by_role("button", name="Compare the chosen").click()
    expect(page.locator("table.compare thead th")).to_have_count(2)
    context.close()


def test_facets_are_folded_on_a_phone_and_open_on_a_desk(browser: Browser, site: str) -> None:
    for width, seen in ((390, False), (1280, True)):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = context.new_page()
        page.goto(f"{site}/find?q=asthma&lang=en")
        assert page.locator("#facet-status").is_visible() is seen
        context.close()


def test_a_word_opens_to_its_explanation_without_script(browser: Browser, site: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/records/NCT90000004?lang=en")
    word = page.locator("details.term").first
    assert not word.locator(".says").is_visible()
    word.locator("summary").click()
    assert word.locator(".says").is_visible()
    context.close()


def test_a_comparison_and_the_results_fit_a_phone(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/find/compare?ids=NCT90000001,NCT90000002&lang=en")
    cells = [box for cell in page.locator("table.compare tbody tr td").all()[:4] if (box := cell.bounding_box())]
    page.goto(f"{site}/records/NCT90000003/results?lang=en")
    titles = [box for title in page.locator(".results-table .caption").all() if (box := title.bounding_box())]
    context.close()
    assert cells and all(box["x"] + box["width"] <= 390 for box in cells)
    assert titles and all(box["x"] + box["width"] <= 390 for box in titles)


def test_a_long_definition_shows_its_first_lines_and_paper_has_all_of_it(browser: Browser, site: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{site}/records/NCT90000002?lang=en")
    first, rest = page.locator("#outcomes .fold .prose"), page.get_by_role("rowheader", name="Score 15")
    height = "one => one.closest('details').getBoundingClientRect().height"
    assert first.is_visible() and not rest.is_visible()
    assert first.evaluate(height) < 160
    page.get_by_text("The whole definition").click()
    assert first.evaluate(height) > 300
    page.get_by_text("Less", exact=True).click()
    page.emulate_media(media="print")
    assert first.evaluate(height) > 200 and rest.is_visible()
    context.close()


@pytest.mark.parametrize("address", ["/records/NCT90000003", "/records/NCT90000003/results"])
def test_on_paper_a_table_of_results_lies_upon_nothing(browser: Browser, site: str, address: str) -> None:
    context = browser.new_context(viewport={"width": 720, "height": 1000})
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto(f"{site}{address}?lang=en")
    sections = page.locator("main > section:has(.results-table)")
    assert sections.count()
    for section in sections.all():
        assert section.evaluate("one => getComputedStyle(one).columnSpan") == "all"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()
