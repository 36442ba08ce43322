"""Pulling from a live registry: page after page, politely, and on from where it broke off. The registry is a server of the test."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from equipoise.web.live_registry import PAUSE, LiveFault, Pull
from tests.cli.terminal import Terminal

Answer = tuple[int, dict[str, str], bytes]
Answers = Callable[[dict[str, str], int], Answer]


def study(number: int) -> dict[str, Any]:
    return {"protocolSection": {"identificationModule": {"nctId": f"NCT{number:08d}", "briefTitle": "A study"}}}


def page(numbers: range, token: str = "", total: int = 5) -> Answer:
    body: dict[str, Any] = {"studies": [study(number) for number in numbers], "totalCount": total}
    if token:
        body["nextPageToken"] = token
    return 200, {}, json.dumps(body, indent=1).encode()


@contextmanager
def serving(answers: Answers) -> Iterator[tuple[str, list[dict[str, str]]]]:
    asked: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            asked.append(query | {"agent": self.headers["User-Agent"]})
            status, headers, body = answers(query, len(asked))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/api/v2", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def two_pages(query: dict[str, str], _: int) -> Answer:
    return page(range(4, 6)) if query.get("pageToken") == "second" else page(range(1, 4), "second")


def test_all_pages_are_fetched_at_a_polite_rate_by_a_client_with_a_name(tmp_path: Path):
    waited: list[float] = []
    with serving(two_pages) as (api, asked):
        pull = Pull(tmp_path, {"query.cond": "lung cancer"}, api, waited.append)
        progress = [(far.records, far.total) for far in pull.fetch()]
    assert progress == [(3, 5), (5, 5)]
    assert waited == [PAUSE]
    assert [one.get("pageToken") for one in asked] == [None, "second"]
    assert all(one["query.cond"] == "lung cancer" and one["agent"].startswith("Equipoise/") for one in asked)
    assert [
        json.loads(line)["protocolSection"]["identificationModule"]["nctId"]
        for line in pull.file.read_text("utf-8").splitlines()
    ] == [f"NCT{number:08d}" for number in range(1, 6)]
    pull.forget()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("headers", "waits"),
    [({"Retry-After": "7"}, 7.0), ({}, 1.0), ({"Retry-After": "soon"}, 1.0), ({"Retry-After": "999999"}, 120.0),
     ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0)],
)  # fmt: skip
def test_a_busy_server_is_asked_again_when_it_says(tmp_path: Path, headers: dict[str, str], waits: float):
    waited: list[float] = []

    def answers(query: dict[str, str], number: int) -> Answer:
        return (429 if number == 1 else 503, headers, b"") if number < 3 else page(range(1, 2))

    with serving(answers) as (api, asked):
        list(Pull(tmp_path, {}, api, waited.append).fetch())
    assert len(asked) == 3
    assert waited == [waits, waits if headers.get("Retry-After") in ("7", "999999") or waits == 0 else 2.0]


def test_what_breaks_off_goes_on_after_the_last_whole_page(tmp_path: Path):
    broken = True

    def answers(query: dict[str, str], number: int) -> Answer:
        return (500, {}, b"") if broken and query.get("pageToken") else two_pages(query, number)

    with serving(answers) as (api, asked):
        with pytest.raises(LiveFault) as fault:
            list(Pull(tmp_path, {"a": "b"}, api, lambda _: None).fetch())
        assert not fault.value.refused and "HTTP 500" in fault.value.says.en and fault.value.says.zh
        broken = False
        again = Pull(tmp_path, {"a": "b"}, api, lambda _: None)
        assert again.resumed == 3
        again.file.write_bytes(again.file.read_bytes() + b'{"half":')  # cut off in the middle of a page
        list(again.fetch())
        assert len(again.file.read_bytes().splitlines()) == 5
        assert Pull(tmp_path, {"another": "question"}, api, lambda _: None).resumed == 0
    assert [one.get("pageToken") for one in asked].count(None) == 1


def test_a_pull_of_days_ago_begins_anew(tmp_path: Path):
    with serving(two_pages) as (api, _):
        next(iter(Pull(tmp_path, {}, api, lambda _: None).fetch()))
        (state,) = tmp_path.glob("*.json")
        os.utime(state, (1_700_000_000, 1_700_000_000))
        again = Pull(tmp_path, {}, api, lambda _: None)
        assert again.resumed == 0
        assert [far.records for far in again.fetch()] == [3, 5]


def test_a_refusal_is_told_in_the_words_of_the_registry_and_not_repeated(tmp_path: Path):
    with serving(lambda *_: (400, {}, b"Error parsing query")) as (api, asked), pytest.raises(LiveFault) as fault:
        list(Pull(tmp_path, {}, api, lambda _: None).fetch())
    assert fault.value.refused and "Error parsing query" in fault.value.says.en and len(asked) == 1


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"studies": 3}'])
def test_an_answer_that_is_no_page_is_told(tmp_path: Path, body: bytes):
    with serving(lambda *_: (200, {}, body)) as (api, _), pytest.raises(LiveFault, match="not a page"):
        list(Pull(tmp_path, {}, api, lambda _: None).fetch())


@pytest.mark.parametrize("api", ["http://example.org", "ftp://localhost", "file:///etc/passwd", "x"])
def test_only_https_is_asked_outside_of_this_machine(tmp_path: Path, api: str):
    with pytest.raises(LiveFault) as fault:
        Pull(tmp_path, {}, api)
    assert fault.value.refused


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    monkeypatch.setattr("equipoise.web.live_registry.PAUSE", 0.0)
    monkeypatch.setattr("equipoise.web.live_registry._PATIENCE", 0.0)
    return Terminal(tmp_path / "home", monkeypatch, capsys)


def test_what_is_pulled_is_found_and_its_work_file_is_gone(terminal: Terminal):
    with serving(two_pages) as (api, asked):
        words = ("--condition", "asthma", "--status", "open", "--since", "2026-01-31", "--api", api)
        ended = terminal("registry", "pull", *words)
    assert ended.status == 0, ended.words
    assert "5 new" in ended.out
    assert asked[0]["filter.overallStatus"] == "RECRUITING,NOT_YET_RECRUITING"
    assert asked[0]["filter.advanced"] == "AREA[LastUpdatePostDate]RANGE[2026-01-31,MAX]"
    assert terminal("registry", "search", "--title", "study", "--json").json["total"] == 5
    assert list((terminal.home / "registry" / "pull").iterdir()) == []


def test_without_a_network_there_is_a_clear_word(terminal: Terminal):
    for lang in ("en", "zh"):
        ended = terminal("--lang", lang, "registry", "pull", "--condition", "asthma", "--api", "http://127.0.0.1:9")
        assert ended.status == 3
    assert "无法连接" in ended.err


@pytest.mark.parametrize(
    "words", [(), ("--since", "yesterday"), ("--status", "opne"), ("--term", "x", "--api", "http://example.org")]
)
def test_a_pull_that_cannot_be_understood_is_refused(terminal: Terminal, words: tuple[str, ...]):
    ended = terminal("registry", "pull", *words)
    assert ended.status == 2 and ended.err
