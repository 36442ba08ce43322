"""Every page of the site in a real browser, in each role that sees it, in both languages, on a phone and on a wide desk.

What is quick of this runs with each desk's own tests; here everything is walked, and everything that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import axe_playwright_python
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Request

from tests.web.every_page import PUBLIC, Stage, in_mid_air, to_look_at, visitor_of, with_language
from tests.web.test_finder_in_a_browser import PAGES as FINDER

pytestmark = pytest.mark.proof
AXE: Final = next(Path(axe_playwright_python.__file__).parent.glob("axe.min.js"))
WIDTHS: Final = (1440, 390)
LOOK: Final = """async () => {
  const found = await axe.run(document, {resultTypes: ["violations"]});
  return {
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    wrong: found.violations.map((one) => `${one.id}: ${one.nodes.length} × ${one.nodes[0].html.slice(0, 200)}`),
  };
}"""


@pytest.fixture(scope="module")
def stage(installation: None) -> Iterator[Stage]:
    """The trial on a morning on which there is something of everything."""
    with in_mid_air() as found:
        yield found


@pytest.fixture(scope="module")
def plan(stage: Stage) -> list[tuple[str, str]]:
    """Which role looks at which page."""
    return list(to_look_at(stage))


class Walk:
    """One browser that looks at pages at both widths and remembers what is wrong with them."""

    def __init__(self, context: BrowserContext, site: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self._site, self._where = site, ""
        self.page.on("console", lambda message: self._tell(f"console: {message.text}"))
        self.page.on("pageerror", lambda fault: self._tell(f"script: {fault}"))
        self.page.on("request", self._requested)

    def look(self, who: str, address: str) -> None:
        """A page at both widths."""
        self._where = f"{who} {address}"
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        self.page.goto(self._site + address)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.page.evaluate(LOOK)
            if found["wide"] > 0:
                self._tell(f"{width}: {found['wide']} px too wide")
            for one in found["wrong"]:
                self._tell(f"{width}: {one}")

    def _tell(self, words: str) -> None:
        if "404 (Not Found)" not in words:
            self.wrong.append(f"{self._where} – {words}")

    def _requested(self, request: Request) -> None:
        if not request.url.startswith((self._site, "data:", "blob:")):
            self._tell(f"asks {request.url}")


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("zh", "dark")])
def test_every_page_of_the_workspace_is_accessible_fits_and_asks_nobody_else(
    browser: Browser, site: str, stage: Stage, plan: list[tuple[str, str]], language: str, scheme: str
) -> None:
    assert len(plan) > 150 and {role for role, _ in plan} >= {"inspector", "investigator", "radiologist"}
    wrong: list[str] = []
    for role in dict.fromkeys(role for role, _ in plan):
        context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
        visitor = visitor_of(role, language)
        for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
            context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": site}])
        walk = Walk(context, site)
        for who, address in plan:
            if who == role:
                walk.look(role, address)
        wrong += walk.wrong
        context.close()
    assert not wrong, "\n".join(wrong)


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize(("language", "scheme"), [("en", "dark"), ("zh", "light")])
def test_every_public_page_is_accessible_fits_and_asks_nobody_else(
    browser: Browser, site: str, language: str, scheme: str
) -> None:
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    walk = Walk(context, site)
    for address in (*PUBLIC, *FINDER):
        walk.look("visitor", with_language(address, language))
    context.close()
    assert not walk.wrong, "\n".join(walk.wrong)
