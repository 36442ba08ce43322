"""The tree of a result out of specification, phase by phase, and the signatures of an exception."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from equipoise.facts import product as made
from equipoise.rules.product import chain, due, investigations, release_verdicts
from tests.rules.product.cells import GOES_ON, PRODUCT, Trail, at, changed, line, released

A1, I1 = date(2026, 6, 1), date(2026, 6, 15)
SIGNATURES = {
    "benefit": {"name": {"en": "Benefit", "zh": "获益"}, "role": "investigator"},
    "told": {"name": {"en": "Told", "zh": "已告知"}, "role": "coordinator"},
}


def failed(value: str = "7") -> tuple[Trail, str, int]:
    """A bag whose endotoxin fails."""
    trail = Trail()
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    result = trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value=value), at(I1, 9, 5), "cai")
    return trail, bag, result.seq


def phase(
    bag: str, result: int, name: str, finding: str, second: str = "qiu", attribute: str = "endotoxin"
) -> made.ResultAssessed:
    return made.ResultAssessed(unit=bag, attribute=attribute, result=result, phase=name, finding=finding, second=second)


def outcome(trail: Trail, bag: str, attribute: str = "endotoxin") -> str:
    state = chain(trail.study, trail.history)
    return next(
        one.outcome
        for one in release_verdicts(trail.study, state, state.bags[bag], Decimal(62))
        if one.attribute == attribute
    )


def test_a_repeat_does_not_clear_a_result() -> None:
    trail, bag, _ = failed()
    trail.do(made.UnitTested(unit=bag, attribute="endotoxin", value="0.1"), at(I1, 9, 10), "cai")
    assert outcome(trail, bag) == "fails"


def test_a_fault_of_the_test_sets_the_result_aside_and_the_test_is_made_again() -> None:
    trail, bag, result = failed()
    trail.do(phase(bag, result, "laboratory", "assignable"), at(I1, 9, 10), "qin")
    assert outcome(trail, bag) == "passes"  # the first result of 0.5 still counts
    assert investigations(chain(trail.study, trail.history))[0].state == "set_aside"
    only = Trail()
    only.collect(1, A1)
    bag = only.fill(1, 1, I1)
    sole = only.do(made.UnitTested(unit=bag, attribute="sterility", value="growth", final=False), at(I1, 9, 5), "cai")
    only.do(phase(bag, sole.seq, "laboratory", "assignable", attribute="sterility"), at(I1, 9, 10), "qin")
    assert outcome(only, bag, "sterility") == "awaited"


def test_the_laboratory_comes_first_then_the_full_investigation() -> None:
    trail, bag, result = failed()
    assert trail.ask(phase(bag, result, "full", "confirmed"), at(I1, 9, 10), "qin") == ["wrong-phase"]
    assert trail.ask(phase(bag, result, "laboratory", "confirmed"), at(I1, 9, 10), "qin") == ["unknown-finding"]
    trail.do(phase(bag, result, "laboratory", "none"), at(I1, 9, 10), "qin")
    assert trail.ask(phase(bag, result, "laboratory", "none"), at(I1, 9, 20), "qin") == ["wrong-phase"]
    assert trail.ask(phase(bag, result, "full", "none"), at(I1, 9, 20), "qin") == ["unknown-finding"]
    trail.do(phase(bag, result, "full", "confirmed"), at(I1, 9, 20), "qin")
    assert outcome(trail, bag) == "fails"
    assert trail.ask(phase(bag, result, "full", "confirmed"), at(I1, 9, 30), "qin") == ["wrong-phase"]


def test_each_phase_stands_on_the_list_of_quality_until_it_is_closed() -> None:
    trail, bag, result = failed()

    def phases() -> list[tuple[str, ...]]:
        return [one.what for one in due(trail.study, trail.history, at(I1, 10), GOES_ON) if one.act == "investigate"]

    assert phases() == [(str(result), "laboratory")]
    trail.do(phase(bag, result, "laboratory", "none"), at(I1, 9, 10), "qin")
    assert phases() == [(str(result), "full")]
    trail.do(phase(bag, result, "full", "assignable"), at(I1, 9, 20), "qin")
    assert phases() == []
    assert outcome(trail, bag) == "passes"


def test_who_made_the_test_does_not_judge_it_and_nobody_judges_alone() -> None:
    trail, bag, result = failed()
    assert trail.ask(phase(bag, result, "laboratory", "none"), at(I1, 9, 10), "cai") == ["analyst-investigates"]
    assert trail.ask(phase(bag, result, "laboratory", "none", "cai"), at(I1, 9, 10), "qin") == ["analyst-investigates"]
    assert trail.ask(phase(bag, result, "laboratory", "none", "qin"), at(I1, 9, 10), "qin") == ["same-person"]
    assert trail.ask(phase(bag, result, "laboratory", "none", ""), at(I1, 9, 10), "qin") == ["no-second"]


def test_only_a_result_out_of_specification_is_investigated() -> None:
    trail, bag, result = failed()
    assert trail.ask(phase(bag, 1, "laboratory", "none"), at(I1, 9, 10), "qin") == ["not-out-of-specification"]
    assert trail.ask(phase(bag, result, "laboratory", "none", attribute="appearance"), at(I1, 9, 10), "qin") == [
        "not-out-of-specification"
    ]


def exceptional(**counts: Any) -> tuple[Trail, str]:
    """A bag that may be argued, in a study that names two signatures."""
    trail = Trail(study=with_signatures())
    trail.collect(1, A1)
    return trail, trail.fill(1, 1, I1, **({"viability_pct": Decimal(75)} | counts))


def with_signatures(**release: dict[str, Any]) -> Any:
    study = changed(release=release) if release else changed()
    product = study.product.model_copy(update={"exceptional": _signatures()})
    return study.model_copy(update={"product": product})


def _signatures() -> Any:
    parts = changed().product
    assert parts is not None
    return type(parts).model_validate(PRODUCT | {"exceptional": SIGNATURES}).exceptional


def sign(trail: Trail, bag: str, meaning: str, who: str, role: str) -> None:
    trail.do(made.ExceptionSigned(bag=bag, meaning=meaning), at(I1, 9, 10), who, role)


def ask_release(trail: Trail, bag: str, who: str = "qin") -> list[str]:
    return trail.ask(released(trail, bag, "exceptional"), at(I1, 9, 30), who, accepts_exceptional=True)


def test_an_exception_needs_every_signature_that_the_study_file_names() -> None:
    trail, bag = exceptional()
    assert ask_release(trail, bag) == ["signature-missing", "signature-missing"]
    sign(trail, bag, "benefit", "ines", "investigator")
    assert ask_release(trail, bag) == ["signature-missing"]
    sign(trail, bag, "told", "cora", "coordinator")
    assert ask_release(trail, bag) == []


def test_the_signature_is_of_the_named_role_and_not_of_the_releaser() -> None:
    trail, bag = exceptional()
    sign(trail, bag, "benefit", "ines", "coordinator")
    sign(trail, bag, "told", "cora", "coordinator")
    assert ask_release(trail, bag) == ["signature-missing"]
    other, bag = exceptional()
    sign(other, bag, "benefit", "qin", "investigator")
    sign(other, bag, "told", "cora", "coordinator")
    assert ask_release(other, bag, "qin") == ["signature-missing"]
    assert ask_release(other, bag, "qiu") == []


def test_nobody_signs_twice_and_no_maker_signs() -> None:
    trail, bag = exceptional()
    sign(trail, bag, "benefit", "ines", "investigator")
    assert trail.ask(made.ExceptionSigned(bag=bag, meaning="told"), at(I1, 9, 20), "ines") == ["signed-already"]
    assert trail.ask(made.ExceptionSigned(bag=bag, meaning="told"), at(I1, 9, 20), "anna") == ["operator-signs"]
    assert trail.ask(made.ExceptionSigned(bag=bag, meaning="hope"), at(I1, 9, 20), "cora") == ["unknown-meaning"]


def test_signatures_are_asked_for_only_where_the_participant_allows_an_exception() -> None:
    trail, bag = exceptional()
    state = [one.role for one in due(trail.study, trail.history, at(I1, 10), GOES_ON) if one.act == "sign"]
    assert state == []
    allowed = type(GOES_ON)(
        arm_receives_product=True, consent_in_force=True, weight_kg=Decimal(62), accepts_exceptional=True
    )
    lines = [one for one in due(trail.study, trail.history, at(I1, 10), allowed) if one.act == "sign"]
    assert [(one.unit, one.role, one.what) for one in lines] == [
        (bag, "investigator", ("benefit",)),
        (bag, "coordinator", ("told",)),
    ]


@pytest.mark.parametrize(
    ("severity", "expected"), [("critical", "fails"), ("major", "exceptional"), ("minor", "exceptional")]
)
def test_no_exception_is_argued_on_a_critical_line(severity: str, expected: str) -> None:
    viability = line(severity, computed="viability", least="80", exceptional_least="70")
    trail = Trail(study=changed(release={"viability": viability}))
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1, viability_pct=Decimal(75))
    assert outcome(trail, bag, "viability") == expected


@pytest.mark.parametrize(("severity", "expected"), [("critical", "fails"), ("major", "exceptional")])
def test_nor_on_a_critical_dose(severity: str, expected: str) -> None:
    dose = line(severity, computed="dose", exceptional_least="500000000")
    trail = Trail(study=changed(release={"dose": dose}, dose={"per": "infusion_day"}))
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    assert outcome(trail, bag, "dose") == expected


def test_an_exception_on_a_tested_line_needs_its_investigation_confirmed() -> None:
    potency = line("major", least="20", exceptional_least="10", unit="%")
    trail = Trail(study=changed(release={"potency": potency}))
    trail.collect(1, A1)
    bag = trail.fill(1, 1, I1)
    result = trail.do(made.UnitTested(unit=bag, attribute="potency", value="15"), at(I1, 9, 5), "cai")
    assert ask_release(trail, bag) == ["investigation-open"]
    trail.do(phase(bag, result.seq, "laboratory", "none", attribute="potency"), at(I1, 9, 10), "qin")
    trail.do(phase(bag, result.seq, "full", "confirmed", attribute="potency"), at(I1, 9, 20), "qin")
    assert ask_release(trail, bag) == []
