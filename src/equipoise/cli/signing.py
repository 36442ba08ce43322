"""The key with which this installation signs its checkpoints: made once, named in public, replaced only by an explicit word."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from equipoise.cli.written import whole_file
from equipoise.facts import as_stored
from equipoise.ledger.checkpoint import CheckpointFault, from_text
from equipoise.ledger.codec import canonical
from equipoise.values.text import Text
from equipoise.web.home import Home, KeyFault

SIGNING_KEY = "checkpoints"
"""The name of the key with which this installation signs."""
_DOMAIN = b"equipoise/signing-key/1\n"

LOST = Text(
    "The key that signs the checkpoints of this installation is gone: {file}. What it signed stays verifiable by its public key {key}. "
    "Put the copy of your backup in its place. Only if there is none, begin a new one: equipoise ledger key --new WHY",
    "本机用于签署检查点的密钥已丢失：{file}。此前签署的检查点仍可用其公钥 {key} 校验。"
    "请放回备份中的副本；确无备份时，再启用新密钥：equipoise ledger key --new 原因",
)
OTHER = Text(
    "{file} is not the key that signed the checkpoints of this installation: its public key is {own}, that of the signer {key}. "
    "Put the copy of your backup in its place. Only if there is none, begin a new one: equipoise ledger key --new WHY",
    "{file} 不是此前签署本机检查点的密钥：其公钥为 {own}，签署者的公钥为 {key}。"
    "请放回备份中的副本；确无备份时，再启用新密钥：equipoise ledger key --new 原因",
)
_DAMAGED = Text(
    "{file} is damaged: each line names a key that signed here. Put the copy of your backup in its place.",
    "{file} 已损坏：每行应记载一把曾在此签署的密钥。请以备份中的副本替换。",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A public key from the moment it began, why, and the key before it, which signed this if it was still at hand."""

    key: str
    recorded: str
    reason: str = ""
    before: str = ""
    signature: str = ""


_READ = msgspec.json.Decoder(Named)


def keys_named(place: Home) -> tuple[Named, ...]:
    """Every key with which this installation has signed, the present one last; none before its first checkpoint."""
    file = _list(place)
    try:
        lines = file.read_bytes().splitlines() if file.exists() else []
        return tuple(map(_READ.decode, lines))
    except msgspec.MsgspecError as fault:
        raise KeyFault(_DAMAGED.format(file=file)) from fault


def signing_key(place: Home) -> Ed25519PrivateKey:
    """The key to sign with, made and named at the first use. KeyFault if another one signed before."""
    doubt = signing_fault(place)
    if doubt is not None:
        raise KeyFault(doubt)
    key = Ed25519PrivateKey.from_private_bytes(place.secret(SIGNING_KEY))
    if not keys_named(place):  # named before it signs anything: what was signed is never without a signer
        _name(place, (Named(_public(key), as_stored(datetime.now(UTC))),))
    return key


def begin_anew(place: Home, reason: str) -> Named:
    """A new key in place of the one before, named with the reason, and by that one's signature if it is still at hand."""
    known, key = keys_named(place), secrets.token_bytes(32)
    new = Named(_public(Ed25519PrivateKey.from_private_bytes(key)), as_stored(datetime.now(UTC)), reason, _last(place))
    if new.before and own_public_key(place) == new.before:
        old = Ed25519PrivateKey.from_private_bytes(place.secret(SIGNING_KEY))
        new = replace(new, signature=old.sign(_statement(new)).hex())
    if not known and new.before:
        known = (Named(new.before, ""),)
    _name(place, (*known, new))
    place.keep_secret(SIGNING_KEY, key)
    return new


def is_endorsed(named: Named) -> bool:
    """Whether the key before signed that this one follows it: whoever began it held the key that was trusted until then."""
    try:
        before = Ed25519PublicKey.from_public_bytes(bytes.fromhex(named.before))
        before.verify(bytes.fromhex(named.signature), _statement(named))
    except (InvalidSignature, ValueError):
        return False
    return True


def signing_fault(place: Home) -> Text | None:
    """Why this installation cannot sign as it did before; None if it can, never signed, or may not be asked by this user."""
    try:
        last, own = _last(place), own_public_key(place)
    except PermissionError:
        return None
    if not last or own == last:
        return None
    file = place.folder / "keys" / SIGNING_KEY
    return OTHER.format(file=file, own=own, key=last) if own else LOST.format(file=file, key=last)


def own_public_key(place: Home) -> str:
    """The public key of the file that is there to sign with; empty if there is none."""
    if not place.has_secret(SIGNING_KEY):
        return ""
    return _public(Ed25519PrivateKey.from_private_bytes(place.secret(SIGNING_KEY)))


def _last(place: Home) -> str:
    """The key that signed last: as it was named, or as the retained checkpoints say that are older than the list."""
    named = keys_named(place)
    if named:
        return named[-1].key
    signed = []
    for file in place.checkpoints.glob("*.json"):
        try:
            signed.append(from_text(file.read_text(encoding="utf-8")))
        except (CheckpointFault, UnicodeDecodeError):  # told where it is read as a checkpoint
            continue
    return max(signed, key=lambda one: one.recorded).key if signed else ""


def _name(place: Home, keys: tuple[Named, ...]) -> None:
    file = _list(place)
    file.parent.mkdir(parents=True, exist_ok=True)
    with whole_file(file) as lines:
        lines.writelines((canonical(asdict(one)) + "\n").encode() for one in keys)


def _list(place: Home) -> Path:
    return place.checkpoints / "keys.jsonl"


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def _statement(named: Named) -> bytes:
    """What the key before signs: a domain line, then the canonical JSON of all fields but the signature."""
    fields = asdict(named)
    del fields["signature"]
    return _DOMAIN + canonical(fields).encode()
