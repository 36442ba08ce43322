from __future__ import annotations

from datetime import date

from equipoise.analysis.group_arms import group_arms
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.tabulate_doses import DoseTable, tabulate_doses
from tests.analysis.trial_example import Step, course, randomised, study, trial
from tests.rules.example import study as without_product


def doses(*steps: Step, masked: bool = False, until: date = date(2030, 1, 1)) -> DoseTable:
    people = read_participants(trial(*steps), study(), until)
    found = tabulate_doses(study(), people, group_arms(study(), masked=masked))
    assert found is not None
    return found


GIVEN: tuple[Step, ...] = (
    *randomised("P1", "cells"),
    *course("P1", "2026-01-13", ["2026-01-27", "2026-01-28", "2026-01-29"], cells=500),
    *course("P1", "2026-01-27", ["2026-02-11"], cells=400, nr=2),
    *course("P1", "2026-02-10", [], disposition="failed", nr=3),
    *randomised("P2", "cells"),
    *course("P2", "2026-01-13", ["2026-01-28", "2026-01-29", "2026-01-30"], cells=300),
    *randomised("P3", "control"),
    *randomised("P4", "cells"),
)


def test_each_participant_has_courses_days_cells_and_waits():
    first, second, third = doses(*GIVEN).rows
    assert (first.courses_given, first.courses_partial, first.courses_missed) == (1, 1, 1)
    assert (first.infusion_days, first.cells_total, first.cells_per_course) == (4, 1900, (1500, 400))
    assert (first.collections, first.vein_to_vein) == (3, (14, 15))
    assert first.batches == {"given": 2, "failed": 1}
    assert (second.courses_given, second.cells_total, second.vein_to_vein) == (1, 900, (15,))
    assert (third.participant, third.courses_given, third.cells_total) == ("P4", 0, 0)


def test_the_summary_counts_participants_for_totals_and_courses_for_waits():
    (cells,) = doses(*GIVEN).groups
    assert (cells.group, cells.participants) == ("cells", 3)
    total = cells.measures["cells_total"]
    assert (total.n, total.median, total.least, total.most) == (3, 900.0, 0.0, 1900.0)
    waits = cells.measures["vein_to_vein"]
    assert (waits.n, waits.mean, waits.median) == (3, 44 / 3, 15.0)
    assert dict(cells.batches) == {"given": 3, "failed": 1}


def test_what_was_given_after_the_data_cut_does_not_count():
    first = doses(*GIVEN, until=date(2026, 1, 28)).rows[0]
    assert (first.infusion_days, first.cells_total, first.batches) == (2, 1000, {"live": 2})


def test_while_masked_no_row_tells_who_received_the_product():
    found = doses(*GIVEN, masked=True)
    assert found.rows == ()
    assert [group.group for group in found.groups] == ["all"]


def test_a_study_without_a_product_has_no_doses():
    assert tabulate_doses(without_product(), (), group_arms(without_product())) is None
