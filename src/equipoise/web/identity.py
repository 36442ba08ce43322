"""Who the participants of a study are: in the identity vault alone, opened one by one, every look noted."""

from __future__ import annotations

import fcntl
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from equipoise.facts import as_stored
from equipoise.values.text import Text
from equipoise.web.belonging import settled
from equipoise.web.home import Home, home
from equipoise.web.vault import Vault, VaultFault, new_master, part_gone, read_master

FIELDS: Final[Mapping[str, Text]] = {
    "name": Text("Name", "姓名"),
    "id_number": Text("Identity card or passport number", "身份证号或护照号"),
    "birth_date": Text("Date of birth", "出生日期"),
    "phone": Text("Telephone", "联系电话"),
    "record_number": Text("Hospital record number", "病案号"),
}
"""What the vault keeps of a participant, in the order in which it is shown."""


@dataclass(frozen=True, slots=True)
class Look:
    """Who did what with an identity, and when (UTC, as stored)."""

    act: str
    actor: str
    at: str


class Identities:
    """The identities of one study. A number of another study opens nothing here."""

    def __init__(self, vault: Vault, study: str) -> None:
        self._vault, self._study = vault, study

    def keep(self, number: str, fields: Mapping[str, str], actor: str, at: datetime) -> None:
        """Keeps who a participant is, beside what was kept before. VaultFault if that was erased."""
        kept = {name: words.strip() for name, words in fields.items() if words.strip()}
        self._vault.put(self._named(number), kept, actor, as_stored(at), list(self._alike(kept).values()))

    def show(self, number: str, actor: str, at: datetime) -> dict[str, str] | None:
        """Who a participant is; the look is noted. None if nothing is kept. VaultFault if it does not open."""
        return self._vault.get(self._named(number), actor, as_stored(at))

    def erase(self, number: str, actor: str, at: datetime) -> None:
        """Makes it unreadable for ever."""
        self._vault.destroy(self._named(number), actor, as_stored(at))

    def is_kept(self, number: str) -> bool:
        """Whether an identity is kept; it is not opened."""
        return self._vault.is_kept(self._named(number))

    def is_erased(self, number: str) -> bool:
        """Whether it was erased."""
        return self._vault.is_erased(self._named(number))

    def looks(self, number: str) -> Sequence[Look]:
        """Everything that was ever done with an identity, in order."""
        return [Look(*one) for one in self._vault.accesses(self._named(number))]

    def alike(self, fields: Mapping[str, str], at: datetime) -> Mapping[str, tuple[str, ...]]:
        """The numbers under which perhaps the same person was registered before, by what is the same: `id_number`, or
        `name` for name and day of birth. Nobody's identity is opened."""
        prefix = self._named("")
        found = {kind: self._vault.find(words, as_stored(at)) for kind, words in self._alike(fields).items()}
        return {kind: tuple(one.removeprefix(prefix) for one in several) for kind, several in found.items() if several}

    def _named(self, number: str) -> str:
        """Under which name the vault keeps a participant."""
        return f"{self._study}/{number}"

    def _alike(self, fields: Mapping[str, str]) -> dict[str, str]:
        """By which words a person is found again: they hold for this study alone."""
        found = {}
        if fields.get("id_number"):
            found["id_number"] = f"{self._study}|id|{_plain(fields['id_number'])}"
        if fields.get("name") and fields.get("birth_date"):
            found["name"] = f"{self._study}|name|{_plain(fields['name'])}|{fields['birth_date'].strip()}"
        return found


def identities(study: str, place: Home | None = None) -> Identities:
    """The identities of a study of this installation. VaultFault where the master key cannot be used."""
    return Identities(vault(place or home()), study)


def vault(place: Home) -> Vault:
    """The identity vault of an installation, made at its first use and never in the place of one that is gone. VaultFault where it cannot
    be used."""
    if not all(file.exists() for file in (*_files(place), _masters(place)[0])):
        with _alone(place):
            _make(place)
    return _present(place)


def gone(place: Home) -> VaultFault | None:
    """What of the vault of an installation is gone; None if nothing is, or if none was made yet."""
    return part_gone(*_files(place), _masters(place)[0])


def reseal(place: Home, actor: str, at: datetime) -> int:
    """Seals every key of the vault with a new master key; how many. The old one is replaced when nothing rests on it any more, so that it
    may break off anywhere and be done again. VaultFault where the vault does not open."""
    key, ahead = _masters(place)
    vault(place)
    with _alone(place):
        opened = _present(place)
        if fault := opened.fault():
            raise fault
        if ahead.exists():  # an earlier one broke off
            if _vault(place, read_master(key)).fault():
                ahead.replace(key)
            else:
                ahead.unlink()
        count = opened.reseal(new_master(ahead), actor, as_stored(at))
        ahead.replace(key)
    return count


def _make(place: Home) -> None:
    """The files of the vault, unless they would take the place of others."""
    key, _ = _masters(place)
    if fault := gone(place):
        raise fault
    if not key.exists() and (other := settled(place)):
        raise VaultFault(other)
    key.parent.mkdir(mode=0o700, exist_ok=True)
    _vault(place, read_master(key) if key.exists() else new_master(key))


def _present(place: Home) -> Vault:
    """The vault that is there. Where a resealing broke off, its new key may be the one that opens."""
    key, ahead = _masters(place)
    opened = _vault(place, read_master(key))
    return _vault(place, read_master(ahead)) if ahead.exists() and opened.fault() else opened


@contextmanager
def _alone(place: Home) -> Iterator[None]:
    """One making or resealing at a time: a second one would take half a vault for one that lost a part, and the key of the first for that
    of a resealing that broke off."""
    _sealed(place).mkdir(mode=0o700, exist_ok=True)
    with (_sealed(place) / ".resealing").open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


def _sealed(place: Home) -> Path:
    """The folder of the sealed names."""
    return place.folder / "identity"


def _masters(place: Home) -> tuple[Path, Path]:
    """The file of the master key, and that of the next one while the vault is sealed anew."""
    folder = place.folder / "keys"
    return folder / "identity-master", folder / ".identity-master.new"


def _files(place: Home) -> tuple[Path, Path]:
    """The files of the sealed names and of the keys that open them."""
    return _sealed(place) / "identities.sqlite3", place.folder / "keys" / "identity-keys.sqlite3"


def _vault(place: Home, master: bytes) -> Vault:
    return Vault(*_files(place), master)


def _plain(words: str) -> str:
    """Words without what people write differently: width, case, spaces, dots and hyphens."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
