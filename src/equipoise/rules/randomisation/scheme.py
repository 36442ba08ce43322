"""What a randomisation list promises before its first allocation: its scheme, and the commitment to its key."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from equipoise.ledger.codec import canonical
from equipoise.protocol.model import Study

GENERATOR: Final = "hmac-sha256-v1"
_COMMITMENT: Final = b"equipoise-rand-commit-v1\x00"


def ratios(study: Study) -> Mapping[str, int]:
    """The share of each arm in the allocation, in the order of the study file."""
    return {name: arm.ratio for name, arm in study.arms.items()}


def scheme(study: Study) -> dict[str, Any]:
    """The allocation scheme as anybody may read it: all that decides an arm except the sizes of blocks.

    Planned restriction stays out of what people who enrol can read (SPIRIT 2013 item 16a); `scheme_hash` covers it.
    """
    plan = study.randomisation
    shown: dict[str, Any] = {
        "generator": GENERATOR,
        "study": study.id,
        "method": plan.method,
        "arms": [[name, ratio] for name, ratio in ratios(study).items()],
        "factors": [
            {"factor": name, "weight": factor.weight, "levels": [list(level) for level in factor.levels.items()]}
            for name, factor in plan.factors.items()
        ],
    }
    if plan.method == "permuted_blocks":
        shown["blocks"] = "sealed"
    if plan.method == "minimisation":
        shown |= {"imbalance": plan.imbalance, "probability": plan.probability}
        if len(study.arms) > 2 or len(set(ratios(study).values())) > 1:
            shown["chances"] = "ratio-preserving"
    if plan.method == "biased_coin":
        shown["probability"] = plan.probability
    if plan.method == "urn" and plan.urn is not None:
        shown["urn"] = [plan.urn.alpha, plan.urn.beta]
    if plan.method == "big_stick":
        shown["tolerance"] = plan.tolerance
    return shown


def scheme_hash(study: Study) -> str:
    """SHA-256 of the whole scheme, sizes of blocks included, as hexadecimal text: it stands in every draw of the list."""
    whole = scheme(study)
    if study.randomisation.method == "permuted_blocks":
        whole["blocks"] = list(study.randomisation.blocks)
    return sha256(canonical(whole).encode()).hexdigest()


def commitment(key: bytes) -> str:
    """The promise of a key: SHA-256 over a fixed prefix and the key, published before the first participant.

    ValueError unless the key has 32 bytes.
    """
    if len(key) != 32:
        raise ValueError("an allocation key has 32 bytes")
    return sha256(_COMMITMENT + key).hexdigest()
