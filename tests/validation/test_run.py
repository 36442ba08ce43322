"""Each case agrees, differs, or says why it could not be asked; nothing passes in silence."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from equipoise.validation.cases import WHY, About, Case, CaseFault, CaseFile
from equipoise.validation.find_kinds import Known, find_kinds
from equipoise.validation.run import Outcome, ask, count, is_among, run
from equipoise.values.text import Text, same

SILENT = About(same(""), "", {}, {})


def double(given: Mapping[str, Any]) -> Mapping[str, Any]:
    if "x" not in given:
        raise CaseFault(Text("given.x: is missing", "given.x：缺失"))
    return {"y": given["x"] * 2, WHY: {"y": Text("twice x", "x 的两倍")}}


def broken(given: Mapping[str, Any]) -> Mapping[str, Any]:
    raise KeyError("x")


KINDS = {
    "room.double": Known("room.double", double, SILENT, lambda *_: None),
    "room.broken": Known("room.broken", broken, SILENT, lambda *_: None),
}


def outcome(kind: str, given: Mapping[str, Any], expect: Mapping[str, Any]) -> Outcome:
    return ask(Case("a", kind, given, expect, "cases[0]"), "file.json", KINDS)


def test_a_case_that_agrees_says_nothing_more() -> None:
    found = outcome("room.double", {"x": 2}, {"y": 4})
    assert (found.result, found.differences, found.says) == ("agrees", (), ())
    assert found.found == {"y": 4}


def test_a_case_that_differs_says_where_and_why() -> None:
    found = outcome("room.double", {"x": Decimal("0.1")}, {"y": 4})
    assert found.result == "differs"
    assert [(one.path, one.expected, one.found) for one in found.differences] == [("y", 4, Decimal("0.2"))]
    assert found.says == (Text("twice x", "x 的两倍"),)


def test_a_given_that_cannot_be_asked_is_a_fault_and_no_difference() -> None:
    found = outcome("room.double", {}, {"y": 4})
    assert (found.result, found.differences) == ("fault", ())
    assert found.says[0].en == "given.x: is missing"


def test_a_given_at_which_a_rule_stumbles_is_a_fault_that_names_the_kind() -> None:
    found = outcome("room.broken", {}, {"y": 4})
    assert found.result == "fault"
    assert "room.broken" in found.says[0].en and "--kinds" in found.says[0].zh


def test_an_unknown_kind_is_a_fault_with_the_kinds_that_there_are() -> None:
    found = outcome("room.doubel", {}, {"y": 4})
    assert found.result == "fault"
    assert "room.double, room.broken" in found.says[0].en


def test_a_kind_that_comes_later_is_said_and_counted() -> None:
    outcomes = [outcome("simulation.two", {}, {"y": 1}), outcome("simulation.one", {}, {"y": 1})]
    assert [one.result for one in outcomes] == ["not yet", "not yet"]
    assert [(one.kind, one.not_yet, one.agree) for one in count(outcomes)] == [
        ("simulation.one", 1, 0),
        ("simulation.two", 1, 0),
    ]


def test_outcomes_are_counted_by_kind() -> None:
    outcomes = [
        outcome("room.double", {"x": 1}, {"y": 2}),
        outcome("room.double", {"x": 1}, {"y": 3}),
        outcome("room.double", {}, {"y": 3}),
    ]
    (one,) = count(outcomes)
    assert (one.cases, one.agree, one.differ, one.faults, one.not_yet) == (3, 1, 1, 1, 0)


def test_a_kind_or_a_whole_room_can_be_asked_alone() -> None:
    cases = tuple(Case(kind, kind, {"x": 1}, {"y": 2}, "") for kind in ("room.double", "room.broken", "other.kind"))
    files = (CaseFile("f", "", cases=cases),)
    assert [one.case.id for one in run(files, KINDS, ["room"])] == ["room.double", "room.broken"]
    assert [one.case.id for one in run(files, KINDS, ["room.double"])] == ["room.double"]
    assert len(run(files, KINDS)) == 3
    assert not is_among("room.double", ["room.doub"])


def test_every_kind_says_in_both_languages_what_it_asks() -> None:
    rooms = {name.partition(".")[0] for name in find_kinds()}
    assert rooms >= {"eligibility", "randomisation", "product", "response", "safety"}
    for name, known in find_kinds().items():
        about = known.about
        assert about.rule.en and about.rule.zh and about.source, name
        assert about.given and about.expect, name
        for says in (*about.given.values(), *about.expect.values()):
            assert says.en.strip() and says.zh.strip(), name


def test_a_given_with_nothing_in_it_is_a_fault_that_says_what_is_missing() -> None:
    for name in find_kinds():
        found = ask(Case("a", name, {}, {"x": 1}, ""), "f", find_kinds())
        assert found.result in ("fault", "differs"), name
        assert all(says.en and says.zh and "--kinds" not in says.en for says in found.says), name
