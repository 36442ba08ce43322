"""Requests of one process take turns: the folded trial that they share grows in place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from time import sleep

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from equipoise.web.accounts.active import Active, active
from equipoise.web.one_at_a_time import one_at_a_time

TOGETHER = 6


def test_no_request_runs_while_another_does() -> None:
    inside, most, guard, start = 0, 0, Lock(), Barrier(TOGETHER)

    def page(request: HttpRequest) -> HttpResponse:
        nonlocal inside, most
        with guard:
            inside += 1
            most = max(most, inside)
        sum(range(200_000))  # long enough for another thread to come in, if it could
        with guard:
            inside -= 1
        return HttpResponse("done")

    taking_turns = one_at_a_time(page)

    def ask(number: int) -> int:
        start.wait()
        return taking_turns(RequestFactory().get(f"/{number}")).status_code

    with ThreadPoolExecutor(TOGETHER) as threads:
        assert list(threads.map(ask, range(TOGETHER))) == [200] * TOGETHER
    assert most == 1


def test_the_registry_s_interface_waits_for_no_page_and_keeps_none_waiting() -> None:
    meet = Barrier(2, timeout=30)

    def page(request: HttpRequest) -> HttpResponse:
        meet.wait()  # both are inside at once, or the barrier breaks
        return HttpResponse("done")

    taking_turns = one_at_a_time(page)
    addresses = ("/api/v2/stats/size", "/workspace/")
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda address: taking_turns(RequestFactory().get(address)), addresses)
        assert [answer.status_code for answer in answers] == [200, 200]


@pytest.mark.parametrize("session", ["", "somebody"])
@pytest.mark.parametrize("address", ["/find", "/records/NCT03410368", "/match"])
def test_a_page_of_the_registry_waits_for_none_and_keeps_none_waiting(address: str, session: str) -> None:
    meet = Barrier(2, timeout=30)

    def page(request: HttpRequest) -> HttpResponse:
        meet.wait()
        return HttpResponse("done")

    taking_turns = one_at_a_time(page)

    def ask(path: str) -> int:
        request = RequestFactory().get(path)
        if session:
            request.COOKIES[settings.SESSION_COOKIE_NAME] = session
        return taking_turns(request).status_code

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(ask, (address, "/workspace/"))) == [200, 200]


def test_what_the_frame_of_such_a_page_says_of_a_trial_is_read_in_a_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, seen = Event(), []
    monkeypatch.setattr("equipoise.web.accounts.active._active", lambda request: seen.append(request) or Active())

    def long_page(request: HttpRequest) -> HttpResponse:
        inside.set()
        sleep(0.3)
        assert not seen
        return HttpResponse("done")

    with ThreadPoolExecutor(1) as threads:
        long = threads.submit(one_at_a_time(long_page), RequestFactory().get("/workspace/"))
        assert inside.wait(30)
        active(RequestFactory().get("/find"))
        assert seen and long.result().status_code == 200


def test_a_page_that_fails_gives_its_turn_back() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("broken")

    for _ in range(2):
        try:
            one_at_a_time(broken)(RequestFactory().get("/"))
        except RuntimeError:
            continue
    assert one_at_a_time(lambda request: HttpResponse("done"))(RequestFactory().get("/")).status_code == 200
