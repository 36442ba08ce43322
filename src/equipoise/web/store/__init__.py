"""The durable stores of the ledger. `open_store` is the only door; nothing else knows how facts are kept."""

from __future__ import annotations

from equipoise.ledger import MemoryStore, Store, StoreFault
from equipoise.values.text import Text
from equipoise.web.store.postgres import PostgresEngine
from equipoise.web.store.sql import SqlStore
from equipoise.web.store.sqlite import SqliteEngine
from equipoise.web.store.words import FOR_ONE_PROCESS, UNKNOWN_URL, without_password

__all__ = ["SqlStore", "check_served", "open_store", "unwritable"]


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
    raise StoreFault(UNKNOWN_URL.format(url=without_password(url)))


def check_served(url: str) -> None:
    """Nothing, where pages can be served from the store of a URL; otherwise StoreFault, before anything is made on its behalf."""
    if url.partition(":")[0] == "memory":
        raise StoreFault(FOR_ONE_PROCESS)
    store = open_store(url)
    refused = unwritable(store)
    store.close()
    if refused is not None:
        raise StoreFault(refused)


def unwritable(store: Store) -> Text | None:
    """Why nothing can be stored, where facts can only be read (a disk mounted read-only, a copy for inspection); None if it can."""
    try:
        if isinstance(store, SqlStore):
            store.ask_to_write()
    except StoreFault as fault:
        return fault.text
    return None
