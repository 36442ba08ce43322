"""From where a request comes, so that what one sender may ask can be counted."""

from __future__ import annotations

import os
from ipaddress import IPv6Address, ip_address

from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address. Behind `EQUIPOISE_PROXIES` own proxies it is what the outermost of them saw; of IPv6 the first 64 bits,
    which one subscriber holds."""
    words = str(request.META.get("REMOTE_ADDR", ""))
    proxies = os.environ.get("EQUIPOISE_PROXIES", "").strip()
    if proxies.isdecimal() and int(proxies) > 0:
        seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        words = seen[-int(proxies)] if len(seen) >= int(proxies) else words
    try:
        found = ip_address(words)
    except ValueError:
        return words[:64]
    return found.exploded[:19] if isinstance(found, IPv6Address) else str(found)
