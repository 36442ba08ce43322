"""Whole journeys in a real browser, by the people of their roles, each signed in as themselves and every second one in Chinese.
Each walk runs twice, the languages changed about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from equipoise.facts import product as made
from equipoise.facts.casebook import FormSaved
from equipoise.facts.participant import EligibilityConfirmed
from equipoise.facts.randomisation import Randomised
from equipoise.facts.safety import SafetyReportSent
from equipoise.rules import product, response, visits
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial import commands as act
from equipoise.web import moment
from equipoise.web.moment import now_of
from tests.rehearsals import played
from tests.web.clinic import STUDY, Clinic, clinic
from tests.web.conftest import account
from tests.web.desk_trial import Desk, desk
from tests.web.journeys import Window, journey
from tests.web.laboratory import COORDINATOR, NURSE, RELEASER, TECHNICIAN, Laboratory, laboratory
from tests.web.rehearsed_trials import OPEN
from tests.web.screened import examine, own_vault
from tests.web.test_safety_desk import treated

__all__ = ["clinic", "desk", "laboratory", "own_vault"]
pytestmark = pytest.mark.proof
LANGUAGES = pytest.mark.parametrize("language", ["en", "zh"])


@LANGUAGES
def test_an_amendment_from_its_approval_to_the_consent_signed_again(
    browser: Browser, site: str, clinic: Clinic, language: str
) -> None:
    """Signing an eligibility is refused until the participant has signed the new version. At most 24 clicks: every tick of the
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
        assert walk.clicks <= 24


@LANGUAGES
def test_a_serious_event_from_awareness_to_its_report(browser: Browser, site: str, desk: Desk, language: str) -> None:
    """At most 20 clicks: the nurse enters the event, the investigator keeps the narrative, reports it, and takes the form for the
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
        assert walk.clicks <= 20


def morning_of_infusion(laboratory: Laboratory) -> None:
    """What the ward found on the participant before the first infusion, as in the rehearsal that the laboratory is cut out of; and the
    second collection, which goes before it."""
    known = played(STUDY, 8, 1).trial.participants[laboratory.number]
    collected, started = known.first(made.Collected), known.first(made.InfusionStarted)
    assert collected is not None and started is not None
    entered = {"apheresis_nurse", "cell_technician", "quality_releaser", "infusion_nurse"}
    for fact in known.of(FormSaved):
        if collected.seq < fact.seq < started.seq and fact.role not in entered:
            body = fact.body
            laboratory.do(
                fact.role,
                act.SaveForm(
                    participant=laboratory.number, form=body.form, instance=body.instance, visit=body.visit,
                    items=body.items, groups=body.groups,
                ),
            )  # fmt: skip
    number, today = laboratory.number, laboratory.today.isoformat()
    laboratory.do("coordinator", act.BookCollection(participant=number, number=2, day=today))
    laboratory.do(
        "apheresis_nurse",
        act.Collect(
            participant=number, collection=product.collection_id(number, 2), number=2, second=f"{NURSE}-2",
            volume_ml=Decimal(90), mononuclear_cells=5_000_000_000, lots={"ACD-A": "AC2"},
        ),
    )  # fmt: skip


@LANGUAGES
def test_a_bag_from_its_booking_to_the_end_of_its_rest(
    browser: Browser, site: str, laboratory: Laboratory, language: str
) -> None:
    """From the booking over the collection, the culture, the release and the scan at the bed to the rest that is destroyed. At most
    48 clicks by five people; scanners and keyboards do the rest."""
    nurse_name = staff_of("infusion_nurse")
    for name in (nurse_name, f"{nurse_name}-2"):
        account(name, name)
    day, bag = laboratory.prepared.day, laboratory.bag
    with journey(browser, site, STUDY, language) as walk:
        coordinator = walk.enter(COORDINATOR)
        coordinator.tab("cells")
        coordinator.follow("cells/calendar")
        coordinator.page.locator("#participant").select_option(laboratory.number)
        coordinator.page.locator("#participant").press("Tab")
        coordinator.page.keyboard.press("Enter")
        coordinator.page.locator(f"a[href$='day={day}']").click()
        coordinator.act()

        laboratory.morning(day)
        laboratory.examine()
        laboratory.pass_(minutes=10)
        nurse = walk.enter(NURSE)
        nurse.tab("cells")
        nurse.follow("do/collect")
        nurse.type(wristband=laboratory.number, label=laboratory.collection, volume_ml="92", mononuclear_cells="5.7e9")
        nurse.act(f"{NURSE}-2")

        laboratory.pass_(hours=1)
        technician = walk.enter(TECHNICIAN)
        technician.tab("cells")
        technician.follow("do/receive_collection")
        technician.type(label=laboratory.collection, temperature_c="20.5")
        technician.act()
        technician.tab("cells")
        technician.follow("do/seed_batch")
        technician.type(label=laboratory.collection, INCUBATOR="INC-2/B")
        technician.choose(ALONEYN="Y", **{"MATERIALS.0.MATERIAL": "MEDIUM"})
        lot = technician.page.locator("[name='MATERIALS.0.LOT']").first
        lot.fill("(01)04012345678901(17)300630(10)MED3")
        lot.press("Enter")
        technician.act(f"{TECHNICIAN}-2")
        assert laboratory.one().facts.first(made.BatchSeeded) is not None
        laboratory.count()
        laboratory.pass_(minutes=30)
        morning_of_infusion(laboratory)

        technician.tab("cells")
        technician.follow("do/formulate_bag")
        technician.type(
            label=laboratory.batch, volume_ml="50", concentration_per_ml="1.3e7", viability_pct="91", nk_pct="88",
            t_cell_pct="6",
        )  # fmt: skip
        technician.act(f"{TECHNICIAN}-2")
        laboratory.pass_(minutes=5)
        technician.type(label=bag)
        technician.act(f"{TECHNICIAN}-2")
        laboratory.pass_(minutes=5)
        technician.tab("cells")
        technician.follow(f"units/{bag}/results")
        for name, value in (
            ("identity", "MATCH"), ("appearance", "CONFORMS"), ("gram", "NO ORGANISM"), ("mycoplasma", "NEGATIVE"),
        ):  # fmt: skip
            technician.page.locator(f"select[name={name}]").select_option(value)
        technician.type(endotoxin="0.6")
        technician.page.locator("form.results button").click()
        technician.page.wait_for_url("**/release")

        laboratory.pass_(minutes=5)
        releaser = walk.enter(RELEASER)
        releaser.tab("cells")
        releaser.follow(f"units/{bag}/release")
        releaser.follow("do/release_bag")
        releaser.act()
        laboratory.pass_(hours=2)
        technician.tab("cells")
        technician.follow("do/dispatch_bag")
        technician.type(label=bag, temperature_c="5.0")
        technician.act()

        laboratory.pass_(minutes=20)
        ward = walk.enter(nurse_name, 390)
        at_bed(ward, laboratory, f"{nurse_name}-2")
        end = laboratory.chain().bags[bag].ended
        assert end is not None and laboratory.chain().bags[bag].left_ml == 0
        assert walk.clicks <= 48


def at_bed(ward: Window, laboratory: Laboratory, second: str) -> None:
    """On the nurse's telephone, with a scanner that types what it reads."""
    page, bag = ward.page, laboratory.bag

    def scans(*codes: str) -> None:
        for code in codes:
            expect(page.locator("main input:focus")).to_have_value("")
            page.keyboard.type(code)
            page.keyboard.press("Enter")

    ward.tab("bedside")
    scans(bag)
    expect(page.locator("h1")).to_contain_text(laboratory.number)
    ward.follow("do/receive_bag")
    scans(bag, "3.2")
    page.keyboard.type("6.1")
    ward.type(BOX="B-7", **{"LOGCALDAT~d": 1, "LOGCALDAT~m": 1, "LOGCALDAT~y": 2099})
    ward.choose(SEALYN="Y")
    ward.act()
    ward.follow("/verify")
    scans(laboratory.number, bag)
    ward.sees("They fit", "相符")
    ward.with_second(second)
    page.locator("main button[value=confirm]").click()
    expect(page.locator(".notice.good")).to_be_visible()
    ward.follow("do/start_infusion")
    ward.act()
    laboratory.pass_(minutes=15)
    page.reload()
    ward.follow("do/take_vital_signs")
    scans("36.8", "118", "74", "88", "18", "97")
    ward.act()
    laboratory.pass_(minutes=20)
    page.reload()
    ward.follow("do/end_infusion")
    ward.type(volume_ml="21.5", why="患者要求提前结束")
    ward.act()
    laboratory.pass_(minutes=20)
    page.reload()
    ward.follow("do/dispose_bag")
    ward.act(second)


@dataclass
class Years:
    """A clinic whose clock is put forward, so that one walk sees a whole life in the trial."""

    clinic: Clinic
    number: str
    now: datetime

    def go_on(self, days: int) -> datetime:
        """So many days after the randomisation, at ten in the morning."""
        entered = self.clinic.one(self.number).facts.first(Randomised)
        assert entered is not None
        day = entered.day(self.clinic.zone) + timedelta(days=days)
        self.now = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(self.clinic.zone))
        return self.now

    def settle(self) -> None:
        """Everything entered beside the walk is verified, asked about no more, and signed."""
        one = self.clinic.one(self.number)
        for query in visits.queries(one.facts):
            if not query.is_settled:
                close = act.CloseQuery(participant=self.number, query=query.id, cancelled=True)
                self.clinic.do("dora", "data_manager", close, at=self.now)
        for form, instance, item in visits.verification(one.study, one.facts).critical_open:
            if form != "DD":
                check = act.VerifySource(participant=self.number, form=form, instance=instance, items=(item,))
                self.clinic.do("mona", "monitor", check, at=self.now)
        for unsigned in visits.to_sign(one.study, one.facts):
            if unsigned.form != "DD":
                sign = act.SignForm(
                    participant=self.number, form=unsigned.form, instance=unsigned.instance, meaning="Approved / 批准"
                )
                self.clinic.do("iris", "investigator", sign, at=self.now)


@pytest.fixture
def years(clinic: Clinic) -> Iterator[Years]:
    """The clinic with the clock of a walk."""
    found = Years(clinic, "", timezone.now())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(moment, "now_of", lambda trial: found.now if found.number else timezone.now())
        yield found


@LANGUAGES
def test_a_participant_from_registration_to_death(browser: Browser, site: str, years: Years, language: str) -> None:
    """Registered, consented, found eligible, randomised, seen at a visit, found to progress before a treatment began, asked after,
    dead, verified, signed, locked. At most 55 clicks by four people over seven months, 24 of them until the allocation."""
    clinic = years.clinic
    clinic.do("stefan", "statistician", act.CommitAllocationKey())
    with journey(browser, site, STUDY, language) as walk:
        nurse, lead = walk.enter("carl"), walk.enter("iris")
        number = until_randomised(clinic, nurse, lead)
        years.number = number

        day = years.go_on(17)
        nurse.find(number)
        nurse.page.locator("#visits a[href*='forms/VS/']:not([href*='ELIG'])").first.click()
        signs(nurse, day)
        nurse.act()

        day = years.go_on(42)
        lead.find(number)
        lead.follow("forms/TU/TA.1", "#visits")
        lead.day("TRDAT", day)
        lead.choose(BRAINYN="Y", UNSCHEDYN="N", NEWLIND="Y", OVRLYN="N")
        for size in lead.page.locator("[name^='TARGET.'][name$='.DIAM']").all():  # the lesions stand there already
            size.fill("20")
        lead.act()
        one = clinic.one(number)
        assert response.progression(one.study, one.facts) is not None

        day = years.go_on(182)
        nurse.find(number)
        nurse.follow("forms/SURV/SURVFU.1")
        nurse.day("SSDAT", day)
        nurse.choose(SURVSTAT="ALIVE", INFOSCSS="FAMILY")
        nurse.day("LSTALVDAT", day)
        nurse.choose(NEWTXYN="N")
        nurse.act()

        day = years.go_on(210)
        nurse.find(number)
        nurse.follow("forms/DD/new")
        nurse.day("DTHDAT", day - timedelta(days=3))
        nurse.choose(PRCDTH_DDORRES="DISEASE UNDER STUDY", DDSRC="FAMILY")
        nurse.act()
        assert clinic.one(number).status == "dead"

        years.settle()
        monitor = walk.enter("mona")
        monitor.find(number)
        monitor.follow("forms/DD/1")
        monitor.page.locator("[data-mark-all=verify]").click()
        with monitor.page.expect_navigation():
            monitor.page.locator("#verify button[value=verify]").click()
        lead.find(number)
        lead.follow("forms/DD/1")
        lead.follow("/sign/DD/")
        lead.choose(meaning="Approved / 批准")
        lead.act()
        keeper = walk.enter("dora")
        keeper.find(number)
        keeper.follow("/lock/participant/")
        keeper.act()
        assert visits.is_locked(clinic.one(number).facts, "participant", number)
        nurse.find(number)
        nurse.sees("locked", "已锁定")
        assert walk.clicks <= 55


def until_randomised(clinic: Clinic, nurse: Window, lead: Window) -> str:
    """From the first word to the allocation."""
    nurse.tab("screening")
    nurse.follow("screening/register")
    nurse.type(name="王小明", id_number="11010519491231002X", phone="0431-8878 2222", birth_date="1949-12-31")
    with nurse.page.expect_navigation():
        nurse.page.locator("#identity button").last.click()
    number = list(clinic.gateway.trial().participants)[-1]
    nurse.follow("do/sign_consent")
    nurse.choose(explained_by="iris", family="Y")
    text = list(clinic.gateway.trial().version_on(clinic.today).consents.values())[-1]
    for name in (*(f"ask.{one}" for one in text.questions), *(f"tick.{one}" for one in text.ticks)):
        nurse.page.locator(f"[name='{name}'][value=Y]").check()
    nurse.act()
    examine(clinic, number, without=("VS",))
    nurse.page.reload()
    nurse.follow("forms/VS/ELIG.1")
    signs(nurse, timezone.now().astimezone(ZoneInfo(clinic.zone)))
    nurse.act()
    lead.find(number)
    lead.follow("do/confirm_eligibility")
    lead.act()
    nurse.find(number)
    nurse.follow("do/randomise")
    nurse.act()
    expect(nurse.page.locator(".arm-large")).to_be_visible()
    return number


def signs(window: Window, day: datetime) -> None:
    """Vital signs with nothing wrong about them."""
    window.day("VSDAT", day)
    window.type(
        TEMP_VSORRES="36.6", SYSBP_VSORRES="128", DIABP_VSORRES="76", PULSE_VSORRES="72", RESP_VSORRES="16",
        OXYSAT_VSORRES="97", WEIGHT_VSORRES="61.5",
    )  # fmt: skip
    window.choose(OXYGEN="ROOM AIR")
