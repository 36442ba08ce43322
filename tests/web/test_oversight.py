"""Oversight: what is entered, asked, verified, out of its window; and any past day as it was."""

from __future__ import annotations

import csv
import re
from datetime import timedelta
from html import unescape
from io import StringIO
from urllib.parse import quote

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from equipoise.facts.casebook import SourceVerified
from equipoise.facts.fact import local_day
from equipoise.facts.product import InfusionStarted
from equipoise.facts.randomisation import Randomised
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial import commands as act
from equipoise.trial.conduct import conduct
from equipoise.trial.decision import By
from equipoise.trial.person import people
from equipoise.web.moment import now_of
from equipoise.web.workspace.desks import first_page
from tests.web.clinic import Clinic, clinic
from tests.web.desk_trial import Desk, midway
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["clinic", "midway", "rehearsed"]
PAGES = ("", "/completeness", "/queries", "/deviations", "/verification", "/past")


def rows(rehearsed: Rehearsed, path: str, role: str = "monitor", study: str = OPEN) -> list[dict[str, str]]:
    joint = "&" if "?" in path else "?"
    words = rehearsed.get(role, f"oversight{path}{joint}format=csv", study).content.decode("utf-8-sig")
    return list(csv.DictReader(StringIO(words)))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_now_and_in_the_past_in_both_studies(rehearsed: Rehearsed, page: str, language: str) -> None:
    for study in (OPEN, MASKED):
        assert rehearsed.get("inspector", f"oversight{page}", study, language).status_code == 200
        assert rehearsed.get("monitor", f"oversight{page}?as_of=2018-07-01", study, language).status_code == 200


def test_completeness_counts_every_participant_once(rehearsed: Rehearsed) -> None:
    found = rows(rehearsed, "/completeness")
    assert {one["participant"] for one in found} == set(rehearsed.trial().participants)
    assert len(found) == len(rehearsed.trial().participants)
    for one in found:
        assert int(one["entered"]) + int(one["overdue"]) <= int(one["forms due"])
        assert int(one["critical verified"]) <= int(one["critical"]) <= int(one["answers"])


def test_every_open_critical_answer_is_named(rehearsed: Rehearsed) -> None:
    named = [one for one in rows(rehearsed, "/verification") if one["why"] == "critical"]
    counted = rows(rehearsed, "/completeness")
    assert len(named) == sum(int(one["critical"]) - int(one["critical verified"]) for one in counted)


def unlocked(desk: Desk) -> str:
    """A participant with critical answers still to be verified, in a casebook that is not locked."""
    trial = desk.trial
    every = (conduct(trial, one, now_of(trial)) for one in people(trial, now_of(trial).date()))
    return next(one.number for one in every if len(one.verification.critical_open) > 3 and not one.locked)


def test_a_monitor_verifies_answers_of_several_forms_at_once(midway: Desk) -> None:
    number, monitor = unlocked(midway), midway.as_(staff_of("monitor"))
    address = f"/workspace/{OPEN}/oversight/verification/{number}"
    before = len(midway.trial.participants[number].of(SourceVerified))
    page = monitor.get(address).content.decode()
    boxes = re.findall(r'type="checkbox" name="([^"]+)" value="([^"]+)"', page)
    marked: dict[str, list[str]] = {}
    for form, path in boxes:
        marked.setdefault(unescape(form), []).append(unescape(path))
    assert len(marked) > 1
    key = re.search(r'name="~key" value="([^"]+)"', page)
    assert key is not None
    for _ in range(2):  # a double click verifies once
        assert monitor.post(address, {"~key": key[1], **marked}).status_code == 302
    facts = midway.trial.participants[number].of(SourceVerified)[before:]
    assert {f"{fact.body.form}|{fact.body.instance}" for fact in facts} == set(marked)
    assert sum(len(fact.body.items) for fact in facts) == len(boxes)
    left = monitor.get(address).content.decode()
    assert not set(re.findall(r'type="checkbox" name="([^"]+)"', left)) & set(marked)
    assert 'type="checkbox"' in monitor.get(f"{address}?show=all").content.decode()


def test_what_is_to_be_compared_has_its_csv_twin(midway: Desk) -> None:
    number = unlocked(midway)
    address = f"oversight/verification/{number}"
    page = midway.get(staff_of("inspector"), f"{address}?show=all&format=csv").content.decode("utf-8-sig")
    found = list(csv.DictReader(StringIO(page)))
    one = conduct(midway.trial, midway.one(number), now_of(midway.trial)).verification
    assert len(found) == one.answers - one.verified
    assert sum(row["critical"] == "Y" for row in found) == one.critical - one.critical_verified
    assert all(row["label"] and row["answer"] for row in found)


def test_nothing_marked_is_said_and_who_may_not_verify_sees_no_boxes(midway: Desk) -> None:
    number, inspector = unlocked(midway), midway.as_(staff_of("inspector"))
    address = f"/workspace/{OPEN}/oversight/verification/{number}"
    told = midway.as_(staff_of("monitor")).post(address, {"~key": "a-key-of-a-page-1"})
    assert told.status_code == 422
    assert "No answer is marked" in told.content.decode()
    page = inspector.get(address).content.decode()
    assert 'type="checkbox"' not in page
    assert "Answers are compared by" in page
    assert inspector.post(address, {"~key": "a-key-of-a-page-2"}).status_code == 403


def test_a_past_day_lists_what_was_done_and_refused_about_one_participant(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    number, facts = next(iter(trial.participants.items()))
    day = local_day(facts.facts[0].recorded, "Asia/Shanghai")
    found = rows(rehearsed, f"/past?day={day}&about={number}")
    wanted = [fact.seq for fact in facts.facts if local_day(fact.recorded, "Asia/Shanghai") == day]
    assert [int(one["fact"]) for one in found] == wanted


def test_refused_attempts_stand_in_the_past_with_their_reasons(clinic: Clinic) -> None:
    number = clinic.participant()
    given = clinic.gateway.do(
        act.Randomise(participant=number), By("iris", "investigator", ""), timezone.now(), "too-early"
    )
    assert not given.accepted
    page = clinic.as_("inge").get(f"/workspace/{OPEN}/oversight/past?about={number}").content.decode()
    assert "Act refused" in page
    assert given.reasons[0].says.en in unescape(page)


def test_a_day_that_is_none_is_said_so(rehearsed: Rehearsed) -> None:
    words = rehearsed.get("inspector", "oversight/past?day=30-May").content.decode()
    assert "Write a day as 2018-09-01" in words


def test_a_masked_reader_counts_no_visit_that_only_one_arm_has(rehearsed: Rehearsed) -> None:
    planned = rehearsed.trial(MASKED).protocols.first.schedule.visits
    arms = set(rehearsed.trial(MASKED).protocols.first.arms)
    some = {name for name, visit in planned.items() if visit.arms and set(visit.arms) != arms}
    assert not {one["instance"].partition(".")[0] for one in rows(rehearsed, "/deviations", "monitor", MASKED)} & some


def test_an_inspector_opens_a_participant_or_a_unit_as_it_stood_in_one_step(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    number, bag = next(
        (number, fact.stream[2:]) for number, facts in trial.participants.items() for fact in facts.of(InfusionStarted)
    )
    drawn = trial.participants[number].of(Randomised)[-1]
    day = local_day(drawn.recorded, "Asia/Shanghai") + timedelta(days=200)
    whole = rehearsed.get("inspector", f"oversight/past?day={day}&about={bag.lower()}&open=1")
    assert whole["Location"].startswith(f"/workspace/{OPEN}/units/{bag}?as_of={day}T23")
    assert rehearsed.get("inspector", whole["Location"].partition(f"{OPEN}/")[2]).status_code == 200
    part = number.rpartition("-")[0]
    page = unescape(rehearsed.get("inspector", f"oversight/past?day={day}&about={part}").content.decode())
    assert f"participants/{number}/allocation?as_of={day}T23" in page
    assert f"participants/{number}/eligibility?as_of={quote(drawn.recorded, safe='')[:10]}" in page
    early = rehearsed.get("inspector", f"oversight/past?day=2018-01-01&about={number}").content.decode()
    assert "its first fact is of" in early
    assert "allocation?as_of" not in early


def test_the_past_says_in_words_what_a_fact_says_and_nothing_that_tells_an_arm(rehearsed: Rehearsed) -> None:
    number = next(iter(rehearsed.trial().participants))
    said = [one["what"] for one in rows(rehearsed, f"/past?about={number}", "inspector")]
    assert any("SCR.1" in words for words in said)
    masked = next(iter(rehearsed.trial(MASKED).participants))
    told = rows(rehearsed, f"/past?about={masked}", "monitor", MASKED)
    assert told
    assert {one["what"] for one in told} == {""}


@pytest.mark.parametrize("who", ["bag", "number"])
def test_go_leads_to_a_unit_as_well_as_to_a_participant(rehearsed: Rehearsed, who: str) -> None:
    number, bag = next(
        (number, fact.stream[2:])
        for number, facts in rehearsed.trial().participants.items()
        for fact in facts.of(InfusionStarted)
    )
    asked, wanted = (bag.lower(), f"units/{bag}") if who == "bag" else (number, f"participants/{number}")
    answer = rehearsed.get("inspector", f"go?number={quote(asked)}")
    assert answer["Location"] == f"/workspace/{OPEN}/{wanted}"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ("radiologist", "response"),
        ("monitor", "oversight/verification"),
        ("statistician", "reports"),
        ("safety_board", "safety"),
        ("inspector", "oversight/past"),
        ("coordinator", "worklist"),
    ],
)
def test_everybody_begins_where_their_work_is(rehearsed: Rehearsed, role: str, place: str) -> None:
    visitor = Client()
    visitor.force_login(get_user_model().objects.get(username=staff_of(role)))
    visitor.get(f"/workspace/{OPEN}/{place}")  # the role in this study is chosen by the first page of it
    answer = visitor.get("/workspace/")
    if answer.status_code == 302:
        assert answer["Location"] == f"/workspace/{OPEN}/{place}"
    assert first_page(role) == place
    assert visitor.get(f"/workspace/{OPEN}/{first_page(role)}").status_code == 200


def test_a_safety_board_begins_with_its_reports_the_harm_and_the_boundary(rehearsed: Rehearsed) -> None:
    page = rehearsed.get("safety_board", "safety").content.decode()
    places = [page.index(f'id="{name}"') for name in ("closed", "harm", "boundary", "holds", "toxic", "reports")]
    assert places == sorted(places)
    assert "reports/files/dsmb-closed.zh.pdf" in page
    assert 'id="closed"' not in rehearsed.get("investigator", "safety").content.decode()


def test_the_proof_of_an_allocation_names_its_method_in_words(rehearsed: Rehearsed) -> None:
    number = next(number for number, facts in rehearsed.trial().participants.items() if facts.of(Randomised))
    for language, words in (("en", "minimisation"), ("zh", "最小化法")):
        page = rehearsed.get("inspector", f"participants/{number}/allocation", language=language).content.decode()
        assert words in page
        assert ">kind<" not in page


@pytest.mark.parametrize("page", ["/queries?as_of=2018-07-01", "/deviations", "/past?day=2018-06-01"])
def test_every_value_of_a_row_that_a_phone_shows_as_a_card_says_what_it_is(rehearsed: Rehearsed, page: str) -> None:
    html = rehearsed.get("monitor", f"oversight{page}", OPEN).content.decode()
    tables = re.findall(r'<table class="dense cards" data-rows>.*?</table>', html, re.DOTALL)
    cells = [cell for table in tables for cell in re.findall(r"<td\b[^>]*>", table)]
    assert cells and all("data-label=" in cell for cell in cells)


def test_the_risk_indicators_stand_beside_their_names_on_a_phone_too(rehearsed: Rehearsed) -> None:
    html = rehearsed.get("monitor", "oversight", OPEN).content.decode()
    assert re.search(r'aria-labelledby="kri-h"><table class="dense few">', html), (
        "few columns need no room of their own"
    )


@pytest.mark.parametrize("page", ["/completeness", "/deviations", "/verification"])
def test_on_a_phone_every_cell_of_a_table_names_its_column(rehearsed: Rehearsed, page: str) -> None:
    """As cards, because a table of twelve columns would have to be moved sideways."""
    words = rehearsed.get("monitor", f"oversight{page}").content.decode()
    table = words[words.index('<table class="dense cards') :]
    heads = re.findall(r'<th scope="col"[^>]*>', table[: table.index("</thead>")])
    row = table[table.index("<tr data-row>") :]
    cells = re.findall(r"<td[^>]*>", row[: row.index("</tr>")])
    assert len(cells) == len(heads) - 1
    assert all("data-label=" in cell for cell in cells)


def test_pictures_keep_a_readable_size_inside_a_frame(rehearsed: Rehearsed) -> None:
    assert rehearsed.get("monitor", "oversight").content.decode().count('<div class="figure-frame" tabindex="0"') == 2
