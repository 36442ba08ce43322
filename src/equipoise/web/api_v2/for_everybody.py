"""The registry's interface answers everybody alike, so that a cache between may keep what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

_PREFIXES: Final = ("/api/v2/", "/api/oas/")
_PERSONAL: Final = frozenset({"cookie", "accept-language"})


def for_everybody(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Takes back what sessions and languages say of themselves on every answer: here neither is asked."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith(_PREFIXES):
            kept = [one for one in response.headers.get("Vary", "").split(", ") if one and one.lower() not in _PERSONAL]
            response.headers.pop("Vary", None)
            response.headers.pop("Content-Language", None)
            if kept:
                response.headers["Vary"] = ", ".join(kept)
        return response

    return answer
