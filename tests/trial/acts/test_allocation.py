from __future__ import annotations

from datetime import timedelta

from equipoise.facts.randomisation import AllocationKeyCommitted, AllocationKeyRevealed, Randomised
from equipoise.protocol.model import Study
from equipoise.rules import randomisation
from equipoise.trial import commands as act
from equipoise.trial.gateway import Gateway
from tests.rehearsals import KEY, played
from tests.rules.product.cells import PRODUCT
from tests.trial.stage import KEY as KEY_OF_STAGE
from tests.trial.stage import Stage, codes, plan, small_study

OTHER_KEY = bytes(32)


def test_a_confirmed_participant_is_allocated_once() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    answer = stage.must("coordinator", act.Randomise(participant=number))
    body = answer.facts[0].body
    assert isinstance(body, Randomised)
    assert (body.sequence, body.levels) == (1, {"stage": "LD", "activity": "high"})
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["randomised_already"]


def test_who_was_only_registered_is_refused_for_every_reason() -> None:
    stage = Stage.opened(committed=False)
    refused = stage.refused("coordinator", act.Randomise(participant=stage.registered()))
    assert {"no_consent", "not_confirmed", "key_not_committed", "eligibility.unknown"} <= set(refused)


def test_an_unsigned_eligibility_is_the_only_reason_against_who_passes() -> None:
    stage = Stage.opened()
    assert stage.refused("coordinator", act.Randomise(participant=stage.screened())) == ["not_confirmed"]


def test_a_value_that_became_too_old_since_the_signature_refuses() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    stage.now += timedelta(days=8)
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["eligibility.stale"]


def test_a_value_corrected_after_the_signature_so_that_a_criterion_is_open_refuses() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    new = {"KPS": {"missing": "UNK", "reason": "Chart not found"}}
    correction = act.CorrectItems(participant=number, form="HX", instance="1", new=new, reason="Source missing")
    stage.must("coordinator", correction)
    assert "eligibility.unknown" in stage.refused("coordinator", act.Randomise(participant=number))


def test_a_hold_on_accrual_refuses_and_lifting_it_allows() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    stage.must("investigator", act.PlaceHold(scope=("accrual",), reason="Looking into an event"))
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["accrual_held"]
    stage.must("safety_board", act.LiftHold(hold="H01", reason="Looked into"))
    stage.must("coordinator", act.Randomise(participant=number))


def test_without_a_key_nobody_is_allocated() -> None:
    stage = Stage.opened(key=None, committed=False)
    assert stage.refused("statistician", act.CommitAllocationKey()) == ["no_key"]
    number = stage.confirmed()
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["key_not_committed"]


def test_another_key_than_the_committed_one_allocates_nobody() -> None:
    stage = Stage.opened()
    number = stage.confirmed()
    for key, code in ((OTHER_KEY, "other_key"), (None, "no_key")):
        stage.gateway = Gateway(stage.store, stage.protocols, key)
        assert stage.refused("coordinator", act.Randomise(participant=number)) == [code]


def test_the_planned_number_is_never_exceeded() -> None:
    small = small_study().model_copy(
        update={"design": small_study().design.model_copy(update={"enrolment": 1})},
    )
    stage = Stage.opened(small)
    stage.randomised()
    assert stage.refused("coordinator", act.Randomise(participant=stage.confirmed())) == ["enrolment_complete"]


def test_a_key_is_committed_once_and_revealed_once_and_only_when_the_list_is_closed() -> None:
    stage = Stage.opened()
    assert stage.refused("statistician", act.CommitAllocationKey()) == ["committed_already"]
    number = stage.confirmed()
    assert stage.refused("statistician", act.RevealAllocationKey()) == ["list_in_use"]
    stage.must("investigator", act.PlaceHold(scope=("accrual",), reason="Accrual ends"))
    assert stage.refused("statistician", act.RevealAllocationKey()) == ["reason_missing"]
    assert stage.refused("administrator", act.RevealAllocationKey(reason="-")) == ["not_permitted"]
    revealed = stage.must("statistician", act.RevealAllocationKey(reason="Accrual has ended")).facts[0].body
    assert isinstance(revealed, AllocationKeyRevealed)
    assert stage.refused("statistician", act.RevealAllocationKey()) == ["revealed_already"]
    stage.must("safety_board", act.LiftHold(hold="H01", reason="-"))
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["key_revealed"]


def test_every_allocation_of_a_rehearsal_agrees_with_its_recomputation_from_the_key() -> None:
    rehearsed = played()
    trial = rehearsed.trial
    committed = trial.study.first(AllocationKeyCommitted)
    assert committed is not None
    assert randomisation.commitment(KEY) == committed.body.commitment
    found = randomisation.verify(rehearsed.study, committed, trial.allocations, KEY, environment=trial.environment)
    assert found == ()
    wrong = randomisation.verify(rehearsed.study, committed, trial.allocations, OTHER_KEY, environment="rehearsal")
    assert wrong[0].code == "other_key"


def test_an_amended_scheme_waits_for_its_own_commitment_with_the_same_key() -> None:
    first = small_study()
    scheme = first.randomisation.model_copy(update={"probability": "9/10"})
    second = first.model_copy(update={"version": "2", "effective": "2026-05-05", "randomisation": scheme})
    stage = Stage.opened(first, second)
    stage.randomised()
    stage.must("investigator", act.ApproveAmendment(version="2", effective="2026-05-05"))
    stage.now += timedelta(days=1)
    number = stage.confirmed()
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["other_scheme"]
    stage.gateway = Gateway(stage.store, stage.protocols, OTHER_KEY)
    assert stage.refused("statistician", act.CommitAllocationKey()) == ["other_key"]
    stage.gateway = Gateway(stage.store, stage.protocols, KEY_OF_STAGE)
    stage.must("statistician", act.CommitAllocationKey())
    stage.must("coordinator", act.Randomise(participant=number))
    trial = stage.gateway.trial()
    old, new = trial.study.of(AllocationKeyCommitted)
    found = randomisation.verify(
        first, old, trial.allocations, KEY_OF_STAGE, environment=trial.environment, later=[(second, new)]
    )
    assert found == ()
    assert [fact.body.sequence for fact in trial.allocations] == [1, 2]


def test_the_key_of_a_full_list_needs_no_reason() -> None:
    design = small_study().design.model_copy(update={"enrolment": 1})
    stage = Stage.opened(small_study().model_copy(update={"design": design}))
    stage.randomised()
    stage.must("statistician", act.RevealAllocationKey())


def test_another_key_than_the_committed_one_cannot_be_revealed() -> None:
    stage = Stage.opened()
    stage.must("investigator", act.PlaceHold(scope=("accrual",), reason="Accrual ends"))
    stage.gateway = Gateway(stage.store, stage.protocols, OTHER_KEY)
    assert stage.refused("statistician", act.RevealAllocationKey(reason="-")) == ["other_key"]


def test_a_masked_study_reveals_its_key_only_after_its_data_are_locked() -> None:
    design = {**plan()["design"], "masking": "DOUBLE", "masked": ["investigator"]}
    stage = Stage.opened(type(small_study()).model_validate(plan(design=design)))
    stage.must("safety_board", act.PlaceHold(scope=("accrual",), reason="Accrual ends"))
    assert stage.refused("statistician", act.RevealAllocationKey(reason="Ended")) == ["still_masked"]


def test_an_open_study_has_nothing_to_unblind_and_every_reason_is_told() -> None:
    stage = Stage.opened()
    answer = stage.do("investigator", act.Unblind(participant=stage.registered(), occasion="curiosity"))
    assert codes(answer) == ["open_label", "not_randomised", "unknown_occasion", "reason_missing"]
    assert answer.facts[0].body.KIND == "act.refused"


def test_a_masked_study_unblinds_one_participant_with_occasion_and_reason() -> None:
    design = {**plan()["design"], "masking": "DOUBLE", "masked": ["investigator", "participant"]}
    stage = Stage.opened(type(small_study()).model_validate(plan(design=design)))
    number = stage.randomised()
    stage.must("investigator", act.Unblind(participant=number, occasion="emergency", reason="Anaphylaxis"))


def _waiting_for_a_slot() -> Stage:
    """One first collection a day, on the day of randomisation or the day after."""
    product = {
        **PRODUCT,
        "limits": {**PRODUCT["limits"], "first_after_randomisation_days": [0, 1]},
        "capacity": {**PRODUCT["capacity"], "collections_a_day": 1},
    }
    scheme = {**plan()["randomisation"], "requires": ["collection_slot"]}
    return Stage.opened(Study.model_validate(plan(product=product, randomisation=scheme)))


def _allocated_to_cells(stage: Stage) -> str:
    while not stage.one(number := stage.randomised()).receives_product:
        pass
    return number


def test_nobody_is_randomised_while_no_first_collection_could_take_place_in_time() -> None:
    stage = _waiting_for_a_slot()
    for day in ("2026-05-04", "2026-05-05"):
        booked = act.BookCollection(participant=_allocated_to_cells(stage), number=1, day=day)
        stage.must("coordinator", booked)
    number = stage.confirmed()
    answer = stage.do("coordinator", act.Randomise(participant=number))
    assert codes(answer) == ["no-collection-slot"]
    assert answer.reasons[0].remedy is not None
    assert answer.reasons[0].remedy.en == "The next free day is 6 May 2026: randomise from 5 May 2026 on."
    assert stage.one(number).arm is None
    stage.now += timedelta(days=1)
    stage.must("coordinator", act.Randomise(participant=number))


def test_who_waits_for_a_first_booking_holds_a_place_until_treatment_is_given_up() -> None:
    stage = _waiting_for_a_slot()
    first, _ = _allocated_to_cells(stage), _allocated_to_cells(stage)
    number = stage.confirmed()
    assert stage.refused("coordinator", act.Randomise(participant=number)) == ["no-collection-slot"]
    stage.must("coordinator", act.WithdrawConsent(participant=first, scopes=("treatment",), reason="Own wish"))
    stage.must("coordinator", act.Randomise(participant=number))


def test_a_study_that_does_not_ask_for_a_place_randomises_without_one() -> None:
    product = {**PRODUCT, "capacity": {**PRODUCT["capacity"], "collections_a_day": 0}}
    stage = Stage.opened(Study.model_validate(plan(product=product)))
    stage.must("coordinator", act.Randomise(participant=stage.confirmed()))
