"""One page at a time in a process: the folded trial grows in place, and nobody may read it while it grows."""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse

FREE: Final = ("/api/v2/",)
"""Addresses that read the registry alone and never the trial: they need no turn, and a long answer there keeps no page waiting."""
FREE_FOR_VISITORS: Final = ("/find", "/records/", "/match")
"""Pages that read the registry alone. Of somebody who has signed in their frame names the study and the role, which the trial knows."""
_TURN: Final = RLock()
"""Threads of one process share one folded trial and one interpreter, so taking turns costs no speed. More processes do."""


def one_at_a_time(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Let a request begin when the one before it has its whole answer; static files do not come this far."""

    def answer(request: HttpRequest) -> HttpResponse:
        if _is_free(request):
            return get_response(request)
        _ = request.body  # a slow sender keeps nobody else waiting: the whole request is here before its turn
        with _TURN:
            return get_response(request)

    return answer


def _is_free(request: HttpRequest) -> bool:
    if request.path.startswith(FREE):
        return True
    return request.path.startswith(FREE_FOR_VISITORS) and settings.SESSION_COOKIE_NAME not in request.COOKIES
