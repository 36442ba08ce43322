"""Requests of one process take turns: the folded trial that they share grows in place."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

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


def test_a_page_that_fails_gives_its_turn_back() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise RuntimeError("broken")

    for _ in range(2):
        try:
            one_at_a_time(broken)(RequestFactory().get("/"))
        except RuntimeError:
            continue
    assert one_at_a_time(lambda request: HttpResponse("done"))(RequestFactory().get("/")).status_code == 200
