"""One bag from its booking to the ward's door in a real browser, by the people of each role; results, a call-back, and every page."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from equipoise.facts.product import BagDispatched, BatchSeeded, Collected
from equipoise.trial import commands as act
from tests.web.conftest import PASSWORD
from tests.web.laboratory import (
    COORDINATOR,
    NURSE,
    RELEASER,
    STUDY,
    TECHNICIAN,
    Laboratory,
    laboratory,
)

__all__ = ["laboratory"]
WORKSPACE = f"/workspace/{STUDY}"


def page_of(
    browser: Browser, site: str, laboratory: Laboratory, who: str, language: str = "en", width: int = 1280
) -> Page:
    """A member of the team at a desk or with a phone."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    visitor = laboratory.as_(who, language)
    for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
        context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": site}])
    return context.new_page()


def picture(page: Page, name: str) -> None:
    """A picture of the page, where somebody asks for one."""
    folder = os.environ.get("EQUIPOISE_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"cells-{name}.png"), full_page=True)


def second(page: Page, who: str) -> None:
    """The second person at the same screen."""
    page.locator("#second").fill(who)
    page.locator("#second-password").fill(PASSWORD)


def sign(page: Page, who: str) -> None:
    """Who acts proves it."""
    if page.locator("#username").count():
        page.locator("#username").fill(who)
    page.locator("#password").fill(PASSWORD)


def send(page: Page) -> None:
    """Press the button of the act, and wait for the page that answers, however long the server takes."""
    with page.expect_navigation(timeout=30_000):
        page.locator("[data-save]").click()


def act_now(page: Page, who: str = "") -> None:
    """The act of the page; unusual or missing answers of its form are confirmed."""
    send(page)
    if page.locator("input[name='~confirmed']").count():
        if page.locator("#password").count():
            sign(page, who)
        if page.locator("#second-password").count():
            page.locator("#second-password").fill(PASSWORD)
        send(page)


def test_a_bag_from_its_booking_to_the_door(browser: Browser, site: str, laboratory: Laboratory) -> None:
    coordinator = page_of(browser, site, laboratory, COORDINATOR)
    coordinator.goto(f"{site}{WORKSPACE}/cells")
    coordinator.get_by_role("link", name="Capacity").click()
    coordinator.locator("#participant").select_option(laboratory.number)
    coordinator.get_by_role("button", name="Show its days").click()
    picture(coordinator, "calendar-en")
    day = laboratory.prepared.day
    coordinator.locator(f"a[href$='day={day}']").click()
    coordinator.get_by_role("button", name="Book", exact=True).last.click()
    expect(coordinator.get_by_text("Booked.")).to_be_visible()

    laboratory.morning(day)
    laboratory.examine()
    laboratory.pass_(minutes=10)
    nurse = page_of(browser, site, laboratory, NURSE)
    nurse.goto(f"{site}{WORKSPACE}/cells")
    nurse.get_by_role("link", name="Collect: collection 1").click()
    nurse.locator("#b-wristband").fill("S01-9999-X")
    nurse.locator("#b-label").fill(laboratory.collection)
    nurse.locator("#b-volume_ml").fill("92")
    nurse.locator("#b-mononuclear_cells").fill("5.7e9")
    lot = nurse.locator("[name=KITLOT]")
    lot.fill("(01)04012345678901(17)300131(10)KIT9")
    lot.press("Enter")
    assert nurse.locator("input[name='KITEXP~y']").input_value() == "2030"
    assert lot.input_value() == "KIT9"
    second(nurse, f"{NURSE}-2")
    act_now(nurse)
    expect(nurse.get_by_role("alert")).to_contain_text(f"Wanted is {laboratory.number}")
    picture(nurse, "wrong-wristband-en")
    nurse.locator("#b-wristband").fill(laboratory.number)
    second(nurse, f"{NURSE}-2")
    act_now(nurse)
    expect(nurse.get_by_text("The collection is recorded.")).to_be_visible()
    assert laboratory.one().facts.first(Collected) is not None

    laboratory.pass_(hours=1)
    technician = page_of(browser, site, laboratory, TECHNICIAN)
    technician.goto(f"{site}{WORKSPACE}/cells")
    technician.get_by_role("link", name="Receive collection 1").click()
    technician.locator("#b-label").fill(laboratory.collection)
    technician.locator("#b-temperature_c").fill("20.5")
    act_now(technician)
    technician.get_by_role("link", name="Seed the culture from collection 1").click()
    technician.locator("#b-label").fill(laboratory.collection)
    technician.locator("[name=INCUBATOR]").fill("INC-2/B")
    technician.locator("input[name=ALONEYN][value=Y]").check()
    row = technician.locator("tbody[data-rows-of=MATERIALS]")
    row.locator("[name='MATERIALS.0.MATERIAL']").first.select_option("MEDIUM")
    row.locator("[name='MATERIALS.0.LOT']").fill("(01)04012345678901(17)300630(10)MED3")
    row.locator("[name='MATERIALS.0.LOT']").press("Enter")
    assert row.locator("[name='MATERIALS.0.EXPIRY~m']").input_value() == "6"
    second(technician, f"{TECHNICIAN}-2")
    picture(technician, "seed-en")
    act_now(technician)
    picture(technician, "seeded-en")
    expect(technician.locator("h1")).to_contain_text(f"Batch record {laboratory.batch}")
    seeded = laboratory.one().facts.first(BatchSeeded)
    assert seeded is not None and dict(seeded.body.lots) == {"MEDIUM": "MED3"}
    assert dict(seeded.body.expires) == {"MEDIUM": "2030-06-30"}
    expect(technician.get_by_text("MED3")).to_be_visible()

    laboratory.count()
    technician.goto(f"{site}{WORKSPACE}/cells")
    expect(technician.get_by_text("INC-2/B")).to_be_visible()
    picture(technician, "day-en")
    technician.get_by_role("link", name="Harvest 1 and fill").click()
    for name, typed in (
        ("label", laboratory.batch), ("volume_ml", "50"), ("concentration_per_ml", "1.3e7"), ("viability_pct", "91"),
        ("nk_pct", "88"), ("t_cell_pct", "6"),
    ):  # fmt: skip
        technician.locator(f"#b-{name}").fill(typed)
    second(technician, f"{TECHNICIAN}-2")
    act_now(technician)
    expect(technician.locator("h1")).to_contain_text(f"Label {laboratory.bag}")
    laboratory.pass_(minutes=5)
    technician.locator("#b-label").fill(laboratory.bag)
    second(technician, f"{TECHNICIAN}-2")
    picture(technician, "label-en")
    act_now(technician)
    expect(technician.locator("h1")).to_contain_text("Batch record")
    picture(technician, "record-en")
    laboratory.pass_(minutes=5)
    results(technician, site, laboratory)

    laboratory.pass_(minutes=5)
    releaser = page_of(browser, site, laboratory, RELEASER)
    releaser.goto(f"{site}{WORKSPACE}/cells")
    releaser.get_by_role("link", name="Decide on release").click()
    picture(releaser, "release-en")
    releaser.get_by_role("link", name="Sign: Conditional release").click()
    sign(releaser, RELEASER)
    picture(releaser, "sign-en")
    act_now(releaser, RELEASER)
    expect(releaser.get_by_text("Released", exact=False).first).to_be_visible()

    laboratory.pass_(minutes=5)
    technician.goto(f"{site}{WORKSPACE}/cells")
    technician.get_by_role("link", name="Send to the ward").click()
    technician.locator("#b-label").fill(laboratory.bag)
    technician.locator("#b-temperature_c").fill("5.0")
    act_now(technician)
    expect(technician.get_by_text("Sent.")).to_be_visible()
    assert laboratory.one().facts.first(BagDispatched) is not None


def results(page: Page, site: str, laboratory: Laboratory) -> None:
    """Every result of the bag on one sheet."""
    page.goto(f"{site}{WORKSPACE}/units/{laboratory.bag}/results")
    for name, value in (
        ("identity", "MATCH"),
        ("appearance", "CONFORMS"),
        ("gram", "NO ORGANISM"),
        ("mycoplasma", "NEGATIVE"),
    ):
        page.locator(f"select[name={name}]").select_option(value)
    page.locator("input[name=endotoxin]").fill("0.6")
    picture(page, "results")
    page.locator("form.results button").click()
    page.wait_for_url("**/release")


def test_a_bag_out_of_specification_and_a_call_back_in_chinese(
    browser: Browser, site: str, laboratory: Laboratory
) -> None:
    laboratory.grow()
    laboratory.fill(viability=75)
    technician = page_of(browser, site, laboratory, TECHNICIAN, "zh")
    results(technician, site, laboratory)
    laboratory.pass_(minutes=5)
    releaser = page_of(browser, site, laboratory, RELEASER, "zh")
    releaser.goto(f"{site}{WORKSPACE}/units/{laboratory.bag}/release")
    expect(releaser.get_by_text("超标，可申请例外").first).to_be_visible()
    picture(releaser, "exception-zh")
    assert not releaser.get_by_role("link", name="签署：完全放行").count()
    releaser.get_by_role("link", name="判定不合格").click()
    releaser.locator("#reason").fill("活率不足")
    sign(releaser, RELEASER)
    picture(releaser, "reject-zh")
    act_now(releaser)
    expect(releaser.get_by_text("不合格", exact=False).first).to_be_visible()
    found = act.RecordResult(participant=laboratory.number, unit=laboratory.bag, attribute="sterility", value="GROWTH")
    laboratory.do("cell_technician", found)
    laboratory.pass_(minutes=30)
    releaser.goto(f"{site}{WORKSPACE}/cells/call-backs")
    picture(releaser, "call-back-zh")
    releaser.get_by_role("link", name="记录已告知").first.click()
    act_now(releaser)
    expect(releaser.get_by_text("已记录。")).to_be_visible()


def test_a_date_and_a_value_with_its_unit_stand_on_one_line_of_a_phone(
    browser: Browser, site: str, laboratory: Laboratory
) -> None:
    page = page_of(browser, site, laboratory, NURSE, "zh", 390)
    page.goto(f"{site}{WORKSPACE}/units/{laboratory.collection}/do/collect")
    tops = [page.locator(f"[name='PRDAT~{part}']").bounding_box()["y"] for part in "ymd"]  # type: ignore[index]
    assert len(set(tops)) == 1, tops
    box = page.locator("[name=PREHGB]")
    unit = box.locator("xpath=following-sibling::*[contains(@class, 'unit')][1]")
    assert unit.bounding_box()["y"] < box.bounding_box()["y"] + box.bounding_box()["height"]  # type: ignore[index]
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_accessible_and_fits(
    browser: Browser, site: str, laboratory: Laboratory, width: int, language: str
) -> None:
    laboratory.grow()
    laboratory.fill()
    laboratory.test(appearance="CLUMPS")
    found = {}
    for who, paths in (
        (RELEASER, ("cells", "cells/calendar", "cells/search?q=M77", f"cells/search?q={laboratory.number}", "cells/call-backs",
            f"units/{laboratory.batch}/record", f"units/{laboratory.bag}/release", f"units/{laboratory.bag}/do/assess_result",
            f"units/{laboratory.bag}/do/reject_bag", "do/recall_lot?material=medium&lot=M77")),
        (TECHNICIAN, (f"units/{laboratory.bag}/results", f"units/{laboratory.batch}/do/control_batch",
            f"units/{laboratory.bag}/do/label_bag")),
    ):  # fmt: skip
        page = page_of(browser, site, laboratory, who, language, width)
        for path in paths:
            page.goto(f"{site}{WORKSPACE}/{path}")
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            # axe looks once in each language: on the desk in English, on the phone in Chinese
            axe = Axe().run(page).response["violations"] if width == {"en": 1280, "zh": 390}[language] else []
            violations = [(one["id"], one["nodes"][0]["html"][:160]) for one in axe]
            if violations or overflow > 0 or page.locator("h1").count() != 1:
                found[path] = (violations, overflow)
            picture(page, f"{path.partition('?')[0].replace('/', '_')}-{language}-{width}")
        page.context.close()
    assert not found
