"""What becomes of a signed eligibility when the data under it change (no waivers: Yelland 2015, PMC4509880)."""

from __future__ import annotations

from typing import Any

from equipoise.facts import Body, Fact, History
from equipoise.facts.casebook import FormRetracted, ItemsCorrected
from equipoise.facts.participant import CriterionJudged, EligibilityConfirmed, IneligibilityFound
from equipoise.facts.randomisation import Randomised
from equipoise.rules.eligibility import assess, found_ineligible, superseded_by
from tests.rules.eligibility.test_assess import DAY, FIT, blood, clinic
from tests.rules.example import altered, fact, history, study, t

SIGNED = EligibilityConfirmed(verdicts={"I1": "passes"}, rests_on=(1, 2, 3))
RANDOMISED = Randomised(list="main", sequence=1, arm="cells", levels={}, inputs={}, scores={}, draw={}, rests_on=())


def corrected(form: str, instance: str, **new: Any) -> ItemsCorrected:
    return ItemsCorrected(form=form, instance=instance, old=dict.fromkeys(new), new=new)


def book(*bodies: Body, cause: int = 0) -> History:
    """A clinic form (1), a laboratory form (2), a judgement (3), the signature (4), and what came after it."""
    first = [fact(body, seq) for seq, body in enumerate((clinic(), blood(), FIT, SIGNED), start=1)]
    return History("P1", [*first, *(fact(body, seq, cause=cause) for seq, body in enumerate(bodies, start=5))])


def superseded(*bodies: Body, cause: int = 0) -> int | None:
    facts = book(*bodies, cause=cause)
    confirmed = facts.last(EligibilityConfirmed)
    assert confirmed is not None
    return superseded_by(facts, confirmed)


def test_a_signature_holds_while_nothing_under_it_changes() -> None:
    assert superseded() is None


def test_new_data_do_not_end_a_signature() -> None:
    assert superseded(clinic(50, instance="2")) is None
    assert superseded(clinic(50, instance="2"), corrected("HX", "2", KPS=60)) is None


def test_the_first_correction_of_a_form_that_was_signed_ends_the_signature() -> None:
    assert superseded(corrected("HX", "1", KPS=90)) == 5
    assert superseded(clinic(instance="2"), corrected("LB", "1", LBDTC="2026-05-07"), corrected("HX", "1", KPS=90)) == 6


def test_a_correction_of_a_corrected_form_ends_a_signature_that_rested_on_the_correction() -> None:
    bodies = (clinic(), corrected("HX", "1", KPS=90), EligibilityConfirmed(verdicts={}, rests_on=(2,)))
    facts = history(*bodies, corrected("HX", "1", KPS=70))
    signed = facts.last(EligibilityConfirmed)
    assert signed is not None
    assert superseded_by(facts, signed) == 4
    before = history(*bodies)
    assert superseded_by(before, signed) is None, "what was corrected before the signature was signed"


def test_a_retraction_ends_the_signature_that_rested_on_the_form_and_no_other() -> None:
    assert superseded(FormRetracted(form="HX", instance="1"), cause=1) == 5
    assert superseded(clinic(instance="2"), FormRetracted(form="HX", instance="2"), cause=5) is None


def test_a_new_judgement_of_entry_ends_the_signature_and_one_for_a_gate_does_not() -> None:
    assert superseded(CriterionJudged(criterion="E2", met=False)) == 5
    assert superseded(CriterionJudged(criterion="E1", met=True, gate="infusion", occasion="1.1")) is None


def deviation(*bodies: Body) -> IneligibilityFound | None:
    facts: list[Fact[Any]] = [fact(clinic(), 1), fact(blood(), 2), fact(FIT, 3), fact(RANDOMISED, 4, str(DAY))]
    return found_ineligible(study(), History("P1", [*facts, *(fact(one, 5 + n) for n, one in enumerate(bodies))]))


def test_nobody_is_found_ineligible_before_randomisation() -> None:
    assert found_ineligible(study(), history(clinic(70), blood("200"))) is None


def test_who_fulfils_every_criterion_is_no_deviation() -> None:
    assert deviation() is None


def test_a_correction_that_makes_a_criterion_fail_is_a_deviation_with_the_facts_behind_it() -> None:
    assert deviation(corrected("HX", "1", KPS=79)) == IneligibilityFound(criteria=("I1",), rests_on=(5,))
    assert deviation(corrected("HX", "1", KPS=80)) is None


def test_only_what_surely_fails_is_a_deviation() -> None:
    assert deviation(corrected("HX", "1", KPS=None)) is None


def test_a_deviation_that_is_known_is_not_found_again_but_another_one_is() -> None:
    worse = corrected("HX", "1", KPS=70)
    known = IneligibilityFound(criteria=("I1",), rests_on=(5,))
    assert deviation(worse, known) is None
    high = corrected("LB", "1", ALT={"value": "151", "unit": "U/L", "high": "50"})
    found = deviation(worse, known, high)
    assert found is not None
    assert found.criteria == ("I2",)


def test_a_judgement_is_told_with_its_person_and_what_has_no_test_at_all_is_told_so() -> None:
    judged = assess(study(), history(FIT), DAY).verdict("E2")
    assert [reason.code for reason in judged.reasons] == ["eligibility.judged"]
    open_question = assess(study(), history(), DAY).verdict("E2")
    assert [reason.code for reason in open_question.reasons] == ["eligibility.to_be_judged"]
    bare = altered(eligibility={"criteria": {"X1": {"category": "inclusion", "text": t("Nobody knows how")}}})
    untold = assess(bare, history(), DAY).verdict("X1")
    assert (untold.outcome, [reason.code for reason in untold.reasons]) == ("unknown", ["eligibility.no_test"])
