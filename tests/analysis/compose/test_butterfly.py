"""Adverse events of the tiny trial: P1 (cells) has chills of grades 1 and 3, P3 (control) fatigue of grade 2."""

from __future__ import annotations

from equipoise.analysis.compose.butterfly import compose_butterfly
from equipoise.analysis.figures.butterfly import EventCount
from equipoise.analysis.group_arms import control_first
from tests.analysis.tables.tiny_trial import context, event


def composed(*more, **how):
    read = context(*more, **how)
    control, cells = control_first(read.groups)
    return compose_butterfly(read, control, cells)


def test_each_participant_counts_once_a_term_at_the_worst_grade():
    found = composed()
    assert (found.left.people, found.right.people) == (2, 1)
    assert {row.term.en: (row.left, row.right) for row in found.rows} == {
        "Chills": (EventCount(0), EventCount(1, 1)),
        "Fatigue": (EventCount(1), EventCount(0)),
    }
    assert [row.term.en for row in found.rows] == ["Chills", "Fatigue"]  # 1 of 1 before 1 of 2


def test_only_the_twenty_commonest_terms_are_drawn_and_the_caption_says_so():
    found = composed(*(event("P3", f"Term {n:02}", 1, "2026-02-06") for n in range(30)))
    assert len(found.rows) == 20
    assert "The 20 most frequent of 32 terms." in [note.en for note in found.notes]


def test_without_events_there_are_no_rows():
    assert composed(steps=()).rows == ()
