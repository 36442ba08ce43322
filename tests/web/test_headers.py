from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from equipoise.web.headers import headers_alone


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/studies/NCT03410368",
        "/studies/NCT03410368/record.json",
        "/nowhere",
        "/password",
        "/sign-in",
        "/api/health",
    ],
)
def test_every_answer_allows_own_files_only(client: Client, address: str) -> None:
    policy = client.get(address).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_static_file_carries_the_policy_too(client: Client) -> None:
    answer = client.get("/static/equipoise/base.css")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    answer.close()


def test_no_page_of_a_signed_in_person_stays_in_a_cache(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("ines").get("/").headers["Cache-Control"] == "no-store"


def test_the_answer_to_head_has_the_length_of_a_body_and_none() -> None:
    """Asked of the layer itself: the test client takes the body away before anybody sees it."""
    told = headers_alone(lambda _: HttpResponse("twelve signs"))(RequestFactory().head("/"))
    assert told.content == b"" and told.headers["Content-Length"] == "12"
    kept = headers_alone(lambda _: HttpResponse("twelve signs"))(RequestFactory().get("/"))
    assert kept.content == b"twelve signs"
