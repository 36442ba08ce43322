"""How exhibits stand on paper: wide enough for their words, under a heading on the same page, in the section they belong to."""

from __future__ import annotations

from itertools import pairwise

import pytest

from equipoise.paper import Heading, Turn
from equipoise.protocol.model import Study
from equipoise.report import REPORTS
from equipoise.report.clinical_study import clinical_study_appendices, clinical_study_report, numbers
from equipoise.report.exhibits import _fitted
from equipoise.report.say_acts import GATED_ACTS, say_act, say_held, say_hold_rule
from equipoise.trial.commands import name_of
from equipoise.trial.permissions import GATED
from tests.report.cut import material


def test_a_narrow_column_gets_the_room_of_its_longest_word_and_the_others_share_the_rest() -> None:
    assert _fitted([5, 30, 30], [12, 10, 10], 72) == [12, 30, 30]


def test_where_even_the_longest_words_have_no_room_each_column_gets_what_its_own_needs() -> None:
    assert _fitted([5, 5], [20, 30], 40) == [20, 30]


@pytest.mark.parametrize("make", [clinical_study_report, clinical_study_appendices])
def test_no_heading_is_left_on_a_page_before_the_page_is_turned(make) -> None:  # type: ignore[no-untyped-def]
    blocks = make(material().view()).blocks
    turned = [above for above, block in pairwise(blocks) if isinstance(block, Turn)]
    assert turned
    assert not any(isinstance(block, Heading) for block in turned)


def test_subgroups_and_the_boundary_of_efficacy_stand_with_efficacy() -> None:
    view = material().view()
    assert {number[:4] for key, number in numbers(view).items() if key.startswith("subgroups_")} == {"14.2"}
    assert {one.subject for key, one in view.figures.items() if key.startswith("looks")} == {"efficacy"}


def test_every_gated_act_has_words() -> None:
    assert set(GATED_ACTS) == {name_of(one) for one in GATED}
    assert say_act(material().study, "start_infusion").zh == "开始输注"
    assert say_act(material().study, "something_else").en == "something_else"


def test_a_hold_says_what_it_stops_and_who_decided_in_words() -> None:
    study: Study = material().study
    assert say_held(("accrual", "infusion")).zh == "入组、输注"
    assert say_hold_rule(study, "by_decision").en == "by decision"
    for key, rule in study.safety.holds.items():
        assert say_hold_rule(study, key) == rule.name


def test_no_report_prints_marks_of_typing() -> None:
    for report in REPORTS.values():
        for make in report.documents.values():
            for block in make(material().view()).blocks:
                assert "`" not in str(getattr(block, "says", "")) + str(getattr(block, "lines", ""))


def test_the_planned_looks_stand_in_the_methods_with_their_critical_values() -> None:
    """Half of 90 events and all of them, 0.025 one-sided, O'Brien–Fleming spending: 2.963 and 1.969 (gsDesign, rpact)."""
    said = [str(getattr(block, "says", "")) for block in clinical_study_report(material().view()).blocks]
    (looks,) = [words for words in said if words.startswith("Looks at Progression-free survival")]
    assert "at 45, 90 events" in looks
    assert "2.963, 1.969" in looks


def test_a_time_of_which_nothing_is_known_has_no_restricted_mean() -> None:
    view = material().view()
    for one in view.context.results.endpoints:
        rows = {row.key for row in view.display(f"endpoint_{one.key}").rows}
        known = all(curve.last_day is not None and curve.last_day > 1 for curve in one.estimates.curves)
        assert ("restricted_mean" in rows) is known, one.key


def test_the_table_of_serious_events_does_not_claim_those_outside_its_set() -> None:
    (note,) = material().view().display("serious_events").notes
    assert "of the participants of the set" in note.en
    assert "the listing names those of everybody randomised" in note.en
