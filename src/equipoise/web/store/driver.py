"""SQLite's driver: pysqlite3, which is the standard library's module around a newer SQLite; that one has the types."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3 as driver
else:
    from pysqlite3 import dbapi2 as driver

__all__ = ["driver"]
