"""Every address of the site that a person can open, found from the routes and the tasks of a trial in mid-air, role by role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from html.parser import HTMLParser
from itertools import islice
from typing import Final
from urllib.parse import urlencode

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from equipoise.facts.casebook import FormSaved
from equipoise.facts.product import InfusionEnded
from equipoise.facts.randomisation import Randomised
from equipoise.ledger.memory import MemoryStore
from equipoise.rules import product, safety
from equipoise.simulation.rehearsal import rehearse, staff_of
from equipoise.trial.gateway import Gateway
from equipoise.trial.permissions import ROLES
from equipoise.trial.person import Person, people
from equipoise.trial.state import Trial
from equipoise.trial.worklist import worklist
from equipoise.web import moment, trials
from equipoise.web.urls import urlpatterns
from equipoise.web.workspace.acts import PERSON, STUDY, UNIT
from tests.web.conftest import visitor
from tests.web.rehearsed_trials import OPEN
from tests.web.test_default_deny import routes

UNTIL: Final = datetime(2018, 11, 21, 2, 40, tzinfo=UTC)
"""A morning on which participants stand at every point of the trial, and bags are on the ward."""
PLACEHOLDER: Final = re.compile(r"<(?:\w+:)?(\w+)>")
NO_PAGES: Final = (
    "/save/",
    "/draft/",
    "/talk/",
    "/go",
    "/wristband",
    "/labels",
    "/files/",
    "/report.<",
    "/forget",
    "/take-in",
)
"""Routes that answer with a file, with another page, or only to what a page sends."""
ASKED: Final = (
    "worklist?role=all", "worklist?q=nothing-is-called-so", "participants?q=nobody", "participants?status=screening",
    "participants?as_of=2018-06-01", "cells/search?q=medium", "cells/search?q=nothing", "safety/terms?q=fever",
    "screening?q=nobody", "ledger?subject=study",
)  # fmt: skip
PUBLIC: Final = (
    "/", "/studies/NCT03410368", "/studies/ASPIRE-3", "/studies/ASPIRE-3/assumptions", "/studies/NCT03410368/record",
    "/studies/NCT03410368/for-me", "/studies/NCT03410368/contact", "/match", "/sign-in", "/nowhere",
)  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """The trial in mid-air."""

    trial: Trial

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def everybody(self) -> tuple[Person, ...]:
        """The participants as they stand on the morning."""
        return tuple(people(self.trial, UNTIL.date()))

    @cached_property
    def shown(self) -> tuple[Person, ...]:
        """One participant of each status, and the one with the most infusions."""
        by_status = {one.status: one for one in self.everybody}
        most = max(self.everybody, key=lambda one: len(one.facts.of(InfusionEnded)))
        return tuple({one.number: one for one in (most, *by_status.values())}.values())


@contextmanager
def in_mid_air() -> Iterator[Stage]:
    """The rehearsal stopped on the morning, in the place of the installation's trial."""
    store, protocols = MemoryStore(), trials.study(OPEN).protocols
    gateway = Gateway(store, protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, protocols.first.design.enrolment, 1, until=UNTIL)
    for role in ROLES:
        get_user_model().objects.get_or_create(username=staff_of(role))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", {OPEN: gateway}.__getitem__)
        patch.setattr(trials, "store", lambda: store)
        patch.setattr(moment, "now_of", lambda trial: UNTIL)
        moment._past.cache_clear()
        yield Stage(gateway.trial())
        moment._past.cache_clear()


def addresses(stage: Stage) -> Iterator[tuple[str, str]]:
    """Each kind of page with each address at which it is looked at: one a state that participants, forms and units can be in."""
    base = f"/workspace/{OPEN}"
    for route in sorted(set(routes(urlpatterns))):
        if not route.startswith("workspace/<") or any(part in f"{route}$" for part in NO_PAGES) or "<str:act>" in route:
            continue
        names = PLACEHOLDER.findall(route)
        for parts in _parts(stage, tuple(names)):
            yield route, "/" + PLACEHOLDER.sub(lambda name, held=parts: held[name[1]], route)  # type: ignore[misc]
    for asked in ASKED:
        yield asked, f"{base}/{asked}"
    yield from _forms(stage, base)
    yield from _acts(stage, base)


def _parts(stage: Stage, names: tuple[str, ...]) -> Iterator[Mapping[str, str]]:
    """What stands in the places of a route."""
    fixed = {"study": OPEN, "version": "1.1", "key": "disposition", "seq": "1", "token": "nothing", "wanted": "en"}
    if "bag" in names or "unit" in names:
        yield from ({**fixed, "bag": unit, "unit": unit} for unit in _units(stage))
        return
    for one in stage.shown if "number" in names else stage.shown[:1]:
        events = safety.adverse_events(one.study, one.facts)
        form = next(iter(one.facts.of(FormSaved)), None)
        if "form" in names and form is None:
            continue
        instance = events[0].instance if events and "form" not in names else form.body.instance if form else ""
        if instance or "instance" not in names:
            held = {"form": form.body.form if form else "", "instance": instance}
            yield {**fixed, **held, "number": one.number, "level": "participant", "target": one.number}


def _units(stage: Stage) -> tuple[str, ...]:
    """A bag, a batch and a collection in each of their states."""
    found: dict[tuple[str, str], str] = {}
    for one in stage.everybody:
        if one.study.product is not None and one.facts.first(Randomised) is not None:
            chain = product.chain(one.study, one.facts)
            for kind, units in (("bag", chain.bags), ("batch", chain.batches)):
                for name, unit in units.items():
                    found.setdefault((kind, unit.state), name)
            for collection in islice(chain.collections.values(), 1):
                found.setdefault(("collection", ""), collection.id)
    return tuple(found.values())


def _forms(stage: Stage, base: str) -> Iterator[tuple[str, str]]:
    """Every form of the study file: as it is entered, corrected and read."""
    seen: set[str] = set()
    for one in stage.everybody:
        for fact in one.facts.of(FormSaved):
            if fact.body.form not in seen:
                seen.add(fact.body.form)
                where = f"{base}/participants/{one.number}/forms/{fact.body.form}/{fact.body.instance}"
                yield f"form {fact.body.form}", where
                yield f"form {fact.body.form}", f"{where}?correct=1"
    someone = stage.shown[0]
    for name, plan in someone.study.forms.forms.items():
        if plan.log:
            yield f"form {name}", f"{base}/participants/{someone.number}/forms/{name}/new"


def _acts(stage: Stage, base: str) -> Iterator[tuple[str, str]]:
    """The action of a task of each kind, and every act with whoever it might be about: most are refused, one a kind is enough."""
    for task in worklist(stage.trial, UNTIL):
        if task.form:
            yield (
                f"task {task.kind} {task.form}",
                f"{base}/participants/{task.participant}/forms/{task.form}/{task.instance}",
            )
    for act in PERSON:
        for one in stage.shown:
            yield f"act {act}", f"{base}/participants/{one.number}/do/{act}"
    for act in UNIT:
        for unit in _units(stage):
            yield f"act {act}", f"{base}/units/{unit}/do/{act}"
    for act in STUDY:
        yield f"act {act}", f"{base}/do/{act}"


def with_language(address: str, language: str) -> str:
    """A public address that carries its language."""
    return f"{address}{'&' if '?' in address else '?'}{urlencode({'lang': language})}"


class _Structure(HTMLParser):
    """What a page is built of, without its words: each kind of element with what it stands in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[tuple[str, ...]] = set()
        self._above: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        kept = (told.get("class", ""), told.get("role", ""), told.get("type", ""), told.get("scope", ""))
        self.found.add((self._above[-1], tag, *kept, *sorted(told)))
        if tag not in _ALONE:
            self._above.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._above:
            while self._above.pop() != tag:
                pass


_ALONE: Final = frozenset({"input", "br", "img", "link", "meta", "hr", "path", "circle", "rect", "line", "use"})


def structure(html: str) -> set[tuple[str, ...]]:
    """What a page is built of: two pages of the same make differ in words alone, and one of them is looked at."""
    reader = _Structure()
    reader.feed(html)
    return reader.found


def visitor_of(role: str, language: str) -> Client:
    """The virtual person of a role, signed in."""
    return visitor(staff_of(role), language)


def to_look_at(stage: Stage) -> Iterator[tuple[str, str]]:
    """Role and address: every kind of page once, and every page on which something is built as on none before it."""
    seen: set[tuple[str, ...]] = set()
    kinds: set[str] = set()
    every = list(addresses(stage))
    for role in ("inspector", *(role for role in ROLES if role != "inspector")):
        visitor, opened = visitor_of(role, "en"), Counter[str]()
        for kind, address in every:
            if opened[kind] >= (ALL_STATES if role == "inspector" else FEW):
                continue
            answer = visitor.get(address)
            if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
                answer.close()
                continue
            opened[kind] += 1
            built = structure(answer.content.decode())
            if kind not in kinds or not built <= seen:
                kinds.add(kind)
                seen |= built
                yield role, address


ALL_STATES, FEW = 40, 2
"""How many addresses of one kind of page are opened by the role that reads everything, and by each other role."""
