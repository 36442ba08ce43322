"""Pages travel packed. What a page keeps secret is safe from guessing by size: its token is masked anew on every page, and the packing
adds a random length."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

_WORDS: Final = ("text/", "application/json", "application/javascript", "image/svg+xml")
"""What is worth packing. A PDF, a PNG and an archive are packed already."""
_PART: Final = 206


class Compress(GZipMiddleware):
    """Packs what is made of words, for whoever can unpack it; a part of a file stays as it was asked for."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, packed where it is worth it."""
        if response.status_code == _PART or not response.get("Content-Type", "").startswith(_WORDS):
            return response
        return super().process_response(request, response)
