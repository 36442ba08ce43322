"""What every answer of this face has in common: the table of parameters, plain words for what is refused, ETag, CORS, the limit."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from equipoise import __version__
from equipoise.ledger import LedgerFault
from equipoise.registry.search.index import TooBroad
from equipoise.registry.serve.parameters import Address, Value, read
from equipoise.registry.serve.refused import Refused
from equipoise.web.api_v2.limit import configured
from equipoise.web.client_address import address_of
from equipoise.web.index import IndexFault

METHODS: Final = ("GET", "HEAD", "OPTIONS")
PLAIN: Final = "text/plain; charset=utf-8"
JSON: Final = "application/json"
CSV: Final = "text/csv; charset=utf-8"
_CORS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, x-hint, x-next-page-token, x-total-count",
}
_PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_LOG: Final = logging.getLogger(__name__)
_LIMIT: Final = configured()
Asked = Mapping[str, Value]
View = Callable[..., HttpResponseBase]


def answers(address: Address, *, packed: bool = False) -> Callable[[View], View]:
    """A view of an address: `view(request, asked, …)` gets the parameters that the table allows, already read. What is `packed`
    already is not packed again."""

    def wrapped(view: View) -> View:
        def answer(request: HttpRequest, **places: str) -> HttpResponseBase:
            made = _refused_early(request) or _made(address, view, request, places)
            for name, words in _CORS.items():
                made.headers.setdefault(name, words)
            return made

        answer.__name__ = answer.__qualname__ = view.__name__
        answer.__doc__ = view.__doc__
        return login_not_required(csrf_exempt(answer if packed else gzip_page(answer)))

    return wrapped


def _refused_early(request: HttpRequest) -> HttpResponseBase | None:
    if request.method == "OPTIONS":
        return _nothing(204, **_PREFLIGHT)
    if request.method not in METHODS:
        return plain("Only GET is supported", 405, Allow=", ".join(METHODS))
    waits = _LIMIT.wait(address_of(request), time.monotonic())
    if waits:
        return plain("Too many requests", 429, **{"Retry-After": str(waits)})
    return None


def _made(address: Address, view: View, request: HttpRequest, places: Mapping[str, str]) -> HttpResponseBase:
    try:
        return view(request, read(address, dict(request.GET.lists())), **places)
    except Refused as refused:
        hint = {"x-hint": refused.hint.encode("ascii", "replace").decode()[:500]} if refused.hint else {}
        return plain(refused.says, refused.status, **hint)
    except TooBroad as fault:
        words = f"Too many studies to check one by one: {fault.found}, at most {fault.most}"
        return plain(words, 400, **{"x-hint": "add a condition that the index knows: words, a status, a date, a place"})
    except (IndexFault, LedgerFault):
        _LOG.exception("the registry cannot be read")
        return plain("The registry cannot be read now", 503, **{"Retry-After": "30"})


def _nothing(status: int, **headers: str) -> HttpResponse:
    """An answer without words, and so without a kind of words."""
    answer = HttpResponse(status=status, headers=headers)
    del answer.headers["Content-Type"]
    return answer


def plain(words: str, status: int, **headers: str) -> HttpResponse:
    """An answer in plain text."""
    return HttpResponse(words, status=status, content_type=PLAIN, headers=headers)


def as_json(found: Any) -> HttpResponse:
    """An answer in JSON."""
    return HttpResponse(msgspec.json.encode(found), content_type=JSON)


def unless_known(request: HttpRequest, state: str, make: Callable[[], HttpResponse]) -> HttpResponse:
    """304 where the client has the answer of this state already; otherwise it is made, with its ETag. Addresses, software and data
    together name an answer, so nothing is read to know that it has not changed."""
    named = "\n".join((request.get_full_path(), __version__, state))
    tag = f'W/"{hashlib.sha256(named.encode("utf-8", "replace")).hexdigest()[:24]}"'
    known = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    answer = _nothing(304, Vary="Accept-Encoding") if {tag, tag.removeprefix("W/"), "*"} & set(known) else make()
    if answer.status_code in (200, 304):
        answer.headers["ETag"] = tag
        answer.headers["Cache-Control"] = "public, no-cache"
    return answer
