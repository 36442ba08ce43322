"""Every page of the workspace in a real browser, in each role that sees it, in both languages, on a phone and on a wide desk.

What is quick of this runs with each desk's own tests; here everything is walked, and everything that is wrong is told at once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings
from playwright.sync_api import Browser

from tests.web.every_page import Stage, in_mid_air, to_look_at, visitor_of
from tests.web.looked_at import Walk

pytestmark = pytest.mark.proof


@pytest.fixture(scope="module")
def stage(installation: None) -> Iterator[Stage]:
    """The trial on a morning on which there is something of everything."""
    with in_mid_air() as found:
        yield found


@pytest.fixture(scope="module")
def plan(stage: Stage) -> list[tuple[str, str]]:
    """Which role looks at which page."""
    return list(to_look_at(stage))


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
