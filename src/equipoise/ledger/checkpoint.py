"""Signed statements of a chain's head, kept outside the database: what a cut tail or a rewritten chain cannot pass.

A chain alone shows neither: whoever holds the database can drop its end or compute it all anew. Keys are the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from equipoise.ledger.chain import FORMAT
from equipoise.ledger.codec import canonical, parse
from equipoise.ledger.faults import LedgerFault
from equipoise.ledger.row import Head, Row
from equipoise.ledger.verify import Verification, verify
from equipoise.values.text import Text

_DOMAIN = b"equipoise/checkpoint/1\n"

CUT_TAIL = Text(
    "The ledger has {count} facts; the checkpoint of {recorded} saw {seen}. Facts {first} to {seen} were removed.",
    "账本现有 {count} 条事实；{recorded} 的检查点当时有 {seen} 条。第 {first} 至第 {seen} 条已被删除。",
)
REWRITTEN = Text(
    "Fact {seen} is not the one that the checkpoint of {recorded} saw: "
    "the ledger was rewritten at this fact or an earlier one.",
    "第 {seen} 条事实与 {recorded} 的检查点所记不同：账本在该条或更早处被改写。",
)
OTHER_STUDY = Text(
    "The checkpoint is of study {theirs}; this is the ledger of {ours}.",
    "该检查点属于研究 {theirs}；本账本属于 {ours}。",
)
UNREADABLE = Text(
    "This is not a checkpoint of a ledger, or it was damaged.",
    "该文件不是账本检查点，或已损坏。",
)
NEWER = Text(
    "The checkpoint has format {found}; this version of Equipoise knows format {known}. Use a newer Equipoise.",
    "检查点格式为 {found}；当前版本的 Equipoise 只支持格式 {known}。请使用更新的版本。",
)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That at `recorded` the ledger of `study` ended in fact `seq` with `hash`; `key` is the signer's public key."""

    study: str
    seq: int
    hash: str
    recorded: str
    software: str
    key: str
    format: int = FORMAT
    signature: str = ""


class CheckpointFault(LedgerFault):
    """A text is no checkpoint that this version can read."""


def sign(head: Head, *, study: str, recorded: str, software: str, private_key: Ed25519PrivateKey) -> Checkpoint:
    """A checkpoint of a head, signed with Ed25519 (RFC 8032)."""
    key = private_key.public_key().public_bytes_raw().hex()
    checkpoint = Checkpoint(study, head.seq, head.hash, recorded, software, key)
    return replace(checkpoint, signature=private_key.sign(_statement(checkpoint)).hex())


def check(checkpoint: Checkpoint, public_key: Ed25519PublicKey) -> bool:
    """Whether the checkpoint is exactly what the holder of this key signed."""
    try:
        public_key.verify(bytes.fromhex(checkpoint.signature), _statement(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return checkpoint.key == public_key.public_bytes_raw().hex()


def compare(checkpoint: Checkpoint, verification: Verification) -> Verification:
    """The verification with what the checkpoint adds: a cut tail, or a chain rewritten since.

    A chain that is already found bad stays as it was found. The verification must have watched `checkpoint.seq`.
    """
    if not verification.ok:
        return verification
    if checkpoint.study != verification.study and verification.study:
        why = OTHER_STUDY.format(theirs=checkpoint.study, ours=verification.study)
        return replace(verification, bad=1, why=why)
    if checkpoint.seq > verification.count:
        first = verification.count + 1
        why = CUT_TAIL.format(count=first - 1, recorded=checkpoint.recorded, seen=checkpoint.seq, first=first)
        return replace(verification, bad=first, why=why)
    if checkpoint.seq and verification.seen[checkpoint.seq] != checkpoint.hash:
        why = REWRITTEN.format(seen=checkpoint.seq, recorded=checkpoint.recorded)
        return replace(verification, bad=checkpoint.seq, why=why)
    return verification


def verify_against(rows: Iterable[Row], checkpoints: Collection[Checkpoint], study: str = "") -> Verification:
    """Verifies a chain and holds it against every retained checkpoint, the oldest first."""
    return hold_against(verify(rows, study, {checkpoint.seq for checkpoint in checkpoints}), checkpoints)


def hold_against(verification: Verification, checkpoints: Collection[Checkpoint]) -> Verification:
    """Holds what verifying a chain found against every retained checkpoint, the oldest first; their facts were watched."""
    for checkpoint in sorted(checkpoints, key=lambda one: one.seq):
        verification = compare(checkpoint, verification)
    return verification


def to_text(checkpoint: Checkpoint) -> str:
    """The checkpoint as one line of canonical JSON, to be kept, mailed or printed."""
    return canonical(asdict(checkpoint)) + "\n"


def from_text(text: str) -> Checkpoint:
    """The checkpoint of a text; CheckpointFault if it is none or of a newer format. Does not check the signature."""
    try:
        value = parse(text)
        checkpoint = Checkpoint(**value)
    except (TypeError, ValueError, RecursionError) as fault:
        raise CheckpointFault(UNREADABLE) from fault
    numbers = (checkpoint.seq, checkpoint.format)
    words = [part for name, part in asdict(checkpoint).items() if name not in ("seq", "format")]
    if not all(type(part) is int for part in numbers) or not all(isinstance(part, str) for part in words):
        raise CheckpointFault(UNREADABLE)
    if checkpoint.format > FORMAT:
        raise CheckpointFault(NEWER.format(found=checkpoint.format, known=FORMAT))
    return checkpoint


def _statement(checkpoint: Checkpoint) -> bytes:
    """The bytes that are signed: a domain line, then the canonical JSON of all fields but the signature."""
    fields = asdict(checkpoint)
    del fields["signature"]
    return _DOMAIN + canonical(fields).encode()
