from __future__ import annotations

from equipoise.facts import Body, FormInstance, History
from equipoise.facts.casebook import QueryAnswered, QueryClosed, QueryOpened, QueryReopened
from equipoise.rules.visits import queries, wanted_queries
from tests.rules.visits.booklet import book, corrected, saved, study

ENTERED = saved("VS", "SCR.1", VSDTC="2026-06-15", TEMP={"value": "37", "unit": "Cel"}, PULSE=210)


def asked(query: str = "Q1", item: str = "PULSE", check: str = "C1") -> QueryOpened:
    return QueryOpened(query=query, form="VS", instance="SCR.1", item=item, words="Is the pulse right?", check=check)


def form(facts: History) -> FormInstance:
    found = facts.form("VS", "SCR.1")
    assert found is not None
    return found


def states(*bodies: Body) -> list[str]:
    return [query.state for query in queries(book(ENTERED, *bodies))]


def test_a_query_goes_through_its_states() -> None:
    answered, closed = QueryAnswered(query="Q1", words="yes"), QueryClosed(query="Q1")
    again, cancelled = QueryReopened(query="Q1", words="sure?"), QueryClosed(query="Q1", cancelled=True)
    assert states(asked()) == ["open"]
    assert states(asked(), answered) == ["answered"]
    assert states(asked(), answered, closed) == ["closed"]
    assert states(asked(), answered, closed, again) == ["reopened"]
    assert states(asked(), cancelled) == ["cancelled"]
    assert len(queries(book(ENTERED, asked(), answered, closed))[0].facts) == 3


def test_a_soft_finding_wants_a_query_once() -> None:
    facts = book(ENTERED)
    assert [one.check for one in wanted_queries(study(), facts, form(facts)).to_open] == ["C1"]
    facts = book(ENTERED, asked())
    assert wanted_queries(study(), facts, form(facts)).to_open == ()


def test_a_correction_that_settles_the_cause_wants_the_query_closed() -> None:
    facts = book(ENTERED, asked(), asked("Q2", "TEMP", ""), corrected("VS", "SCR.1", {"PULSE": 90}))
    wanted = wanted_queries(study(), facts, form(facts))
    assert (wanted.to_open, wanted.to_close) == ((), ("Q1",))


def test_a_query_that_a_person_settled_is_not_asked_again_until_the_form_changes() -> None:
    settled = (ENTERED, asked(), QueryClosed(query="Q1"))
    facts = book(*settled)
    assert wanted_queries(study(), facts, form(facts)).to_open == ()
    facts = book(*settled, corrected("VS", "SCR.1", {"PULSE": 220}))
    assert [one.check for one in wanted_queries(study(), facts, form(facts)).to_open] == ["C1"]
