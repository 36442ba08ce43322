"""From registration to allocation in a real browser, by the people of each role: entered, not entered, and signed again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from equipoise.facts.participant import ConsentSigned, EligibilityConfirmed, ScreeningFailed
from equipoise.facts.randomisation import Randomised
from equipoise.trial import commands as act
from tests.web.clinic import STUDY, Clinic, clinic
from tests.web.conftest import PASSWORD
from tests.web.screened import examine, own_vault
from tests.web.test_entry_in_a_browser import enter, page_of

__all__ = ["clinic", "own_vault"]
WORKSPACE = f"/workspace/{STUDY}"


def picture(page: Page, name: str) -> None:
    """A picture of the page, where somebody asks for one."""
    folder = os.environ.get("EQUIPOISE_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"screening-{name}.png"), full_page=True)


def prove(page: Page, who: str, button: str) -> None:
    """User name where it is asked for, password, and the act."""
    if page.locator("#username").count():
        page.locator("#username").fill(who)
    page.locator("#password").fill(PASSWORD)
    page.get_by_role("button", name=button, exact=True).last.click()


def consent(page: Page, clinic: Clinic, explained_by: str) -> None:
    """Every box of the consent, as on paper."""
    page.locator("select[name=explained_by]").select_option(explained_by)
    version = clinic.gateway.trial().version_on(clinic.today).consents
    text = list(version.values())[-1]
    for name in ("family", *(f"ask.{one}" for one in text.questions), *(f"tick.{one}" for one in text.ticks)):
        page.locator(f"input[name='{name}'][value=Y]").check()


def test_a_person_from_registration_to_allocation(browser: Browser, site: str, clinic: Clinic) -> None:
    clinic.do("stefan", "statistician", act.CommitAllocationKey())
    carl = page_of(browser, site, clinic, "carl")
    carl.goto(f"{site}{WORKSPACE}/screening")
    carl.get_by_role("link", name="Register a person").click()
    carl.get_by_label("Name").fill("王小明")
    carl.get_by_label("Identity card or passport number").fill("110105194912310021")
    carl.get_by_label("Date of birth").fill("1949-12-31")
    carl.get_by_label("Telephone").fill("0431-8878 2222")
    picture(carl, "register-en")
    carl.get_by_role("button", name="Register").click()
    expect(carl.get_by_role("alert")).to_contain_text("a digit is wrong")
    carl.get_by_label("Identity card or passport number").fill("11010519491231002X")
    carl.get_by_role("button", name="Register").click()
    expect(carl.locator(".notice.good")).to_contain_text("Registered as")
    number = next(iter(clinic.gateway.trial().participants))
    assert "王小明" not in str(clinic.gateway.trial().participants[number].facts)

    carl.get_by_role("link", name="Obtain informed consent").click()
    consent(carl, clinic, "iris")
    carl.locator("input[name='ask.leaving'][value=N]").check()
    carl.get_by_role("button", name="Record the signature").last.click()
    expect(carl.get_by_role("alert")).to_contain_text("Asked and not answered as it was explained: May you leave?")
    carl.locator("input[name='ask.leaving'][value=Y]").check()
    picture(carl, "sign-consent-en")
    carl.get_by_role("button", name="Record the signature").last.click()
    expect(carl.get_by_role("heading", level=1)).to_contain_text("Eligibility")
    assert clinic.one(number).facts.first(ConsentSigned) is not None

    examine(clinic, number, without=("VS",))
    expect(carl.locator("#c-I5b")).to_contain_text("not recorded")
    expect(carl.locator("#c-I4 .state").first).to_contain_text("passes", timeout=9000)
    expect(carl.locator("[data-live-status]")).to_contain_text("New data arrived")
    picture(carl, "panel-missing-en")
    expect(carl.locator("#c-I5b a.supply")).to_contain_text("Vital signs")
    assert carl.locator("#c-I5b a.supply").get_attribute("href").endswith("/forms/VS/ELIG.1")  # type: ignore[union-attr]
    examine(clinic, number, only=("VS",))
    iris = page_of(browser, site, clinic, "iris")
    iris.goto(f"{site}{WORKSPACE}/participants/{number}")
    iris.get_by_role("link", name="Sign the eligibility").first.click()
    picture(iris, "sign-eligibility-en")
    prove(iris, "iris", "Sign")
    expect(iris.locator(".decision")).to_contain_text("Digest of the signed content")
    signed = clinic.one(number).facts.last(EligibilityConfirmed)
    assert signed is not None and signed.body.content in iris.locator(".decision").inner_text()

    expect(carl.get_by_role("link", name="Randomise").first).to_be_visible(timeout=9000)
    carl.get_by_role("link", name="Randomise").first.click()
    expect(carl.locator("#rests-h + dl")).to_contain_text("committed")
    picture(carl, "randomise-en")
    prove(carl, "carl", "Randomise")
    expect(carl.get_by_role("heading", level=1)).to_contain_text("Allocation of")
    allocated = clinic.one(number).facts.first(Randomised)
    assert allocated is not None
    arms = clinic.gateway.trial().protocols.first.arms
    expect(carl.locator(".arm-large")).to_have_text(arms[allocated.body.arm].label.text.en)
    expect(carl.locator("#proof-h + dl")).to_contain_text("Commitment of the key")
    picture(carl, "allocation-en")
    carl.go_back()
    expect(carl.locator("main")).to_contain_text("randomised already")
    for page in (carl, iris):
        page.context.close()


def test_a_screen_failure_in_chinese(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    examine(clinic, number, KPSS0101_RSORRES=70)
    iris = page_of(browser, site, clinic, "iris", "zh")
    iris.goto(f"{site}{WORKSPACE}/worklist")
    iris.get_by_role("link", name="不符合标准").click()
    expect(iris.get_by_role("heading", level=1)).to_contain_text("结束")
    expect(iris.locator("#rests-h + dl")).to_contain_text("70")
    prove(iris, "iris", "结束筛选")
    expect(iris.locator("#log")).to_contain_text("不符合入排标准：I4")
    failed = clinic.one(number).facts.first(ScreeningFailed)
    assert failed is not None and failed.body.criteria == ("I4",)
    picture(iris, "log-zh")
    iris.context.close()


def test_a_consent_is_signed_again_after_the_amendment(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    # signed under the first version, before the amendment was in force
    assert clinic.one(number).consent == "1.0"
    clinic.do("iris", "investigator", act.ApproveAmendment(version="1.1", effective=clinic.today.isoformat()))
    iris = page_of(browser, site, clinic, "iris", "zh")
    iris.goto(f"{site}{WORKSPACE}/screening")
    iris.get_by_role("link", name="1 名受试者须重新签署").click()
    expect(iris.locator("tbody")).to_contain_text("待签")
    picture(iris, "reconsent-zh")
    iris.get_by_role("link", name="记录签署").click()
    expect(iris.get_by_role("heading", level=1)).to_contain_text("1.1 版")
    consent(iris, clinic, "iris")
    iris.get_by_role("button", name="记录签署").last.click()
    expect(iris.locator(".notice.good")).to_contain_text("知情同意已记录")
    assert clinic.one(number).consent == "1.1"
    assert clinic.one(number).study.version == "1.1"
    iris.goto(f"{site}{WORKSPACE}/screening/reconsent")
    expect(iris.get_by_role("heading", level=1)).to_contain_text("1 人中 0 人待签")
    iris.context.close()


@pytest.mark.parametrize(("language", "scheme", "looked_at"), [("en", "light", 1280), ("zh", "dark", 390)])
def test_pages_of_screening_are_accessible_and_fit(
    browser: Browser, site: str, clinic: Clinic, language: str, scheme: str, looked_at: int
) -> None:
    """Each page fits at every width in both languages; axe looks at it once in each, on the desk and on the phone."""
    clinic.do("stefan", "statistician", act.CommitAllocationKey())
    entered, waiting = clinic.participant(), clinic.participant()
    examine(clinic, entered)
    examine(clinic, waiting, without=("KPS", "LB"))
    clinic.do("iris", "investigator", act.ConfirmEligibility(participant=entered))
    clinic.do("carl", "coordinator", act.Randomise(participant=entered))
    judged = act.JudgeCriterion(participant=waiting, criterion="E2", met=True, reason="Afebrile")
    clinic.do("iris", "investigator", judged)
    wrong = act.MarkRandomisedInError(participant=entered, error="wrong_person", reason="Two files on one desk")
    clinic.do("adam", "administrator", wrong)
    found, told = {}, []
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    enter(context, site, clinic, "iris", language)
    page = context.new_page()
    page.on("console", lambda message: told.append(message.text))
    for path in (
        "screening",
        "screening/register",
        "screening/reconsent",
        "consents/1.0",
        f"consents/1.0/print?participant={waiting}",
        f"participants/{waiting}/consent",
        f"participants/{waiting}/eligibility",
        f"participants/{waiting}/identity",
        f"participants/{entered}/allocation",
        f"participants/{entered}",
    ):
        page.goto(f"{site}{WORKSPACE}/{path}")
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            axe = Axe().run(page).response["violations"] if width == looked_at else []
            faults = [fault["id"] for fault in axe]
            if faults or overflow > 0:
                found[path, width] = (overflow, faults)
            name = path.split("?")[0].replace("/", "-").replace(waiting, "w").replace(entered, "e")
            picture(page, f"{name}-{language}-{width}")
    context.close()
    assert not found, found
    assert not told, told
