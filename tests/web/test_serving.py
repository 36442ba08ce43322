"""What the serving process hands to its workers."""

from __future__ import annotations

import pytest
from django.db import connections

from equipoise.web import serving


def test_no_connection_is_handed_to_the_workers(installation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[object] = []
    monkeypatch.setattr(serving._Server, "run", lambda server: held.append(connections["default"].connection))
    serving.serve("127.0.0.1", 8000, 2)
    assert held == [None]
