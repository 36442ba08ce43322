"""How much one client may ask: a bucket of requests for each address, refilled evenly, kept in the memory of the process."""

from __future__ import annotations

import os
from collections import OrderedDict
from math import ceil
from threading import Lock
from typing import Final

DEFAULT: Final = 1200
ADDRESSES: Final = 10_000
"""So many clients are remembered; whoever asked longest ago is forgotten first, and so starts with a full bucket."""


class Limit:
    """At most `a_minute` requests of one address in a minute, all of them at once if it likes; 0 limits nobody."""

    def __init__(self, a_minute: int, addresses: int = ADDRESSES) -> None:
        self._most = a_minute
        self._addresses = addresses
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._turn = Lock()

    def wait(self, address: str, now: float) -> int:
        """0 lets a request through; otherwise the seconds until there is room. `now` is a clock in seconds that never goes back."""
        if self._most <= 0:
            return 0
        a_second = self._most / 60
        with self._turn:
            left, then = self._left.pop(address, (float(self._most), now))
            left = min(float(self._most), left + (now - then) * a_second)
            waits = 0 if left >= 1 else ceil((1 - left) / a_second)
            self._left[address] = (left if waits else left - 1, now)
            if len(self._left) > self._addresses:
                self._left.popitem(last=False)
        return waits


def configured() -> Limit:
    """The limit that `EQUIPOISE_API_REQUESTS_A_MINUTE` sets, otherwise the default; what is no whole number sets none but the default."""
    words = os.environ.get("EQUIPOISE_API_REQUESTS_A_MINUTE", "").strip()
    return Limit(int(words) if words.isdecimal() else DEFAULT)
