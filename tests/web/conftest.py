"""The web as tests see it: a home of its own with a migrated SQLite, both studies, named people, and a server on a free port."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from equipoise.trial import commands as act
from equipoise.trial.decision import By
from equipoise.web import trials
from equipoise.web.accounts.people import create_person
from equipoise.web.home import Home, home
from equipoise.web.registry import Registry, registry
from equipoise.web.start import prepare
from equipoise.web.workspace.reports import making
from equipoise.web.workspace.reports.make_files import make_files
from equipoise.web.wsgi import application
from tests.web import api_records, finder_records

# Django's models can be imported only once it is set up; tests/conftest.py has named a home of its own before.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "equipoise.web.settings")
django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 - models exist only once Django is set up

from equipoise.web.accounts.models import SignInAttempt  # noqa: E402
from equipoise.web.api_v2 import answers, views  # noqa: E402
from equipoise.web.api_v2.kept_statistics import KeptStatistics  # noqa: E402
from equipoise.web.api_v2.limit import Limit  # noqa: E402
from equipoise.web.drafts.models import Draft  # noqa: E402

SECOND_STUDY = Path(__file__).parents[1] / "studies" / "ASPIRE-3"
PASSWORD = "a sentence only for tests"
TEAM = {
    "ines": ("investigator",),
    "cora": ("coordinator", "data_manager"),
    "stan": ("statistician",),
    "stranger": (),
}
"""Named test persons and the roles that the delegation log of ASPIRE-3 gives them."""
ADMINISTRATOR = By("ada", "administrator", "")


@pytest.fixture(scope="session")
def installation() -> Iterator[None]:
    """Django set up, its tables made, ASPIRE-3 beside the built-in study, opened as a rehearsal with its team."""
    studies = home().folder / "studies"
    studies.mkdir(exist_ok=True)
    (studies / SECOND_STUDY.name).symlink_to(SECOND_STUDY, target_is_directory=True)
    prepare()
    gateway = trials.gateway(SECOND_STUDY.name)
    now = timezone.now()
    assert gateway.do(act.OpenStudy(environment="rehearsal"), ADMINISTRATOR, now, "open-the-study").accepted
    for person, duties in {"ada": (), **TEAM}.items():
        create_person(person, PASSWORD, person.capitalize())
        for duty in duties:
            command = act.DelegateDuty(person=person, duty=duty)
            assert gateway.do(command, ADMINISTRATOR, now, f"delegate-{person}-{duty}").accepted
    yield
    connections.close_all()


def account(name: str, printed: str) -> None:
    """An account with the password of all test persons; one that another test made without a password gets it."""
    known = get_user_model().objects.filter(username=name).first()
    if known is None or not known.password:
        create_person(name, PASSWORD, printed)


def visitor(who: str, language: str = "en") -> Client:
    """Somebody with an account, signed in without the slow hash of a password."""
    browser = Client()
    browser.force_login(get_user_model().objects.get(username=who))
    browser.cookies["django_language"] = "zh-hans" if language == "zh" else "en"
    return browser


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> Iterator[None]:
    """Drafts and failed sign-ins of one test are not those of the next, and no trial of a test stays in the place of the installation's."""
    before = trials.gateway
    yield
    assert trials.gateway is before, "a fixture put its trial in the place of another's and took it away too late"
    if "installation" in request.fixturenames:
        Draft.objects.all().delete()
        SignInAttempt.objects.all().delete()


@pytest.fixture(autouse=True)
def files_are_made_at_once() -> Iterator[None]:
    """Files of reports are made where they are asked for: a process of its own would not see a trial that is only in memory."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "start", make_files)
        yield


@pytest.fixture
def client(installation: None) -> Client:
    """A visitor without sign-in."""
    return Client()


@pytest.fixture
def signed_in(installation: None) -> Callable[[str], Client]:
    """Signs a test person in, through the sign-in page."""

    def sign_in(person: str) -> Client:
        visitor = Client()
        answer = visitor.post("/sign-in", {"username": person, "password": PASSWORD})
        assert answer.status_code == 302, answer.content.decode()
        return visitor

    return sign_in


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing: a test tells what it saw."""


@pytest.fixture(scope="session")
def site(installation: None) -> Iterator[str]:
    """The address of a running server, for a real browser."""
    with make_server("127.0.0.1", 0, application, _Server, _Quiet) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def finder(installation: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry of its own with the records of finder_records, for the client and the running server alike."""
    place = Home(tmp_path_factory.mktemp("finder"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("equipoise.web.registry.home", lambda: place)
        kept = registry()
        kept.take_over(finder_records.FIRST, datetime(2026, 1, 2, tzinfo=UTC), "first")
        kept.take_over(finder_records.REST, datetime(2026, 11, 1, tzinfo=UTC), "rest", accept=True)
        yield kept


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    """A registry of its own with the studies of api_records."""
    made = Registry(tmp_path_factory.mktemp("registry"))
    studies = [*map(api_records.record, range(1, 25)), api_records.record(25, nctIdAliases=["NCT00000099"])]
    made.take_over(studies, api_records.MONDAY, "test")
    return made


@pytest.fixture
def served(here: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The interface answers from `here`, without limit."""
    monkeypatch.setattr(views, "registry", lambda: here)
    kept = KeptStatistics(here._folder / "statistics.json")
    monkeypatch.setattr(views, "_kept_statistics", lambda: kept)
    monkeypatch.setattr(answers, "_LIMIT", Limit(0))
