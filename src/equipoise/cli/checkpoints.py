"""Retained checkpoints: read from their files, and whose signature they carry."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from equipoise.cli.opened import there
from equipoise.cli.signing import keys_named, own_public_key
from equipoise.ledger.checkpoint import UNREADABLE, Checkpoint, CheckpointFault, check, from_text
from equipoise.values.text import Text
from equipoise.web.home import Home


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

    The signer is the holder of `public_key`, otherwise this installation with any key that it named; one that never signed anything
    trusts the key that the checkpoint itself names, which shows a slip of the hand but no forgery.
    """
    wanted = [public_key.strip().lower()] if public_key else _own(place) or [checkpoint.key]
    if checkpoint.key not in wanted:
        return Text(
            f"The checkpoint of {checkpoint.recorded} is signed by {checkpoint.key}, not by {', '.join(wanted)}.",
            f"{checkpoint.recorded} 的检查点由 {checkpoint.key} 签名，而非 {'、'.join(wanted)}。",
        )
    try:
        signer = Ed25519PublicKey.from_public_bytes(bytes.fromhex(checkpoint.key))
    except ValueError:
        return Text(f"“{checkpoint.key}” is not a public key.", f"“{checkpoint.key}”不是有效的公钥。")
    if check(checkpoint, signer):
        return None
    return Text(
        f"The checkpoint of {checkpoint.recorded} was altered after it was signed.",
        f"{checkpoint.recorded} 的检查点在签名后被改动。",
    )


def _own(place: Home) -> list[str]:
    """The public keys of this installation, as far as this user may know them."""
    named = [one.key for one in keys_named(place)]
    if named:
        return named
    try:
        own = own_public_key(place)
    except PermissionError:
        return []
    return [own] if own else []
