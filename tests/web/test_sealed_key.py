from __future__ import annotations

import os
from pathlib import Path

import pytest

from equipoise.web.home import Home
from equipoise.web.sealed_key import is_sealed, seal, unseal

KEY, WORDS, NAME = bytes(range(32)), "four words of a statistician", "allocation-X-real"


def test_a_sealed_key_opens_with_its_passphrase_and_name_alone():
    sealed = seal(KEY, WORDS, NAME)
    assert is_sealed(sealed)
    assert KEY.hex() not in sealed
    assert unseal(sealed, WORDS, NAME) == KEY
    for passphrase, name in (("other", NAME), ("", NAME), (WORDS, "allocation-X-training")):
        assert unseal(sealed, passphrase, name) is None


def test_two_seals_of_one_key_differ():
    assert seal(KEY, WORDS, NAME) != seal(KEY, WORDS, NAME)


@pytest.mark.parametrize("words", ["", "equipoise-sealed-key-v1", "equipoise-sealed-key-v1 zz zz zz", KEY.hex()])
def test_what_is_no_sealed_key_does_not_open(words: str):
    assert unseal(words, WORDS, NAME) is None


def test_a_damaged_seal_does_not_open():
    sealed = seal(KEY, WORDS, NAME)
    assert unseal(sealed[:-1] + ("0" if sealed[-1] != "0" else "1"), WORDS, NAME) is None


def test_a_home_with_a_passphrase_makes_its_keys_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = Home(tmp_path)
    monkeypatch.setenv("EQUIPOISE_KEY_PASSPHRASE", WORDS)
    key = place.allocation_key("X", "real")
    assert key is not None and len(key) == 32
    assert place.allocation_key("X", "real") == key
    file = tmp_path / "keys" / NAME
    assert is_sealed(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.delenv("EQUIPOISE_KEY_PASSPHRASE")
    assert place.allocation_key("X", "real") is None
    assert is_sealed(file.read_text()), "a sealed key is never replaced by a new one"


def test_a_home_without_a_passphrase_keeps_keys_as_they_are_until_they_are_sealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("EQUIPOISE_KEY_PASSPHRASE", raising=False)
    place = Home(tmp_path)
    key = place.allocation_key("X", "real")
    assert not place.seal_allocation_key("X", "real")
    monkeypatch.setenv("EQUIPOISE_KEY_PASSPHRASE", WORDS)
    assert place.seal_allocation_key("X", "real")
    assert place.allocation_key("X", "real") == key
    assert not place.seal_allocation_key("X", "real")


def test_a_key_that_cannot_be_replaced_is_still_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    place = Home(tmp_path)
    key = place.secret("checkpoints")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "link", full)
        with pytest.raises(OSError, match="No space left"):
            place.keep_secret("checkpoints", bytes(32))
    assert place.secret("checkpoints") == key
    place.keep_secret("checkpoints", bytes(32))
    assert place.secret("checkpoints") == bytes(32)
    assert [file.name for file in (tmp_path / "keys").iterdir()] == ["checkpoints"]
