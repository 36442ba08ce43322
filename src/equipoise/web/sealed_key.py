"""An allocation key under a passphrase: a copy of the home folder then tells nothing of what comes next."""

from __future__ import annotations

import secrets
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

_MARK: Final = "equipoise-sealed-key-v1"
_SALT, _NONCE, _COST = 16, 12, 1 << 15


def is_sealed(words: str) -> bool:
    """Whether the words of a key file are a sealed key."""
    return words.startswith(_MARK)


def seal(secret: bytes, passphrase: str, name: str) -> str:
    """The key as its file keeps it: scrypt (N = 2^15, r = 8, p = 1) over the passphrase, AES-256-GCM bound to the key's name."""
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    closed = AESGCM(_derived(passphrase, salt)).encrypt(nonce, secret, name.encode())
    return f"{_MARK} {salt.hex()} {nonce.hex()} {closed.hex()}"


def unseal(words: str, passphrase: str, name: str) -> bytes | None:
    """The key of a sealed file; None if the passphrase, or the key that it belongs to, is another."""
    try:
        mark, salt, nonce, closed = words.split()
        if mark != _MARK or not passphrase:
            return None
        opened = AESGCM(_derived(passphrase, bytes.fromhex(salt)))
        return opened.decrypt(bytes.fromhex(nonce), bytes.fromhex(closed), name.encode())
    except (ValueError, InvalidTag):
        return None


def _derived(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=_COST, r=8, p=1).derive(passphrase.encode())
