"""The safety desk: a serious event from awareness to report, grades judged, holds that all must agree to lift."""

from __future__ import annotations

import re
from typing import Any

import pytest

from equipoise.facts.casebook import ItemsCorrected
from equipoise.facts.product import InfusionEnded
from equipoise.facts.safety import GradeConfirmed, SafetyReportSent
from equipoise.facts.study import HoldLifted
from equipoise.protocol.roles import roles_of
from equipoise.rules import safety
from equipoise.trial import commands as act
from equipoise.web.moment import now_of
from tests.web.desk_trial import Desk, desk
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["desk", "rehearsed"]
INVESTIGATOR, COORDINATOR, BOARD = "demo-investigator", "demo-coordinator", "demo-safety-board"


def treated(desk: Desk) -> str:
    every = desk.trial.participants
    return max(every, key=lambda number: len(every[number].of(InfusionEnded)))


def serious_event(desk: Desk, number: str, **more: Any) -> str:
    """A serious event that the team has just come to know of."""
    now = now_of(desk.trial)
    day = now.date().isoformat()
    items = {
        "AETERM": "寒战高热", "AEDECOD": "Fever", "AETOXGR": 3, "AESTDAT": day, "AEONGO": "Y", "AEREL": "POSSIBLE",
        "AERELAPH": "NOT RELATED", "AESI": "NONE", "AESLOW": "N", "AEACN": "DRUG INTERRUPTED", "AEACNAPH": "NONE",
        "AEACNCULT": "NOT APPLICABLE", "AEOUT": "NOT RECOVERED/NOT RESOLVED", "AESER": "Y", "AESDTH": "N", "AESLIFE": "N",
        "AESHOSP": "Y", "AESDISAB": "N", "AESCONG": "N", "AESMIE": "N", "AEUNEXP": "Y",
        "AEAWARE": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }  # fmt: skip
    taken = {form.instance for form in desk.one(number).facts.forms("AE")}
    instance = next(str(place) for place in range(1, 500) if str(place) not in taken)
    command = act.SaveForm(participant=number, form="AE", instance=instance, items={**items, **more})
    desk.do("coordinator", command)
    return instance


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["safety", "safety/events", "safety/grades", "safety/terms?q=fever", "response"])
def test_every_page_opens_in_both_studies_for_every_role_that_may(
    rehearsed: Rehearsed, path: str, language: str
) -> None:
    for study in (OPEN, MASKED):
        at_work = roles_of(rehearsed.trial(study).protocols.first)
        for role in at_work if language == "en" else ("inspector",):
            blind = role == "radiologist" and study == OPEN
            answer = rehearsed.get(role, path, study, language)
            assert answer.status_code == (403 if blind and path != "response" else 200), (study, role, path)
            html = answer.content.decode()
            assert html.count("<h1") == 1
            assert "{{" not in html and "Text(" not in html and " style=" not in html


@pytest.mark.parametrize("path", ["safety", "safety/events", "safety/grades", "safety/terms?q=ALT", "response"])
def test_every_table_has_a_csv_twin(rehearsed: Rehearsed, path: str) -> None:
    answer = rehearsed.get("inspector", f"{path}{'&' if '?' in path else '?'}format=csv")
    assert answer["Content-Type"].startswith("text/csv")
    assert answer.content.decode("utf-8-sig").count(",") > 5


def test_a_masked_role_is_shown_harm_of_all_together(rehearsed: Rehearsed) -> None:
    arms = [arm.label.text.en for arm in rehearsed.trial(MASKED).protocols.first.arms.values()]
    html = rehearsed.get("investigator", "safety", MASKED).content.decode()
    assert "All randomised" in html
    assert not any(f">{arm}<" in html for arm in arms)


def test_a_serious_event_from_awareness_to_report(desk: Desk) -> None:
    number = treated(desk)
    instance = serious_event(desk, number)
    page = desk.get(INVESTIGATOR, "safety").content.decode()
    assert "clocks running" in page and "left" in page
    event = desk.get(INVESTIGATOR, f"participants/{number}/safety/{instance}").content.decode()
    assert "draft" in event and "infusions of" in event and "Hospital stay or a longer one" in event
    kept = desk.post(
        INVESTIGATOR,
        f"participants/{number}/do/keep_narrative?instance={instance}&language=en",
        {"narrative": "Chills and fever two hours after the infusion; settled after paracetamol."},
    )
    assert kept.status_code == 302, kept.content.decode()[:3000]
    form = desk.one(number).facts.form("AE", instance)
    assert form is not None
    assert str(form.items["AENARR"]).startswith("Chills and fever")
    assert isinstance(form.corrections[-1].body, ItemsCorrected)

    path = f"participants/{number}/do/send_safety_report?instance={instance}&clock=sponsor"
    sent = desk.post(INVESTIGATOR, path, {"clock": "sponsor", "to": "Sponsor, by telephone and mail"})
    assert sent.status_code == 302, sent.content.decode()[:3000]
    facts = [fact for fact in desk.one(number).facts.of(SafetyReportSent) if fact.body.instance == instance]
    assert [fact.body.clock for fact in facts] == ["sponsor"]
    again = desk.post(INVESTIGATOR, path, {"clock": "sponsor", "to": "Sponsor"})
    assert again.status_code in (409, 422)
    assert len([fact for fact in desk.one(number).facts.of(SafetyReportSent) if fact.body.instance == instance]) == 1
    event = desk.get(COORDINATOR, f"participants/{number}/safety/{instance}", "zh").content.decode()
    assert "按时已报" in event and "Chills and fever" in event


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_report_of_an_event_is_a_pdf(desk: Desk, language: str) -> None:
    number = treated(desk)
    instance = serious_event(desk, number)
    answer = desk.get("demo-monitor", f"participants/{number}/safety/{instance}/report.{language}.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert desk.get("demo-monitor", f"participants/{number}/safety/{instance}/report.fr.pdf").status_code == 404
    assert desk.get("demo-monitor", f"participants/{number}/safety/999").status_code == 404


def test_several_grades_are_confirmed_at_once_and_one_is_set_aside_with_a_reason(desk: Desk) -> None:
    html = desk.get(INVESTIGATOR, "safety/grades").content.decode()
    keys = re.findall(r'name="grade" value="([^"]+\|[^"]+)"', html)
    assert len(keys) > 3
    before = sum(len(facts.of(GradeConfirmed)) for facts in desk.trial.participants.values())
    done = desk.post(INVESTIGATOR, "safety/grades", {"grade": keys[:2]})
    assert done.status_code == 302, done.content.decode()[:2000]
    confirmed = [fact for facts in desk.trial.participants.values() for fact in facts.of(GradeConfirmed)]
    assert len(confirmed) == before + 2
    number, form, instance, item, grade = keys[2].split("|")
    path = f"participants/{number}/do/confirm_grade?form={form}&instance={instance}&item={item}&grade={grade}"
    refused = desk.post(INVESTIGATOR, path, {"accepted": "no"})
    assert refused.status_code == 409
    assert "Setting a grade aside needs a reason" in refused.content.decode()
    assert desk.post(INVESTIGATOR, path, {"accepted": "no", "why": "Haemolysed sample"}).status_code == 302
    last = max(
        (fact for facts in desk.trial.participants.values() for fact in facts.of(GradeConfirmed)), key=lambda f: f.seq
    )
    assert not last.body.accepted and last.reason == "Haemolysed sample"
    left = desk.get(INVESTIGATOR, "safety/grades").content.decode()
    assert keys[0] not in left and keys[2] not in left


def test_only_physicians_judge_grades(desk: Desk) -> None:
    html = desk.get(COORDINATOR, "safety/grades").content.decode()
    assert "They are judged by: Investigator, Sub-investigator" in html
    assert 'type="checkbox"' not in html
    refused = desk.as_(COORDINATOR).post(
        f"/workspace/{OPEN}/safety/grades", {"~key": "a-key-of-a-page-1", "grade": "x"}
    )
    assert refused.status_code == 403


def test_a_hold_by_a_related_death_ends_once_all_have_agreed(desk: Desk) -> None:
    number = treated(desk)
    standing = set(desk.trial.holds)
    serious_event(
        desk, number, AETOXGR=5, AESDTH="Y", AEOUT="FATAL", AEONGO="N", AEENDAT=now_of(desk.trial).date().isoformat()
    )
    placed = next(
        hold
        for hold in desk.trial.holds
        if hold not in standing and desk.trial.holds[hold].body.rule == "related_death"
    )
    page = desk.get(BOARD, "safety").content.decode()
    assert "holds now" in page and "not yet" in page
    path = f"do/lift_hold?hold={placed}"
    assert desk.post(INVESTIGATOR, path, {"reason": "Reviewed with the board"}).status_code == 302
    assert placed in desk.trial.holds
    twice = desk.post(INVESTIGATOR, path, {"reason": "Once more"})
    assert twice.status_code == 409 and "has agreed already" in twice.content.decode()
    assert desk.post(BOARD, path, {"reason": "The board agrees"}).status_code == 302
    assert placed not in desk.trial.holds
    assert desk.trial.study.of(HoldLifted)[-1].body.hold == placed
    assert desk.get(BOARD, path).status_code == 404


def test_a_hold_is_placed_with_password_and_reason(desk: Desk) -> None:
    before = set(desk.trial.holds)
    wrong = desk.post(BOARD, "do/place_hold", {"stops": ["infusion"], "reason": "Two reactions", "password": "no"})
    assert wrong.status_code == 403 and set(desk.trial.holds) == before
    nothing = desk.post(BOARD, "do/place_hold", {"reason": "Two reactions"})
    assert nothing.status_code == 422
    placed = desk.post(BOARD, "do/place_hold", {"stops": ["infusion", "collection"], "reason": "Two reactions"})
    assert placed.status_code == 302
    (hold,) = set(desk.trial.holds) - before
    assert set(desk.trial.holds[hold].body.scope) == {"infusion", "collection"}
    refused = desk.get(COORDINATOR, "do/place_hold")
    assert refused.status_code == 403


def test_a_past_moment_shows_what_ran_then_and_offers_nothing(desk: Desk) -> None:
    middle = desk.trial.recorded[desk.trial.head // 2]
    html = desk.get(INVESTIGATOR, f"safety?as_of={middle}").content.decode()
    assert 'class="past"' in html
    assert "do/place_hold" not in html and "do/send_safety_report" not in html


def test_terms_are_found_in_either_language_with_the_words_of_their_grades(rehearsed: Rehearsed) -> None:
    for wanted in ("fever", "发热"):
        html = rehearsed.get("investigator", f"safety/terms?q={wanted}").content.decode()
        assert "10016558" in html and "Fever" in html
        assert "38.0" in html
    assert "No term holds these words" in rehearsed.get("investigator", "safety/terms?q=qqqq").content.decode()


def test_events_are_filtered_by_their_grade_and_by_words(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    study = trial.protocols.first
    severe = sum(
        (event.grade or 0) >= 3
        for facts in trial.participants.values()
        for event in safety.adverse_events(study, facts)
    )
    html = rehearsed.get("monitor", "safety/events?grade=3").content.decode()
    assert f"{severe} of " in html
    assert "No event fits the filter" in rehearsed.get("monitor", "safety/events?q=nobody-at-all").content.decode()


def test_an_event_is_named_in_the_language_of_the_page_and_told_to_whom_in_words(desk: Desk) -> None:
    number = treated(desk)
    instance = serious_event(desk, number)
    page = desk.get(INVESTIGATOR, f"participants/{number}/safety/{instance}", "zh").content.decode()
    assert "发热（Fever）" in page
    clock = next(iter(desk.one(number).study.safety.clocks))
    desk.do(
        "investigator",
        act.SendSafetyReport(
            participant=number,
            instance=instance,
            clock=clock,
            to=desk.one(number).study.safety.clocks[clock].to.en,
        ),
    )
    told = desk.get(INVESTIGATOR, f"participants/{number}/safety/{instance}", "zh").content.decode()
    assert f"报告{desk.one(number).study.safety.clocks[clock].to.zh}：" in told
