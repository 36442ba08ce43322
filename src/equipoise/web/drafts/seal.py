"""What waits on the server is sealed: each piece bound to what it is, so that it opens as nothing else."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from equipoise.web.home import home

_NONCE_BYTES: Final = 12


def sealed(plain: bytes, bound: bytes) -> bytes:
    """The piece under this installation's key for drafts."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher().encrypt(nonce, plain, bound)


def opened(kept: bytes, bound: bytes) -> bytes | None:
    """The piece again; None for one sealed as something else, or under a key that this installation no longer has."""
    try:
        return _cipher().decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], bound)
    except InvalidTag:
        return None


def _cipher() -> AESGCM:
    return AESGCM(home().secret("drafts"))
