"""Every analysis set adds up to the flow of participants, whatever happened to them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.results import first_results
from equipoise.analysis.select_set import select_set
from equipoise.facts.randomisation import OtherTreatmentGiven, RandomisedInError, SamePersonFound
from tests.analysis.trial_example import (
    ANALYSIS,
    ARMS,
    EVENTS,
    FORMS,
    course,
    dated,
    death,
    form,
    randomised,
    registered,
    scan,
    trial,
)
from tests.rules.example import altered, item, t
from tests.rules.product.cells import PRODUCT

SETS = {
    "screened": {"name": t("Screened"), "of": "screened"},
    "itt": {"name": t("All randomised")},
    "mitt": {"name": t("Modified"), "baseline": True, "not_in_error": True},
    "measurable": {"name": t("Measurable"), "measurable": True, "assessed": True},
    "treated": {"name": t("As treated"), "by": "received"},
    "infused": {"name": t("Infused"), "needs": ["first_infusion"]},
    "per_protocol": {
        "name": t("Per protocol"),
        "any_of": ["first_infusion", "progression", "death"],
        "as_allocated": True,
        "not_in_error": True,
        "without": {"major": {"name": t("Major deviation"), "form": "DV", "when": "DVCLASS = MAJOR"}},
        "by": "received",
    },
}
STUDY = altered(
    forms=FORMS
    | {
        "code_lists": FORMS["code_lists"] | {"CLASS": {"MAJOR": t("Major"), "MINOR": t("Minor")}},
        "forms": FORMS["forms"] | {"DV": dated("DV", "DVSTDAT", DVCLASS=item("code", codes="CLASS"))},
    },
    events=EVENTS,
    analysis=ANALYSIS | {"sets": SETS},
    arms=ARMS,
    product=PRODUCT,
)
CUT = date(2030, 1, 1)

HAPPENINGS = {
    "infused": lambda number: course(number, "2026-01-13", ["2026-01-27"]),
    "error": lambda number: ((number, RandomisedInError(error="ineligible"), "2026-02-01"),),
    "other": lambda number: ((number, OtherTreatmentGiven(received="control"), "2026-02-01"),),
    "baseline": lambda number: (scan(number, "2026-01-05"),),
    "scanned": lambda number: (scan(number, "2026-03-10", "9"),),
    "unreadable": lambda number: (scan(number, "2026-03-11", None),),
    "dead": lambda number: (death(number, "2026-05-01"),),
    "major": lambda number: (form(number, "DV", {"DVSTDAT": "2026-02-03", "DVCLASS": "MAJOR"}, "2026-02-03"),),
    "minor": lambda number: (form(number, "DV", {"DVSTDAT": "2026-02-04", "DVCLASS": "MINOR"}, "2026-02-04"),),
}
people = st.lists(
    st.tuples(st.sampled_from(["", "cells", "control"]), st.sets(st.sampled_from(sorted(HAPPENINGS)))), max_size=8
)


def steps(found, twice=None):
    made = []
    for place, (arm, happened) in enumerate(found):
        number = f"P{place + 1}"
        made.extend(randomised(number, arm) if arm else (registered(number),))
        for name in sorted(happened) if arm else ():
            made.extend(HAPPENINGS[name](number))
    return (*made, *(twice or ()))


@pytest.mark.parametrize("masked", [False, True])
@given(people)
def test_members_and_exclusions_are_those_whom_the_set_starts_from(masked, found):
    results = first_results(trial(*steps(found), of=STUDY), STUDY, CUT, masked)
    flow, members = results.consort.flow, results.consort.members
    for chosen in results.sets:
        if chosen.withheld:
            assert masked
            assert not chosen.arm_of
            continue
        inside, outside = set(chosen.arm_of), set(chosen.exclusions)
        assert not inside & outside
        starts = "assessed" if SETS[chosen.key].get("of") == "screened" else "randomised"
        assert inside | outside == set(members[starts])
        assert len(inside) + len(outside) == (flow.assessed if starts == "assessed" else flow.randomised)


@given(people)
def test_whoever_is_left_out_has_a_reason_with_facts(found):
    read = read_participants(trial(*steps(found), of=STUDY), STUDY, CUT)
    for key in SETS:
        for number, reasons in select_set(STUDY, key, read).exclusions.items():
            facts = {fact.seq for one in read if one.number == number for fact in one.facts.facts}
            assert reasons
            for reason in reasons:
                assert reason.says.en
                assert reason.says.zh
                assert reason.facts
                assert set(reason.facts) <= facts
                assert reason.protocol.startswith(f"analysis.sets.{key}.")


@given(people)
def test_all_randomised_count_in_the_flow_by_their_arm(found):
    results = first_results(trial(*steps(found), of=STUDY), STUDY, CUT)
    itt = next(chosen for chosen in results.sets if chosen.key == "itt")
    allocated = [arm.allocated for arm in results.consort.flow.arms]
    assert [len(itt.members(group.key)) for group in results.groups] == allocated


def selected(key, *made):
    return select_set(STUDY, key, read_participants(trial(*made, of=STUDY), STUDY, CUT))


def test_found_ineligible_later_stays_in_all_randomised_and_leaves_the_modified_set():
    made = (
        *randomised("P1", "cells"),
        scan("P1", "2026-01-05"),
        ("P1", RandomisedInError(error="ineligible"), "2026-02-01"),
    )
    assert dict(selected("itt", *made).arm_of) == {"P1": "cells"}
    (reason,) = selected("mitt", *made).exclusions["P1"]
    assert (reason.code, reason.says.en, reason.facts) == ("set.randomised_in_error", "Randomised in error", (4,))


def test_every_reason_against_a_member_is_told_at_once():
    made = (*randomised("P1", "cells"), ("P1", OtherTreatmentGiven(received="control"), "2026-02-01"))
    codes = [reason.code for reason in selected("per_protocol", *made).exclusions["P1"]]
    assert codes == ["set.event_missing", "set.other_treatment"]


def test_by_treatment_received_the_treatment_of_the_other_arm_counts():
    made = (
        *randomised("P1", "cells"), ("P1", OtherTreatmentGiven(received="control"), "2026-02-01"),
        *randomised("P2", "cells"), *course("P2", "2026-01-13", ["2026-01-27"]),
        ("P2", OtherTreatmentGiven(received="control"), "2026-02-01"),
    )  # fmt: skip
    assert dict(selected("treated", *made).arm_of) == {"P1": "control", "P2": "cells"}
    assert dict(selected("itt", *made).arm_of) == {"P1": "cells", "P2": "cells"}


def test_of_one_person_under_two_numbers_the_first_allocation_counts():
    made = (*randomised("P1", "cells"), *randomised("P2", "control"), ("P2", SamePersonFound(other="P1"), "2026-02-01"))
    found = selected("itt", *made)
    assert dict(found.arm_of) == {"P1": "cells"}
    assert found.left_out["P2"].en == "The same person as P1, randomised earlier: counted once"
    assert set(selected("screened", *made).arm_of) == {"P1", "P2"}


def test_with_two_full_sets_of_data_both_numbers_count_and_the_flow_says_so():
    made = (
        *randomised("P1", "cells"), scan("P1", "2026-01-05"), scan("P1", "2026-03-10"),
        *randomised("P2", "control"), scan("P2", "2026-01-05"), scan("P2", "2026-03-10"),
        ("P2", SamePersonFound(other="P1"), "2026-04-01"),
    )  # fmt: skip
    assert dict(selected("itt", *made).arm_of) == {"P1": "cells", "P2": "control"}
    flow = first_results(trial(*made, of=STUDY), STUDY, CUT).consort.flow
    assert [note.en for note in flow.notes] == [
        "P2 and P1 are one person with two full sets of data: both count (Yelland et al. 2015)."
    ]


def test_measurable_disease_is_that_of_the_assessment_before_randomisation():
    made = (
        *randomised("P1", "cells"), scan("P1", "2026-01-05"), scan("P1", "2026-03-10"),
        *randomised("P2", "cells"), scan("P2", "2026-01-20"), scan("P2", "2026-03-10"),
        *randomised("P3", "cells"), form("P3", "TU", {"TUDTC": "2026-01-05", "NEWLIND": "N"}, "2026-01-05", TARGET=()),
    )  # fmt: skip
    found = selected("measurable", *made)
    assert dict(found.arm_of) == {"P1": "cells"}
    assert [reason.code for reason in found.exclusions["P2"]] == ["set.no_baseline"]
    assert [reason.code for reason in found.exclusions["P3"]] == ["set.not_measurable", "set.not_assessed"]


def test_an_empty_trial_has_empty_sets():
    assert [(dict(selected(key).arm_of), dict(selected(key).exclusions)) for key in SETS] == [({}, {})] * len(SETS)
