"""What the serving process hands to its workers."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import LimitRequestLine
from gunicorn.http.parser import RequestParser

from equipoise.registry.search import essie
from equipoise.web import registry as web_registry
from equipoise.web import serving
from equipoise.web.finder import reading
from equipoise.web.registry import Registry
from tests.postgres import fresh_postgres, postgres_server, postgres_url

__all__ = ["fresh_postgres", "postgres_server", "postgres_url"]


def test_no_connection_is_handed_to_the_workers(installation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[object] = []
    monkeypatch.setattr(serving._Server, "run", lambda server: held.append(connections["default"].connection))
    serving.serve("127.0.0.1", 8000, 2)
    assert held == [None]


def test_a_question_may_name_a_page_of_studies_and_is_not_endless(
    installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings: list[Config] = []
    monkeypatch.setattr(serving._Server, "run", lambda server: settings.append(server.cfg))
    serving.serve("127.0.0.1", 8000, 2)

    def read(studies: int) -> str:
        line = f"GET /api/v2/studies?filter.ids={'%2C'.join(['NCT01234567'] * studies)} HTTP/1.1\r\n\r\n"
        return str(next(RequestParser(settings[0], iter([line.encode()]), ("127.0.0.1", 1))).query)

    assert read(1000).count("NCT01234567") == 1000
    with pytest.raises(LimitRequestLine):
        read(3000)


def test_what_takes_seconds_is_open_before_somebody_asks(
    finder: Registry, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reads_again(*_: object, **__: object) -> None:
        raise AssertionError("this was to be open")

    finder._places, finder._cities = None, None
    essie._parser.cache_clear()
    serving.open_ahead()
    monkeypatch.setattr(web_registry, "built_in_places", reads_again)
    monkeypatch.setattr(web_registry.Registry, "__init__", reads_again)
    monkeypatch.setattr(essie, "Lark", reads_again)
    monkeypatch.setattr(reading, "Reader", reads_again)
    for address in (
        "/find",
        "/find?q=SCLC+near+Paris",
        "/find?term=%22two+words%22",
        "/find/places?country=FR",
        "/match",
    ):
        assert client.get(address).status_code == 200, address


def test_a_registry_that_cannot_be_opened_stops_no_server(
    installation: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise OSError("no such folder")

    monkeypatch.setattr(serving, "registry", broken)
    serving.open_ahead()
    assert "could not be opened ahead" in caplog.text


def test_a_connection_stays_open_longer_than_clients_use_it(
    installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds: list[int] = []
    monkeypatch.setattr(serving._Server, "run", lambda server: seconds.append(server.cfg.keepalive))
    serving.serve("127.0.0.1", 8000, 2)
    assert seconds[0] > 15


@pytest.mark.proof
def test_two_workers_on_postgresql_answer_many_visitors_at_once(postgres_url: str, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    around = {**os.environ, "EQUIPOISE_HOME": str(tmp_path), "EQUIPOISE_DATABASE_URL": postgres_url}
    program = Path(sys.executable).with_name("equipoise")
    with subprocess.Popen([program, "serve", "--port", str(port), "--workers", "2"], env=around) as server:
        try:
            _until_it_answers(port)
            with ThreadPoolExecutor(8) as visitors:
                told = list(visitors.map(lambda number: _sign_in(port, f"nobody-{number}"), range(80)))
        finally:
            server.terminate()
    assert set(told) == {200}, "each is told that name and password do not belong together"


def _until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            if _ask(port, "GET", "/api/health")[0] == 200:
                return
        except OSError:
            Event().wait(0.2)
    raise AssertionError("the server did not start")


def _sign_in(port: int, name: str) -> int:
    _, words, cookie = _ask(port, "GET", "/sign-in")
    token = words.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    body = urlencode({"csrfmiddlewaretoken": token, "username": name, "password": "a sentence of somebody else"})
    return _ask(port, "POST", "/sign-in", body, cookie)[0]


def _ask(port: int, method: str, path: str, body: str | None = None, cookie: str = "") -> tuple[int, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    words = answer.read().decode()
    connection.close()
    return answer.status, words, (answer.headers.get("Set-Cookie") or "").partition(";")[0]
