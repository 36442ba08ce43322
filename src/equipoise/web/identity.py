"""Who the participants of a study are: in the identity vault alone, opened one by one, every look noted."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from equipoise.facts import as_stored
from equipoise.values.text import Text
from equipoise.web.home import Home, home
from equipoise.web.vault import Vault, new_master, read_master

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
    """The identity vault of an installation, made at its first use."""
    folder = place.folder / "identity"
    folder.mkdir(mode=0o700, exist_ok=True)
    key = place.folder / "keys" / "identity-master"
    key.parent.mkdir(mode=0o700, exist_ok=True)
    master = read_master(key) if key.exists() else new_master(key)
    return Vault(folder / "identities.sqlite3", place.folder / "keys" / "identity-keys.sqlite3", master)


def _plain(words: str) -> str:
    """Words without what people write differently: width, case, spaces, dots and hyphens."""
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(sign for sign in folded if sign.isalnum())
