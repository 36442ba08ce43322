"""A history finds its forms by visit, and keeps a finding exactly as long as nothing arrives on which it rests."""

from __future__ import annotations

from equipoise.facts import Body, Fact, History
from equipoise.facts.casebook import FormSaved, ItemsCorrected, QueryClosed


def fact(seq: int, body: Body) -> Fact[Body]:
    moment = "2026-01-05T01:00:00.000000Z"
    return Fact(seq, "P:1", "1", moment, moment, "", "1.0", "cora", "coordinator", "", 0, body)


def saved(seq: int, form: str, instance: str, visit: str = "", answer: str = "Y") -> Fact[Body]:
    return fact(seq, FormSaved(form=form, instance=instance, visit=visit, items={"A": answer}))


def asked(history: History, *sources: str | type[Body], given: object = None) -> list[int]:
    """What `remember` answers, where each new finding is the head at which it was made."""
    return [history.remember("question", sources, lambda: history.head, given)]


def test_a_finding_is_kept_while_only_other_forms_arrive() -> None:
    history = History("1", [saved(1, "VS", "V1")])
    assert asked(history, "VS") == [1]
    history.add(saved(2, "LB", "V1"))
    assert asked(history, "VS") == [1]


def test_a_finding_is_made_anew_after_a_form_a_correction_or_a_kind_that_it_rests_on() -> None:
    history = History("1", [saved(1, "VS", "V1")])
    assert asked(history, "VS", QueryClosed) == [1]
    history.add(saved(2, "VS", "V2"))
    assert asked(history, "VS", QueryClosed) == [2]
    history.add(fact(3, ItemsCorrected(form="VS", instance="V2", old={"A": "Y"}, new={"A": "N"})))
    assert asked(history, "VS", QueryClosed) == [3]
    history.add(fact(4, QueryClosed(query="Q001")))
    assert asked(history, "VS", QueryClosed) == [4]


def test_a_finding_is_made_anew_for_something_else_given() -> None:
    history = History("1", [saved(1, "VS", "V1")])
    assert asked(history, "VS", given="monday") == [1]
    history.add(saved(2, "LB", "V1"))
    assert asked(history, "VS", given="monday") == [1]
    assert asked(history, "VS", given="tuesday") == [2]


def test_there_is_one_place_for_a_question_however_often_it_is_asked() -> None:
    history = History("1", [saved(1, "VS", "V1")])
    for day in range(50):
        asked(history, "VS", given=day)
    assert len(history._findings) == 1


def test_a_form_is_found_at_its_visit_and_at_its_own_instance() -> None:
    history = History("1", [saved(1, "VS", "V1.2", visit="V1.1"), saved(2, "LB", "V1.1")])
    assert {name: form.instance for name, form in history.at_visit("V1.1").items()} == {"VS": "V1.2", "LB": "V1.1"}
    assert set(history.at_visit("V1.2")) == {"VS"}
    assert history.at_visit("V9") == {}


def test_of_several_entries_of_a_form_at_a_visit_the_first_counts_with_its_newest_answers() -> None:
    history = History("1", [saved(1, "VS", "V1"), saved(2, "VS", "V1/2", visit="V1")])
    history.add(fact(3, ItemsCorrected(form="VS", instance="V1", old={"A": "Y"}, new={"A": "N"})))
    assert history.at_visit("V1")["VS"].items == {"A": "N"}
    assert history.at_visit("V1")["VS"].seq == 3
