from __future__ import annotations

from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.trial.person import Person
from tests.trial.acts.test_casebook import correction, entered
from tests.trial.stage import Stage


def sign(stage: Stage, number: str) -> None:
    stage.must("investigator", act.SignForm(participant=number, form="HX", instance="1", meaning="Reviewed"))


def signature(one: Person) -> visits.Signature:
    return visits.signatures(one.facts, "HX", "1")[0]


def test_a_signature_holds_until_the_form_is_corrected() -> None:
    stage = Stage.opened()
    number = entered(stage)
    stage.must("investigator", act.SignForm(participant=number, form="HX", instance="1", meaning="Reviewed"))
    assert signature(stage.one(number)).valid
    stage.must("coordinator", correction(number, {"KPS": 80}))
    assert not signature(stage.one(number)).valid


def test_a_signature_needs_its_meaning_and_the_right_role() -> None:
    stage = Stage.opened()
    number = entered(stage)
    command = act.SignForm(participant=number, form="HX", instance="1", meaning="")
    assert stage.refused("sub_investigator", command) == ["other_signature", "meaning_missing"]


def test_source_is_verified_item_by_item() -> None:
    stage = Stage.opened()
    number = entered(stage)
    verify = act.VerifySource(participant=number, form="HX", instance="1", items=("KPS",))
    stage.must("monitor", verify)
    for items, codes in (((), ["nothing_named"]), (("NO", "KPS", "SUCH"), ["unknown_item", "unknown_item"])):
        wrong = act.VerifySource(participant=number, form="HX", instance="1", items=items)
        assert stage.refused("monitor", wrong) == codes
    absent = act.VerifySource(participant=number, form="HX", instance="7", items=("KPS",))
    assert stage.refused("monitor", absent) == ["not_entered"]


def test_the_casebook_is_endorsed_once_nothing_is_open_and_any_change_makes_it_void() -> None:
    stage = Stage.opened()
    number = entered(stage, KPS=40)
    endorse = act.EndorseCasebook(participant=number, meaning="Complete and true")
    assert stage.refused("investigator", endorse) == ["queries_open", "signatures_missing"]
    assert stage.refused("coordinator", endorse) == ["not_permitted"]
    stage.must("coordinator", correction(number, {"KPS": 80}))
    sign(stage, number)
    stage.must("investigator", endorse)
    endorsed = visits.endorsement(stage.one(number).facts)
    assert endorsed is not None
    assert (endorsed.valid, endorsed.signer, endorsed.meaning) == (True, "investigator", "Complete and true")
    made = stage.must("coordinator", correction(number, {"KPS": 90})).facts[0].seq
    endorsed = visits.endorsement(stage.one(number).facts)
    assert endorsed is not None
    assert (endorsed.valid, endorsed.superseded_by) == (False, made)


def test_an_empty_casebook_is_not_endorsed_and_an_endorsement_needs_its_meaning() -> None:
    stage = Stage.opened()
    empty = act.EndorseCasebook(participant=stage.consented(), meaning=" ")
    assert stage.refused("investigator", empty) == ["meaning_missing", "nothing_entered"]
