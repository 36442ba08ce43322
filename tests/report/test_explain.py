from __future__ import annotations

import pytest

from equipoise.analysis.tables import explain_number
from equipoise.facts.randomisation import Randomised
from equipoise.report import facts_by_number, look_up, say_fact
from equipoise.report.build import numbers
from equipoise.report.clinical_study import numbers as table_numbers
from tests.report.cut import masked_material, material


def test_an_address_leads_to_the_number_of_the_table() -> None:
    view = material().view()
    for address in ("disposition/randomised/nk", "adverse_events/any/control", "endpoint_pfs/median/nk"):
        (found,) = look_up(view, address)
        assert found.number == explain_number(view.context, address)
        assert found.number.facts


def test_a_table_is_named_by_its_number_and_rows_and_columns_by_their_place() -> None:
    view = material().view()
    key = table_numbers(view)["disposition"]
    assert key == "14.1.1"
    display = view.display("disposition")
    (found,) = look_up(view, f"{key}/1/{len(display.columns)}")
    assert found.address == f"disposition/{display.rows[0].key}/{display.columns[-1].key}"


def test_a_number_as_printed_lists_every_place_where_it_stands() -> None:
    view = material().view()
    found = look_up(view, "12")
    assert {"disposition/randomised/total"} <= {one.address for one in found}
    for one in found:
        assert one.number.says.en.split(" ")[0].rstrip(";:") == "12" or one.number.says.en == "12"
    whole = look_up(view, "12 (100.0%)")
    assert 0 < len(whole) <= len(found)


@pytest.mark.parametrize(
    "asked", ["no_table/row/column", "disposition/no_row/nk", "disposition/999/1", "", "not a number"]
)
def test_what_no_table_says_is_not_found(asked: str) -> None:
    assert look_up(material().view(), asked) == ()


def test_every_address_is_found_again() -> None:
    view = material().view()
    for address, said in numbers(view).items():
        (found,) = look_up(view, address)
        assert list(found.number.facts) == said["facts"]


def test_a_fact_says_its_answers_in_both_languages() -> None:
    view = material().view()
    (found,) = look_up(view, "form_deaths/any/total")
    facts = facts_by_number(view.trial, found.number.facts)
    assert set(facts) == set(found.number.facts)
    words = say_fact(view.study, next(iter(facts.values())))
    assert "Death" in words.en and "死亡" in words.zh


def test_a_fact_that_tells_the_arm_is_silent_while_the_study_is_masked() -> None:
    made = masked_material()
    (found,) = look_up(made.view(), "disposition/randomised/all")
    facts = facts_by_number(made.trial, found.number.facts)
    told = [say_fact(made.study, fact, masked=True) for fact in facts.values() if isinstance(fact.body, Randomised)]
    assert told and {one.en for one in told} == {"withheld while the study is masked"}
