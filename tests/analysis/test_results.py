from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from equipoise.analysis.compose import compose_survival_figure
from equipoise.analysis.export_results import export_results
from equipoise.analysis.figures.consort import draw_consort
from equipoise.analysis.figures.kaplan_meier import draw_kaplan_meier
from equipoise.analysis.group_arms import group_arms
from equipoise.analysis.results import Results, first_results
from equipoise.analysis.say_warnings import say_warnings
from equipoise.analysis.time_to_event import TimeToEventTable
from equipoise.facts.study import StudyOpened
from equipoise.protocol.load import load
from equipoise.trial.state import Protocols, Trial
from equipoise.values.text import Text
from tests.analysis.trial_example import Step, alive, course, death, form, randomised, scan, study, trial
from tests.rules.example import fact

CUT = date(2026, 12, 31)


def person(number: str, arm: str, *steps: Step) -> tuple[Step, ...]:
    return (*randomised(number, arm), scan(number, "2026-01-05"), *steps)


PEOPLE: tuple[tuple[Step, ...], ...] = (
    person("P1", "cells", *course("P1", "2026-01-13", ["2026-01-27"]), scan("P1", "2026-06-01")),
    person("P2", "cells", scan("P2", "2026-07-09", "40")),
    person("P3", "cells", scan("P3", "2026-02-08"), alive("P3", "2026-09-01")),
    person("P4", "control", scan("P4", "2026-02-28", "40"), death("P4", "2026-05-09")),
    person("P5", "control", scan("P5", "2026-03-10", "40"), alive("P5", "2026-10-01")),
    person("P6", "control", death("P6", "2026-04-19")),
)


def results(*, masked: bool = False, people: tuple[tuple[Step, ...], ...] = PEOPLE) -> Results:
    return first_results(trial(*(step for one in people for step in one)), study(), CUT, masked)


def test_the_endpoints_are_counted_and_estimated_by_arm():
    pfs = results().endpoint("pfs")
    assert pfs.primary
    assert {row.participant: (row.day, row.event) for row in pfs.rows} == {
        "P1": (143, False),
        "P2": (181, True),
        "P3": (30, False),
        "P4": (50, True),
        "P5": (60, True),
        "P6": (100, True),
    }
    cells, control = pfs.estimates.medians
    assert (cells.arm, cells.day) == ("cells", 181.0)
    assert (control.arm, control.day) == ("control", 60.0)


def test_the_comparison_is_with_the_control():
    """Log-rank by hand. At days 50, 60, 100 all events are the control's; at risk cells/control 2/3, 2/2, 2/1."""
    pfs = results().endpoint("pfs")
    test = pfs.estimates.log_rank
    assert test is not None
    assert test.arms == ("control", "cells")
    expected = 2 / 5 + 2 / 4 + 2 / 3 + 1
    variance = 6 / 25 + 4 / 16 + 2 / 9
    assert test.chi_square is not None
    assert abs(test.chi_square - (1 - expected) ** 2 / variance) < 1e-12
    (ratio,) = pfs.estimates.hazard_ratios
    assert (ratio.compared, ratio.reference) == ("cells", "control")


def test_the_primary_endpoint_is_the_one_that_the_flow_analyses():
    flow = results().consort.flow
    assert [arm.analysed for arm in flow.arms] == [3, 3]
    assert sum(arm.allocated for arm in flow.arms) == flow.randomised == 6


def numberless(plain):
    """Plain data without ledger numbers."""
    if isinstance(plain, dict):
        return {name: numberless(part) for name, part in plain.items() if name not in ("seq", "facts")}
    return [numberless(part) for part in plain] if isinstance(plain, list) else plain


@given(st.permutations(PEOPLE))
def test_the_order_in_which_participants_came_changes_nothing_but_ledger_numbers(people):
    def without_numbers(found: Results) -> str:
        return json.dumps(numberless(export_results(found)), sort_keys=True)

    assert without_numbers(results(people=tuple(people))) == without_numbers(results())


def test_masked_results_hold_no_arm():
    found = results(masked=True)
    assert [group.key for group in found.groups] == ["all"]
    words = json.dumps(export_results(found))
    assert '"cells"' not in words
    assert '"control"' not in words.replace('"control": false', "")
    pfs = found.endpoint("pfs")
    assert (len(pfs.estimates.curves), pfs.estimates.log_rank, pfs.estimates.hazard_ratios) == (1, None, ())


def test_nobody_yet_is_a_result_with_words():
    found = results(people=())
    assert [warning.en for warning in found.warnings] == [
        "Cells: nobody is randomised yet.",
        "Control: nobody is randomised yet.",
        "OS: no events yet.",
        "PFS: no events yet.",
    ]
    assert "<svg" in draw_consort(found.consort.flow, "zh")
    assert "<svg" in draw_kaplan_meier(compose_survival_figure(found, found.endpoint("pfs")), "en")


def test_a_rehearsal_says_that_nothing_in_it_is_real():
    opened = trial()
    opened.add(fact(StudyOpened(version="1", file_hash="-", environment="rehearsal"), 1, subject="", stream="study"))
    found = first_results(opened, study(), CUT)
    assert found.warnings[0].en == "These facts are of a rehearsal: no participant and no result is real."


def test_a_treatment_said_to_be_complete_without_all_courses_is_told():
    ended = form("P1", "EOT", {"DSSTDAT": "2026-04-01", "DSDECOD": "COMPLETED"}, "2026-04-01")
    found = results(people=(*PEOPLE, (ended,)))
    told = [warning.en for warning in found.warnings if "completed" in warning.en]
    assert told == ["Treatment is recorded as completed although not every planned course was given: P1."]


def test_the_caption_of_a_figure_names_set_and_data_cut():
    found = results()
    figure = compose_survival_figure(found, found.endpoint("pfs"))
    assert [note.en for note in figure.notes] == [
        "Analysis set: All randomised.",
        f"Data cut 31 December 2026, ledger number {found.head}.",
    ]
    assert [arm.name.en for arm in figure.arms] == ["Cells", "Control"]


def test_asking_again_after_a_further_fact_gives_the_new_result():
    steps = [step for one in PEOPLE for step in one]
    running = trial(*steps)
    before = first_results(running, study(), CUT)
    number, body, day = death("P3", "2026-11-01")
    running.add(fact(body, running.head + 1, day, subject=number, stream="participant/P3"))
    after = first_results(running, study(), CUT)
    assert sum(row.event for row in before.endpoint("os").rows) + 1 == sum(
        row.event for row in after.endpoint("os").rows
    )


def test_a_study_of_another_kind_has_results_without_a_change_of_code():
    """Three arms, masked, no product, no tumour response; nothing of it is named in the code."""
    folder = Path(__file__).parents[1] / "studies" / "ASPIRE-3"
    loaded = load(folder)
    assert loaded.study is not None
    other = loaded.study
    running = Trial(Protocols((other,), {}))
    bodies = [step for number, arm in zip(("A1", "A2", "A3", "A4"), [*other.arms, "high"], strict=True)
              for step in randomised(number, arm)]  # fmt: skip
    attack = {"CESTDAT": "2026-03-10", "CESEV": "SEVERE"}
    bodies += [form("A1", "XA", attack, "2026-03-10"), form("A2", "VS", {"VSDAT": "2026-05-01"}, "2026-05-01")]
    for seq, (number, body, day) in enumerate(bodies, start=1):
        running.add(fact(body, seq, day, subject=number, stream=f"participant/{number}"))
    found = first_results(running, other, CUT)
    assert len(found.groups) == len(found.consort.flow.arms) == len(other.arms)
    assert found.doses is None
    rows = {row.participant: (row.day, row.event) for row in found.endpoint("exacerbation_free").rows}
    assert rows == {"A1": (60, True), "A2": (112, False), "A3": (1, False), "A4": (1, False)}
    assert len(found.endpoint("exacerbation_free").estimates.hazard_ratios) == len(other.arms) - 1
    assert [group.key for group in first_results(running, other, CUT, masked=True).groups] == ["all"]


def test_an_endpoint_that_counts_nobody_of_an_arm_says_so_and_not_that_the_arm_is_empty():
    """Of the endpoint that counts from the first infusion the control arm has nobody; it does have people."""
    counted = (Text("TTD", "TTD"), TimeToEventTable("ttd", ()))
    told = [one.en for one in say_warnings("", (counted,), group_arms(study()), {"cells"})]
    assert told == ["Cells: nobody is randomised yet.", "TTD: no events yet.", "TTD: nobody of Control is counted."]
