"""The narrative draft and the report of an event: fixed words made of facts, in both languages, without the arm where it is masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from equipoise.facts.product import InfusionStarted
from equipoise.paper import find_fonts, set_html, set_pdf
from equipoise.report.safety_case import Case, case_of, cells_words, given_before
from equipoise.report.safety_event import event_report
from equipoise.report.safety_narrative import narrative, text_of
from equipoise.rules import safety
from equipoise.trial.person import people
from tests.rehearsals import FIRST, SECOND, played


def cases(study: object = FIRST, *, arms: bool = True) -> Iterator[Case]:
    """Every adverse event of a rehearsal at its end."""
    trial = played(study, 12 if study == FIRST else 3, 1 if study == FIRST else 5).trial  # type: ignore[arg-type]
    at = datetime.fromisoformat(trial.recorded[-1])
    for one in people(trial, at.date()):
        for event in safety.adverse_events(one.study, one.facts):
            yield case_of(one, event, at, arms=arms)


def after_infusions() -> Case:
    """An event that began after an infusion."""
    return next(case for case in cases() if given_before(case))


def test_the_draft_tells_who_what_was_given_what_happened_and_what_was_thought_of_it() -> None:
    case = after_infusions()
    said = text_of(narrative(case))
    assert case.event.onset is not None
    first = case.one.facts.of(InfusionStarted)[0]
    before = given_before(case)
    assert said.en.startswith(f"Participant {case.one.number}, ")
    assert f"{len(before)} infusions of" in said.en and f"course {before[-1].course}, day {before[-1].day}" in said.en
    assert case.name.en in said.en and case.name.zh in said.zh
    assert f"Highest grade: Grade {case.event.grade}" in said.en and "最高分级" in said.zh
    assert first.day(case.zone) <= case.event.onset
    assert "Relation to the treatment, by the investigator:" in said.en and "与治疗的关系" in said.zh


def test_the_same_facts_give_the_same_words() -> None:
    case = after_infusions()
    assert narrative(case) == narrative(case)
    assert all(said.en.strip() and said.zh.strip() and "{" not in said.en + said.zh for said in narrative(case))


def test_what_is_not_known_is_left_out_and_nothing_fails() -> None:
    case = after_infusions()
    form = replace(case.event.form, items={})
    bare = replace(case, event=replace(case.event, form=form, onset=None, grade=None, term=""))
    said = text_of(narrative(bare))
    assert "its start is not known" in said.en and "Highest grade" not in said.en


def test_no_infusion_after_the_onset_counts() -> None:
    for case in cases():
        assert all(one.began.date() <= case.event.onset for one in given_before(case) if case.event.onset is not None)


def test_a_masked_reader_is_told_neither_arm_nor_product() -> None:
    for case in cases(SECOND, arms=False):
        words = text_of(narrative(case)).en
        html = set_html(event_report(case, head=1, software="9"), "en").decode()
        for arm in case.study.arms.values():
            assert arm.label.text.en not in words
            assert f">{arm.label.text.en}<" not in html


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_stands_in_the_order_of_the_form_and_is_alike_to_the_byte(language: str) -> None:
    case = after_infusions()
    document = event_report(case, head=7, software="9.9.9")
    tongue = "zh" if language == "zh" else "en"
    html = set_html(document, tongue).decode()  # type: ignore[arg-type]
    parts = ("一、", "二、", "三、", "四、") if language == "zh" else ("I. ", "II. ", "III. ", "IV. ")
    places = [html.index(part) for part in parts]
    assert places == sorted(places)
    assert ("草稿" if language == "zh" else "Draft, computed from the facts") in html
    assert set_pdf(document, tongue, find_fonts()) == set_pdf(document, tongue, find_fonts())  # type: ignore[arg-type]


def test_a_narrative_that_was_kept_stands_in_the_place_of_the_draft() -> None:
    case = after_infusions()
    item = case.study.safety.event.narrative
    assert item is not None
    form = replace(case.event.form, items={**case.event.form.items, item: "Settled after paracetamol."})
    html = set_html(
        event_report(replace(case, event=replace(case.event, form=form)), head=7, software="9"), "en"
    ).decode()
    assert "Settled after paracetamol." in html and "Draft, computed" not in html


def test_cells_are_written_as_laboratories_write_them() -> None:
    assert [cells_words(number) for number in (0, 524_000_000, 1_320_000_000)] == ["0", "5.24 × 10⁸", "1.32 × 10⁹"]
