"""What a test does when a program that it needs is not on this machine."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Skips the test with a clear word; fails it where `make test` promised that the program is there."""
    word = f"{what} is not on this machine; `make test` installs it"
    if os.environ.get("EQUIPOISE_REQUIRE_SERVICES") == "1":
        pytest.fail(word)
    pytest.skip(word)
