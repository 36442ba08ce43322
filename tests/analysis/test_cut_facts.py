from __future__ import annotations

from datetime import date

from equipoise.analysis.cut_facts import CutFacts, cut_facts
from equipoise.facts import FormInstance, History
from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.participant import ConsentWithdrawn
from tests.rules.example import form, history, study

BEFORE, AFTER = date(2026, 6, 1), date(2026, 6, 2)


def facts() -> History:
    return history(
        (form("HX", "1", {"HXDTC": "2026-05-01", "KPS": 80}), "2026-07-01"),
        (ItemsCorrected(form="HX", instance="1", old={"KPS": 80}, new={"KPS": 90}), "2026-07-02"),
        (form("HX", "2", {"HXDTC": "2026-06-02"}), "2026-06-02"),
        (ConsentWithdrawn(scopes=("treatment",)), "2026-06-02"),
    )


def test_a_form_counts_by_the_day_it_is_about_however_late_it_was_entered():
    cut = cut_facts(study(), facts(), BEFORE)
    assert [entered.instance for entered in cut.forms("HX")] == ["1"]
    assert cut.form("HX", "2") is None


def test_a_correction_after_the_cut_corrects_what_was_before_it():
    entered = cut_facts(study(), facts(), BEFORE).form("HX", "1")
    assert isinstance(entered, FormInstance)
    assert entered.items["KPS"] == 90


def test_what_happened_after_the_cut_is_not_there():
    cut = cut_facts(study(), facts(), BEFORE)
    assert isinstance(cut, CutFacts)
    assert (cut.first(ConsentWithdrawn), cut.last(ConsentWithdrawn), cut.subject) == (None, None, "P1")


def test_a_cut_that_leaves_nothing_out_is_the_history_itself():
    whole = facts()
    assert cut_facts(study(), whole, AFTER) is whole
