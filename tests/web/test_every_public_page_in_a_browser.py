"""Every public page in a real browser, in both languages, on a phone and on a wide desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.web.every_page import PUBLIC, with_language
from tests.web.looked_at import Walk
from tests.web.test_finder_in_a_browser import PAGES as FINDER

pytestmark = pytest.mark.proof


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
