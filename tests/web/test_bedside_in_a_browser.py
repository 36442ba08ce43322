"""The ward on a phone, in a real browser: from the bag that arrives to the bag that is destroyed, by the nurse's own hands."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from equipoise.facts.casebook import FormSaved
from equipoise.facts.study import ActRefused
from equipoise.trial import commands as act
from tests.web.bedside import photograph
from tests.web.conftest import PASSWORD
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["ward"]
SMALLEST = 44
"""Pixels of a target at the bedside."""


def page_of(browser: Browser, site: str, ward: Ward, language: str = "en", width: int = 390) -> Page:
    """The nurse's own telephone."""
    context = browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    session = ward.as_(NURSE).cookies[settings.SESSION_COOKIE_NAME].value
    code = "zh-hans" if language == "zh" else "en"
    for name, value in ((settings.SESSION_COOKIE_NAME, session), (settings.LANGUAGE_COOKIE_NAME, code)):
        context.add_cookies([{"name": name, "value": value, "url": site}])
    context.set_default_timeout(8000)
    return context.new_page()


def small_targets(page: Page) -> list[str]:
    """What a finger would miss: buttons and boxes of the page itself that are too low."""
    kinds = ":is(button, .button, input:not([type=hidden], [type=radio], [type=checkbox]), select)"
    found: list[str] = page.evaluate(
        """([kinds, least]) => [...document.querySelectorAll(`main ${kinds}`)]
        .filter(one => one.offsetParent && one.getBoundingClientRect().height < least && !one.classList.contains('unseen'))
        .map(one => one.outerHTML.slice(0, 120))""",
        [kinds, SMALLEST],
    )
    return found


def sign_in_place(page: Page) -> None:
    """The password of an act that cannot be taken back; the name too where it is asked."""
    if page.locator("#username").count():
        page.locator("#username").fill(NURSE)
    page.locator("#password").fill(PASSWORD)


def test_a_bag_from_its_arrival_to_its_end(browser: Browser, site: str, ward: Ward, tmp_path: Path) -> None:
    page = page_of(browser, site, ward)
    page.goto(f"{site}/workspace/{STUDY}/bedside")
    assert page.evaluate("document.activeElement.id") == "code"
    page.keyboard.type(ward.bag)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(ward.number)

    page.get_by_role("link", name="Take it over").click()
    expect(page.locator("#b-bag")).to_be_focused()
    page.keyboard.type(ward.bag)
    page.keyboard.press("Enter")
    page.keyboard.type("3.2")
    page.keyboard.press("Enter")
    page.keyboard.type("6.1")
    page.locator("#i-BOX").fill("B-7")
    page.locator("[name='LOGCALDAT~d']").fill("1")
    page.locator("[name='LOGCALDAT~m']").fill("1")
    page.locator("[name='LOGCALDAT~y']").fill("2099")
    page.locator("[name=SEALYN][value=Y]").check()
    page.get_by_role("button", name="Take over").last.click()
    expect(page.locator(".notice.good")).to_contain_text("The ward has the bag")

    page.get_by_role("link", name="Scan wristband and bag").click()
    expect(page.locator("#wristband")).to_be_focused()
    page.keyboard.type(ward.other_number)  # the wrong bed
    page.keyboard.press("Enter")
    page.keyboard.type(ward.bag)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="STOP. Give nothing.")).to_be_visible()
    expect(page.locator(".stop-page")).to_contain_text(ward.other_number)
    expect(page.locator(".stop-page")).to_be_focused()
    page.get_by_role("link", name="Scan again").click()

    code = tmp_path / "code.png"
    for words in (ward.number, ward.bag):
        taken = photograph(words)
        code.write_bytes(taken.read())
        page.locator("#photograph").set_input_files(code)
        page.wait_for_load_state()
        if words == ward.number:
            expect(page.locator("#wristband")).to_have_value(ward.number)
    expect(page.get_by_role("heading", name="They fit")).to_be_visible()
    page.locator("#second").fill(NURSE)
    page.locator("#second-password").fill(PASSWORD)
    page.get_by_role("button", name="We both compared them").click()
    expect(page.locator(".notice.refusal")).to_contain_text("somebody else")
    page.locator("#second").fill(SECOND)
    page.locator("#second-password").fill(PASSWORD)
    page.get_by_role("button", name="We both compared them").click()
    expect(page.locator(".notice.good")).to_contain_text("belong together")

    page.get_by_role("link", name="Start the infusion").click()
    sign_in_place(page)
    page.get_by_role("button", name="Start the infusion").last.click()
    expect(page.locator(".notice.good")).to_contain_text("The infusion runs")

    ward.pass_(minutes=15)
    page.reload()
    page.get_by_role("link", name="Vital signs: 15 minutes").click()
    expect(page.locator("#b-TEMP_VSORRES")).to_be_focused()
    for typed in ("37.1", "118", "74", "88", "18", "97"):
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Save").last.click()
    expect(page.locator(".sign-row.done")).to_have_count(1)

    page.get_by_role("link", name="Reaction", exact=True).click()
    page.locator("label", has_text="Grade 2").click()
    page.locator("#b-seen").fill("Chills")
    page.locator("label", has_text="is stopped for good").click()
    page.locator("#b-treated").fill("Paracetamol")
    page.get_by_role("button", name="Record").last.click()
    expect(page.locator("h1")).to_contain_text("Adverse event")
    expect(page.locator("#i-AETERM")).to_have_value("Chills")

    page.goto(site + ward.to())
    page.get_by_role("link", name="End the infusion").first.click()
    page.locator("#b-volume_ml").fill("21.5")
    page.get_by_role("button", name="End the infusion").last.click()
    expect(page.locator(".notice.good")).to_contain_text("has ended")
    end = ward.the_bag.ended
    assert end is not None and (str(end.body.volume_ml), end.reason) == ("21.5", "Chills")

    ward.pass_(minutes=20)
    page.goto(site + ward.step("dispose_bag"))
    page.locator("#second").fill(SECOND)
    page.locator("#second-password").fill(PASSWORD)
    page.get_by_role("button", name="Destroyed").last.click()
    expect(page.locator(".notice.good")).to_contain_text("Recorded as destroyed")
    assert ward.the_bag.left_ml == 0
    refused = [fact.body for fact in ward.one().facts.of(ActRefused)]
    assert [one.asked["wristband"] for one in refused] == [ward.other_number]
    assert [fact.body.form for fact in ward.one().facts.of(FormSaved)][-1] == "TRN"
    page.context.close()


@pytest.mark.parametrize("width", [390, 820, 1280])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_of_the_ward_are_accessible_and_fit_a_finger(
    browser: Browser, site: str, ward: Ward, width: int, language: str
) -> None:
    page = page_of(browser, site, ward, language, width)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    found: dict[str, object] = {}

    def look(name: str) -> None:
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        # axe looks once in each language: on the desk in English, on the phone in Chinese
        axe = Axe().run(page).response["violations"] if width == {"en": 1280, "zh": 390}[language] else []
        violations = [(each["id"], each["nodes"][0]["html"][:160]) for each in axe]
        small = small_targets(page)
        if violations or overflow > 0 or small:
            found[name] = (violations, overflow, small)

    def at(name: str, address: str) -> None:
        page.goto(site + address)
        look(name)

    at("today", f"/workspace/{STUDY}/bedside")
    at("receive", ward.step("receive_bag"))
    ward.receive()
    at("verify", ward.to("verify"))
    page.locator("#wristband").fill(ward.other_number)
    page.locator("#bag").fill(ward.bag)
    page.locator("button[value=scan]").click()
    page.wait_for_selector(".stop-page")
    look("stopped")
    at("bag stopped", ward.to())
    page.goto(site + ward.to("verify"))
    page.locator("#wristband").fill(ward.number)
    page.locator("#bag").fill(ward.bag)
    page.locator("button[value=scan]").click()
    page.wait_for_selector("#second")
    look("confirm")
    ward.pass_(minutes=1)
    ward.verify()
    at("start", ward.step("start_infusion"))
    ward.start()
    ward.pass_(minutes=26)
    reaction = act.NoteReaction(participant=ward.number, bag=ward.bag, grade=1, seen="Chills", action="slow")
    ward.do("infusion_nurse", reaction)
    at("running", ward.to())
    at("signs", ward.step("take_vital_signs"))
    at("reaction", ward.step("note_reaction"))
    at("end", ward.step("end_infusion"))
    at("late", ward.to("late"))
    page.context.close()
    assert not found
    # a refusal is a 409; a hand that is quicker than the page has its box already
    expected = ("409", "Autofocus processing was blocked because a document already has a focused element.")
    assert not [words for words in told if not any(one in words for one in expected)]


def test_a_lost_network_keeps_what_was_scanned_and_says_so(browser: Browser, site: str, ward: Ward) -> None:
    ward.receive()
    page = page_of(browser, site, ward)
    page.goto(site + ward.to("verify"))
    page.keyboard.type(ward.number)
    page.keyboard.press("Enter")
    page.context.set_offline(True)
    page.keyboard.type(ward.bag)
    page.keyboard.press("Enter")
    expect(page.locator("[data-scan-status]")).to_contain_text("No connection")
    expect(page.locator("#bag")).to_have_value(ward.bag)
    page.context.set_offline(False)
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="They fit")).to_be_visible()
    page.context.close()


def test_a_scan_lands_in_its_box_even_where_nothing_has_the_focus(browser: Browser, site: str, ward: Ward) -> None:
    ward.receive()
    page = page_of(browser, site, ward)
    page.goto(site + ward.to("verify"))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(ward.number)
    expect(page.locator("#wristband")).to_have_value(ward.number)
    page.keyboard.press("Enter")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type(ward.bag)
    expect(page.locator("#bag")).to_have_value(ward.bag)
    page.context.close()


def test_expiry_counts_down_on_the_page(browser: Browser, site: str, ward: Ward) -> None:
    ward.now = ward.the_bag.expires - timedelta(seconds=90)
    page = page_of(browser, site, ward)
    page.clock.install()
    page.goto(f"{site}/workspace/{STUDY}/bedside")
    expect(page.locator(".until [data-says]")).to_have_text("1 min left")
    page.clock.fast_forward(100_000)
    expect(page.locator(".until [data-says]")).to_have_text("EXPIRED")
    page.context.close()


def test_a_camera_that_is_not_allowed_leaves_the_photograph_and_says_so(
    browser: Browser, site: str, ward: Ward, tmp_path: Path
) -> None:
    ward.receive()
    page = page_of(browser, site, ward)
    page.goto(site + ward.to("verify"))
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("[data-scan-says]")).to_contain_text("The camera cannot be used: photograph the code")
    table = tmp_path / "table.png"
    table.write_bytes(photograph().read())
    page.locator("#photograph").set_input_files(table)
    expect(page.locator("[data-scan-says]")).to_contain_text("No code is on this photograph")
    turned = tmp_path / "turned.jpg"
    with Image.open(photograph(ward.bag)) as label:
        label.convert("L").rotate(107, expand=True, fillcolor=190).point(lambda grey: grey // 12).save(turned)
    page.locator("#photograph").set_input_files(turned)
    expect(page.locator("#bag")).to_have_value(ward.bag)
    expect(page.locator("#wristband")).to_be_focused()
    page.context.set_offline(True)
    page.locator("#photograph").set_input_files(table)
    expect(page.locator("[data-scan-says]")).to_contain_text("No connection: codes cannot be read")
    page.context.close()


def test_a_step_takes_its_label_by_photograph_and_goes_on_as_after_a_scanner(
    browser: Browser, site: str, ward: Ward, tmp_path: Path
) -> None:
    page = page_of(browser, site, ward)
    page.goto(site + ward.step("receive_bag"))
    taken = tmp_path / "code.png"
    taken.write_bytes(photograph(ward.bag).read())
    page.locator("#b-bag-photograph").set_input_files(taken)
    expect(page.locator("#b-bag")).to_have_value(ward.bag)
    expect(page.locator("#b-lowest_c")).to_be_focused()
    page.context.close()
