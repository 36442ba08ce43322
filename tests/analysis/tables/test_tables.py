"""Every table against counts made by hand from the tiny trial (P1, P2 cells; P3, P4 control; P5 failed; P6 in screening)."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from equipoise.analysis.tables import catalogue, explain_number, to_blocks
from equipoise.paper import Document, Heading, Table, set_html
from equipoise.trial.state import Trial
from equipoise.values.text import same
from tests.analysis.tables.tiny_trial import CUT, STEPS, STUDY, context, made, said


def test_disposition_counts_everybody_once_in_each_row():
    found = said(made("disposition"))
    assert found["screened"] == ["", "", "6"]
    assert found["not_randomised"] == ["", "", "1"]
    assert found["not_randomised.criteria"] == ["", "", "1"]
    assert found["in_screening"] == ["", "", "1"]
    assert found["randomised"] == ["2 (100.0%)", "2 (100.0%)", "4 (100.0%)"]
    assert found["in_error"] == ["0", "1 (50.0%)", "1 (25.0%)"]
    assert found["received"] == ["1 (50.0%)", "2 (100.0%)", "3 (75.0%)"]
    assert found["never"] == ["1 (50.0%)", "0", "1 (25.0%)"]
    assert found["never.1"] == ["1 (50.0%)", "0", "1 (25.0%)"]
    assert found["died"] == ["1 (50.0%)", "0", "1 (25.0%)"]


def test_every_set_and_its_exclusions_stand_under_each_other():
    found = said(made("sets"))
    assert found["screened"] == ["", "", "6"]
    assert found["itt"] == ["2 (100.0%)", "2 (100.0%)", "4 (100.0%)"]
    assert found["mitt"] == ["2 (100.0%)", "1 (50.0%)", "3 (75.0%)"]
    assert found["mitt.1"] == ["0", "1 (50.0%)", "1 (25.0%)"]
    assert found["safety"] == ["1 (50.0%)", "2 (100.0%)", "3 (75.0%)"]
    assert found["safety.1"] == ["1 (50.0%)", "0", "1 (25.0%)"]


def test_baseline_has_n_mean_sd_median_range_and_shares():
    """KPS: 80 and 90 in cells, 70 in control; SD of 80 and 90 is 7.071, of 70, 80, 90 it is 10."""
    found = said(made("baseline"))
    assert found["kps.n"] == ["2", "1", "3"]
    assert found["kps.mean"] == ["85.0 (7.07)", "70.0 (–)", "80.0 (10.00)"]
    assert found["kps.median"] == ["85.0", "70.0", "80.0"]
    assert found["kps.range"] == ["80 – 90", "70 – 70", "70 – 90"]
    assert found["kps.missing"] == ["0", "1 (50.0%)", "1 (25.0%)"]
    assert found["stage.LD"] == ["1 (50.0%)", "0", "1 (25.0%)"]
    assert found["stage.ED"] == ["0", "1 (50.0%)", "1 (25.0%)"]
    assert found["stage.missing"] == ["1 (50.0%)", "1 (50.0%)", "2 (50.0%)"]


def test_corrected_levels_stand_beside_the_levels_as_used():
    found = made("strata")
    assert said(found)["stage.true.ED"] == ["0", "1 (50.0%)", "1 (25.0%)"]
    assert found.number("stage.true.ED", "control").facts == (34,)
    assert "stage.used.ED" not in said(found)


def test_adverse_events_count_participants_and_events():
    """Safety: P1 under cells; P3 and P4 under control."""
    found = said(made("adverse_events"))
    assert found["any"] == ["1 (100.0%)", "1 (50.0%)"]
    assert found["events"] == ["2", "1"]
    assert found["severe"] == ["1 (100.0%)", "0"]
    assert found["related"] == ["1 (100.0%)", "0"]
    general = "class.General disorders and administration site conditions"
    assert found[general] == ["1 (100.0%)", "1 (50.0%)"]
    assert found[f"{general}.Chills"] == ["1 (100.0%)", "0"]


def test_the_worst_grade_counts_and_its_fact_lies_under_it():
    found = made("adverse_events_by_grade")
    assert said(found)["term.Chills"] == ["0", "0", "1 (100.0%)", "0", "0", "0", "0", "0", "0", "0"]
    cell = found.number("term.Chills", "cells.3")
    assert (cell.participants, cell.facts) == (("P1",), (15,))


def test_serious_events_are_of_everybody_randomised_in_the_listing():
    (row,) = made("listing_serious_events").rows
    assert [cell.says.en for cell in row.cells][:3] == ["P3", "Control", "Fatigue"]
    assert row.cells[0].facts == (30,)


def test_a_laboratory_shift_goes_from_the_baseline_to_the_worst_grade():
    """ALT 20 of at most 40 is grade 0; 250 is 6.25 times the limit: grade 3 (CTCAE 5.0: above 5 to 20)."""
    found = made("laboratory_shifts")
    term = "Alanine aminotransferase increased"
    assert said(found)[f"{term}.0"] == ["0", "0", "0", "1", "0", "0", "0", "0", "0", "0"]
    assert found.number(f"{term}.0", "cells.3").facts == (5, 16)
    (severe,) = made("listing_laboratory").rows
    assert [cell.says.en for cell in severe.cells][2:6] == [term, "3", "250 U/L", " – 40"]


def test_deviations_count_as_they_read_now_with_the_correction_under_them():
    found = made("form_deviations")
    assert said(found)["DVCLASS=MAJOR"] == ["1 (50.0%)", "0", "1 (25.0%)"]
    assert found.number("DVCLASS=MAJOR", "cells").facts == (19, 38)
    (row,) = made("listing_form_deviations").rows
    assert [cell.says.en for cell in row.cells] == ["P1", "Cells", "2026-02-02", "Major", "late", "19, 38"]


def test_deaths_are_listed_with_every_item_where_none_is_chosen():
    (row,) = made("listing_form_deaths").rows
    assert [cell.says.en for cell in row.cells] == ["P2", "Cells", "2026-03-01", "24"]


def test_exposure_is_of_who_received_any():
    found = said(made("exposure"))
    assert found["infusions.n"] == ["1", "0"]
    assert found["volume.mean"] == ["100.0 (–)", "–"]
    assert found["cells.median"] == ["500.0", "–"]


def test_the_release_table_counts_bags():
    found = said(made("release"))
    assert found["collections"] == ["1"]
    assert found["filled"] == ["3"]
    assert found["released"] == ["0"]
    assert found["undecided"] == ["3"]


def test_response_counts_the_measurable_and_gives_an_exact_interval():
    """Cells: P1 responds (20 to 10 mm), P2 was never assessed again; 1 of 2, exact interval 1.3 to 98.7 %."""
    found = said(made("response_orr"))
    assert found["best.PR"] == ["1 (50.0%)", "0"]
    assert found["best.MISSING"] == ["1 (50.0%)", "0"]
    assert found["best.SD"] == ["0", "1 (100.0%)"]
    assert found["rate"] == ["1/2: 50.0 (1.3 – 98.7)", "0/1: 0.0 (0.0 – 97.5)"]


def test_an_endpoint_counts_events_by_kind_and_censoring_by_reason():
    """PFS: P1 progresses on 1 May (nadir 10, now 30), P2 dies, P3 is censored at the scan, P4 at once."""
    found = said(made("endpoint_pfs"))
    assert found["events"] == ["2 (100.0%)", "0"]
    assert found["events.progression"] == ["1 (50.0%)", "0"]
    assert found["events.death"] == ["1 (50.0%)", "0"]
    assert found["censored"] == ["0", "2 (100.0%)"]
    assert found["censored.tumour_assessment"] == ["0", "1 (50.0%)"]
    assert found["censored.origin"] == ["0", "1 (50.0%)"]
    rows = {row.key: [cell.says.en for cell in row.cells] for row in made("listing_endpoint_pfs").rows}
    assert rows["P1"][3:] == ["112", "yes", "2026-05-01", "Progression on 1 May 2026.", "2, 18"]
    assert rows["P4"][3:5] == ["1", "no"]


def test_measures_count_cultures_courses_and_participants():
    found = said(made("measures"))
    assert found["made"] == ["0 of 1 (0.0%)", "–"]
    assert found["wait.mean"] == ["14.0 (–)", "–"]
    assert found["any"] == ["1 of 1 (100.0%)", "1 of 2 (50.0%)"]


def test_a_number_can_be_followed_to_its_facts_by_its_address():
    cell = explain_number(context(), "disposition/died/cells")
    assert (cell.says.en, cell.participants, cell.facts) == ("1 (50.0%)", ("P2",), (24,))
    with pytest.raises(KeyError):
        explain_number(context(), "disposition/born/cells")


def test_every_number_that_counts_somebody_has_facts_that_exist():
    read = context()
    for key, make in catalogue(read).items():
        for address, cell in make(read).addresses().items():
            assert address.startswith(f"{key}/")
            assert all(1 <= fact <= len(STEPS) for fact in cell.facts), address
            if cell.participants:
                assert cell.facts, address


def test_rows_and_columns_have_keys_of_their_own():
    read = context()
    for make in catalogue(read).values():
        found = make(read)
        assert len({row.key for row in found.rows}) == len(found.rows)
        assert all(len(row.cells) == len(found.columns) for row in found.rows)


def test_masked_tables_have_one_column_and_hide_what_tells_the_arm():
    read = context(masked=True)
    for key, make in catalogue(read).items():
        found = make(read)
        if key in ("exposure", "release", "measures", "listing_bags"):
            assert found.withheld
            assert not found.rows
        words = " ".join(cell.says.en for row in found.rows for cell in row.cells)
        assert "Control" not in words
        assert not any(column.key.startswith(("cells", "control")) for column in found.columns)


def test_tables_are_blocks_of_a_document_in_both_languages():
    blocks = to_blocks(made("baseline"))
    assert isinstance(blocks[0], Heading)
    assert any(isinstance(block, Table) for block in blocks)
    read = context()
    everything = tuple(block for make in catalogue(read).values() for block in to_blocks(make(read)))
    document = Document(same("T"), same(""), datetime(2027, 1, 1, tzinfo=UTC), everything)
    assert b"85.0 (7.07)" in set_html(document, "en")
    assert "受试者去向".encode() in set_html(document, "zh")


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(lambda masked: context(masked=masked, steps=()), id="nobody"),
        pytest.param(
            lambda masked: context(masked=masked, until=date(2020, 1, 1)), id="a cut before the first participant"
        ),
        pytest.param(lambda masked: context(masked=masked, steps=STEPS[:19]), id="one arm empty"),
        pytest.param(lambda masked: context(masked=masked, steps=STEPS[24:34]), id="no event of the endpoint"),
    ],
)
@pytest.mark.parametrize("masked", [False, True])
def test_every_table_has_an_answer_for_trials_with_nothing_in_them(read, masked):
    found = read(masked)
    for make in catalogue(found).values():
        words = [cell.says.en for row in make(found).rows for cell in row.cells]
        assert not {"nan", "inf", "-inf", "(nan)", "(inf"} & {part for word in words for part in word.lower().split()}


def test_the_tiny_trial_is_numbered_as_its_comments_say():
    read = context()
    facts = {fact.seq: type(fact.body).__name__ for one in read.people for fact in one.facts.facts}
    assert (facts[24], facts[33], facts[38]) == ("FormSaved", "RandomisedInError", "ItemsCorrected")
    assert isinstance(read.trial, Trial)
    assert (STUDY.version, CUT) == (read.study.version, read.until)
