"""Whole journeys in a real browser, by the people of their roles, each signed in as themselves and every second one in Chinese.
Each walk runs twice, the languages changed about."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from equipoise.facts.participant import EligibilityConfirmed
from equipoise.facts.safety import SafetyReportSent
from equipoise.simulation.rehearsal import staff_of
from equipoise.web.moment import now_of
from tests.web.clinic import STUDY, Clinic, clinic
from tests.web.desk_trial import Desk, desk
from tests.web.journeys import journey
from tests.web.rehearsed_trials import OPEN
from tests.web.screened import examine, own_vault
from tests.web.test_safety_desk import treated

__all__ = ["clinic", "desk", "own_vault"]
pytestmark = pytest.mark.proof
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


@LANGUAGES
def test_an_amendment_from_its_approval_to_the_consent_signed_again(
    browser: Browser, site: str, clinic: Clinic, language: str
) -> None:
    """Signing an eligibility is refused until the participant has signed the new version. At most 22 clicks: every tick of the
    consent form is one of them."""
    number = clinic.participant()
    examine(clinic, number)
    later = clinic.gateway.trial().protocols.versions[-1].version
    with journey(browser, site, STUDY, language) as walk:
        lead = walk.enter("iris")
        lead.tab("study")
        lead.follow(f"amendments/{later}")
        expect(lead.page.locator("#whom-h + dl")).to_contain_text(number)
        lead.follow("do/approve_amendment")
        expect(lead.page.locator("#rests-h + dl")).to_be_visible()
        lead.act()
        lead.sees("approved", "已批准")

        # whoever has the page of the signature open meanwhile is refused, and the refusal is kept
        lead.go(f"participants/{number}/do/confirm_eligibility")
        lead.sees("Have version", "请签署")
        assert clinic.one(number).facts.last(EligibilityConfirmed) is None

        nurse = walk.enter("carl")
        nurse.tab("screening")
        nurse.follow("screening/reconsent")
        nurse.sees("1 of 1 still to sign", "1 人中 1 人待签", "h1")
        nurse.follow(f"do/sign_consent?version={later}")
        nurse.choose(explained_by="iris", family="Y")
        text = clinic.gateway.trial().version_on(clinic.today).consents[later]
        for name in (*(f"ask.{one}" for one in text.questions), *(f"tick.{one}" for one in text.ticks)):
            nurse.page.locator(f"[name='{name}'][value=Y]").check()
        nurse.act()
        assert clinic.one(number).consent == later and clinic.one(number).study.version == later

        lead.find(number)
        lead.follow("do/confirm_eligibility")
        lead.act()
        signed = clinic.one(number).facts.last(EligibilityConfirmed)
        assert signed is not None and signed.actor == "iris"
        assert walk.clicks <= 22


@LANGUAGES
def test_a_serious_event_from_awareness_to_its_report(browser: Browser, site: str, desk: Desk, language: str) -> None:
    """At most 18 clicks: the nurse enters the event, the investigator keeps the narrative, reports it, and takes the form for the
    authority with them."""
    number = treated(desk)
    with journey(browser, site, OPEN, language) as walk:
        nurse = walk.enter(staff_of("coordinator"))
        nurse.find(number)
        nurse.follow("forms/AE/new")
        now = now_of(desk.trial).astimezone()
        nurse.type(AETERM="输注后寒战高热", AEDECOD="Fever", AETOXGR="3")
        nurse.day("AESTDAT", now)
        nurse.day("AEAWARE", now)
        nurse.type(**{"AEAWARE~t": "00:05"})
        nurse.choose(AEONGO="Y", AESER="Y")
        nurse.choose(AESHOSP="Y", AESDTH="N", AESLIFE="N", AEUNEXP="Y")
        nurse.act()
        event = desk.one(number).facts.forms("AE")[-1]

        lead = walk.enter(staff_of("investigator"))
        lead.tab("safety")
        lead.page.locator("#clocks tbody tr", has_text=number).first.locator("a[data-open]").click()
        expect(lead.page.locator(".narrative.draft")).to_contain_text(lead.says("Fever", "寒战高热"))
        lead.follow(f"do/keep_narrative?instance={event.instance}")
        lead.type(narrative="输注后2小时寒战高热，对症处理后缓解。")
        lead.act()
        waiting = lead.page.locator("#told a[href*='send_safety_report']")
        while waiting.count():
            waiting.first.click()
            lead.act()
        expect(lead.page.locator("#told")).to_contain_text(lead.says("sent in time", "按时已报"))
        with lead.page.expect_download() as loading:
            lead.page.locator("main a[href$='report.zh.pdf']").click(modifiers=["Alt"])  # saves instead of opening
        assert loading.value.path().read_bytes().startswith(b"%PDF-")
        sent = [fact for fact in desk.one(number).facts.of(SafetyReportSent) if fact.body.instance == event.instance]
        assert sent and {fact.actor for fact in sent} == {staff_of("investigator")}
        assert walk.clicks <= 18
