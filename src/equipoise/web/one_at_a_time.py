"""One page at a time in a process: the folded trial grows in place, and nobody may read it while it grows."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Final

from django.http import HttpRequest, HttpResponse

FREE: Final = ("/api/v2/", "/api/oas/", "/find", "/records/", "/match")
"""Addresses that read the registry alone: they need no turn, and a long answer there keeps no page of a trial waiting. What their frame
says of somebody who has signed in is read in a turn of its own."""
TURN: Final = RLock()
"""Threads of one process share one folded trial and one interpreter, so taking turns costs no speed. More processes do."""


def one_at_a_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a request begin when the one before it has its whole answer; static files do not come this far."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(FREE):
            return get_response(request)
        _ = request.body  # a slow sender keeps nobody else waiting: the whole request is here before its turn
        with TURN:
            return get_response(request)

    return answer
