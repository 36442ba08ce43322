"""A study that only observes: nobody is given anything, so nobody receives, completes, stops or leaves a treatment."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from equipoise.analysis.results import fresh_results
from equipoise.analysis.say_warnings import say_conventions
from equipoise.analysis.tables.catalogue import catalogue
from equipoise.analysis.tables.context import prepare
from equipoise.facts.participant import ConsentWithdrawn
from equipoise.paper import Fonts
from equipoise.report import Built, Material, Order, files_of, imprint_of
from tests.cli.test_single_arm import single_arm
from tests.rehearsals import Rehearsed, play
from tests.report.cut import SOFTWARE

TREATED = r"[^<]{0,30}(?:Received the intervention|Did not receive it|the intervention|>Product<|>Phase<)[^<]{0,30}"


def observed_only(folder: Path) -> Path:
    """The second study as a cohort: one group, nothing given, many who leave."""
    copy = single_arm(folder)
    file = copy / "protocol.yaml"
    words = file.read_text(encoding="utf-8")
    words = words[: words.index("interventions:\n  orvilast")] + words[words.index("epochs:\n  screening") :]
    for old, new in (
        ("    interventions: [orvilast]\n", ""),
        ("  phases: [PHASE3]\n", "  phases: []\n"),
        ("zh: 退出}, chance: 0.05", "zh: 退出}, chance: 0.9"),
    ):
        assert words.count(old) == 1, old
        words = words.replace(old, new)
    file.write_text(words, encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Rehearsed:
    return play(observed_only(tmp_path_factory.mktemp("observed")), 6, 5)


def test_who_is_given_nothing_leaves_the_procedures_and_no_treatment(done: Rehearsed) -> None:
    left = [fact.body.scopes for fact in done.facts if isinstance(fact.body, ConsentWithdrawn)]
    assert left
    assert set(left) == {("procedures",)}


def test_no_report_counts_a_treatment_that_nobody_was_given(done: Rehearsed) -> None:
    trial = done.trial
    day = date.fromisoformat(trial.recorded[-1][:10])
    version = trial.version_on(day)
    made = Material(trial, version, imprint_of(trial, version, day, done.store, SOFTWARE), False, True)
    files = dict(files_of(made, Order(languages=("en",), formats=("html",)), Fonts(), Built()))
    csr = files["csr.en.html"].decode()
    assert not re.findall(TREATED, csr)
    assert "The study gives no treatment." in csr


def test_a_study_without_a_time_to_an_event_says_nothing_of_hazard_ratios_or_contacts(done: Rehearsed) -> None:
    analysis = done.study.analysis.model_copy(update={"endpoints": {}, "contacts": {}, "interim": None})
    said = " ".join(words.en for words in say_conventions(done.study.model_copy(update={"analysis": analysis})))
    assert "Times count" not in said
    assert "hazard" not in said
    assert "contacts" not in said
    timed = done.study.analysis.model_copy(update={"contacts": {}})
    said = " ".join(words.en for words in say_conventions(done.study.model_copy(update={"analysis": timed})))
    assert "forms entered at visits count as last known alive" in said
    assert "infusions" not in said


def test_a_study_has_the_tables_of_what_it_declares(done: Rehearsed) -> None:
    bare = done.study.model_copy(
        update={
            "safety": done.study.safety.model_copy(update={"laboratory": {}}),
            "events": {name: event for name, event in done.study.events.items() if name != "first_treatment"},
            "analysis": done.study.analysis.model_copy(update={"endpoints": {}, "measures": {}}),
        }
    )
    trial = done.trial
    made = prepare(trial, bare, date.fromisoformat(trial.recorded[-1][:10]), masked=False)
    keys = set(catalogue(made))
    assert not keys & {"laboratory_shifts", "listing_laboratory", "exposure", "estimands"}


def test_an_outcome_that_nothing_answers_is_named_and_no_other_endpoint_is_called_primary(done: Rehearsed) -> None:
    outcomes = {
        key: outcome.model_copy(update={"endpoint": None}) if outcome.category == "primary" else outcome
        for key, outcome in done.study.analysis.outcomes.items()
    }
    study = done.study.model_copy(update={"analysis": done.study.analysis.model_copy(update={"outcomes": outcomes})})
    made = fresh_results(done.trial, study, date.fromisoformat(done.trial.recorded[-1][:10]))
    said = " ".join(words.en for words in made.warnings)
    assert (
        "No result is made here of: Time to the first severe exacerbation; Change of FEV1 before bronchodilator" in said
    )
    assert made.endpoints
    assert not any(found.primary for found in made.endpoints)
