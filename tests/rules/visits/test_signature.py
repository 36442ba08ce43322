from __future__ import annotations

from equipoise.facts import Body
from equipoise.facts.casebook import FormSigned, SourceVerified
from equipoise.rules.visits import content_digest, signatures, verified_items
from tests.rules.visits.booklet import book, corrected, saved

ENTERED = saved("VS", "SCR.1", VSDTC="2026-06-15", PULSE=72, NOTE="安静")


def digest(*bodies: Body) -> str:
    form = book(ENTERED, *bodies).form("VS", "SCR.1")
    assert form is not None
    return content_digest(form)


def signed(content: str) -> FormSigned:
    return FormSigned(form="VS", instance="SCR.1", meaning="I confirm these data", content=content)


def test_a_signature_holds_for_the_content_that_was_signed() -> None:
    found = signatures(book(ENTERED, signed(digest())), "VS", "SCR.1")
    assert [(one.signer, one.meaning, one.valid, one.superseded_by) for one in found] == [
        ("anna", "I confirm these data", True, None)
    ]


def test_a_correction_supersedes_the_signature_and_keeps_it() -> None:
    correction = corrected("VS", "SCR.1", {"PULSE": 73})
    found = signatures(book(ENTERED, signed(digest()), correction, signed(digest(correction))))
    assert [(one.valid, one.superseded_by) for one in found] == [(False, 3), (True, None)]


def test_a_change_back_does_not_revive_a_signature() -> None:
    there, back = corrected("VS", "SCR.1", {"PULSE": 73}), corrected("VS", "SCR.1", {"PULSE": 72})
    assert digest(there, back) == digest()
    assert [one.valid for one in signatures(book(ENTERED, signed(digest()), there, back))] == [False]


def test_a_signature_moved_from_other_content_does_not_hold() -> None:
    assert [one.valid for one in signatures(book(ENTERED, signed("0" * 64)))] == [False]


def test_the_digest_says_which_form_and_every_answer() -> None:
    assert digest() != digest(corrected("VS", "SCR.1", {"PULSE": "72"}))
    other = book(saved("VS", "SCR.2", VSDTC="2026-06-15", PULSE=72, NOTE="安静")).form("VS", "SCR.2")
    assert other is not None
    assert content_digest(other) != digest()


def test_a_correction_voids_the_verification_of_its_own_item_only() -> None:
    verified = SourceVerified(form="VS", instance="SCR.1", items=("PULSE", "VSDTC"))
    correction = corrected("VS", "SCR.1", {"PULSE": 73})
    assert verified_items(book(ENTERED, verified), "VS", "SCR.1") == {"PULSE", "VSDTC"}
    assert verified_items(book(ENTERED, verified, correction), "VS", "SCR.1") == {"VSDTC"}
    assert verified_items(book(ENTERED, verified, correction, verified), "VS", "SCR.1") == {"PULSE", "VSDTC"}
    assert verified_items(book(ENTERED), "VS", "SCR.9") == frozenset()
