"""Retained checkpoints: read from their files, and whose signature they carry."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from equipoise.cli.opened import there
from equipoise.ledger.checkpoint import UNREADABLE, Checkpoint, CheckpointFault, check, from_text
from equipoise.values.text import Text
from equipoise.web.home import Home

SIGNING_KEY = "checkpoints"
"""The name of the key with which this installation signs."""


def read_checkpoint(path: Path) -> Checkpoint:
    """The checkpoint of a file; CheckpointFault, with the file's name, if it is none. Ends where there is no such file."""
    try:
        return from_text(there(path).read_text(encoding="utf-8"))
    except UnicodeDecodeError as fault:
        raise CheckpointFault(_named(path, UNREADABLE)) from fault
    except CheckpointFault as fault:
        raise CheckpointFault(_named(path, fault.text)) from fault


def _named(path: Path, words: Text) -> Text:
    return Text(f"{path}: {words.en}", f"{path}：{words.zh}")


def signature_fault(checkpoint: Checkpoint, place: Home, public_key: str = "") -> Text | None:
    """Why a checkpoint is not what its signer signed; None if it is.

    The signer is the holder of `public_key`, otherwise this installation; one that never signed anything trusts the key that
    the checkpoint itself names, which shows a slip of the hand but no forgery.
    """
    own = own_public_key(place)
    wanted = public_key.strip().lower() or own or checkpoint.key
    if checkpoint.key != wanted:
        return Text(
            f"The checkpoint of {checkpoint.recorded} is signed by {checkpoint.key}, not by {wanted}.",
            f"{checkpoint.recorded} 的检查点由 {checkpoint.key} 签名，而非 {wanted}。",
        )
    try:
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(wanted))
    except ValueError:
        return Text(f"“{wanted}” is not a public key.", f"“{wanted}”不是有效的公钥。")
    if check(checkpoint, signer):
        return None
    return Text(
        f"The checkpoint of {checkpoint.recorded} was altered after it was signed.",
        f"{checkpoint.recorded} 的检查点在签名后被改动。",
    )


def own_public_key(place: Home) -> str:
    """The public key of this installation's checkpoints; empty if it never signed one."""
    if not place.has_secret(SIGNING_KEY):
        return ""
    key = Ed25519PrivateKey.from_private_bytes(place.secret(SIGNING_KEY))
    return key.public_key().public_bytes_raw().hex()
