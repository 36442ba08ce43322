"""How much a browser has to load: every page of the workspace at a first visit, with its files, and once these are there."""

from __future__ import annotations

import gzip
import re
from functools import cache
from typing import Final

import pytest
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from equipoise.simulation.rehearsal import staff_of
from tests.web.rehearsed_trials import OPEN, Rehearsed, rehearsed
from tests.web.test_workspace import pages

__all__ = ["rehearsed"]
FIRST_VISIT: Final = 150_000
AFTERWARDS: Final = 30_000
_FILES: Final = re.compile(r'(?:href|src)="(/static/[^"]+)"')
MORE: Final = (
    "oversight", "oversight/completeness", "oversight/queries", "oversight/deviations", "oversight/verification",
    "oversight/past", "reports", "study/people", "study/laboratories", "study/calendar", "study/reminders",
)  # fmt: skip


def packed(visitor: Client, address: str) -> HttpResponse:
    """An answer as it goes over the line."""
    answer = visitor.get(address, HTTP_ACCEPT_ENCODING="gzip")
    assert answer.status_code == 200, address
    assert answer.headers["Content-Encoding"] == "gzip", address
    return answer  # type: ignore[return-value]


def sent(answer: HttpResponse) -> bytes:
    """What goes over the line."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    answer.close()
    return body


@cache
def weight_of_file(address: str) -> int:
    """A file of our own, packed."""
    return len(sent(packed(Client(), address)))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_is_light_at_the_first_visit_and_lighter_afterwards(rehearsed: Rehearsed, language: str) -> None:
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username=staff_of("inspector")))
    visitor.cookies["django_language"] = language
    heavy = {}
    for path in (*pages(rehearsed, OPEN), *MORE):
        body = sent(packed(visitor, f"/workspace/{OPEN}/{path}"))
        files = set(_FILES.findall(gzip.decompress(body).decode()))
        first = len(body) + sum(weight_of_file(file) for file in files)
        if first > FIRST_VISIT or len(body) > AFTERWARDS:
            heavy[path] = (first, len(body))
    assert not heavy


def test_what_is_packed_already_or_asked_for_in_part_is_left_alone(client: Client) -> None:
    part = client.get("/static/equipoise/base.css", HTTP_ACCEPT_ENCODING="gzip", HTTP_RANGE="bytes=0-99")
    assert part.status_code == 206 and "Content-Encoding" not in part.headers
    assert len(sent(part)) == 100  # type: ignore[arg-type]


def test_an_old_reader_gets_the_page_unpacked(client: Client) -> None:
    answer = client.get("/")
    assert "Content-Encoding" not in answer.headers
    assert "Accept-Encoding" in answer.headers["Vary"]
