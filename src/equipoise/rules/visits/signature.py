"""Signatures: what they were given for, and whether they still hold after corrections.

A signature is bound to the digest of the content that was signed (21 CFR 11.70): it cannot be moved to other content, and a change
marks it superseded. It stays in the history.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from equipoise.facts import Body, Fact, Facts, FormInstance, History
from equipoise.facts.casebook import CasebookEndorsed, FormRetracted, FormSaved, FormSigned, ItemsCorrected
from equipoise.protocol.model import Study

CHANGES: tuple[type[Body], ...] = (FormSaved, ItemsCorrected, FormRetracted)
"""The kinds of facts that change what a casebook says."""


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed which form, when, meaning what; without a form, the whole casebook.

    `superseded_by` is the correction, retraction or new entry that ended it.
    """

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
    return _digest(_content(form))


def casebook_digest(facts: History) -> str:
    """SHA-256 over every entered form of a participant, in the order of their names: what an endorsement is bound to."""
    forms = [form for _, entries in sorted(facts.all_forms().items()) for _, form in sorted(entries.items())]
    return _digest({"participant": facts.subject, "forms": [_content(form) for form in forms]})


def signatures(facts: Facts, form: str = "", instance: str = "") -> tuple[Signature, ...]:
    """The signatures of a participant's forms, of one form or of one instance, in the order of signing."""
    return tuple(
        _signature(facts, fact)
        for fact in facts.of(FormSigned)
        if (not form or fact.body.form == form) and (not instance or fact.body.instance == instance)
    )


def signed_forms(facts: Facts) -> frozenset[tuple[str, str]]:
    """The forms, by name and instance, that bear a signature which still holds."""
    return frozenset((one.form, one.instance) for one in signatures(facts) if one.valid)


def to_sign(study: Study, facts: History) -> tuple[FormInstance, ...]:
    """The entered forms that need a signature by the study file and bear none that still holds."""
    signed = signed_forms(facts)
    return tuple(
        form
        for name, plan in study.forms.forms.items()
        if plan.signed_by is not None
        for form in facts.forms(name)
        if (name, form.instance) not in signed
    )


def endorsement(facts: History) -> Signature | None:
    """The investigator's newest endorsement of all data of a participant; None if there is none.

    ICH E6(R3) 3.16.1(o): data are locked only after it.
    """
    fact = facts.last(CasebookEndorsed)
    if fact is None:
        return None
    later = [change.seq for kind in CHANGES for change in facts.of(kind) if change.seq > fact.seq]
    valid = not later and casebook_digest(facts) == fact.body.content
    return _as_signature(fact, "", "", fact.body.meaning, fact.body.content, valid, min(later, default=None))


def _signature(facts: Facts, fact: Fact[FormSigned]) -> Signature:
    body = fact.body
    signed = facts.form(body.form, body.instance)
    later = min((seq for seq in _changes(facts, body.form, body.instance) if seq > fact.seq), default=None)
    valid = signed is not None and later is None and content_digest(signed) == body.content
    return _as_signature(fact, body.form, body.instance, body.meaning, body.content, valid, later)


def _changes(facts: Facts, form: str, instance: str) -> Iterator[int]:
    """Whatever changed one form: its correction, its retraction, its being entered anew."""
    yield from (
        fact.seq for fact in facts.of(FormRetracted) if (fact.body.form, fact.body.instance) == (form, instance)
    )
    now = facts.form(form, instance)
    if now is not None:
        yield now.entered.seq
        yield from (correction.seq for correction in now.corrections)


def _as_signature(
    fact: Fact[Body], form: str, instance: str, meaning: str, content: str, valid: bool, superseded_by: int | None
) -> Signature:
    return Signature(
        form=form,
        instance=instance,
        meaning=meaning,
        signer=fact.actor,
        role=fact.role,
        at=fact.happened,
        content=content,
        seq=fact.seq,
        valid=valid,
        superseded_by=superseded_by,
    )


def _content(form: FormInstance) -> dict[str, object]:
    return {"form": form.form, "instance": form.instance, "items": form.items, "groups": form.groups}


def _digest(content: object) -> str:
    words = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(words.encode()).hexdigest()
