"""How many clicks, keys and scans a usual bag, a usual control and a usual release take, counted in a real browser.

The counts stand in docs/reference/cell_laboratory.md. Seconds are those of the keystroke-level model (Card, Moran and Newell,
Communications of the ACM 1980;23:396), so that they are alike on every machine: 1.3 s to point and press, 0.28 s a key; a scan, which
the model does not know, is taken as 2 s, and a name or password as the keys that it has here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

from equipoise.facts import Answer
from equipoise.rules import product
from equipoise.trial import commands as act
from tests.web.conftest import PASSWORD
from tests.web.laboratory import RELEASER, TECHNICIAN, Laboratory, laboratory
from tests.web.test_bedside_in_a_browser import page_of as phone_of
from tests.web.test_cells_in_a_browser import WORKSPACE
from tests.web.test_cells_in_a_browser import page_of as desk_of
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["laboratory", "ward"]
DESK = Path(__file__).parents[2] / "docs" / "reference" / "cell_laboratory.md"
CLICK, KEY, SCAN = 1.3, 0.28, 2.0
"""Seconds."""


@dataclass
class Hands:
    """A pair of hands at a page: everything that they do is counted."""

    page: Page
    clicks: int = 0
    keys: int = 0
    scans: int = 0

    def press(self, place: Locator) -> None:
        """Point and press."""
        place.click()
        self.clicks += 1

    def write(self, words: str) -> None:
        """Type into the box that has the focus."""
        self.page.keyboard.type(words)
        self.keys += len(words)

    def enter(self) -> None:
        """The key that goes on."""
        self.page.keyboard.press("Enter")
        self.keys += 1

    def scan(self, box: str, code: str) -> None:
        """A hand scanner types and ends with Enter; the box waits for it already."""
        expect(self.page.locator(box)).to_be_focused()
        self.page.keyboard.type(code)
        self.page.keyboard.press("Enter")
        self.scans += 1

    def told(self) -> tuple[int, int, int, int]:
        """Clicks, keys, scans, seconds."""
        return self.clicks, self.keys, self.scans, round(self.clicks * CLICK + self.keys * KEY + self.scans * SCAN)


def written(what: str) -> tuple[int, ...]:
    """The counts of the page of the reference."""
    for line in DESK.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if cells[0] == what:
            return tuple(int(re.sub(r"\D", "", cell)) for cell in cells[2:6])
    raise AssertionError(f"{what} is not on the page")


def test_a_usual_bag_at_the_bedside_takes_the_hands_that_the_page_tells(
    browser: Browser, site: str, ward: Ward
) -> None:
    ward.receive()
    ward.pass_(minutes=5)
    page = phone_of(browser, site, ward)
    page.goto(f"{site}/workspace/{STUDY}/bedside")
    hands = Hands(page)
    hands.scan("#code", ward.bag)
    hands.press(page.get_by_role("link", name="Scan wristband and bag"))
    hands.scan("#wristband", ward.number)
    hands.scan("#bag", ward.bag)
    expect(page.locator("#second")).to_be_focused()
    hands.write(SECOND)
    hands.press(page.locator("#second-password"))
    hands.write(PASSWORD)
    hands.enter()
    hands.press(page.get_by_role("link", name="Start the infusion"))
    hands.press(page.locator("#username"))
    hands.write(NURSE)
    hands.press(page.locator("#password"))
    hands.write(PASSWORD)
    hands.press(page.get_by_role("button", name="Start the infusion").last)
    expect(page.locator(".notice.good")).to_contain_text("The infusion runs")
    page.context.close()
    assert hands.told() == written("a bag at the bedside")


def test_usual_vital_signs_take_the_hands_that_the_page_tells(browser: Browser, site: str, ward: Ward) -> None:
    ward.receive()
    ward.verify()
    ward.start()
    ward.pass_(minutes=15)
    page = phone_of(browser, site, ward)
    page.goto(f"{site}/workspace/{STUDY}/bedside")
    hands = Hands(page)
    hands.press(page.get_by_role("link", name="Vital signs: 15 minutes"))
    expect(page.locator("#b-TEMP_VSORRES")).to_be_focused()
    for typed in ("36.8", "118", "74", "80", "16", "98"):
        hands.write(typed)
        hands.enter()
    hands.press(page.locator("[data-save]"))
    expect(page.locator(".notice.good")).to_contain_text("15 minutes")
    page.context.close()
    assert hands.told() == written("vital signs")


def test_a_usual_control_of_a_culture_takes_the_hands_that_the_page_tells(
    browser: Browser, site: str, laboratory: Laboratory
) -> None:
    laboratory.seed()
    laboratory.morning(laboratory.prepared.day + timedelta(days=3))
    page = desk_of(browser, site, laboratory, TECHNICIAN, width=820)
    page.goto(f"{site}{WORKSPACE}/cells")
    hands = Hands(page)
    hands.press(page.get_by_role("link", name="Control the culture"))
    hands.scan("#b-label", laboratory.batch)
    for box, typed in (("#b-total_cells", "2.1e9"), ("#b-viability_pct", "92")):
        expect(page.locator(box)).to_be_focused()
        hands.write(typed)
        hands.enter()
    for box, typed in (("[name=CD3N56P]", "71"), ("[name=CD3P]", "14")):
        hands.press(page.locator(box))
        hands.write(typed)
    hands.press(page.get_by_label("No growth"))
    hands.press(page.locator("[data-save]"))
    expect(page.locator(".notice.good")).to_contain_text("Recorded")
    page.context.close()
    assert hands.told() == written("a control in process")


def released_before(laboratory: Laboratory) -> None:
    """A first bag of the harvest, released with the sheet of its tests."""
    laboratory.fill()
    laboratory.test()
    items: dict[str, Answer] = {
        "BEDAT": laboratory.today.isoformat(),
        "REVIEWYN": "Y",
        "DEVOPENYN": "N",
        "RETAINYN": "Y",
    }
    items |= {
        "VIABMETHOD": "AO/PI",
        "FLOWPANEL": "FP-1806",
        "STERMETHOD": "BACTEC",
        "MYCKIT": "MYC-1810",
        "LALLOT": "LAL-18",
    }
    first = act.ReleaseBag(participant=laboratory.number, bag=laboratory.bag, kind="conditional", items=items)
    laboratory.do("quality_releaser", first)
    laboratory.pass_(minutes=5)
    second = act.FormulateBag(
        participant=laboratory.number, batch=laboratory.batch, harvest=1, volume_ml=Decimal(50), concentration_per_ml=9_000_000,
        viability_pct=Decimal(91), nk_pct=Decimal(88), t_cell_pct=Decimal(6), operator_two=f"{TECHNICIAN}-2",
    )  # fmt: skip
    laboratory.do("cell_technician", second)
    laboratory.pass_(minutes=10)
    bag = product.bag_id(laboratory.number, 1, 1, 2)
    printed = act.LabelBag(
        participant=laboratory.number, bag=bag, printed=2, used=1, destroyed=0, archived=1, second=f"{TECHNICIAN}-2"
    )
    laboratory.do("cell_technician", printed)
    laboratory.pass_(minutes=10)
    for attribute, value in {
        "identity": "MATCH",
        "appearance": "CONFORMS",
        "endotoxin": "0.6",
        "gram": "NO ORGANISM",
    }.items():
        unit = "[EU]/mL" if attribute == "endotoxin" else ""
        result = act.RecordResult(
            participant=laboratory.number, unit=bag, attribute=attribute, value=value, measured_in=unit
        )
        laboratory.do("cell_technician", result)
    laboratory.pass_(minutes=10)


def test_a_usual_release_takes_the_hands_that_the_page_tells(
    browser: Browser, site: str, laboratory: Laboratory
) -> None:
    laboratory.grow()
    released_before(laboratory)
    page = desk_of(browser, site, laboratory, RELEASER)
    page.goto(f"{site}{WORKSPACE}/cells")
    hands = Hands(page)
    hands.press(page.get_by_role("link", name="Decide on release"))
    hands.press(page.get_by_role("link", name="Sign: Conditional release"))
    expect(page.locator("[name=MYCKIT]")).to_have_value("MYC-1810")
    for name, answer in (("REVIEWYN", "Y"), ("DEVOPENYN", "N"), ("RETAINYN", "Y")):
        hands.press(page.locator(f"[name={name}][value={answer}]"))
    hands.press(page.locator("#username"))
    hands.write(RELEASER)
    hands.press(page.locator("#password"))
    hands.write(PASSWORD)
    hands.press(page.locator("[data-save]"))
    expect(page.locator(".notice.good").first).to_contain_text("Released")
    page.context.close()
    assert hands.told() == written("a release")
