"""The three stores that pass one suite."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from equipoise.ledger import Store
from equipoise.web.store import open_store
from tests.postgres import Fresh


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Each kind of store, new and empty."""
    opened = open_store(url_of(request.param, request, tmp_path))
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def durable_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a new database of each kind."""
    return url_of(request.param, request, tmp_path)


def url_of(kind: str, request: pytest.FixtureRequest, folder: Path) -> str:
    if kind == "postgres":
        fresh: Fresh = request.getfixturevalue("fresh_postgres")
        return fresh()
    return "memory:" if kind == "memory" else f"sqlite:///{folder / 'ledger.db'}"
