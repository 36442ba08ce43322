"""The pictures of docs/reference/workspace.md: each page still opens, and its picture is there and small.

`EQUIPOISE_WRITE=1 pytest -m proof tests/web/test_pictures_of_pages.py` takes them anew from a rehearsal stopped in mid-trial.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page

from equipoise.facts import moment_of
from equipoise.facts import product as made
from equipoise.facts.product import InfusionEnded
from equipoise.ledger.memory import MemoryStore
from equipoise.rules import product
from equipoise.simulation.rehearsal import rehearse, staff_of
from equipoise.trial.gateway import Gateway
from equipoise.trial.person import people
from equipoise.trial.state import Trial
from equipoise.trial.worklist import worklist
from equipoise.web import moment, trials
from tests.web.conftest import visitor
from tests.web.rehearsed_trials import OPEN

pytestmark = pytest.mark.proof
ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "pictures"
TOLD: Final = ROOT / "docs" / "reference" / "workspace.md"
UNTIL: Final = datetime(2018, 11, 21, 2, 40, tzinfo=UTC)
LARGEST: Final = 150_000
COLOURS: Final = 64


@dataclass(frozen=True)
class Stage:
    """The trial in mid-air, and who and what the pictures show."""

    trial: Trial
    screened: str
    treated: str
    bag: str
    half_tested: str
    entry: str


@dataclass(frozen=True)
class Picture:
    """A page as somebody of the team sees it. `does` is what the person typed before the picture was taken."""

    name: str
    role: str
    path: Callable[[Stage], str]
    language: str = "en"
    width: int = 1280
    height: int = 800
    does: Callable[[Page], None] | None = None


def typed(page: Page) -> None:
    """A fever, of which the form says at once what it thinks."""
    for name, words in (("TEMP_VSORRES", "39.1"), ("SYSBP_VSORRES", "128"), ("DIABP_VSORRES", "76")):
        page.locator(f"[name='{name}']").fill(words)
    page.locator("[data-note='TEMP_VSORRES'] :not(:empty)").first.wait_for()


PICTURES: Final = (
    Picture("worklist", "coordinator", lambda stage: "worklist"),
    Picture("screening-log", "coordinator", lambda stage: "screening", "zh"),
    Picture("eligibility", "investigator", lambda stage: f"participants/{stage.screened}/eligibility"),
    Picture("form", "coordinator", lambda stage: stage.entry, does=typed),
    Picture("casebook", "investigator", lambda stage: f"participants/{stage.treated}", "zh", height=1000),
    Picture("cells", "cell_technician", lambda stage: "cells", height=1100),
    Picture("release", "quality_releaser", lambda stage: f"units/{stage.bag}/release?as_of={stage.half_tested}", "zh"),
    Picture("bedside", "infusion_nurse", lambda stage: f"bedside/{stage.bag}", "zh", 390, 844),
    Picture("safety", "investigator", lambda stage: "safety", height=1100),
    Picture("response", "investigator", lambda stage: f"participants/{stage.treated}/response", "zh", height=1000),
    Picture("oversight", "monitor", lambda stage: "oversight", height=1000),
    Picture("reports", "statistician", lambda stage: "reports", "zh"),
    Picture("past-day", "inspector", lambda stage: "worklist?as_of=2018-07-04T12:09&role=all"),
)


@pytest.fixture(scope="module")
def stage(installation: None) -> Iterator[Stage]:
    """The rehearsal stopped on a morning on which bags are on the ward, in the place of the installation's trial."""
    store, protocols = MemoryStore(), trials.study(OPEN).protocols
    gateway = Gateway(store, protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, protocols.first.design.enrolment, 1, until=UNTIL)
    trial = gateway.trial()
    names = get_user_model().objects
    for picture in PICTURES:
        names.get_or_create(username=staff_of(picture.role))
    active = [one for one in people(trial, UNTIL.date()) if one.active]
    waiting = [
        bag
        for one in active
        for bag in product.chain(one.study, one.facts).bags.values()
        if bag.state in ("dispatched", "received")
    ]
    bag = waiting[0]
    filled = next(fact for one in active for fact in one.facts.of(made.BagFormulated) if fact.body.bag == bag.id)
    zone = ZoneInfo(trial.protocols.first.time_zone)
    tested = moment_of(filled.recorded) + timedelta(minutes=25)
    wanted = next(task for task in worklist(trial, UNTIL) if task.kind == "save_form" and task.form == "VS")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", {OPEN: gateway}.__getitem__)
        patch.setattr(trials, "store", lambda: store)
        patch.setattr(moment, "now_of", lambda trial: UNTIL)
        moment._past.cache_clear()
        yield Stage(
            trial,
            next(one.number for one in active if one.status == "screening"),
            max(active, key=lambda one: len(one.facts.of(InfusionEnded))).number,
            bag.id,
            f"{tested.astimezone(zone):%Y-%m-%dT%H:%M}",
            f"participants/{wanted.participant}/forms/{wanted.form}/{wanted.instance}",
        )
        moment._past.cache_clear()


def visitor_of(picture: Picture) -> Client:
    """Whoever sees the page, signed in."""
    return visitor(staff_of(picture.role), picture.language)


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_page_opens_and_its_picture_is_small_and_told(stage: Stage, picture: Picture) -> None:
    address = f"/workspace/{OPEN}/{picture.path(stage)}"
    assert visitor_of(picture).get(address).status_code == 200
    if os.environ.get("EQUIPOISE_WRITE"):
        return
    kept = FOLDER / f"workspace-{picture.name}.png"
    assert kept.stat().st_size < LARGEST
    with Image.open(kept) as image:
        assert image.size == (picture.width, picture.height)
    assert TOLD.read_text(encoding="utf-8").count(f"(../pictures/{kept.name})") == 1


@pytest.mark.skipif(not os.environ.get("EQUIPOISE_WRITE"), reason="writes pictures only when asked to")
def test_pictures_are_taken(browser: Browser, site: str, stage: Stage) -> None:
    for picture in PICTURES:
        context = browser.new_context(
            viewport={"width": picture.width, "height": picture.height}, reduced_motion="reduce", color_scheme="light"
        )
        visitor = visitor_of(picture)
        for name in (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME):
            context.add_cookies([{"name": name, "value": visitor.cookies[name].value, "url": site}])
        page = context.new_page()
        page.goto(f"{site}/workspace/{OPEN}/{picture.path(stage)}")
        if picture.does is not None:
            picture.does(page)
        with Image.open(BytesIO(page.screenshot())) as image:
            image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
                FOLDER / f"workspace-{picture.name}.png", optimize=True
            )
        context.close()
