"""The folder where an installation keeps what is its own: database, keys, checkpoints. Made once, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from equipoise.web.sealed_key import is_sealed, seal, unseal


@dataclass(frozen=True, slots=True)
class Home:
    """The folder named by `EQUIPOISE_HOME`, otherwise `equipoise` in the user's data folder."""

    folder: Path

    @property
    def database_url(self) -> str:
        """The store named by `EQUIPOISE_DATABASE_URL`, otherwise an SQLite file in the home folder."""
        return os.environ.get("EQUIPOISE_DATABASE_URL") or f"sqlite:///{self.folder / 'equipoise.sqlite3'}"

    @property
    def checkpoints(self) -> Path:
        """Where signed heads of the ledger are written: outside the database."""
        return self.folder / "checkpoints"

    def secret(self, name: str, size: int = 32) -> bytes:
        """A secret of this installation, made at its first use; 32 random bytes in a file that only the owner reads."""
        path = self.folder / "keys" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            self._write(path, secrets.token_bytes(size).hex())
        return bytes.fromhex(path.read_text(encoding="ascii").strip())

    def has_secret(self, name: str) -> bool:
        """Whether a secret was made already."""
        return (self.folder / "keys" / name).exists()

    @property
    def key_passphrase(self) -> str:
        """The passphrase of allocation keys, `EQUIPOISE_KEY_PASSPHRASE`; empty where they are kept as they are."""
        return os.environ.get("EQUIPOISE_KEY_PASSPHRASE", "")

    def allocation_key(self, study: str, environment: str) -> bytes | None:
        """The key of a study's randomisation list, made at its first use; a rehearsal never shares the key of the real trial.

        With a passphrase it is made sealed. None if it is sealed and the passphrase is not at hand: then nobody can be allocated.
        """
        name = f"allocation-{study}-{environment}"
        path = self.folder / "keys" / name
        if not path.exists() and self.key_passphrase:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(path, seal(secrets.token_bytes(32), self.key_passphrase, name))
        if path.exists() and is_sealed(words := path.read_text(encoding="ascii")):
            return unseal(words, self.key_passphrase, name)
        return self.secret(name)

    def seal_allocation_key(self, study: str, environment: str) -> bool:
        """Put an open key under the passphrase; False if there is no open key, or no passphrase."""
        name = f"allocation-{study}-{environment}"
        path = self.folder / "keys" / name
        if not self.key_passphrase or not path.exists() or is_sealed(path.read_text(encoding="ascii")):
            return False
        part = path.with_name(f".{name}.sealed")
        part.unlink(missing_ok=True)
        self._write(part, seal(self.secret(name), self.key_passphrase, name))
        part.replace(path)
        return True

    def keep_secret(self, name: str, secret: bytes) -> None:
        """Keep a secret that was made elsewhere (the key of a rehearsal, which its seed determines), in place of any before."""
        path = self.folder / "keys" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._write(path, secret.hex())

    @staticmethod
    def _write(path: Path, words: str) -> None:
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was first: its secret is the secret
            return
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(words)


def home() -> Home:
    """The home folder of this installation, made if it is not there."""
    named = os.environ.get("EQUIPOISE_HOME")
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(named) if named else Path(data) / "equipoise"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Home(folder)
