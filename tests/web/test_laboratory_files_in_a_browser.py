"""A laboratory's file in a real browser, from sending to the saved form, without a script of its own; both languages, two widths, axe."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.web.clinic import STUDY, Clinic, clinic
from tests.web.test_entry_in_a_browser import page_of
from tests.web.test_laboratory_files import table

__all__ = ["clinic"]


def clean(page: Page) -> None:
    """On a phone and on a desk: nothing for axe to find, nothing that scrolls sideways."""
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], [node["target"] for node in one["nodes"]]) for one in found]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_file_from_sending_to_the_form(
    browser: Browser, site: str, clinic: Clinic, tmp_path: Path, language: str
) -> None:
    number = clinic.participant()
    file = tmp_path / "laboratory.csv"
    rows = (
        f"{number},{{d}},血红蛋白,130,g/L,120-160",
        f"{number},{{d}},谷丙转氨酶,33↑,U/L,9-50",
        f"{number},{{d}},总胆红素,12,mmol/L,",
    )
    file.write_bytes(table(clinic, *rows))
    page = page_of(browser, site, clinic, "carl", language)
    page.goto(f"{site}/workspace/{STUDY}/laboratory-files")
    clean(page)
    page.set_input_files("#file", file)
    page.locator("form.panel button").click()
    clean(page)
    page.fill("#name", "Central")
    page.select_option("#default_laboratory", "JLU1-CENTRAL")
    page.locator(".act-line button").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("mmol/L")
    clean(page)
    page.locator("form.panel .act-line button").click()
    assert page.url.endswith("/preview")  # the browser itself asks for the decision and the reason
    page.locator("[name=leave_out]").check()
    page.fill("#reason", "The laboratory looks into row 4")
    page.locator("form.panel .act-line button").click()
    expect(page.locator(".notice.good")).to_be_visible()
    clean(page)
    page.locator("table a", has_text=number).first.click()
    saved = clinic.one(number).facts.form("LB", "ELIG.1")
    assert saved is not None
    assert saved.items["ALT_LBORRES"] == {"value": "33", "unit": "U/L", "low": "9", "high": "50"}
    assert "BILI_LBORRES" not in saved.items
