from __future__ import annotations

from datetime import date

from equipoise.analysis.group_arms import group_arms
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.tabulate_baseline import BaselineRow, tabulate_baseline
from tests.analysis.trial_example import Step, form, randomised, study, trial


def baseline(*steps: Step, masked: bool = False) -> dict[str, BaselineRow]:
    people = read_participants(trial(*steps), study(), date(2030, 1, 1))
    return {row.variable: row for row in tabulate_baseline(study(), people, group_arms(study(), masked=masked))}


def history(number: str, kps: int, stage: str | None, day: str = "2026-01-05") -> Step:
    items = {"HXDTC": day, "KPS": kps} | ({"STAGE": stage} if stage else {})
    return form(number, "HX", items, day)


STEPS: tuple[Step, ...] = (
    *randomised("P1", "cells"),
    history("P1", 80, "LD"),
    history("P1", 40, "ED", "2026-03-01"),
    *randomised("P2", "cells"),
    history("P2", 90, None),
    *randomised("P3", "control"),
    history("P3", 70, "ED"),
    form("P1", "LB", {"LBDTC": "2026-01-05", "ALT": {"value": "1", "unit": "ukat/L"}}),
    form("P2", "LB", {"LBDTC": "2026-01-05", "ALT": {"value": "20", "unit": "U/L"}}),
)


def test_numbers_have_n_mean_and_range_by_arm_and_nothing_after_randomisation_counts():
    cells, control = baseline(*STEPS)["kps"].cells
    assert cells.summary is not None
    assert control.summary is not None
    assert (cells.known, cells.missing) == (2, 0)
    assert (cells.summary.mean, cells.summary.median, cells.summary.least, cells.summary.most) == (85, 85, 80, 90)
    assert cells.summary.sd is not None
    assert round(cells.summary.sd, 4) == 7.0711
    assert (control.summary.n, control.summary.sd) == (1, None)


def test_codes_are_counted_by_their_labels_and_missing_ones_are_told():
    row = baseline(*STEPS)["stage"]
    assert [level.en for level in row.levels] == ["Limited", "Extensive"]
    assert [(cell.counts, cell.missing) for cell in row.cells] == [((1, 0), 1), ((0, 1), 0)]


def test_numbers_are_shown_in_the_usual_unit():
    row = baseline(*STEPS)["alt"]
    assert row.unit == "U/L"
    assert row.cells[0].summary is not None
    assert (row.cells[0].summary.least, row.cells[0].summary.most) == (20, 60)


def test_a_variable_that_nobody_has_is_left_out():
    assert "infection" not in baseline(*STEPS)


def test_while_masked_all_are_one_column():
    (cell,) = baseline(*STEPS, masked=True)["kps"].cells
    assert (cell.group, cell.known) == ("all", 3)
