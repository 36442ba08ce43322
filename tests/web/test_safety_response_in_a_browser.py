"""The safety and the response desk in a real browser: a serious event from awareness to report, a grade, a hold, two readings."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from equipoise.facts.product import InfusionEnded
from equipoise.facts.safety import GradeConfirmed, SafetyReportSent
from equipoise.rules import response
from equipoise.simulation.rehearsal.staff import colleague, staff_of
from equipoise.web.moment import now_of
from tests.web.conftest import PASSWORD
from tests.web.desk_trial import THIRD, Desk, desk, midway
from tests.web.rehearsed_trials import OPEN
from tests.web.test_response_desk import read_so_far, scan_today
from tests.web.test_safety_desk import serious_event, treated

__all__ = ["desk", "midway"]


def page_of(browser: Browser, site: str, desk: Desk, who: str, language: str = "en", width: int = 1440) -> Page:
    """A page of somebody's own browser."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    session = desk.as_(who).cookies[settings.SESSION_COOKIE_NAME].value
    code = "zh-hans" if language == "zh" else "en"
    for name, value in ((settings.SESSION_COOKIE_NAME, session), (settings.LANGUAGE_COOKIE_NAME, code)):
        context.add_cookies([{"name": name, "value": value, "url": site}])
    context.set_default_timeout(10000)
    return context.new_page()


def prove(page: Page, who: str) -> None:
    """Say who one is, where a page asks for it."""
    if page.locator("input[name=username]").count():
        page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)


def submit(page: Page) -> None:
    """Send the page; unusual answers are confirmed once."""
    for _ in range(2):
        with page.expect_navigation():
            page.locator("button[data-save]").last.click()
        if not page.locator("input[name='~confirmed']").count():
            return


def choose(page: Page, name: str, code: str) -> None:
    """Choose one of a few codes; the page moves while its notes come in."""
    page.locator(f"input[name='{name}'][value='{code}']").evaluate("box => box.click()")


@pytest.mark.parametrize(("language", "width"), [("en", 390), ("zh", 1280)])
def test_the_pages_of_both_desks_are_accessible_and_fit(
    browser: Browser, site: str, desk: Desk, language: str, width: int
) -> None:
    number = treated(desk)
    instance = serious_event(desk, number)
    readers = {staff_of("inspector"): [
        "safety", "safety/events", "safety/grades", "safety/terms?q=fever", f"participants/{number}/safety/{instance}",
        "response", f"participants/{number}/response",
    ], staff_of("radiologist"): ["response", f"participants/{number}/response"]}  # fmt: skip
    for who, paths in readers.items():
        page = page_of(browser, site, desk, who, language, width)
        for path in paths:
            answer = page.goto(f"{site}/workspace/{OPEN}/{path}")
            assert answer is not None and answer.status == 200, path
            found = Axe().run(page)
            assert found.violations_count == 0, (path, found.generate_report())
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, (path, wide)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_serious_event_from_awareness_to_report(browser: Browser, site: str, desk: Desk, language: str) -> None:
    number = treated(desk)
    nurse = page_of(browser, site, desk, staff_of("coordinator"), language)
    nurse.goto(f"{site}/workspace/{OPEN}/participants/{number}/forms/AE/new")
    now = now_of(desk.trial).astimezone()
    nurse.fill("[id='i-AETERM']", "输注后寒战高热")
    nurse.fill("[id='i-AEDECOD']", "Fever")
    nurse.fill("[id='i-AETOXGR']", "3")
    for name in ("AESTDAT", "AEAWARE"):
        for part, words in (("y", now.year), ("m", now.month), ("d", now.day)):
            nurse.fill(f"[name='{name}~{part}']", str(words))
    nurse.fill("[name='AEAWARE~t']", "00:05")
    for name, code in (("AEONGO", "Y"), ("AESER", "Y")):
        choose(nurse, name, code)
    nurse.wait_for_timeout(1500)
    for name, code in (("AESHOSP", "Y"), ("AESDTH", "N"), ("AESLIFE", "N"), ("AEUNEXP", "N")):
        choose(nurse, name, code)
    submit(nurse)
    assert not nurse.locator(".refusal").count(), nurse.locator(".refusal").inner_text()
    one = desk.one(number)
    instance = one.facts.forms("AE")[-1].instance

    lead = page_of(browser, site, desk, staff_of("investigator"), language)
    lead.goto(f"{site}/workspace/{OPEN}/safety")
    lead.locator("#clocks tbody tr").first.locator("a[data-open]").click()
    expect(lead.locator(".narrative.draft")).to_contain_text("寒战高热" if language == "zh" else "Fever")
    lead.locator("#narrative a.button").first.click()
    lead.fill("textarea[name=narrative]", "输注后2小时寒战高热，对症处理后缓解。")
    submit(lead)
    expect(lead.locator(".narrative").first).to_contain_text("对症处理后缓解")
    lead.locator("#told a.button").first.click()
    submit(lead)
    told = "按时已报" if language == "zh" else "sent in time"
    expect(lead.locator("#told")).to_contain_text(told)
    sent = [fact for fact in desk.one(number).facts.of(SafetyReportSent) if fact.body.instance == instance]
    assert len(sent) == 1 and sent[0].actor == staff_of("investigator")


def test_a_grade_is_confirmed_and_a_hold_placed_and_lifted_by_all(browser: Browser, site: str, desk: Desk) -> None:
    number = treated(desk)
    lead = page_of(browser, site, desk, staff_of("investigator"))
    lead.goto(f"{site}/workspace/{OPEN}/safety/grades")
    lead.locator("#grades input[type=checkbox]").first.check()
    lead.get_by_role("button", name="Confirm the chosen grades").click()
    expect(lead.get_by_text("1 grades are confirmed.")).to_be_visible()
    assert sum(len(facts.of(GradeConfirmed)) for facts in desk.trial.participants.values()) == 1
    day = now_of(desk.trial).date().isoformat()
    serious_event(desk, number, AETOXGR=5, AESDTH="Y", AEOUT="FATAL", AEONGO="N", AEENDAT=day)
    board = page_of(browser, site, desk, staff_of("safety_board"), "zh")
    standing = len(desk.trial.holds)
    for page, who in ((board, staff_of("safety_board")), (lead, staff_of("investigator"))):
        page.goto(f"{site}/workspace/{OPEN}/safety")
        page.locator("#holds a[href*='lift_hold']").first.click()
        page.fill("input[name=reason]", "已审阅，可恢复 / reviewed")
        prove(page, who)
        submit(page)
    assert len(desk.trial.holds) == standing - 1
    expect(lead.locator("#holds")).to_contain_text("lifted")


def test_a_scan_is_read_twice_and_adjudicated(browser: Browser, site: str, midway: Desk) -> None:
    number = read_so_far(midway)
    assert midway.trial.participants[number].of(InfusionEnded) is not None
    scan_today(midway, number)
    for who, new in ((staff_of("radiologist"), "N"), (colleague("radiologist"), "Y")):
        reader = page_of(browser, site, midway, who, "zh" if new == "Y" else "en")
        reader.goto(f"{site}/workspace/{OPEN}/response")
        reader.locator("#queue tbody tr", has_text=number).locator("a.button").click()
        for name, code in (
            ("TRMETHOD", "CT SCAN"),
            ("BRAINYN", "Y"),
            ("UNSCHEDYN", "Y"),
            ("NEWLIND", new),
            ("OVRLYN", "N"),
        ):
            choose(reader, name, code)
        sizes = reader.locator("input[name^='TARGET.'][name$='.DIAM']")
        filled = [place for place in range(sizes.count()) if reader.input_value(f"[name='TARGET.{place}.TRLNKID']")]
        for place in filled:
            reader.fill(f"[name='TARGET.{place}.DIAM']", "20")
        submit(reader)
        expect(reader.locator("table.lesions")).to_be_visible()
    judge = page_of(browser, site, midway, THIRD)
    judge.goto(f"{site}/workspace/{OPEN}/response")
    judge.locator("a[href*='adjudicate']").first.click()
    expect(judge.locator("table.lesions")).to_have_count(2)
    judge.locator("input[name=stands]").last.check()
    judge.fill("input[name=reason]", "The nodule in segment 6 is new")
    prove(judge, THIRD)
    submit(judge)
    one = midway.one(number)
    found = response.central(one.study, one.facts)
    assert found is not None and found.stands == one.study.response.readers.central[1]  # type: ignore[union-attr]
