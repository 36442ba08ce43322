"""Signatures and source verification: what they were given for, and whether they still hold after corrections.

A signature is bound to the digest of the content that was signed (21 CFR 11.70): it cannot be moved to other content, and a change
marks it superseded. It stays in the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from equipoise.facts import Fact, Facts, FormInstance
from equipoise.facts.casebook import FormSigned, SourceVerified


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which form, when, meaning what. `superseded_by` is the correction that ended it."""

    form: str
    instance: str
    meaning: str
    signer: str
    role: str
    at: str
    content: str
    seq: int
    valid: bool
    superseded_by: int | None


def content_digest(form: FormInstance) -> str:
    """SHA-256 over a form's name, instance and answers in canonical JSON: what a signature is bound to."""
    content = {"form": form.form, "instance": form.instance, "items": form.items, "groups": form.groups}
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(words.encode()).hexdigest()


def signatures(facts: Facts, form: str = "", instance: str = "") -> tuple[Signature, ...]:
    """The signatures of a participant's forms, of one form or of one instance, in the order of signing."""
    return tuple(
        _signature(facts, fact)
        for fact in facts.of(FormSigned)
        if (not form or fact.body.form == form) and (not instance or fact.body.instance == instance)
    )


def _signature(facts: Facts, fact: Fact[FormSigned]) -> Signature:
    body = fact.body
    signed = facts.form(body.form, body.instance)
    later = [one.seq for one in signed.corrections if one.seq > fact.seq] if signed else []
    if signed is not None and signed.entered.seq > fact.seq:
        later.insert(0, signed.entered.seq)
    valid = signed is not None and not later and content_digest(signed) == body.content
    return Signature(
        form=body.form,
        instance=body.instance,
        meaning=body.meaning,
        signer=fact.actor,
        role=fact.role,
        at=fact.happened,
        content=body.content,
        seq=fact.seq,
        valid=valid,
        superseded_by=later[0] if later else None,
    )


def verified_items(facts: Facts, form: str, instance: str) -> frozenset[str]:
    """The items of a form whose source verification still holds: a later correction of an item makes its own void."""
    entered = facts.form(form, instance)
    if entered is None:
        return frozenset()
    return frozenset(_verified(facts, entered))


def _verified(facts: Facts, form: FormInstance) -> Iterator[str]:
    changed: dict[str, int] = {}
    for correction in form.corrections:
        for path in correction.body.new:
            changed[path] = correction.seq
    for fact in facts.of(SourceVerified):
        if (fact.body.form, fact.body.instance) != (form.form, form.instance) or fact.seq < form.entered.seq:
            continue
        yield from (item for item in fact.body.items if changed.get(item, 0) < fact.seq)
