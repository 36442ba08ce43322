"""The casebook's forms in a real browser: filled in by keyboard, corrected, asked about, verified, signed, locked; and lost lines."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from equipoise.facts.casebook import FormSaved, FormSigned, QueryOpened
from equipoise.rules import visits
from equipoise.trial import commands as act
from tests.web.clinic import Clinic, address, clinic, vital_signs
from tests.web.conftest import PASSWORD

__all__ = ["clinic"]
VISIT = "ELIG.1"


def enter(context: BrowserContext, site: str, clinic: Clinic, who: str, language: str = "en") -> None:
    """The session of a member of the team."""
    session = clinic.as_(who).cookies[settings.SESSION_COOKIE_NAME].value
    code = "zh-hans" if language == "zh" else "en"
    for name, value in ((settings.SESSION_COOKIE_NAME, session), (settings.LANGUAGE_COOKIE_NAME, code)):
        context.add_cookies([{"name": name, "value": value, "url": site}])


def page_of(browser: Browser, site: str, clinic: Clinic, who: str, language: str = "en", width: int = 1440) -> Page:
    """A page of somebody's own browser."""
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    enter(context, site, clinic, who, language)
    context.set_default_timeout(8000)
    return context.new_page()


def kept(page: Page) -> None:
    """Wait until the server has said that it has what is typed."""
    expect(page.locator("[data-status]")).to_contain_text("Draft kept", timeout=8000)


def test_a_form_from_empty_to_locked(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    form = f"{site}{address(number, 'forms', 'VS', VISIT)}"
    carl = page_of(browser, site, clinic, "carl")
    carl.goto(form)
    assert carl.evaluate("document.activeElement.name") == "VSDAT~d"
    carl.keyboard.press("t")
    for _ in range(3):
        carl.keyboard.press("Enter")
    for typed in ("39.1", "128", "76", "72", "16", "97"):
        carl.keyboard.type(typed)
        carl.keyboard.press("Enter")
    carl.keyboard.press("Space")  # room air, the first of two
    carl.keyboard.press("Enter")
    carl.keyboard.type("61.5")
    carl.keyboard.press("Enter")
    expect(carl.locator("[data-note='TEMP_VSORRES']")).to_contain_text("High fever", timeout=8000)
    kept(carl)
    carl.keyboard.press("Control+Enter")
    expect(carl.get_by_role("heading", name="Not saved yet: one answer is unusual or missing")).to_be_visible()
    carl.get_by_label("Answer to: High fever").fill("Flu, antipyretic given")
    carl.get_by_role("button", name="Save and open a query").first.click()
    expect(carl.locator(".notice.good")).to_contain_text("Saved as fact")
    saved = clinic.one(number).facts.form("VS", VISIT)
    assert saved is not None
    assert saved.items["TEMP_VSORRES"] == {"value": "39.1", "unit": "Cel"}
    assert saved.items["OXYGEN"] == "ROOM AIR"
    assert [query.state for query in visits.queries(clinic.one(number).facts)] == ["answered"]

    carl.get_by_role("link", name="Correct").click()
    carl.locator("#i-TEMP_VSORRES").fill("36.9")
    carl.get_by_label("Reason for the correction").fill("Read from the wrong line")
    carl.get_by_role("button", name="Save the correction").click()
    expect(carl.locator(".notice.good")).to_be_visible()
    expect(carl.locator("tr", has_text="TEMP_VSORRES")).to_contain_text("corrected")
    assert [query.state for query in visits.queries(clinic.one(number).facts)] == ["closed"]

    mona = page_of(browser, site, clinic, "mona")
    mona.goto(form)
    mona.locator("a[data-ask=PULSE_VSORRES]").click()
    mona.keyboard.type("The source says 82")
    mona.get_by_role("button", name="Open a query").click()
    carl.goto(f"{site}/workspace/NCT03410368/worklist")
    carl.get_by_role("link", name="Answer query").click()
    expect(carl.get_by_label("Answer")).to_be_focused()
    carl.get_by_label("Answer").fill("Checked: 72")
    carl.get_by_role("button", name="Answer").click()
    expect(carl.locator("#queries")).to_contain_text("answered")
    mona.goto(form)
    mona.get_by_role("button", name="Mark all").click()
    mona.get_by_role("button", name="Verified against the source").click()
    expect(mona.locator(".notice.good")).to_contain_text("9 items are verified")
    mona.get_by_role("button", name="Close").click()
    expect(mona.locator("#queries .state").last).to_contain_text("closed")

    iris = page_of(browser, site, clinic, "iris")
    iris.goto(form)
    iris.get_by_role("link", name="Sign", exact=True).click()
    iris.get_by_label("Approved").check()
    iris.get_by_label("Your user name").fill("iris")
    iris.get_by_label("Your password").fill(PASSWORD)
    iris.get_by_role("button", name="Sign").click()
    expect(iris.locator("main")).to_contain_text("valid")
    expect(iris.locator("main")).to_contain_text("Iris (iris)")
    assert clinic.one(number).facts.last(FormSigned) is not None

    dora = page_of(browser, site, clinic, "dora")
    dora.goto(form)
    dora.get_by_role("link", name="Lock").click()
    dora.get_by_label("Your user name").fill("dora")
    dora.get_by_label("Your password").fill(PASSWORD)
    dora.get_by_role("button", name="Lock").click()
    expect(dora.locator("main")).to_contain_text("This form is locked.")
    carl.goto(form)
    expect(carl.get_by_role("link", name="Correct")).to_have_count(0)
    for page in (carl, mona, iris, dora):
        page.context.close()


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_pages_of_entry_are_accessible_and_fit(
    browser: Browser, site: str, clinic: Clinic, width: int, language: str, scheme: str
) -> None:
    number = clinic.participant()
    clinic.do("carl", "coordinator", _filled(clinic, number))
    query = act.OpenQuery(participant=number, form="VS", instance=VISIT, item="PULSE_VSORRES", words="Sure")
    clinic.do("mona", "monitor", query)
    found, told = {}, []
    for who, path in (
        ("carl", address(number, "forms", "LB", VISIT)),
        ("carl", address(number, "forms", "MH", "SCR.1")),
        ("carl", address(number, "forms", "VS", VISIT) + "?correct=1"),
        ("carl", address(number, "forms", "VS", VISIT)),
        ("carl", f"/workspace/NCT03410368/participants/{number}"),
        ("mona", address(number, "forms", "VS", VISIT)),
        ("iris", address(number, "sign", "VS", VISIT)),
        ("dora", address(number, "lock", "form", f"VS/{VISIT}")),
        ("carl", address(number, "retract", "VS", VISIT)),
    ):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce"
        )
        enter(context, site, clinic, who, language)
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.goto(site + path)
        if "/forms/LB" in path:
            page.locator("#i-HGB_LBORRES").fill("8.5")
            page.locator("#i-ALT_LBORRES").fill("x")
            expect(page.locator("[data-note='HGB_LBORRES'] .fault")).to_be_visible(timeout=8000)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        violations = [(each["id"], each["nodes"][0]["html"][:160]) for each in Axe().run(page).response["violations"]]
        if violations or overflow > 0:
            found[who, path] = (violations, overflow)
        context.close()
    assert not found
    assert not told


def _filled(clinic: Clinic, number: str) -> act.SaveForm:
    day = clinic.today.isoformat()
    units = {
        "TEMP": "Cel",
        "SYSBP": "mm[Hg]",
        "DIABP": "mm[Hg]",
        "PULSE": "/min",
        "RESP": "/min",
        "OXYSAT": "%",
        "WEIGHT": "kg",
    }
    typed = vital_signs(clinic)
    items = {f"{name}_VSORRES": {"value": typed[f"{name}_VSORRES"], "unit": unit} for name, unit in units.items()}
    return act.SaveForm(
        participant=number, form="VS", instance=VISIT, visit=VISIT, items={"VSDAT": day, "OXYGEN": "ROOM AIR", **items}
    )


def test_the_unit_is_put_right_in_place_and_the_limit_stands_beside_the_value(
    browser: Browser, site: str, clinic: Clinic
) -> None:
    number = clinic.participant()
    dm = {"DMDAT": clinic.today.isoformat(), "BRTHDAT": "1960-05", "SEX": "F", "ETHNICGP": "HAN"}
    clinic.do(
        "carl", "coordinator", act.SaveForm(participant=number, form="DM", instance="SCR.1", visit="SCR.1", items=dm)
    )
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(number, 'forms', 'LB', VISIT)}")
    page.get_by_label("Central clinical laboratory").check()
    note = page.locator("[data-note='HGB_LBORRES']")
    expect(note).to_contain_text("normal 115–150 g/L", timeout=8000)
    page.locator("#i-HGB_LBORRES").fill("8.5")
    expect(note).to_contain_text("is not possible", timeout=8000)
    note.get_by_role("button", name="Use g/dL").click()
    expect(note).to_contain_text("= 85.00 g/L", timeout=8000)
    expect(note).to_contain_text("▼ low")
    page.locator("#i-CREAT_LBORRES").fill("0.9 mg/dl")
    expect(page.locator("[data-note='CREAT_LBORRES']")).to_contain_text("= 79.58 µmol/L", timeout=8000)
    page.context.close()


def test_whoever_types_before_the_script_is_there_keeps_the_box(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    page = page_of(browser, site, clinic, "carl")
    late: list[Route] = []

    def hold(script: Route) -> None:
        late.append(script)

    page.route("**/entry.js", hold)
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}", wait_until="commit")
    pulse = page.locator("#i-PULSE_VSORRES")
    pulse.focus()
    page.keyboard.type("7")
    late[0].continue_()
    page.wait_for_load_state()
    page.keyboard.type("6")
    expect(pulse).to_have_value("76")


def test_what_is_not_asked_is_hidden_until_it_is(browser: Browser, site: str, clinic: Clinic) -> None:
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(clinic.participant(), 'forms', 'MH', 'SCR.1')}")
    assert not page.locator("#f-RHEUMTERM").is_visible()
    page.locator("#f-RHEUMYN").get_by_label("Yes").check()
    expect(page.locator("#f-RHEUMTERM")).to_be_visible(timeout=8000)
    page.get_by_role("button", name="Add a row").click()
    page.keyboard.type("Gout")
    expect(page.locator("[name='OTHER.1.MHTERM']")).to_have_value("Gout")
    page.context.close()


def test_without_script_a_form_is_saved_and_what_is_wrong_is_said(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    context = browser.new_context(java_script_enabled=False)
    enter(context, site, clinic, "carl")
    page = context.new_page()
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}")
    for name, words in vital_signs(clinic, SYSBP_VSORRES="400").items():
        if name == "OXYGEN":
            page.locator(f"[name='{name}'][value='{words}']").check()
        else:
            page.locator(f"[name='{name}']").fill(words)
    page.get_by_role("button", name="Save as entered").click()
    expect(page.locator("h2").first).to_contain_text("Not saved: one answer cannot stand")
    expect(page.locator("[name='PULSE_VSORRES']")).to_have_value("72")
    page.locator("[name='SYSBP_VSORRES']").fill("140")
    page.get_by_role("button", name="Save as entered").click()
    expect(page.locator(".notice.good")).to_contain_text("Saved as fact")
    context.close()


def test_a_lost_line_loses_nothing_that_was_typed(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}")

    def cut(route: Route) -> None:
        route.abort("connectionfailed")

    page.route("**/draft/**", cut)
    page.locator("#i-PULSE_VSORRES").fill("81")
    page.get_by_role("button", name="Save as entered").click()
    expect(page.locator("[data-status]")).to_contain_text("No connection since", timeout=8000)
    assert page.locator("#i-PULSE_VSORRES").input_value() == "81"
    page.unroute("**/draft/**", cut)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    kept(page)
    page.goto("about:blank")
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}")
    assert page.locator("#i-PULSE_VSORRES").input_value() == "81"
    expect(page.locator("main")).to_contain_text("is here again")
    page.context.close()


def test_a_session_that_ends_in_the_middle_loses_nothing(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#i-PULSE_VSORRES").fill("81")
    page.get_by_role("button", name="Save as entered").click()
    expect(page.locator("[data-status]")).to_contain_text("You are signed out", timeout=8000)
    enter(page.context, site, clinic, "carl")
    page.get_by_role("button", name="Save as entered").click()
    expect(page.get_by_role("heading", name="Not saved yet")).to_be_visible(timeout=8000)
    assert page.locator("#i-PULSE_VSORRES").input_value() == "81"
    page.context.close()


def test_a_double_click_saves_once(browser: Browser, site: str, clinic: Clinic) -> None:
    number = clinic.participant()
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(number, 'forms', 'VS', VISIT)}")
    for name, words in vital_signs(clinic).items():
        if name == "OXYGEN":
            page.locator(f"[name='{name}'][value='{words}']").check()
        else:
            page.locator(f"[name='{name}']").fill(words)
    page.get_by_role("button", name="Save as entered").dblclick()
    expect(page.locator(".notice.good")).to_be_visible(timeout=8000)
    facts = clinic.one(number).facts
    assert len(facts.of(FormSaved)) == 1
    assert not facts.of(QueryOpened)
    page.context.close()


def test_a_form_prints_on_one_sheet(browser: Browser, site: str, clinic: Clinic) -> None:
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(clinic.participant(), 'forms', 'LB', VISIT)}")
    sheets = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    page.context.close()
    assert sheets == 1


def test_nothing_moves_under_the_hand_when_the_rules_answer(browser: Browser, site: str, clinic: Clinic) -> None:
    """An item that is asked only now, or a note that needs lines, comes while somebody aims at what lies below it."""
    page = page_of(browser, site, clinic, "carl")
    page.set_viewport_size({"width": 1440, "height": 420})
    page.goto(f"{site}{address(clinic.participant(), 'forms', 'MH', 'SCR.1')}")
    page.locator("#f-RHEUMYN").get_by_label("Yes").check()
    below = page.locator("input[name=ALLERGYYN][value=N]")
    below.scroll_into_view_if_needed()
    below.hover()
    before = below.bounding_box()
    page.locator("#f-RHEUMTERM:not([hidden])").wait_for(state="attached")
    after = below.bounding_box()
    assert before is not None and after is not None
    assert abs(after["y"] - before["y"]) < 1
    page.context.close()


def test_t_is_the_day_of_the_study_and_a_day_to_come_is_said_at_once(
    browser: Browser, site: str, clinic: Clinic
) -> None:
    page = page_of(browser, site, clinic, "carl")
    page.goto(f"{site}{address(clinic.participant(), 'forms', 'VS', VISIT)}")
    page.locator("[name='VSDAT~d']").press("t")
    assert page.locator("[name='VSDAT~y']").input_value() == str(clinic.today.year)
    assert page.locator("[name='VSDAT~d']").input_value() == str(clinic.today.day)
    page.locator("[name='VSDAT~y']").fill(str(clinic.today.year + 1))
    expect(page.locator("[data-note=VSDAT]")).to_contain_text("is still to come", timeout=8000)
    page.context.close()
