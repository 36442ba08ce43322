"""The tables of iRECIST (Seymour 2017, Lancet Oncology 18:e143): one assessment, and the best response."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest

from equipoise.facts.events import Occurred
from equipoise.rules.response import (
    BestRules,
    ImmuneLook,
    Unconfirmed,
    best_immune_response,
    immune_progression,
    immune_response,
)

STILL = "NON-CR/NON-PD"


def look(target: Any, others: Any = STILL, **more: Any) -> ImmuneLook:
    grown = frozenset(more.pop("grown", ()))
    return ImmuneLook(target, others, grown=grown, **more)


def before(*categories: Any, was: str = "SD") -> Unconfirmed:
    return Unconfirmed(frozenset(categories), was)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (look("CR", "CR"), "iCR"),
        (look("CR"), "iPR"),
        (look("PR"), "iPR"),
        (look("SD"), "iSD"),
        (look("NE"), "NE"),
        (look(None), "NON-iCR/NON-iUPD"),
        (look(None, None), "NED"),
        (look("PR", "PD"), "iUPD"),
        (look("PD", "CR"), "iUPD"),
        (look("SD", new=True), "iUPD"),
        (look(None, None, new=True), "iUPD"),
        (look("CR", "CR", lasting=True), "iPR"),  # new lesions that are still there forbid a complete response
        (look(None, "CR", lasting=True), "NON-iCR/NON-iUPD"),
    ],
)
def test_without_progression_before_progression_is_unconfirmed(seen: ImmuneLook, expected: str):
    assert immune_response(seen, None) == expected


@pytest.mark.parametrize(
    ("seen", "pending", "expected"),
    [
        # targets: 5 mm more confirm, otherwise it stays
        (look("PD", grown=("target",)), before("target"), "iCPD"),
        (look("PD"), before("target"), "iUPD"),
        (look("PD", "CR"), before("target"), "iUPD"),
        # non-target lesions: any growth confirms, also below unequivocal progression
        (look("SD", "PD", grown=("non_target",)), before("non_target"), "iCPD"),
        (look("SD", grown=("non_target",)), before("non_target"), "iCPD"),
        (look("PR", "PD"), before("non_target"), "iUPD"),
        # new lesions: larger or more of them confirm; unchanged they stay
        (look("SD", grown=("new",), lasting=True), before("new"), "iCPD"),
        (look("SD", lasting=True), before("new"), "iUPD"),
        # progression of another kind confirms
        (look("PD", "PD"), before("target"), "iCPD"),
        (look("PD", lasting=True), before("new"), "iCPD"),
        (look("PD", new=True), before("target"), "iCPD"),
        # growth of a kind that had not progressed confirms nothing
        (look("PD", grown=("non_target",)), before("target"), "iUPD"),
        # neither: the response is what it has become
        (look("CR", "CR"), before("target"), "iCR"),
        (look("PR"), before("target", "non_target"), "iPR"),
        (look("SD"), before("non_target"), "iSD"),
        (look("NE", "NE"), before("target"), "NE"),
    ],
)
def test_after_unconfirmed_progression_growth_confirms(seen: ImmuneLook, pending: Unconfirmed, expected: str):
    assert immune_response(seen, pending) == expected


def test_too_early_a_look_confirms_nothing():
    assert immune_response(look("PD", grown=("target",)), before("target"), may_confirm=False) == "iUPD"


def test_new_lesions_that_stay_allow_a_response_if_the_others_improved():
    """recist.eortc.org: scenario B (shrinkage after the new lesion) is iPR, scenario F (shrinkage before it) stays iUPD."""
    assert immune_response(look("PR", lasting=True), before("new", was="SD")) == "iPR"
    assert immune_response(look("PR", lasting=True), before("new", was="PR")) == "iUPD"


@pytest.mark.parametrize(("lasting", "expected"), [("never", "iUPD"), ("always", "iPR"), ("improved", "iPR")])
def test_the_protocol_may_settle_new_lesions_that_stay(lasting: Any, expected: str):
    assert immune_response(look("PR", lasting=True), before("new", was="SD"), lasting=lasting) == expected


TABLE_3 = [
    ([["iCR"], ["iCR", "iPR", "iUPD", "NE"], ["iCR", "iPR", "iUPD", "NE"], ["iUPD"], ["iCPD"]], "iCR"),
    (
        [["iUPD"], ["iPR", "iSD", "NE"], ["iCR"], ["iCR", "iUPD", "NE"], ["iCR", "iPR", "iSD", "iUPD", "iCPD", "NE"]],
        "iCR",
    ),
    ([["iUPD"], ["iPR"], ["iPR", "iSD", "iUPD", "NE"], ["iPR", "iCPD"], ["iPR", "iSD", "iUPD", "NE", "iCPD"]], "iPR"),
    ([["iUPD"], ["iSD", "NE"], ["iPR"], ["iPR", "iSD", "iUPD", "NE"], ["iPR", "iSD", "iUPD", "iCPD", "NE"]], "iPR"),
    ([["iUPD"], ["iSD"], ["iSD", "iUPD", "NE"], ["iSD", "iUPD", "iCPD", "NE"], ["iSD", "iCPD", "NE"]], "iSD"),
    ([["iUPD"], ["iCPD"], ["iCR", "iPR"], ["iCR"], ["iCR"]], "iCPD"),
    ([["iUPD"], ["iUPD"], ["iCPD"], ["iCR"], ["iPR"]], "iCPD"),
    ([["iUPD"], ["NE"], ["NE"], ["NE"], ["NE"]], "iUPD"),
]


@pytest.mark.parametrize(("slots", "expected"), TABLE_3)
def test_the_best_response_is_that_of_table_3(slots: list[list[str]], expected: str):
    assert {best_immune_response(each) for each in product(*slots)} == {expected}


def test_nothing_assessed_is_not_evaluable():
    assert best_immune_response([]) == "NE"


def test_where_confirmation_is_asked_for_one_response_alone_is_stable_disease():
    assert best_immune_response(["iPR", "iSD"], confirm=True) == "iSD"
    assert best_immune_response(["iPR", "iPR"], confirm=True) == "iPR"
    assert best_immune_response(["iCR", "iPR"], confirm=True) == "iSD"
    assert best_immune_response(["iPR", "iUPD", "iPR"], confirm=True) == "iSD"


def test_a_second_look_too_soon_does_not_confirm():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in (0, 27)]
    rules = BestRules(confirm=True)
    assert best_immune_response(["iPR", "iPR"], confirm=True, days=days, rules=rules) == "iSD"


def day(number: int) -> Occurred:
    return Occurred(date(2026, 1, number), number)


@pytest.mark.parametrize(
    ("responses", "expected"),
    [
        (("iUPD", "iCPD"), 1),
        (("iUPD", "iUPD", "iCPD"), 1),
        (("iUPD", "iSD", "iUPD", "iCPD"), 3),
        (("iUPD", "NE", "iCPD"), 1),
        (("iUPD", "iPR"), None),
        (("iSD", "iUPD"), 2),  # never looked at again: the day of iUPD counts
        (("iSD",), None),
    ],
)
def test_progression_counts_from_the_unconfirmed_day_that_was_never_undone(responses: Any, expected: int | None):
    seen = [(day(place), response) for place, response in enumerate(responses, start=1)]
    assert immune_progression(seen) == (None if expected is None else day(expected))
