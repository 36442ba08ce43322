"""The requests for contact: when, for which study, answered by whom. Name, way to reach and message are sealed in the identity vault."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final

from equipoise.facts import as_stored
from equipoise.web.home import Home, home
from equipoise.web.identity import vault
from equipoise.web.store.driver import driver
from equipoise.web.store.sqlite import explained
from equipoise.web.vault import Vault

OF_ONE_SENDER: Final = 3
OF_ONE_STUDY: Final = 30
"""Requests that are taken within `SPAN`."""
SPAN: Final = timedelta(hours=1)
_SCHEMA: Final = """CREATE TABLE IF NOT EXISTS contact (
  id TEXT PRIMARY KEY, study TEXT NOT NULL, at TEXT NOT NULL, sender TEXT NOT NULL, language TEXT NOT NULL, outcome TEXT NOT NULL,
  answered_at TEXT NOT NULL DEFAULT '', answered_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS contact_of_study ON contact (study, at);"""
_PRAGMAS: Final = "PRAGMA busy_timeout=20000; PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA;"


class TooMany(Exception):
    """So many requests came within the hour that no more are taken; the caller says so in words."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One request. `outcome` is what the questions of “could this trial be for me?” came to, if they were answered."""

    id: str
    study: str
    at: datetime
    language: str
    outcome: str
    answered_at: datetime | None
    answered_by: str


class ContactStore:
    """Requests in one file, identities in the vault; safe for threads and processes."""

    def __init__(self, path: Path, vault: Vault, secret: bytes) -> None:
        self._path, self._vault, self._secret = path, vault, secret
        with self._opened() as connection:
            connection.executescript(_SCHEMA)

    def ask(
        self, study: str, fields: Mapping[str, str], address: str, language: str, outcome: str, at: datetime
    ) -> str:
        """Keeps a request and returns its number. TooMany where the sender or the study had its share of the hour.

        Of the sender's address only a keyed mark of the day is kept, so that the share can be counted."""
        sender = hmac.new(self._secret, f"{at:%Y-%m-%d} {address}".encode(), "sha256").hexdigest()[:16]
        since = as_stored(at - SPAN)
        number = token_hex(8)
        with self._writing() as connection:
            ((own,),) = connection.execute(
                "SELECT count(*) FROM contact WHERE sender = ? AND at > ?", (sender, since)
            ).fetchall()
            ((all_,),) = connection.execute(
                "SELECT count(*) FROM contact WHERE study = ? AND at > ?", (study, since)
            ).fetchall()
            if own >= OF_ONE_SENDER or all_ >= OF_ONE_STUDY:
                raise TooMany
            self._vault.put(_person(number), fields, "visitor", as_stored(at))
            connection.execute(
                "INSERT INTO contact (id, study, at, sender, language, outcome) VALUES (?, ?, ?, ?, ?, ?)",
                (number, study, as_stored(at), sender, language, outcome),
            )
        return number

    def of_study(self, study: str) -> Sequence[Contact]:
        """The requests of a study, open ones first, the oldest first."""
        with self._opened() as connection:
            rows = connection.execute(
                "SELECT id, study, at, language, outcome, answered_at, answered_by FROM contact "
                "WHERE study = ? ORDER BY answered_at != '', at LIMIT 500",
                (study,),
            ).fetchall()
        return [_contact(row) for row in rows]

    def people(self, wanted: Sequence[Contact], actor: str, at: datetime) -> dict[str, dict[str, str]]:
        """Who asked, by number of the request; every look is noted in the vault."""
        known = tuple(_person(one.id) for one in wanted if one.answered_at is None)
        found = self._vault.get_many(known, actor, as_stored(at)) if known else {}
        return {one.id: found[_person(one.id)] for one in wanted if _person(one.id) in found}

    def answered(self, study: str, number: str, actor: str, at: datetime) -> bool:
        """Notes that a request was answered and makes name, way to reach and message unreadable for ever, as was promised to whoever
        asked; False if there is no such open request."""
        with self._writing() as connection:
            done = connection.execute(
                "UPDATE contact SET answered_at = ?, answered_by = ? WHERE id = ? AND study = ? AND answered_at = ''",
                (as_stored(at), actor, number, study),
            )
            if done.rowcount == 1:
                self._vault.destroy(_person(number), actor, as_stored(at))
            return bool(done.rowcount == 1)

    @contextmanager
    def _opened(self) -> Iterator[driver.Connection]:
        with explained(str(self._path)), closing(driver.connect(self._path, isolation_level=None)) as connection:
            self._path.chmod(0o600)
            connection.executescript(_PRAGMAS)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[driver.Connection]:
        """One transaction; what is not committed when the connection closes is dropped."""
        with self._opened() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def contacts(place: Home | None = None) -> ContactStore:
    """The requests of this installation. VaultFault where the master key cannot be used."""
    place = place or home()
    return ContactStore(place.folder / "identity" / "contacts.sqlite3", vault(place), place.secret("contacts"))


def _person(number: str) -> str:
    """Under which name the vault keeps who asked; no participant is numbered so."""
    return f"contact:{number}"


def _contact(row: tuple[str, str, str, str, str, str, str]) -> Contact:
    number, study, at, language, outcome, answered_at, answered_by = row
    answered = datetime.fromisoformat(answered_at) if answered_at else None
    return Contact(number, study, datetime.fromisoformat(at), language, outcome, answered, answered_by)
