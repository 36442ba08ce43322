"""The folder where an installation keeps what is its own: database, keys, checkpoints. Made once, readable by its owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from equipoise.ledger.faults import LedgerFault
from equipoise.values.text import Text
from equipoise.web.sealed_key import is_sealed, seal, unseal

_RAW = 32
"""The master key of the identity vault lies in its file as it is."""

BAD_KEY = Text(
    "{path} is damaged: a key is {digits} hexadecimal digits. Put the copy of your backup in its place; what the key sealed or "
    "signed needs this very key.",
    "{path} 已损坏：密钥应为 {digits} 位十六进制数。请以备份中的副本替换；用该密钥封存或签名的内容只认这一密钥。",
)


class KeyFault(LedgerFault):
    """A key of this installation is not what was written once."""


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

    def unfinished(self, study: str) -> Path:
        """A file that is there while a rehearsal of a study is under way, and after one that was cut short."""
        return self.folder / f".unfinished-rehearsal-{study}"

    @property
    def number(self) -> int | None:
        """The number that this home and its ledger bear (`web/belonging.py`); None before that. PermissionError for who may not know."""
        try:
            return int(self._number.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def bear(self, number: int, *, anew: bool = False) -> None:
        """Lets this home bear a number, if it bears none; `anew`: in place of any before."""
        (self._replace if anew else self._write)(self._number, f"{number}\n")

    @property
    def _number(self) -> Path:
        return self.folder / "number-of-ledger"

    def secret(self, name: str, size: int = 32) -> bytes:
        """A secret of this installation, made at its first use; 32 random bytes in a file that only the owner reads."""
        path = self.folder / "keys" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            self._write(path, secrets.token_bytes(size).hex())
        try:
            found = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError:
            found = b""
        if len(found) != size:
            raise KeyFault(BAD_KEY.format(path=path, digits=2 * size))
        return found

    def keys(self) -> tuple[Path, ...]:
        """The files of all keys, by name; the key ring of the identity vault is a database and looks after itself."""
        return tuple(sorted(path for path in (self.folder / "keys").glob("[!.]*") if ".sqlite3" not in path.name))

    def is_sound(self, key: Path) -> bool:
        """Whether a file of a key can be read and says a key, sealed or open."""
        try:
            raw = key.read_bytes()
            words = raw.decode("ascii", "replace").strip()
            return len(raw) == _RAW or is_sealed(words) or bool(words and bytes.fromhex(words))
        except (OSError, ValueError):
            return False

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

    def has_allocation_key(self, study: str, environment: str) -> bool:
        """Whether the key of a study's randomisation list is there, sealed or open."""
        return self.has_secret(f"allocation-{study}-{environment}")

    def seal_allocation_key(self, study: str, environment: str) -> bool:
        """Put an open key under the passphrase; False if there is no open key, or no passphrase."""
        name = f"allocation-{study}-{environment}"
        path = self.folder / "keys" / name
        if not self.key_passphrase or not path.exists() or is_sealed(path.read_text(encoding="ascii")):
            return False
        self._replace(path, seal(self.secret(name), self.key_passphrase, name))
        return True

    def keep_secret(self, name: str, secret: bytes) -> None:
        """Keep a secret that was made elsewhere (the key of a rehearsal, which its seed determines), in place of any before."""
        path = self.folder / "keys" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._replace(path, secret.hex())

    @classmethod
    def _replace(cls, path: Path, words: str) -> None:
        """A file in place of the one before, which stays where this one cannot be written."""
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        cls._write(part, words)
        part.replace(path)

    @staticmethod
    def _write(path: Path, words: str) -> None:
        """A file that is there whole or not at all: half a key would be none for ever."""
        part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(words)
                file.flush()
                os.fsync(file.fileno())
            os.link(part, path)
        except FileExistsError:  # another process was first: its secret is the secret
            return
        except OSError as fault:
            raise OSError(fault.errno, fault.strerror, str(path)) from fault
        finally:
            with suppress(OSError):  # on a disk that is read-only it says so a second time, of a name that nobody knows
                part.unlink()


def home() -> Home:
    """The home folder of this installation, made if it is not there."""
    named = os.environ.get("EQUIPOISE_HOME")
    data = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(named) if named else Path(data) / "equipoise"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Home(folder)
