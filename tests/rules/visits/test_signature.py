from __future__ import annotations

from equipoise.facts import Body
from equipoise.facts.casebook import CasebookEndorsed, FormRetracted, FormSigned
from equipoise.protocol.model import Study
from equipoise.rules.visits import casebook_digest, content_digest, endorsement, signatures, signed_forms, to_sign
from tests.rules.visits.booklet import FORMS, book, corrected, saved, study

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


def test_a_retracted_form_takes_its_signature_with_it() -> None:
    gone = FormRetracted(form="VS", instance="SCR.1")
    found = signatures(book(ENTERED, signed(digest()), gone))
    assert [(one.valid, one.superseded_by) for one in found] == [(False, 3)]
    found = signatures(book(ENTERED, signed(digest()), gone, ENTERED))
    assert [(one.valid, one.superseded_by) for one in found] == [(False, 3)], (
        "the same words entered anew are not signed"
    )


def test_it_is_told_which_forms_are_signed_and_which_still_need_it() -> None:
    plan = study().model_dump()
    plan["forms"]["forms"] = {**FORMS, "VS": {**FORMS["VS"], "signed_by": "investigator"}}
    needs = Study.model_validate(plan)
    assert [form.instance for form in to_sign(needs, book(ENTERED))] == ["SCR.1"]
    facts = book(ENTERED, signed(digest()))
    assert (signed_forms(facts), to_sign(needs, facts)) == (frozenset({("VS", "SCR.1")}), ())
    facts = book(ENTERED, signed(digest()), corrected("VS", "SCR.1", {"PULSE": 73}))
    assert (signed_forms(facts), len(to_sign(needs, facts))) == (frozenset(), 1)


def test_an_endorsement_is_bound_to_every_form_and_any_change_ends_it() -> None:
    content = casebook_digest(book(ENTERED))
    endorsed = CasebookEndorsed(meaning="Complete and true", content=content)
    found = endorsement(book(ENTERED, endorsed))
    assert found is not None
    assert (found.valid, found.superseded_by, found.signer) == (True, None, "anna")
    for change in (
        saved("TU", "TA.1"),
        corrected("VS", "SCR.1", {"PULSE": 73}),
        FormRetracted(form="VS", instance="SCR.1"),
    ):
        found = endorsement(book(ENTERED, endorsed, change, saved("TU", "TA.2")))
        assert found is not None
        assert (found.valid, found.superseded_by) == (False, 3)
    moved = endorsement(book(saved("VS", "SCR.1", PULSE=1), endorsed))
    assert moved is not None
    assert not moved.valid
    assert endorsement(book(ENTERED)) is None
