"""Files that were built for a download, kept in the installation's own folder until newer facts make them old.

A name on the shelf is a digest of everything that a file is made from, so that the same file is never built twice and no name tells
anything. Only the owner of the folder reads them, as with the database beside them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec

from equipoise.values.text import Text
from equipoise.web.home import home

MOST: Final = 6
"""Files that may be in the making or wait for it at once, in the whole installation."""
KEPT: Final = 200_000_000
"""Bytes that stay on the shelf; what was asked for longest ago goes first."""
DAYS: Final = 2
"""How long a file stays that nobody asks for."""
_WANTED, _BEGUN, _FAILED, _PART = ".wanted", ".begun", ".failed", ".part"


class Wanted(msgspec.Struct, frozen=True):
    """A file as it was asked for: of which facts, for readers who may see how much, by which program."""

    study: str
    head: int
    hash: str
    cut: str
    protocol: str
    program: str
    masked: bool
    closed: bool
    name: str

    @property
    def key(self) -> str:
        """Its name on the shelf."""
        return sha256(msgspec.json.encode(self)).hexdigest()


class Why(msgspec.Struct, frozen=True):
    """Why a file could not be made, in both languages."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The folder of the files that are kept, and of the notes of those that are wanted."""

    folder: Path

    def content(self, wanted: Wanted) -> bytes | None:
        """The file, if it was made; it counts as asked for now."""
        place = self.folder / wanted.key
        with suppress(FileNotFoundError):
            os.utime(place)
            return place.read_bytes()
        return None

    def size(self, wanted: Wanted) -> int | None:
        """Its bytes, if it was made."""
        with suppress(FileNotFoundError):
            return (self.folder / wanted.key).stat().st_size
        return None

    def is_wanted(self, wanted: Wanted) -> bool:
        """Whether somebody asked for it already and it is not made yet."""
        return (self.folder / (wanted.key + _WANTED)).exists()

    def fault(self, wanted: Wanted) -> Text | None:
        """Why it could not be made when it was asked for last."""
        with suppress(FileNotFoundError, msgspec.DecodeError):
            why = msgspec.json.decode((self.folder / (wanted.key + _FAILED)).read_bytes(), type=Why)
            return Text(why.en, why.zh)
        return None

    def ask(self, wanted: Wanted) -> bool:
        """Note that a file is wanted; asked twice it is noted once. False where as many as may wait do already."""
        if self.is_wanted(wanted):
            return True
        if len(list(self.queue())) >= MOST:
            return False
        (self.folder / (wanted.key + _FAILED)).unlink(missing_ok=True)
        self._write(wanted.key + _WANTED, msgspec.json.encode(wanted))
        return True

    def queue(self) -> Iterator[Wanted]:
        """What is wanted, the one asked for first first."""
        notes: list[tuple[int, Path]] = []
        for note in self._folder().glob("*" + _WANTED):
            with suppress(FileNotFoundError):
                notes.append((note.stat().st_mtime_ns, note))
        for _, note in sorted(notes):
            try:
                yield msgspec.json.decode(note.read_bytes(), type=Wanted)
            except FileNotFoundError:
                continue
            except msgspec.DecodeError:  # a note of another version of the program
                note.unlink(missing_ok=True)

    def begin(self, wanted: Wanted) -> bool:
        """Note that the work at a file begins. False if it began before and was broken off: the same would happen again."""
        begun = self.folder / (wanted.key + _BEGUN)
        before = begun.exists()
        begun.touch(mode=0o600)
        return not before

    def put(self, wanted: Wanted, content: bytes) -> None:
        """Lay a finished file on the shelf; nobody ever reads half of one."""
        self._write(wanted.key, content)
        self._done(wanted)

    def fail(self, wanted: Wanted, says: Text) -> None:
        """Note why a file cannot be made."""
        self._write(wanted.key + _FAILED, msgspec.json.encode(Why(says.en, says.zh)))
        self._done(wanted)

    def _done(self, wanted: Wanted) -> None:
        for mark in (_BEGUN, _WANTED):
            (self.folder / (wanted.key + mark)).unlink(missing_ok=True)

    def tidy(self) -> None:
        """Take away what nobody asked for in days, what was left half, and the oldest of what is too much."""
        oldest = time.time() - DAYS * 24 * 60 * 60
        files = sorted(
            ((file.stat().st_mtime, file) for file in self._folder().iterdir() if file.name[:1] not in (".", "")),
            key=lambda one: (-one[0], one[1].name),
        )
        room = KEPT
        for asked, file in files:
            room -= file.stat().st_size
            if asked < oldest or room < 0:
                file.unlink(missing_ok=True)

    def _folder(self) -> Path:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder

    def _write(self, name: str, content: bytes) -> None:
        part = self._folder() / (name + _PART)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
        part.replace(self.folder / name)


def shelf() -> Shelf:
    """The shelf of this installation."""
    return Shelf(home().folder / "reports")
