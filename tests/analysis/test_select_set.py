from __future__ import annotations

from datetime import date

from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import SelectedSet, select_set
from tests.analysis.trial_example import course, randomised, registered, study, trial

STEPS = (
    *randomised("P1", "cells"),
    *course("P1", "2026-01-13", ["2026-01-27"]),
    *randomised("P2", "cells"),
    *randomised("P3", "control"),
    *randomised("P4", "control"),
    *course("P4", "2026-01-13", ["2026-01-27"]),
    registered("P5"),
)


def selected(key: str, masked: bool = False) -> SelectedSet:
    people = read_participants(trial(*STEPS), study(), date(2030, 1, 1))
    return select_set(study(), key, people, masked)


def test_all_randomised_count_as_allocated_whatever_they_received():
    assert dict(selected("itt").arm_of) == {"P1": "cells", "P2": "cells", "P3": "control", "P4": "control"}


def test_a_set_that_needs_an_event_leaves_the_others_out_and_says_why():
    found = selected("infused")
    assert found.members("cells") == ("P1",)
    assert found.left_out["P2"].en == "Without: First infusion"


def test_by_received_a_control_with_cells_counts_with_the_cells():
    found = selected("treated")
    assert dict(found.arm_of) == {"P1": "cells", "P3": "control", "P4": "cells"}
    assert found.left_out["P2"].en == "Did not receive the intervention"


def test_while_masked_everybody_is_in_one_group():
    assert set(selected("itt", masked=True).arm_of.values()) == {"all"}
