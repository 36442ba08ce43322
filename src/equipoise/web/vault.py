"""The identity vault: names, telephone and record numbers, each person's under a key of their own.

No fact holds them. Destroying a person's key makes them unreadable for ever and leaves the ledger as it is (GDPR Art. 17;
PIPL Art. 47). Ciphertexts and keys lie in two files, so that backups of the one do not give away the other; the keys are sealed
with a master key that lies in neither.
"""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from equipoise.ledger.codec import canonical, parse
from equipoise.values.text import Text
from equipoise.web.store.driver import driver
from equipoise.web.store.sqlite import explained

MASTER_BYTES = 32
_NONCE_BYTES = 12

# DELETE with EXTRA survives a power cut, and no log keeps pages with an erased key (they are overwritten with zeros).
_PRAGMAS = "PRAGMA busy_timeout=20000; PRAGMA journal_mode=DELETE; PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON;"
_KEYS = """CREATE TABLE IF NOT EXISTS person_key (
  person TEXT PRIMARY KEY, sealed BLOB, made TEXT NOT NULL, destroyed TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE TABLE IF NOT EXISTS mark (person TEXT NOT NULL, mark BLOB NOT NULL, PRIMARY KEY (person, mark)) STRICT;
CREATE INDEX IF NOT EXISTS mark_alike ON mark (mark)"""
_MARKS = "~marks"
"""Under which name the key of the marks is kept; no participant is numbered so."""
EVERYBODY = "~all"
"""Whom an act concerns that opens nobody and touches every key."""
_IDENTITIES = """CREATE TABLE IF NOT EXISTS identity (
  person TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (person, version)
) STRICT;
CREATE TABLE IF NOT EXISTS access (person TEXT NOT NULL, act TEXT NOT NULL, actor TEXT NOT NULL, at TEXT NOT NULL) STRICT"""

ERASED = Text(
    "The identity of {person} was erased at {at}. It cannot be entered again under this number.",
    "{person} 的身份信息已于 {at} 删除，不能再以此编号录入。",
)
NOT_OPENED = Text(
    "The identity of {person} does not open: the master key is another one, or the vault was altered. "
    "Restore the master key and both vault files from one backup.",
    "无法打开 {person} 的身份信息：主密钥不符，或保险库已被改动。请从同一备份恢复主密钥与两个保险库文件。",
)
KEY_GONE = Text(
    "The identity of {person} does not open: its key is gone. Restore the master key and both vault files from one backup.",
    "无法打开 {person} 的身份信息：其密钥已丢失。请从同一备份恢复主密钥与两个保险库文件。",
)
PART_GONE = Text(
    "{file} is gone: without it no identity that was kept here opens. Nothing was made in its place. "
    "Restore the master key and both vault files from one backup.",
    "{file} 已丢失：缺少它，此处保存的身份信息均无法打开。未生成任何替代文件。请从同一备份恢复主密钥与两个保险库文件。",
)
OPEN_TO_OTHERS = Text(
    "Others may read the master key {path}. Set its mode to 600, and consider it known: seal the vault anew with "
    "`equipoise identity reseal`.",
    "主密钥文件 {path} 可被他人读取。请将权限设为 600，并视其为已泄露：用 `equipoise identity reseal` 重新封存保险库。",
)
NO_MASTER = Text(
    "{path} is not a master key: it must hold {size} bytes.",
    "{path} 不是主密钥：应为 {size} 字节。",
)


class VaultFault(Exception):
    """The vault does not give or take an identity; `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def new_master(path: Path) -> bytes:
    """A new master key, written to a file that only its owner may read. FileExistsError if there is one."""
    master, part = AESGCM.generate_key(MASTER_BYTES * 8), path.with_name(f".{path.name}.{os.urandom(4).hex()}")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(master)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)  # whole or not at all: half a key would be none for ever
    finally:
        part.unlink(missing_ok=True)
    return master


def part_gone(identities: Path, keys: Path, master: Path) -> VaultFault | None:
    """Why a vault is not made anew: one of its three files is gone beside another that holds something; None if none is."""
    files = (identities, keys, master)
    missing = [file for file in files if not file.exists()]
    if missing and any(_holds(file, table) for file, table in ((identities, "identity"), (keys, "person_key"))):
        return VaultFault(PART_GONE.format(file=missing[0]))
    return None


def _holds(file: Path, table: str) -> bool:
    """Whether a file of the vault is there and keeps anything."""
    if not file.exists():
        return False
    with explained(str(file)), closing(driver.connect(file)) as connection:
        made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        return bool(made and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone())  # noqa: S608 - fixed names


def read_master(path: Path) -> bytes:
    """The master key of a file; VaultFault if others may read it too or it is none."""
    if path.stat().st_mode & 0o077:
        raise VaultFault(OPEN_TO_OTHERS.format(path=path))
    master = path.read_bytes()
    if len(master) != MASTER_BYTES:
        raise VaultFault(NO_MASTER.format(path=path, size=MASTER_BYTES))
    return master


class Vault:
    """Identities by person. Every reading, writing and erasing is noted with who and when; safe for threads and processes."""

    def __init__(self, identities: Path, keys: Path, master: bytes) -> None:
        self._identities, self._keys = identities, keys
        self._master = AESGCM(master)
        with self._opened(keys) as connection:
            connection.executescript(_KEYS)
        with self._opened(identities) as connection:
            connection.executescript(_IDENTITIES)

    def put(self, person: str, fields: Mapping[str, str], actor: str, at: str, alike: Sequence[str] = ()) -> None:
        """Keeps what identifies a person, beside what was kept before. VaultFault if the person was erased.

        By each of the words `alike` the person can be found again (`find`); of them only a keyed mark is kept.
        """
        key = self._key_of(person, at, self.is_kept(person))
        self._mark(person, alike, at)
        with self._writing(self._identities) as connection:
            ((last,),) = connection.execute(
                "SELECT coalesce(max(version), 0) FROM identity WHERE person = ?", (person,)
            ).fetchall()
            sealed = _seal(key, canonical(fields).encode(), _bound(person, last + 1))
            connection.execute("INSERT INTO identity VALUES (?, ?, ?)", (person, last + 1, sealed))
            _note(connection, person, "put", actor, at)

    def get(self, person: str, actor: str, at: str) -> dict[str, str] | None:
        """What identifies a person, as last kept; None if nothing is known or it was erased."""
        return self.get_many((person,), actor, at).get(person)

    def get_many(self, persons: tuple[str, ...], actor: str, at: str) -> dict[str, dict[str, str]]:
        """What identifies each of several persons; those who are not known or were erased are left out."""
        found: dict[str, dict[str, str]] = {}
        with self._opened(self._keys) as keys, self._writing(self._identities) as connection:
            for person in persons:
                _note(connection, person, "get", actor, at)
                key = self._opened_key(keys, person)
                latest = connection.execute(
                    "SELECT version, sealed FROM identity WHERE person = ? ORDER BY version DESC LIMIT 1", (person,)
                ).fetchone()
                if key is None and latest is not None and not _erased(keys, person):
                    raise VaultFault(KEY_GONE.format(person=person))
                if key is not None and latest is not None:
                    found[person] = parse(_unseal(key, latest[1], _bound(person, latest[0]), person).decode())
        return found

    def find(self, words: str, at: str) -> tuple[str, ...]:
        """Who was kept with just these words, in order; whoever was erased is found no more. Nobody's identity is opened."""
        mark = hmac.new(self._key_of(_MARKS, at), words.encode(), "sha256").digest()
        with self._opened(self._keys) as keys:
            rows = keys.execute("SELECT person FROM mark WHERE mark = ? ORDER BY person", (mark,)).fetchall()
        return tuple(person for (person,) in rows)

    def is_kept(self, person: str) -> bool:
        """Whether anything of a person is kept; it is not opened."""
        with self._opened(self._identities) as connection:
            row = connection.execute("SELECT 1 FROM identity WHERE person = ? LIMIT 1", (person,)).fetchone()
        return row is not None

    def destroy(self, person: str, actor: str, at: str) -> None:
        """Erases a person's key, and with it every copy of the ciphertext, also those in backups of the identities."""
        with self._writing(self._keys) as keys:
            keys.execute("INSERT OR IGNORE INTO person_key (person, made) VALUES (?, ?)", (person, at))
            keys.execute(
                "UPDATE person_key SET sealed = NULL, destroyed = ? WHERE person = ? AND destroyed = ''", (at, person)
            )
            keys.execute("DELETE FROM mark WHERE person = ?", (person,))
        with self._writing(self._identities) as connection:
            connection.execute("DELETE FROM identity WHERE person = ?", (person,))
            _note(connection, person, "destroy", actor, at)

    def is_erased(self, person: str) -> bool:
        """Whether the person was known here and erased."""
        with self._opened(self._keys) as keys:
            return _erased(keys, person)

    def accesses(self, person: str) -> tuple[tuple[str, str, str], ...]:
        """Who did what with a person's identity and when: (act, actor, at), in order."""
        with self._opened(self._identities) as connection:
            rows = connection.execute("SELECT act, actor, at FROM access WHERE person = ? ORDER BY rowid", (person,))
            return tuple(rows.fetchall())

    def fault(self) -> VaultFault | None:
        """Why the keys here do not open with this master key; None where they do, or where there are none."""
        with self._opened(self._keys) as keys:
            return self._fault(keys)

    def reseal(self, master: bytes, actor: str, at: str) -> int:
        """Seals all keys with a new master key; how many. Copies of the old key file open no more once the old master is gone."""
        new = AESGCM(master)
        with self._writing(self._keys) as keys:
            persons = keys.execute("SELECT person FROM person_key WHERE sealed IS NOT NULL").fetchall()
            for (person,) in persons:
                key = self._opened_key(keys, person)
                assert key is not None
                sealed = _seal(new, key, _key_bound(person))
                keys.execute("UPDATE person_key SET sealed = ? WHERE person = ?", (sealed, person))
        self._master = new
        with self._writing(self._identities) as connection:
            _note(connection, EVERYBODY, "reseal", actor, at)
        return len(persons)

    def _mark(self, person: str, alike: Sequence[str], at: str) -> None:
        """The person's marks, in the place of those before."""
        key = self._key_of(_MARKS, at)
        marks = {hmac.new(key, words.encode(), "sha256").digest() for words in alike}
        with self._writing(self._keys) as keys:
            keys.execute("DELETE FROM mark WHERE person = ?", (person,))
            keys.executemany("INSERT INTO mark VALUES (?, ?)", [(person, mark) for mark in marks])

    def _key_of(self, person: str, at: str, kept: bool = False) -> bytes:
        """The person's key, made if there is none: but not beside an identity that was `kept` under one."""
        with self._writing(self._keys) as keys:
            row = keys.execute("SELECT destroyed FROM person_key WHERE person = ?", (person,)).fetchone()
            if row is not None and row[0]:
                raise VaultFault(ERASED.format(person=person, at=row[0]))
            key = self._opened_key(keys, person)
            if key is None:
                if kept:
                    raise VaultFault(KEY_GONE.format(person=person))
                if fault := self._fault(
                    keys
                ):  # sealed anew meanwhile: another key under the old master would open no more
                    raise fault
                key = AESGCM.generate_key(256)
                sealed = _seal(self._master, key, _key_bound(person))
                keys.execute("INSERT INTO person_key (person, sealed, made) VALUES (?, ?, ?)", (person, sealed, at))
            return key

    def _opened_key(self, keys: driver.Connection, person: str) -> bytes | None:
        row = keys.execute("SELECT sealed FROM person_key WHERE person = ?", (person,)).fetchone()
        if row is None or row[0] is None:
            return None
        return _unseal(self._master, row[0], _key_bound(person), person)

    def _fault(self, keys: driver.Connection) -> VaultFault | None:
        row = keys.execute("SELECT person FROM person_key WHERE sealed IS NOT NULL LIMIT 1").fetchone()
        try:
            if row is not None:
                self._opened_key(keys, row[0])
        except VaultFault as fault:
            return fault
        return None

    @contextmanager
    def _opened(self, path: Path) -> Iterator[driver.Connection]:
        with explained(str(path)), closing(driver.connect(path, isolation_level=None)) as connection:
            path.chmod(0o600)
            connection.executescript(_PRAGMAS)
            yield connection

    @contextmanager
    def _writing(self, path: Path) -> Iterator[driver.Connection]:
        """One transaction; what is not committed when the connection closes is dropped."""
        with self._opened(path) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def _erased(keys: driver.Connection, person: str) -> bool:
    row = keys.execute("SELECT destroyed FROM person_key WHERE person = ?", (person,)).fetchone()
    return row is not None and row[0] != ""


def _note(connection: driver.Connection, person: str, act: str, actor: str, at: str) -> None:
    connection.execute("INSERT INTO access VALUES (?, ?, ?, ?)", (person, act, actor, at))


def _key_bound(person: str) -> bytes:
    """What a sealed key is bound to, so that it opens for no other person."""
    return f"equipoise/vault/1/key/{person}".encode()


def _bound(person: str, version: int) -> bytes:
    """What a sealed identity is bound to: this person, this version."""
    return f"equipoise/vault/1/identity/{version}/{person}".encode()


def _seal(key: AESGCM | bytes, content: bytes, bound: bytes) -> bytes:
    """AES-256-GCM (NIST SP 800-38D) with a random nonce in front."""
    cipher = AESGCM(key) if isinstance(key, bytes) else key
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, content, bound)


def _unseal(key: AESGCM | bytes, sealed: bytes, bound: bytes, person: str) -> bytes:
    cipher = AESGCM(key) if isinstance(key, bytes) else key
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
    except InvalidTag as fault:
        raise VaultFault(NOT_OPENED.format(person=person)) from fault
