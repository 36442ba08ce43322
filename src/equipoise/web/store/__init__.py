"""The durable stores of the ledger. `open_store` is the only door; nothing else knows how facts are kept."""

from __future__ import annotations

from equipoise.ledger import MemoryStore, Store, StoreFault
from equipoise.web.store.postgres import PostgresEngine
from equipoise.web.store.sql import SqlStore
from equipoise.web.store.sqlite import SqliteEngine
from equipoise.web.store.words import UNKNOWN_URL

__all__ = ["open_store"]


def open_store(url: str) -> Store:
    """The store that a URL names: `sqlite:///relative` or `sqlite:////absolute`, `postgresql://...`, or `memory:`.

    StoreFault, saying what to do, if it cannot be used safely: unreachable, damaged, too new, or not durable.
    """
    scheme, _, rest = url.partition(":")
    if scheme == "memory":
        return MemoryStore()
    if scheme == "sqlite" and rest.startswith("///") and rest[3:]:
        sqlite = SqliteEngine(rest[3:])
        sqlite.prepare()
        return SqlStore(sqlite)
    if scheme in ("postgresql", "postgres"):
        postgres = PostgresEngine(url)
        postgres.prepare()
        return SqlStore(postgres)
    raise StoreFault(UNKNOWN_URL.format(url=url))
