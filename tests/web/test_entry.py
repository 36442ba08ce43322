"""The casebook's forms in the browser, as requests: saved once, never lost, two people at one form, every act in its role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from equipoise.facts.casebook import FormSaved, FormSigned, ItemsCorrected, Locked, Unlocked
from equipoise.ledger import StoreFault
from equipoise.ledger.store import Writing
from equipoise.rules import visits
from equipoise.trial import commands as act
from equipoise.values.text import Text
from equipoise.web import trials
from equipoise.web.drafts import keep
from equipoise.web.drafts.models import Draft
from tests.web.clinic import STUDY, Clinic, address, clinic, hidden, vital_signs
from tests.web.conftest import PASSWORD

__all__ = ["clinic"]
VISIT = "ELIG.1"


def save(
    visitor: Client, clinic: Clinic, number: str, form: str = "VS", instance: str = VISIT, **typed: str
) -> HttpResponse:
    """Open a form and send it with what is typed."""
    page = visitor.get(address(number, "forms", form, instance))
    assert page.status_code == 200
    return visitor.post(address(number, "save", form, instance), {**hidden(page), "~act": "save", **typed})


def entered(clinic: Clinic, **more: str) -> str:
    """A participant whose vital signs are entered."""
    number = clinic.participant()
    assert save(clinic.as_("carl"), clinic, number, **vital_signs(clinic, **more)).status_code == 302
    return number


def html(answer: HttpResponse) -> str:
    """The page."""
    words: str = answer.content.decode()
    return words


def test_a_form_is_saved_as_facts_and_shown(clinic: Clinic) -> None:
    number = entered(clinic)
    saved = clinic.one(number).facts.form("VS", VISIT)
    assert saved is not None
    assert saved.items["SYSBP_VSORRES"] == {"value": "128", "unit": "mm[Hg]"}
    assert saved.items["VSDAT"] == clinic.today.isoformat()
    assert saved.visit == VISIT
    assert (saved.entered.actor, saved.entered.role) == ("carl", "coordinator")
    assert "128 mmHg" in html(clinic.as_("carl").get(address(number, "forms", "VS", VISIT)))


def test_what_is_sent_twice_is_saved_once(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = carl.get(address(number, "forms", "VS", VISIT))
    sent = {**hidden(page), "~act": "save", **vital_signs(clinic)}
    answers = [carl.post(address(number, "save", "VS", VISIT), sent) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert len(clinic.one(number).facts.of(FormSaved)) == 1
    assert "sent twice" in html(carl.get(address(number, "forms", "VS", VISIT)))


def test_the_back_button_and_other_answers_show_the_saved_form_with_what_was_changed(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = carl.get(address(number, "forms", "VS", VISIT))
    sent = {**hidden(page), "~act": "save", **vital_signs(clinic)}
    carl.post(address(number, "save", "VS", VISIT), sent)
    again = carl.post(address(number, "save", "VS", VISIT), {**sent, "PULSE_VSORRES": "90"})
    assert again.status_code == 409
    assert "saved before" in html(again)
    assert 'name="PULSE_VSORRES" id="i-PULSE_VSORRES" value="90"' in html(again)
    facts = clinic.one(number).facts
    assert (len(facts.of(FormSaved)), len(facts.of(ItemsCorrected))) == (1, 0)


@pytest.mark.parametrize(
    ("language", "mine", "another"),
    [
        ("en", "what you saved before is not lost", "nothing of theirs"),
        ("zh", "此前保存的内容也未丢失", "对方"),
    ],
)
def test_whoever_saves_in_two_windows_reads_of_nobody_else(
    clinic: Clinic, language: str, mine: str, another: str
) -> None:
    number, carl = clinic.participant(), clinic.as_("carl", language)
    one, two = (carl.get(address(number, "forms", "VS", VISIT)) for _ in range(2))
    sent = {"~act": "save", **vital_signs(clinic)}
    assert carl.post(address(number, "save", "VS", VISIT), {**hidden(one), **sent}).status_code == 302
    shown = html(carl.post(address(number, "save", "VS", VISIT), {**hidden(two), **sent, "PULSE_VSORRES": "90"}))
    assert mine in shown and another not in shown


def test_an_impossible_answer_is_refused_at_its_box_and_nothing_typed_is_lost(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    answer = save(carl, clinic, number, **vital_signs(clinic, SYSBP_VSORRES="70", PULSE_VSORRES="fast"))
    assert answer.status_code == 422
    page = html(answer)
    assert "2 answers cannot stand" in page
    assert "The diastolic pressure is not below the systolic" in page
    assert '<a href="#f-PULSE_VSORRES">Pulse: fast is not a number: write it like 12.5.</a>' in page
    assert 'value="fast"' in page
    assert not clinic.one(number).facts.of(FormSaved)
    assert 'value="fast"' in html(carl.get(address(number, "forms", "VS", VISIT)))


def test_a_date_that_cannot_be_read_is_told_by_its_boxes_and_not_as_the_computer_writes_it(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = html(save(carl, clinic, number, **{**vital_signs(clinic), "VSDAT~m": ""}))
    assert "Date: the month is missing." in page and "2018--" not in page


def test_a_visit_of_last_year_is_asked_about_before_it_is_saved(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = vital_signs(clinic)
    asked = save(carl, clinic, number, **{**typed, "VSDAT~y": str(int(typed["VSDAT~y"]) - 1)})
    assert asked.status_code == 200 and "is the year right?" in html(asked)
    assert not clinic.one(number).facts.of(FormSaved)


@pytest.mark.parametrize(
    ("language", "says"), [("en", "days before the window of this visit begins"), ("zh", "比本次访视窗口的首日")]
)
def test_a_day_far_from_the_window_is_asked_about_and_becomes_a_query(clinic: Clinic, language: str, says: str) -> None:
    number, carl = clinic.participant(), clinic.as_("carl", language)
    typed = {**vital_signs(clinic), **clinic.day("VSDAT", back=50)}
    asked = save(carl, clinic, number, **typed)
    assert asked.status_code == 200 and says in html(asked)
    assert not clinic.one(number).facts.of(FormSaved)
    more = {"~act": "save", **typed, "~note.VSDAT.far-from-window": "-"}
    assert carl.post(address(number, "save", "VS", VISIT), {**hidden(asked), **more}).status_code == 302
    (query,) = visits.queries(clinic.one(number).facts)
    assert (query.item, query.check, query.state) == ("VSDAT", "far-from-window", "answered")


def test_an_unlikely_answer_is_confirmed_and_becomes_a_query_with_its_first_answer(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = vital_signs(clinic, TEMP_VSORRES="39.2")
    asked = save(carl, clinic, number, **typed)
    assert asked.status_code == 200
    assert not clinic.one(number).facts.of(FormSaved)
    more = {"~act": "save", **typed, "~note.TEMP_VSORRES.fever": "Flu"}
    done = carl.post(address(number, "save", "VS", VISIT), {**hidden(asked), **more})
    assert done.status_code == 302
    (query,) = visits.queries(clinic.one(number).facts)
    assert (query.item, query.check, query.state) == ("TEMP_VSORRES", "fever", "answered")


def test_a_confirmation_holds_for_what_was_shown_alone(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    asked = save(carl, clinic, number, **vital_signs(clinic, TEMP_VSORRES="39.2"))
    other = vital_signs(clinic, TEMP_VSORRES="39.2", PULSE_VSORRES="180")
    again = carl.post(address(number, "save", "VS", VISIT), {**hidden(asked), "~act": "save", **other})
    assert again.status_code == 200
    assert "2 answers are unusual or missing" in html(again)
    assert not clinic.one(number).facts.of(FormSaved)


def test_a_correction_needs_a_reason_and_shows_what_it_changed(clinic: Clinic) -> None:
    number, carl = entered(clinic), clinic.as_("carl")
    page = carl.get(address(number, "forms", "VS", VISIT) + "?correct=1")
    typed = vital_signs(clinic, PULSE_VSORRES="82")
    bare = carl.post(address(number, "save", "VS", VISIT), {**hidden(page), "~act": "save", **typed})
    assert bare.status_code == 409
    assert "A correction needs a reason." in html(bare)
    done = carl.post(
        address(number, "save", "VS", VISIT), {**hidden(bare), "~act": "save", **typed, "~reason": "Misread"}
    )
    assert done.status_code == 302
    (correction,) = clinic.one(number).facts.of(ItemsCorrected)
    assert correction.body.new == {"PULSE_VSORRES": {"value": "82", "unit": "/min"}}
    assert correction.reason == "Misread"
    assert "Misread" in html(carl.get(address(number, "forms", "VS", VISIT)))


def test_the_second_of_two_people_sees_what_the_first_entered_and_decides(clinic: Clinic) -> None:
    number, carl, celia = clinic.participant(), clinic.as_("carl"), clinic.as_("celia")
    first = carl.get(address(number, "forms", "VS", VISIT))
    second = celia.get(address(number, "forms", "VS", VISIT))
    carl.post(address(number, "save", "VS", VISIT), {**hidden(first), "~act": "save", **vital_signs(clinic)})
    late = celia.post(
        address(number, "save", "VS", VISIT),
        {**hidden(second), "~act": "save", **vital_signs(clinic, PULSE_VSORRES="88")},
    )
    assert late.status_code == 409
    assert "Somebody saved this form while you were writing" in html(late)
    assert "72 /min" in html(late)
    assert html(late).count("Entered meanwhile:") == 1, "only what the two say differently is put before the second"
    assert "Not saved, kept as a draft" in html(late)
    assert 'value="88"' in html(late)
    typed = {"~act": "save", **vital_signs(clinic, PULSE_VSORRES="88"), "~reason": "Counted again"}
    done = celia.post(address(number, "save", "VS", VISIT), {**hidden(late), **typed})
    assert done.status_code == 302
    facts = clinic.one(number).facts
    assert [fact.body.new for fact in facts.of(ItemsCorrected)] == [{"PULSE_VSORRES": {"value": "88", "unit": "/min"}}]


def test_a_correction_never_undoes_what_another_corrected_meanwhile(clinic: Clinic) -> None:
    number, carl, celia = entered(clinic), clinic.as_("carl"), clinic.as_("celia")
    pages = [one.get(address(number, "forms", "VS", VISIT) + "?correct=1") for one in (carl, celia)]
    first = {**hidden(pages[0]), "~act": "save", **vital_signs(clinic, RESP_VSORRES="20"), "~reason": "Source"}
    assert carl.post(address(number, "save", "VS", VISIT), first).status_code == 302
    second = {**hidden(pages[1]), "~act": "save", **vital_signs(clinic, PULSE_VSORRES="88"), "~reason": "Source"}
    late = celia.post(address(number, "save", "VS", VISIT), second)
    assert late.status_code == 409
    assert "carl changed this at" in html(late)
    typed = vital_signs(clinic, PULSE_VSORRES="88", RESP_VSORRES="20")
    assert (
        celia.post(
            address(number, "save", "VS", VISIT), {**hidden(late), "~act": "save", **typed, "~reason": "Source"}
        ).status_code
        == 302
    )
    saved = clinic.one(number).facts.form("VS", VISIT)
    assert saved is not None
    assert (saved.items["RESP_VSORRES"]["value"], saved.items["PULSE_VSORRES"]["value"]) == ("20", "88")


def test_a_draft_is_sealed_comes_back_and_is_forgotten(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    kept = carl.post(address(number, "draft", "VS", VISIT), {"~base": "0", "PULSE_VSORRES": "8812345"})
    assert kept.status_code == 200
    assert "Draft kept" in kept.json()["says"]
    assert b"8812345" not in bytes(Draft.objects.get(participant=number, owner="carl").sealed)
    assert 'value="8812345"' in html(carl.get(address(number, "forms", "VS", VISIT)))
    celia = html(clinic.as_("celia").get(address(number, "forms", "VS", VISIT)))
    assert "8812345" not in celia
    assert "carl has typed into this form too" in celia
    place = keep.Place("carl", STUDY, number, "VS", VISIT)
    assert keep.kept(place, timezone.now() + keep.LIFE + timedelta(minutes=1)) is None
    carl.post(address(number, "save", "VS", VISIT), {"~base": "0", "~act": "discard"})
    assert keep.kept(place, timezone.now()) is None
    assert not clinic.one(number).facts.of(FormSaved)


def test_a_page_whose_session_has_ended_hands_over_what_was_typed(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = carl.get(address(number, "forms", "VS", VISIT))
    stranger = Client()
    sent = {**hidden(page), "~act": "save", **vital_signs(clinic)}
    answer = stranger.post(address(number, "save", "VS", VISIT), sent)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=%2Fworkspace%2FNCT03410368%2Fparticipants%2F")
    assert not clinic.one(number).facts.of(FormSaved)
    again = html(clinic.as_("carl").get(address(number, "forms", "VS", VISIT)))
    assert "is here again" in again
    assert 'value="61.5"' in again
    forged = {**sent, "~mark": sent["~mark"][:-2] + "xx", "PULSE_VSORRES": "99"}
    stranger.post(address(number, "save", "VS", VISIT), forged)
    assert 'value="99"' not in html(clinic.as_("carl").get(address(number, "forms", "VS", VISIT)))


def test_live_checks_say_unit_limit_condition_and_rule(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = {
        "LBNAM": "JLU1-ONCOLOGY",
        "CREAT_LBORRES": "0.9",
        "CREAT_LBORRES~unit": "mg/dL",
        "PLAT_LBORRES": "7",
        "PLAT_LBORRES~unit": "10*9/L",
    }
    notes = carl.post(address(number, "draft", "LB", VISIT), {"~base": "0", **typed}).json()["notes"]
    assert "= 79.58 µmol/L" in notes["CREAT_LBORRES"]["html"]
    assert "normal 100–300 ×10⁹/L" in notes["PLAT_LBORRES"]["html"]
    assert "▼ low" in notes["PLAT_LBORRES"]["html"]
    history = carl.post(address(number, "draft", "MH", "SCR.1"), {"~base": "0", "RHEUMYN": "Y"}).json()["notes"]
    assert (history["RHEUMTERM"]["asked"], history["TRANSPTERM"]["asked"]) == (True, False)


def test_rows_are_added_and_saved_and_more_are_added_later(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    no = dict.fromkeys(("RHEUMYN", "TRANSPYN", "HYPERTENSION", "DIABETES", "CARDIAC", "COPD", "ALLERGYYN"), "N")
    page = carl.get(address(number, "forms", "MH", "SCR.1"))
    typed = {**clinic.day("MHDAT"), "SUSMK": "NEVER", **no}
    more = carl.post(address(number, "save", "MH", "SCR.1"), {**hidden(page), **typed, "~act": "add:OTHER"})
    assert 'name="OTHER.1.MHTERM"' in html(more)
    rows = {"OTHER.1.MHTERM": "Gout", "OTHER.1.MHSTDAT~y": "2011", "OTHER.1.MHONGO": "Y"}
    saved = carl.post(address(number, "save", "MH", "SCR.1"), {**hidden(more), **typed, **rows, "~act": "save"})
    assert saved.status_code == 302, html(saved)
    form = clinic.one(number).facts.form("MH", "SCR.1")
    assert form is not None
    assert form.groups["OTHER"] == [{"MHTERM": "Gout", "MHSTDAT": "2011", "MHONGO": "Y"}]
    page = carl.get(address(number, "forms", "MH", "SCR.1") + "?correct=1")
    rows = {
        "OTHER.0.MHTERM": "Gout", "OTHER.0.MHSTDAT~y": "2011", "OTHER.0.MHONGO": "Y",
        "OTHER.1.MHTERM": "Asthma", "OTHER.1.MHONGO": "N", "~rows.OTHER": "2",
    }  # fmt: skip
    done = carl.post(
        address(number, "save", "MH", "SCR.1"),
        {**hidden(page), **typed, **rows, "~reason": "Told today", "~act": "save"},
    )
    assert done.status_code == 302, html(done)
    form = clinic.one(number).facts.form("MH", "SCR.1")
    assert form is not None
    assert [row["MHTERM"] for row in form.groups["OTHER"]] == ["Gout", "Asthma"]


def test_a_value_that_is_not_there_says_why(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = vital_signs(clinic)
    del typed["WEIGHT_VSORRES"]
    answer = save(carl, clinic, number, **typed, **{"WEIGHT_VSORRES~missing": "ND"})
    assert answer.status_code == 422
    assert "Say why Weight is missing." in html(answer)
    more = {"~act": "save", **typed, "WEIGHT_VSORRES~missing": "ND", "WEIGHT_VSORRES~why": "Cannot stand"}
    assert carl.post(address(number, "save", "VS", VISIT), {**hidden(answer), **more}).status_code == 302
    saved = clinic.one(number).facts.form("VS", VISIT)
    assert saved is not None
    assert saved.items["WEIGHT_VSORRES"] == {"missing": "ND", "reason": "Cannot stand"}
    other = clinic.participant()
    both = save(carl, clinic, other, **vital_signs(clinic), **{"WEIGHT_VSORRES~missing": "ND"})
    assert "has a value and is said to be missing" in html(both)


def test_a_form_that_happens_gets_the_next_number(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = html(carl.get(address(number, "forms", "CM", "new")))
    assert f'action="{address(number, "save", "CM", "1")}"' in page
    typed = {
        **clinic.day("CMSTDAT"), "CMTRT": "阿司匹林", "CMCLAS": "ANTICOAGULANT", "CMINDC": "CHD", "CMROUTE": "ORAL", "CMONGO": "Y",
    }  # fmt: skip
    answer = save(carl, clinic, number, "CM", "1", **typed)
    assert answer.status_code == 302, html(answer)
    assert f'action="{address(number, "save", "CM", "2")}"' in html(carl.get(address(number, "forms", "CM", "new")))


@pytest.mark.parametrize("who", ["mona", "dora", "stefan", "inge"])
def test_whoever_does_not_enter_a_form_reads_it(clinic: Clinic, who: str) -> None:
    number = clinic.participant()
    visitor = clinic.as_(who)
    page = html(visitor.get(address(number, "forms", "VS", VISIT)))
    assert 'id="entry"' not in page
    sent = {"~key": "k" * 20, "~base": "0", "~act": "save", **vital_signs(clinic)}
    visitor.post(address(number, "save", "VS", VISIT), sent)
    assert visitor.post(address(number, "draft", "VS", VISIT), sent).status_code == 403
    assert not clinic.one(number).facts.of(FormSaved)


def test_nothing_is_done_in_the_past(clinic: Clinic) -> None:
    number = entered(clinic)
    carl, past = clinic.as_("carl"), "?as_of=" + (clinic.today - timedelta(days=2)).isoformat()
    assert carl.post(address(number, "save", "VS", VISIT) + past, {"~key": "k" * 20}).status_code == 403
    assert 'id="entry"' not in html(carl.get(address(number, "forms", "DM", "SCR.1") + past))


def test_queries_go_from_hand_to_hand(clinic: Clinic) -> None:
    number = entered(clinic)
    carl, mona, dora = (clinic.as_(who) for who in ("carl", "mona", "dora"))
    talk, form = address(number, "talk", "VS", VISIT), address(number, "forms", "VS", VISIT)

    def act_on(visitor: Client, **sent: str) -> int:
        return visitor.post(talk, {"~key": f"k{clinic.gateway.trial().head:020d}", **sent}).status_code

    assert act_on(mona, **{"~act": "ask", "item": "PULSE_VSORRES", "words": "82?"}) == 302
    assert act_on(carl, **{"~act": "close", "query": "Q001"}) == 409
    assert act_on(carl, **{"~act": "answer", "query": "Q001", "words": ""}) == 409
    assert act_on(carl, **{"~act": "answer", "query": "Q001", "words": "72"}) == 302
    assert act_on(dora, **{"~act": "reopen", "query": "Q001", "words": "Look again"}) == 302
    assert act_on(carl, **{"~act": "answer", "query": "Q001", "words": "72, truly"}) == 302
    assert act_on(mona, **{"~act": "close", "query": "Q001"}) == 302
    assert act_on(mona, **{"~act": "ask", "item": "RESP_VSORRES", "words": "?"}) == 302
    assert act_on(dora, **{"~act": "cancel", "query": "Q002", "words": "By mistake"}) == 302
    states = [query.state for query in visits.queries(clinic.one(number).facts)]
    assert states == ["closed", "cancelled"]
    assert "72, truly" in html(carl.get(form))


def test_words_of_a_refused_query_stay_typed(clinic: Clinic) -> None:
    number = entered(clinic)
    answer = clinic.as_("mona").post(
        address(number, "talk", "VS", VISIT), {"~key": "k" * 20, "~act": "ask", "item": "NONE", "words": "Is it so"}
    )
    assert answer.status_code == 409
    assert 'value="Is it so"' in html(answer)


def test_items_are_verified_and_a_correction_makes_it_void(clinic: Clinic) -> None:
    number = entered(clinic)
    sent = {"~key": "k" * 20, "~act": "verify", "verify": ["PULSE_VSORRES", "RESP_VSORRES"]}
    assert clinic.as_("mona").post(address(number, "talk", "VS", VISIT), sent).status_code == 302
    assert visits.verified_items(clinic.one(number).facts, "VS", VISIT) == {"PULSE_VSORRES", "RESP_VSORRES"}
    new = {"PULSE_VSORRES": {"value": "70", "unit": "/min"}}
    command = act.CorrectItems(participant=number, form="VS", instance=VISIT, new=new, reason="Source")
    clinic.do("carl", "coordinator", command)
    assert visits.verified_items(clinic.one(number).facts, "VS", VISIT) == {"RESP_VSORRES"}


def through(visitor: Client, where: str, **sent: str) -> HttpResponse:
    """Pass a gate."""
    page = visitor.get(where)
    assert page.status_code == 200
    content = html(page).split('name="content" value="')[1].split('"')[0]
    return visitor.post(where, {**hidden(page), "content": content, "password": PASSWORD, **sent})


def test_a_signature_needs_name_password_and_meaning_and_ends_with_a_change(clinic: Clinic) -> None:
    number = entered(clinic)
    iris, where = clinic.as_("iris"), address(number, "sign", "VS", VISIT)
    assert through(iris, where, meaning="Approved", username="iris", password="wrong").status_code == 403
    assert through(iris, where, meaning="Approved", username="carl").status_code == 403
    assert through(iris, where, username="iris").status_code == 409
    assert clinic.one(number).facts.last(FormSigned) is None
    assert through(iris, where, meaning="Approved / 批准", username="iris").status_code == 302
    assert through(iris, where, meaning="Approved / 批准").status_code == 302  # later the password alone
    page = html(iris.get(address(number, "forms", "VS", VISIT)))
    assert "Iris (iris)" in page
    assert "Approved" in page
    new = {"PULSE_VSORRES": {"value": "70", "unit": "/min"}}
    command = act.CorrectItems(participant=number, form="VS", instance=VISIT, new=new, reason="Source")
    clinic.do("carl", "coordinator", command)
    assert "superseded" in html(iris.get(address(number, "forms", "VS", VISIT)))


def test_what_changed_since_the_page_was_opened_is_not_signed(clinic: Clinic) -> None:
    number = entered(clinic)
    iris, where = clinic.as_("iris"), address(number, "sign", "VS", VISIT)
    sent = {"content": "0" * 64, "meaning": "Approved", "username": "iris"}
    answer = through(iris, where, **sent)
    assert answer.status_code == 409
    assert "has changed since you opened it" in html(answer)


def test_a_lock_closes_and_two_people_open_it(clinic: Clinic) -> None:
    number = entered(clinic)
    dora, where = clinic.as_("dora"), address(number, "lock", "form", f"VS/{VISIT}")
    assert through(dora, where, username="dora").status_code == 302
    assert clinic.one(number).facts.last(Locked) is not None
    page = html(clinic.as_("carl").get(address(number, "forms", "VS", VISIT)))
    assert "This form is locked." in page
    assert "?correct=1" not in page
    alone = {"reason": "Source found", "second": "dora", "second_password": PASSWORD}
    assert through(dora, where, **alone).status_code == 403
    wrong = {"reason": "Source found", "second": "dirk", "second_password": "no"}
    assert through(dora, where, **wrong).status_code == 403
    other = {"reason": "Source found", "second": "mona", "second_password": PASSWORD}
    assert through(dora, where, **other).status_code == 409  # a monitor may not agree
    both = {"reason": "Source found", "second": "dirk", "second_password": PASSWORD}
    assert through(dora, where, **both).status_code == 302
    assert clinic.one(number).facts.last(Unlocked) is not None


def test_a_form_is_taken_back_with_a_reason(clinic: Clinic) -> None:
    number = entered(clinic)
    carl, where = clinic.as_("carl"), address(number, "retract", "VS", VISIT)
    assert through(carl, where, username="carl").status_code == 409
    assert through(carl, where, username="carl", reason="Another person's").status_code == 302
    assert clinic.one(number).facts.form("VS", VISIT) is None
    assert 'id="entry"' in html(carl.get(address(number, "forms", "VS", VISIT)))


def test_the_investigator_endorses_a_casebook(clinic: Clinic) -> None:
    number = entered(clinic)
    where = f"/workspace/{STUDY}/participants/{number}/endorse"
    assert clinic.as_("carl").get(where).status_code == 403
    assert through(clinic.as_("iris"), where, username="iris", meaning="Approved").status_code == 302
    found = visits.endorsement(clinic.one(number).facts)
    assert found is not None
    assert found.valid


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_form_opens_to_be_written_on_in_both_languages(clinic: Clinic, language: str) -> None:
    number = clinic.participant()
    one = clinic.one(number)
    asked = {
        (form.form, visit.instance)
        for visit in visits.calendar(one.study, one.facts, one.events, clinic.today, one.arm)
        for form in visit.forms
    } | {(name, "new") for name, plan in one.study.forms.forms.items() if plan.log}
    written = 0
    for form, instance in sorted(asked):
        for who in ("carl", "iris"):
            answer = clinic.as_(who, language).get(address(number, "forms", form, instance))
            assert answer.status_code == 200, form
            page = html(answer)
            assert page.count("<h1") == 1
            assert "{{" not in page and "Text(" not in page and " style=" not in page, form
            written += 'id="entry"' in page
    assert written >= 20


def test_a_form_of_an_older_version_says_what_its_form_has_gained(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = {"LBNAM": "JLU1-CENTRAL", "HGB_LBORRES": "131", "HGB_LBORRES~unit": "g/L"}
    asked = save(carl, clinic, number, "LB", VISIT, **clinic.day("LBDAT"), **typed)
    sent = {**hidden(asked), "~act": "save", **clinic.day("LBDAT"), **typed}
    assert carl.post(address(number, "save", "LB", VISIT), sent).status_code == 302
    clinic.do("iris", "investigator", act.ApproveAmendment(version="1.1", effective=clinic.today.isoformat()))
    text = clinic.gateway.trial().version_on(clinic.today).consents["1.1"]
    ticks = dict.fromkeys(text.required_ticks, True)
    clinic.do(
        "iris",
        "investigator",
        act.SignConsent(participant=number, version="1.1", ticks=ticks, understood=dict.fromkeys(text.questions, True)),
    )
    says = "Entered under protocol 1.0; the form is now that of protocol 1.1. New on it: Troponin I."
    assert says in html(carl.get(address(number, "forms", "LB", VISIT)))
    page = carl.get(address(number, "forms", "LB", VISIT) + "?correct=1")
    assert says in html(page)
    more = {**hidden(page), "~act": "save", **clinic.day("LBDAT"), **typed, "TROPONI_LBORRES": "4 ng/L"}
    done = carl.post(address(number, "save", "LB", VISIT), {**more, "~reason": "Result came in later"})
    assert done.status_code == 302, html(done)
    saved = clinic.one(number).facts.form("LB", VISIT)
    assert saved is not None
    assert saved.items["TROPONI_LBORRES"] == {"value": "4", "unit": "ng/L"}


@pytest.mark.parametrize(("language", "words"), [("en", "Blood count"), ("zh", "血常规")])
def test_a_form_has_the_sections_of_the_study_file(clinic: Clinic, language: str, words: str) -> None:
    page = html(clinic.as_("carl", language).get(address(clinic.participant(), "forms", "LB", VISIT)))
    assert f'<h2 class="section-head">{words}</h2>' in page


def test_the_term_of_an_event_is_found_in_chinese(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    typed = {"~base": "0", "AEDECOD": "发热", "AESER": "N"}
    assert 'list="l-terms"' in html(carl.get(address(number, "forms", "AE", "new")))
    asked = save(carl, clinic, number, "AE", "1", **typed, **clinic.day("AESTDAT"), AETERM="发热")
    sent = {**hidden(asked), "~act": "save", **typed, **clinic.day("AESTDAT"), "AETERM": "发热"}
    assert carl.post(address(number, "save", "AE", "1"), sent).status_code == 302
    saved = clinic.one(number).facts.form("AE", "1")
    assert saved is not None
    assert saved.items["AEDECOD"] == "Fever"


def test_after_a_disk_that_was_full_the_page_shows_nothing_that_was_not_stored(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, carl = entered(clinic), clinic.as_("carl")
    head, kept = clinic.gateway.trial().head, trials.store().writing

    @contextmanager
    def full(study: str) -> Iterator[Writing]:
        with kept(study) as block:
            yield block
            raise StoreFault(Text("The disk is full.", "磁盘已满。"))

    page = carl.get(address(number, "forms", "VS", VISIT) + "?correct=1")
    typed = {"~act": "save", **vital_signs(clinic, PULSE_VSORRES="88"), "~reason": "Counted again"}
    monkeypatch.setattr(trials.store(), "writing", full)
    answer = carl.post(address(number, "save", "VS", VISIT), {**hidden(page), **typed})
    assert answer.status_code == 503
    shown = html(answer)
    assert "The disk is full." in shown
    assert 'value="88"' in shown, "what was typed is kept"
    assert f"fact {head}<" in shown, "the page stands on what is stored"
    assert hidden(answer)["~base"] == hidden(page)["~base"]
    assert clinic.gateway.trial().head == head
    monkeypatch.undo()
    assert not clinic.one(number).facts.of(ItemsCorrected)


def test_the_dictionary_says_which_term_is_meant_and_what_its_grade_is(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = carl.get(address(number, "forms", "AE", "new"))

    def told(item: str, **typed: str) -> str:
        answer = carl.post(address(number, "draft", "AE", "1"), {**hidden(page), **typed})
        return str(answer.json()["notes"][item]["html"])

    assert "发热, General disorders" in told("AEDECOD", AEDECOD="fever")
    assert "发热, General disorders" in told("AEDECOD", AEDECOD="发热")
    assert 'lang="en">&gt;39.0 - 40.0 degrees C' in told("AETOXGR", AEDECOD="Fever", AETOXGR="2")
    assert "has no grade 5 of Alopecia" in told("AETOXGR", AEDECOD="Alopecia", AETOXGR="5")
    assert "has no such term" in told("AEDECOD", AEDECOD="Feeling odd")
    assert "class=" not in told("AETOXGR", AETOXGR="2")
