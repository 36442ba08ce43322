"""A slash too many in an address of the registry's interface: programs put one at the end of the base address and one before the rest."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponse

_BASE: Final = "/api/v2/"
_SEVERAL: Final = re.compile(r"/{2,}")


def one_slash(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Reads several slashes as one, as ClinicalTrials.gov does. It answers at once: not every program follows where it is sent."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_BASE) and "//" in request.path:
            request.path = _SEVERAL.sub("/", request.path)
            request.path_info = _SEVERAL.sub("/", request.path_info)
        return get_response(request)

    return answer
