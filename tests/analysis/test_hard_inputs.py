"""Inputs with little or nothing in them through the whole analysis: every table, dataset and figure has its defined answer."""

from __future__ import annotations

import json
import re
from datetime import date
from decimal import Decimal
from math import isnan

import pytest

from equipoise.analysis.compose import figures
from equipoise.analysis.datasets import datasets_of
from equipoise.analysis.export_results import export_results
from equipoise.analysis.tables import Context, catalogue, display, prepare
from equipoise.protocol.model import Comparison, Factor, Interim
from equipoise.values.text import LANGUAGES, Language
from tests.analysis.figures.drawings import Drawing, assert_legible
from tests.analysis.tables.tiny_trial import CUT, STEPS, STUDY, event, history, laboratory, said
from tests.analysis.trial_example import Step, alive, course, death, form, randomised, registered, scan, trial
from tests.rules.example import t

FULL = STUDY.model_copy(
    update={
        "analysis": STUDY.analysis.model_copy(
            update={
                "comparison": Comparison(
                    covariates=("kps", "stage"),
                    milestone_months=(1, 24),
                    restricted_months=None,
                    subgroups={"stage": Factor(name=t("Stage"), levels={"LD": "stage = LD", "ED": "stage = ED"})},
                ),
                "interim": Interim(
                    endpoint="pfs", events=10, looks=(Decimal("0.5"), Decimal(1)), alpha=Decimal("0.025"),
                    futility_hazard_ratio=Decimal(1),
                ),
            }
        )
    }
)  # fmt: skip
NOT_A_NUMBER = re.compile(r"\b(?:nan|NaN|inf|Infinity|None)\b")


def both(*steps: Step) -> tuple[Step, ...]:
    """One participant in each arm, and what happened to them."""
    return (
        *randomised("P1", "cells"), history("P1", 80, "LD"), scan("P1", "2026-01-05"),
        *randomised("P2", "control"), history("P2", 90, "ED"), scan("P2", "2026-01-05"), *steps,
    )  # fmt: skip


CASES: dict[str, tuple[tuple[Step, ...], date]] = {
    "no fact at all": ((), CUT),
    "a cut before the first participant": (STEPS, date(2020, 1, 1)),
    "a cut on the day of the first randomisation": (STEPS, date(2026, 1, 10)),
    "only registered": ((registered("P1"), registered("P2")), CUT),
    "no events": (both(scan("P1", "2026-03-01"), scan("P2", "2026-03-01"), alive("P1", "2026-06-01")), CUT),
    "one arm empty": (randomised("P1", "cells") + course("P1", "2026-01-13", ["2026-01-27"]) + (death("P1", "2026-03-01"),), CUT),
    "one participant": (randomised("P1", "control"), CUT),
    "all censored at day 0": (both(alive("P1", "2026-01-10"), alive("P2", "2026-01-09")), CUT),
    "all die on the day of randomisation": (both(death("P1", "2026-01-10"), death("P2", "2026-01-10")), CUT),
    "ties everywhere": (both(death("P1", "2026-03-01"), death("P2", "2026-03-01")), CUT),
    "without a baseline scan": (
        (*randomised("P1", "cells"), scan("P1", "2026-03-01"), *randomised("P2", "control"), scan("P2", "2026-03-01", "40")), CUT,
    ),
    "a scan with nothing measured": (both(scan("P1", "2026-03-01", None), scan("P2", "2026-03-01", None)), CUT),
    "a baseline of 0 mm": (
        (*randomised("P1", "cells"), scan("P1", "2026-01-05", "0"), scan("P1", "2026-03-01", "12")), CUT,
    ),
    "dates known to the month": (
        both(
            death("P1", "2026-03"),
            form("P2", "SURV", {"LSTALVDAT": "2026-04"}, "2026-04-02"),
            event("P1", "Chills", 2, "2026-02", AESTDTC="2026-02"),
            form("P2", "LB", {"LBDTC": "2026-02", "ALT": {"value": "90", "unit": "U/L", "high": "40"}}, "2026-02-02"),
            form("P2", "TU", {"TUDTC": "2026-03", "NEWLIND": "Y"}, "2026-03-02", TARGET=({"TULNKID": "T1", "DIAM": "30"},)),
        ),
        CUT,
    ),
    "dates known to the year": (both(death("P1", "2026"), form("P2", "LTFU", {"DSSTDAT": "2026"}, "2026-05-01")), CUT),
    "a date after the cut": (both(death("P1", "2028-01-01"), laboratory("P2", "2028-02-02", "90")), CUT),
    "an event without a date": (both(form("P1", "DD", {}, "2026-02-02"), event("P2", "Fatigue", 5, "2026-02-02", AESTDTC=None)), CUT),
    "an adverse event that no dictionary knows": (both(event("P2", "没有的术语 <&>", 3, "2026-02-01")), CUT),
}  # fmt: skip


def read(name: str, *, masked: bool = False) -> Context:
    steps, until = CASES[name]
    return prepare(trial(*steps, of=FULL), FULL, until, masked)


@pytest.mark.parametrize("masked", [False, True], ids=["open", "masked"])
@pytest.mark.parametrize("name", CASES)
def test_every_table_dataset_and_export_has_words_and_no_silent_nan(name: str, masked: bool) -> None:
    context = read(name, masked=masked)
    for key, make in catalogue(context).items():
        found = make(context)
        for row in found.rows:
            assert len(row.cells) == len(found.columns), key
            for cell in row.cells:
                assert not NOT_A_NUMBER.search(cell.says.en), (key, row.key, cell.says.en)
                assert cell.value is None or not isnan(cell.value), (key, row.key)
    for one in datasets_of(context).values():
        assert not re.search(r"\b(nan|inf)\b", one.csv().lower())
    json.dumps(export_results(context.results), allow_nan=False)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("masked", [False, True], ids=["open", "masked"])
@pytest.mark.parametrize("name", CASES)
def test_every_figure_can_be_drawn_and_read(name: str, masked: bool, language: Language) -> None:
    context = read(name, masked=masked)
    for key, one in figures(context).items():
        drawing = one.draw(language)
        assert not NOT_A_NUMBER.search(drawing), key
        assert_legible(Drawing(drawing))
        assert one.instead.in_(language), key


def test_without_events_the_table_says_not_reached_and_compares_nothing() -> None:
    words = said(display(read("no events"), "endpoint_pfs"))
    assert words["events"] == ["0", "0"]
    assert words["median"] == ["not reached (not reached – not reached)"] * 2
    for row in ("hazard_ratio", "hazard_ratio_stratified", "hazard_ratio_adjusted"):
        assert words[row] == ["–", "reference"]
    assert words["log_rank"][0] == words["log_rank_stratified"][0] == words["proportional_hazards"][0] == "–"
    assert words["milestone_24"] == ["–", "–"]  # nobody was followed so long
    assert words["milestone_1"] == ["100.0 (100.0 – 100.0)", "100.0 (100.0 – 100.0)"]


def test_an_empty_arm_has_dashes_and_the_other_its_numbers() -> None:
    words = said(display(read("one arm empty"), "endpoint_pfs"))
    assert words["events"] == ["1 (100.0%)", "0"]
    assert words["median"][1] == "–"
    assert words["hazard_ratio"] == ["–", "reference"]
    assert "restricted_mean" not in words  # there is no day to which both arms were observed


def test_whoever_is_censored_at_once_counts_as_day_1() -> None:
    context = read("all censored at day 0")
    assert {(row.day, row.event) for row in context.results.endpoint("os").rows} == {(1, False)}
    assert any("day 1" in warning.en for warning in context.results.warnings)
    assert said(display(context, "endpoint_os"))["median"][0].startswith("not reached")


def test_a_date_known_to_the_month_is_its_earliest_day_and_says_so() -> None:
    context = read("dates known to the month")
    rows = {row.participant: row for row in context.results.endpoint("os").rows}
    assert (rows["P1"].on, rows["P1"].event, rows["P1"].partial) == (date(2026, 3, 1), True, True)
    assert "–" not in said(display(context, "endpoint_os"))["events"]


def test_before_the_first_participant_everything_is_empty_and_headed() -> None:
    context = read("a cut before the first participant")
    assert all(
        row.cells[0].says.en in ("0", "–", "", "not reached", "reference")
        for row in display(context, "endpoint_pfs").rows
    )
    assert "figure-empty" in figures(context)["swimmer"].draw("en")
    assert "No events" not in figures(context)["km_pfs"].draw("en")
    assert context.results.consort.flow.assessed == 0


def test_without_a_baseline_scan_nobody_is_in_the_waterfall_but_everybody_in_the_analysis() -> None:
    context = read("without a baseline scan")
    assert len(context.results.endpoint("pfs").rows) == 2
    assert "figure-empty" in figures(context)["waterfall"].draw("en")


def test_an_unknown_term_is_shown_as_it_was_written_and_escaped() -> None:
    drawing = figures(read("an adverse event that no dictionary knows"))["butterfly"].draw("en")
    assert "&lt;&amp;&gt;" in drawing
