from __future__ import annotations

from datetime import date
from typing import Any

from equipoise.analysis.group_arms import group_arms
from equipoise.analysis.read_participant import read_participants
from equipoise.analysis.select_set import select_set
from equipoise.analysis.tabulate_toxicity import ToxicityRow, ToxicityTable, tabulate_toxicity
from tests.analysis.trial_example import Step, form, randomised, study, trial


def toxicity(*steps: Step, masked: bool = False) -> ToxicityTable:
    people = read_participants(trial(*steps), study(), date(2030, 1, 1))
    return tabulate_toxicity(study(), people, group_arms(study(), masked=masked))


def event(
    number: str, term: str, grade: int | None, onset: str | None = "2026-02-01", nr: int = 1, **more: Any
) -> Step:
    items = {"AETERM": term, "AETOXGR": grade, "AESER": "N", "AEREL": "RELATED", "AESTDTC": onset} | more
    kept = {name: answer for name, answer in items.items() if answer is not None}
    return form(number, "AE", kept, onset or "2026-02-01", instance=f"{term}.{nr}")


def counted(row: ToxicityRow) -> list[tuple[int, ...]]:
    return [count.grades for count in row.groups]


EVENTS: tuple[Step, ...] = (
    *randomised("P1", "cells"),
    *randomised("P2", "cells"),
    *randomised("P3", "control"),
    event("P1", "Chills", 1),
    event("P1", "chills", 3, nr=2),
    event("P1", "Fatigue", 2),
    event("P2", "Chills", 2),
    event("P3", "Fatigue", 4, AESER="Y", AEREL="RELATED"),
)


def test_a_participant_counts_once_a_term_at_the_worst_grade():
    found = toxicity(*EVENTS)
    assert dict(found.participants) == {"cells": 2, "control": 1}
    assert [row.term.en for row in found.rows] == ["Any adverse event", "Chills", "Fatigue"]
    assert counted(found.rows[0]) == [(0, 1, 1, 0, 0), (0, 0, 0, 1, 0)]
    assert counted(found.rows[1]) == [(0, 1, 1, 0, 0), (0, 0, 0, 0, 0)]
    assert counted(found.rows[2]) == [(0, 1, 0, 0, 0), (0, 0, 0, 1, 0)]
    assert [(count.any, count.severe) for count in found.rows[1].groups] == [(2, 1), (0, 0)]


def test_serious_events_and_unacceptable_toxicity_name_participant_and_fact():
    found = toxicity(*EVENTS)
    (serious,) = found.serious
    assert (serious.participant, serious.group, serious.term.en, serious.grade) == ("P3", "control", "Fatigue", 4)
    (stopped,) = found.unacceptable
    assert (stopped.participant, stopped.rule.en, stopped.seq) == ("P3", "Grade 4, related", serious.seq)


def test_a_death_is_among_the_serious_events_whatever_its_box_says():
    found = toxicity(*randomised("P1", "cells"), event("P1", "Sepsis", 5, AESER="N"))
    assert [(serious.participant, serious.term.en) for serious in found.serious] == [("P1", "Sepsis")]


def test_events_before_randomisation_or_after_the_window_do_not_count():
    found = toxicity(
        *randomised("P1", "cells"),
        event("P1", "Chills", 2, "2026-01-09"),
        event("P1", "Fatigue", 2, "2026-05-09"),
        event("P1", "Nausea", 2, "2026-05-10", AESER="Y"),
    )
    assert [row.term.en for row in found.rows] == ["Any adverse event", "Fatigue"]
    assert [serious.term.en for serious in found.serious] == ["Nausea"]


def test_an_event_without_onset_or_grade_counts_and_is_told_apart():
    row = toxicity(*randomised("P1", "cells"), event("P1", "Chills", None, None)).rows[1]
    assert (row.groups[0].any, row.groups[0].ungraded, row.groups[0].severe) == (1, 1, 0)


def test_a_term_outside_the_dictionary_stands_as_written():
    row = toxicity(*randomised("P1", "cells"), event("P1", "  Feeling   odd", 1)).rows[1]
    assert (row.term.en, row.organ_class) == ("Feeling odd", None)


def test_while_masked_all_participants_are_one_group():
    found = toxicity(*EVENTS, masked=True)
    assert dict(found.participants) == {"all": 3}
    assert counted(found.rows[0]) == [(0, 1, 1, 1, 0)]
    assert {serious.group for serious in found.serious} == {"all"}


def test_a_serious_event_of_somebody_outside_the_set_is_still_listed():
    steps = (*randomised("P1", "cells"), event("P1", "Chills", 4, AESER="Y"))
    people = read_participants(trial(*steps), study(), date(2030, 1, 1))
    found = tabulate_toxicity(study(), people, group_arms(study()), select_set(study(), "treated", people))
    assert dict(found.participants) == {"cells": 0, "control": 0}
    assert [(serious.participant, serious.group) for serious in found.serious] == [("P1", "cells")]
