from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from equipoise.analysis.count_consort import Consort, count_consort
from equipoise.analysis.figures.consort import check_consort, draw_consort
from equipoise.analysis.group_arms import group_arms
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import select_set
from equipoise.facts.participant import ConsentWithdrawn, ScreeningFailed
from equipoise.facts.randomisation import RandomisedInError
from tests.analysis.trial_example import R0, Step, course, death, form, randomised, registered, scan, study, trial

LATE = date(2030, 1, 1)


def consort(*steps: Step, masked: bool = False, chosen: str = "itt") -> Consort:
    people = read_participants(trial(*steps), study(), LATE)
    groups = group_arms(study(), masked=masked)
    return count_consort(study(), people, groups, select_set(study(), chosen, people))


def failed(number: str, cause: str, *criteria: str) -> tuple[Step, Step]:
    return registered(number), (number, ScreeningFailed(criteria=criteria, cause=cause), "2026-01-05")


EVERYBODY: tuple[Step, ...] = (
    *failed("P01", "criteria", "I1", "E1"),
    *failed("P02", "criteria", "I1"),
    *failed("P03", "declined"),
    registered("P04"),
    registered("P05"),
    ("P05", ConsentWithdrawn(scopes=("treatment", "procedures")), "2026-01-06"),
    *randomised("P06", "cells"),
    *course("P06", "2026-01-13", ["2026-01-27", "2026-01-28", "2026-01-29"]),
    form("P06", "EOT", {"DSSTDAT": "2026-03-01", "DSDECOD": "PROGRESSIVE DISEASE"}, "2026-03-01"),
    *randomised("P07", "cells"),
    *randomised("P08", "cells"),
    death("P08", "2026-01-20"),
    *randomised("P09", "control"),
    form("P09", "LTFU", {"DSSTDAT": "2026-06-01"}, "2026-06-01"),
    *randomised("P10", "control"),
    scan("P10", "2026-01-02"),
    scan("P10", "2026-03-02", "90"),
    ("P10", ConsentWithdrawn(scopes=("procedures",)), "2026-04-01"),
    *randomised("P11", "control"),
    ("P11", RandomisedInError(error="-"), "2026-01-12"),
)


def test_every_box_is_counted_and_opens_its_list():
    found = consort(*EVERYBODY)
    flow = found.flow
    assert (flow.assessed, flow.in_screening, flow.randomised) == (11, 1, 6)
    assert [(reason.en, n) for reason, n in flow.excluded.reasons] == [
        ("Declined to participate", 2),
        ("Not meeting criteria", 2),
    ]
    assert found.failed_criteria == (("I1", 2), ("E1", 1))
    assert found.members["in_screening"] == ("P04",)
    cells, control = flow.arms
    assert (cells.allocated, cells.received, cells.waiting, cells.not_received.n) == (3, 1, 1, 1)
    assert [(reason.en, n) for reason, n in cells.not_received.reasons] == [("Death", 1)]
    assert [(reason.en, n) for reason, n in cells.discontinued.reasons] == [("Progression of the disease", 1)]
    assert (cells.continuing, cells.analysed) == (2, 3)
    assert (control.allocated, control.received, control.waiting, control.lost.n, control.continuing) == (3, 3, 0, 1, 1)
    assert [(reason.en, n) for reason, n in control.discontinued.reasons] == [("Withdrew from visits", 1)]
    assert found.members["cells.waiting"] == ("P07",)
    assert found.members["control.lost"] == ("P09",)
    assert check_consort(flow) == ()


def test_a_participant_randomised_in_error_still_counts_as_randomised():
    found = consort(*EVERYBODY)
    assert "P11" in found.members["control.analysed"]
    assert [note.en[:24] for note in found.flow.notes] == ["1 randomised in error, c"]


def test_a_participant_lost_who_is_later_known_dead_is_not_lost():
    steps = (*randomised("P1", "control"), form("P1", "LTFU", {"DSSTDAT": "2026-06-01"}, "2026-06-01"))
    assert consort(*steps).flow.arms[1].lost.n == 1
    assert consort(*steps, death("P1", "2026-08-01")).flow.arms[1].lost.n == 0


def test_who_is_left_out_of_the_set_is_not_analysed_and_says_why():
    cells, control = consort(*EVERYBODY, chosen="infused").flow.arms
    assert (cells.analysed, cells.not_analysed.n) == (1, 2)
    assert [(reason.en, n) for reason, n in control.not_analysed.reasons] == [("Without: First infusion", 3)]


def test_while_masked_the_one_box_of_all_is_not_called_an_allocation_to_them():
    drawn = draw_consort(consort(*EVERYBODY, masked=True).flow, "en")
    assert "Allocated to" not in drawn
    assert "Allocated to" in draw_consort(consort(*EVERYBODY).flow, "en")


def test_while_masked_all_are_one_group_and_no_list_tells_the_arm():
    found = consort(*EVERYBODY, masked=True)
    (everybody,) = found.flow.arms
    assert (everybody.allocated, everybody.name.en) == (6, "All participants")
    assert set(found.members) == {
        "assessed", "excluded", "in_screening", "randomised",
        "all.allocated", "all.lost", "all.died", "all.continuing", "all.analysed", "all.not_analysed",
    }  # fmt: skip
    assert check_consort(found.flow) == ()


def test_a_treatment_of_which_nothing_was_given_is_not_received_although_the_form_says_completed():
    ended = form("P1", "EOT", {"DSSTDAT": "2026-04-01", "DSDECOD": "COMPLETED"}, "2026-04-01")
    cells = consort(*randomised("P1", "cells"), ended).flow.arms[0]
    assert (cells.waiting, cells.not_received.n, cells.not_received.reasons[0][0].en) == (0, 1, "End of treatment")


def test_before_anybody_came_all_counts_are_nought():
    flow = consort().flow
    assert (flow.assessed, flow.randomised, [arm.allocated for arm in flow.arms]) == (0, 0, [0, 0])


FATES = st.lists(
    st.tuples(
        st.sampled_from(["screening", "failed", "declined", "other", "cells", "control"]),
        st.sets(st.sampled_from(["infused", "ended", "completed", "dead", "lost", "out", "progressed"])),
    ),
    max_size=12,
)


def steps_of(number: str, start: str, fates: set[str]) -> list[Step]:
    if start in ("failed", "declined", "other"):
        return list(failed(number, "criteria" if start == "failed" else start, "I1"))
    if start == "screening":
        return [registered(number)]
    steps = list(randomised(number, start, R0))
    if "infused" in fates and start == "cells":
        steps += course(number, "2026-01-13", ["2026-01-27"])
    if "progressed" in fates:
        steps += [scan(number, "2026-01-02"), scan(number, "2026-03-01", "60")]
    for fate, code in (("ended", "PROGRESSIVE DISEASE"), ("completed", "COMPLETED")):
        if fate in fates:
            items = {"DSSTDAT": "2026-04-01", "DSDECOD": code}
            steps.append(form(number, "EOT", items, "2026-04-01", instance=fate))
    if "out" in fates:
        steps.append((number, ConsentWithdrawn(scopes=("procedures",)), "2026-04-02"))
    if "lost" in fates:
        steps.append(form(number, "LTFU", {"DSSTDAT": "2026-05-01"}, "2026-05-01"))
    return [*steps, death(number, "2026-06-01")] if "dead" in fates else steps


@given(FATES, st.booleans(), st.sampled_from(["itt", "infused", "treated"]))
def test_whatever_happens_every_sum_of_the_flow_comes_out(fates, masked, chosen):
    steps = [step for place, fate in enumerate(fates) for step in steps_of(f"P{place:02d}", *fate)]
    flow = consort(*steps, masked=masked, chosen=chosen).flow
    assert check_consort(flow) == ()
    assert sum(arm.allocated for arm in flow.arms) == flow.randomised
    assert flow.assessed == flow.excluded.n + flow.randomised + flow.in_screening == len(fates)
