"""Windows for whole journeys: each person signs in on the sign-in page, reads in a language of their own, and their clicks are counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.web.conftest import PASSWORD

_COUNT = "addEventListener('pointerdown', () => window.pressed(), true)"


class Journey:
    """One walk through the trial by several people. `language` is that of whoever comes first; who comes next reads the other one."""

    def __init__(self, browser: Browser, site: str, base: str, language: str) -> None:
        self._browser, self._site, self._base = browser, site, base
        self._language = language
        self._contexts: list[BrowserContext] = []
        self.clicks = 0

    def enter(self, who: str, width: int = 1440) -> Window:
        """Somebody signs in, and is where their work begins."""
        language = self._language
        self._language = "zh" if language == "en" else "en"
        context = self._browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce")
        self._contexts.append(context)
        code = "zh-hans" if language == "zh" else "en"
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": code, "url": self._site}])
        context.expose_function("pressed", self._pressed)
        context.add_init_script(_COUNT)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.goto(f"{self._site}/sign-in")
        page.fill("#username", who)
        page.fill("#password", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/workspace/**")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans" if language == "zh" else "en")
        return Window(page, who, language, self._site + self._base)

    def _pressed(self) -> None:
        self.clicks += 1

    def close(self) -> None:
        """Everybody leaves."""
        for context in self._contexts:
            context.close()


class Window:
    """What one person sees and does."""

    def __init__(self, page: Page, who: str, language: str, base: str) -> None:
        self.page, self.who, self.language, self._base = page, who, language, base

    def go(self, path: str) -> None:
        """An address that the person has from elsewhere: a bookmark, the number on a wristband, a code."""
        self.page.goto(f"{self._base}/{path}")

    def find(self, number: str) -> None:
        """To a participant by the number, without a mouse."""
        self.page.locator("#go").fill(number)
        self.page.locator("#go").press("Enter")
        self.page.wait_for_url("**/participants/*")

    def says(self, en: str, zh: str) -> str:
        """A word of the page in the person's language."""
        return zh if self.language == "zh" else en

    def tab(self, desk: str) -> None:
        """A desk of the navigation, from the line or from behind “More”."""
        menu = self.page.locator("nav.navigation details.menu", has=self.page.locator(f"a[href$='/{desk}']"))
        if menu.count():
            menu.locator("summary").click()
        with self.page.expect_navigation():
            self.page.locator(f"nav.navigation a[href$='/{desk}']").click()

    def follow(self, href: str, within: str = "main") -> None:
        """A link of the page, by where it leads."""
        with self.page.expect_navigation():
            self.page.locator(f"{within} a[href*='{href}']").first.click()

    def type(self, **boxes: object) -> None:
        """Words into the boxes of an act."""
        for name, words in boxes.items():
            self.page.locator(f"[name='{name}']").last.fill(str(words))

    def choose(self, **codes: str) -> None:
        """One of a few codes."""
        for name, code in codes.items():
            box = self.page.locator(f"[name='{name}'][value='{code}']")
            if box.count():
                box.check()
            else:
                self.page.locator(f"select[name='{name}']").select_option(code)

    def day(self, name: str, day: Any) -> None:
        """A date in its three boxes."""
        for part, words in (("y", day.year), ("m", day.month), ("d", day.day)):
            self.page.locator(f"[name='{name}~{part}']").fill(str(words))

    def prove(self) -> None:
        """The password, and the name where it is asked for."""
        if self.page.locator("#username").count():
            self.page.locator("#username").fill(self.who)
        if self.page.locator("#password").count():
            self.page.locator("#password").fill(PASSWORD)

    def with_second(self, second: str) -> None:
        """The second person types the own name and password."""
        self.page.locator("#second").fill(second)
        self.page.locator("#second-password").fill(PASSWORD)

    def act(self, second: str = "") -> None:
        """Do what the page is for; unusual answers are confirmed once. The page that follows says no refusal."""
        for _ in range(2):
            if second:
                self.with_second(second)
            self.prove()
            self._send()
            if not self.page.locator("input[name='~confirmed']").count():
                break
        refused = self.page.locator(".notice.refusal[role=alert], .faulty .fault")
        assert not refused.count(), refused.first.inner_text()

    def _send(self) -> None:
        """Click the act, once: what the rules say about what was typed moves nothing under the pointer."""
        with self.page.expect_navigation():
            self.page.locator("main button[data-save]").last.click()

    def sees(self, en: str, zh: str, where: str = "main") -> None:
        """Words of the page."""
        expect(self.page.locator(where).first).to_contain_text(self.says(en, zh))


@contextmanager
def journey(browser: Browser, site: str, study: str, language: str) -> Iterator[Journey]:
    """A walk, whose windows are closed at its end."""
    walk = Journey(browser, site, f"/workspace/{study}", language)
    try:
        yield walk
    finally:
        walk.close()
