"""A real browser for tests: Debian's chromium, driven by Playwright, with no way out to a network."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.services import absent

ARGUMENTS = (
    "--no-sandbox",  # test machines run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


@contextmanager
def a_browser(*more: str) -> Iterator[Browser]:
    """One headless chromium with further arguments, a camera that shows a film for one.

    Playwright keeps an event loop in the test's thread, in which Django refuses its database unless told otherwise.
    """
    program = shutil.which("chromium") or shutil.which("chromium-browser") or absent("chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chromium = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *more])
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless chromium for all tests of a file."""
    with a_browser() as chromium:
        yield chromium


@pytest.fixture
def browser_context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh visitor: no cookies, an English desktop of 1280 by 800."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(browser_context: BrowserContext) -> Page:
    """One empty page of a fresh visitor."""
    return browser_context.new_page()
