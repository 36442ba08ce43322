"""The desk of whoever runs the study: accounts, roles from day to day, training, amendments, limits, reminders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client, override_settings

from equipoise.web.mail import digests, send
from tests.web.clinic import STUDY, Clinic, clinic, hidden
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import Rehearsed, rehearsed

__all__ = ["clinic", "rehearsed"]
PEOPLE = f"/workspace/{STUDY}/study/people"
FIRST = re.compile(r'first-password mono">([^<]+)<')


@pytest.fixture
def adam(clinic: Clinic) -> Iterator[Client]:
    yield clinic.as_("adam")
    people = get_user_model().objects
    people.filter(username="lena.li").delete()
    people.update(email="", is_active=True)


def make_account(adam: Client, **more: str) -> str:
    told = adam.post(PEOPLE, {"~act": "new", "username": "lena.li", "name": "Lena Li", "email": "", **more})
    assert told.status_code == 200
    return FIRST.findall(told.content.decode())[0]


def test_an_account_is_made_with_a_password_that_its_owner_changes_first(adam: Client, clinic: Clinic) -> None:
    password = make_account(adam)
    visitor = Client()
    visitor.post("/sign-in", {"username": "lena.li", "password": password})
    sent = visitor.get("/workspace/")
    assert (sent.status_code, sent.headers["Location"]) == (302, "/password")
    own = {"old_password": password, "new_password1": PASSWORD + " of my own", "new_password2": PASSWORD + " of my own"}
    assert visitor.post("/password", own).status_code == 302
    assert visitor.get("/workspace/").status_code == 403, "no role yet, but no longer the page of the password"


def test_a_first_password_is_shown_once_and_kept_nowhere(adam: Client) -> None:
    password = make_account(adam)
    assert password not in adam.get(PEOPLE).content.decode()
    assert password not in get_user_model().objects.get(username="lena.li").password


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"username": "L"}, "3 to 40"),
        ({"username": "adam"}, "taken"),
        ({"name": " "}, "printed"),
        ({"email": "nowhere"}, "no e-mail address"),
    ],
)
def test_an_account_that_cannot_be_is_refused_in_words(adam: Client, typed: dict[str, str], words: str) -> None:
    sent = {"~act": "new", "username": "lena.li", "name": "Lena Li", "email": "", **typed}
    told = adam.post(PEOPLE, sent)
    assert told.status_code == 422
    assert words in told.content.decode()
    assert not get_user_model().objects.filter(username="lena.li").exists()


def test_an_address_for_reminders_is_changed_and_taken_away(adam: Client, clinic: Clinic) -> None:
    sent = {"~act": "email", "username": "carl", "email": "carl@hospital.invalid"}
    told = adam.post(PEOPLE, sent, follow=True).content.decode()
    assert "carl@hospital.invalid" in told
    assert get_user_model().objects.get(username="carl").email == "carl@hospital.invalid"
    wrong = adam.post(PEOPLE, {**sent, "email": "nowhere"})
    assert wrong.status_code == 422 and "no e-mail address" in wrong.content.decode()
    assert get_user_model().objects.get(username="carl").email == "carl@hospital.invalid"
    adam.post(PEOPLE, {**sent, "email": ""})
    assert not get_user_model().objects.get(username="carl").email
    assert clinic.as_("iris").post(PEOPLE, sent).status_code == 403


def test_only_an_administrator_makes_accounts(clinic: Clinic) -> None:
    for who in ("iris", "carl", "inge"):
        assert clinic.as_(who).post(PEOPLE, {"~act": "new", "username": "lena.li", "name": "L"}).status_code == 403


def test_a_closed_account_no_longer_signs_in_and_nobody_closes_their_own(adam: Client, clinic: Clinic) -> None:
    adam.post(PEOPLE, {"~act": "close", "username": "carl"})
    visitor = Client()
    assert visitor.post("/sign-in", {"username": "carl", "password": PASSWORD}).status_code == 200
    assert adam.post(PEOPLE, {"~act": "close", "username": "adam"}).status_code == 409
    adam.post(PEOPLE, {"~act": "open", "username": "carl"})
    assert get_user_model().objects.get(username="carl").is_active


def test_a_role_is_delegated_from_a_day_on_behind_a_password(adam: Client, clinic: Clinic) -> None:
    where = f"/workspace/{STUDY}/do/delegate_duty"
    first = (clinic.today + timedelta(days=3)).isoformat()
    sent = {**hidden(adam.get(where)), "person": "stefan", "duty": "monitor", "first_day": first, "username": "adam"}
    assert adam.post(where, {**sent, "password": "wrong"}).status_code == 403
    assert adam.post(where, {**sent, "password": PASSWORD}).status_code == 302
    trial = clinic.gateway.trial()
    assert "monitor" not in trial.roles_of("stefan", clinic.today)
    assert "monitor" in trial.roles_of("stefan", clinic.today + timedelta(days=3))
    assert "to come" in adam.get(PEOPLE).content.decode()


def test_a_page_sent_twice_delegates_once(adam: Client, clinic: Clinic) -> None:
    where = f"/workspace/{STUDY}/do/record_training"
    sent = {**hidden(adam.get(where)), "person": "carl", "topic": "GCP", "day": clinic.today.isoformat()}
    before = clinic.gateway.trial().head
    assert adam.post(where, sent).status_code == adam.post(where, sent).status_code == 302
    assert clinic.gateway.trial().head == before + 1


def test_a_withdrawal_sent_twice_is_told_as_done_and_a_strange_one_is_not_found(adam: Client, clinic: Clinic) -> None:
    address = f"/workspace/{STUDY}/do/withdraw_duty?person=carl&duty=coordinator"
    sent = {**hidden(adam.get(address)), "~act": "do", "username": "adam", "password": PASSWORD}
    assert adam.post(address, sent).status_code == 302
    head = clinic.gateway.trial().head
    again = adam.post(address, sent, follow=True)
    assert again.status_code == 200 and "This was done already" in again.content.decode()
    assert clinic.gateway.trial().head == head
    assert adam.post(address, {**sent, "~key": "another-key-of-a-page"}).status_code == 404


def test_what_was_typed_is_there_again_and_no_password_with_it(adam: Client, clinic: Clinic) -> None:
    where = f"/workspace/{STUDY}/do/record_training"
    sent = {**hidden(adam.get(where)), "person": "carl", "topic": "Blood cell separator", "password": "secret words"}
    assert adam.post(f"{where}?draft=1", sent).status_code == 200
    again = adam.get(where).content.decode()
    assert "Blood cell separator" in again and "secret words" not in again


def test_every_box_that_is_wrong_is_named_at_once(adam: Client, clinic: Clinic) -> None:
    where = f"/workspace/{STUDY}/do/record_training"
    told = adam.post(where, {**hidden(adam.get(where)), "person": "nobody", "topic": "", "day": "30 May"})
    words = told.content.decode()
    assert told.status_code == 422
    assert "Choose one of those" in words and "Not filled in" in words and "Write a day" in words


def test_an_act_tells_whose_it_is_to_whom_it_is_not(clinic: Clinic) -> None:
    told = clinic.as_("carl").get(f"/workspace/{STUDY}/do/delegate_duty")
    assert told.status_code == 403
    assert "Administrator" in told.content.decode()


def test_an_amendment_says_whom_it_touches_before_it_is_approved(clinic: Clinic) -> None:
    number = clinic.participant()
    version = clinic.gateway.trial().protocols.versions[-1].version
    words = clinic.as_("iris").get(f"/workspace/{STUDY}/study/amendments/{version}").content.decode()
    assert number in words
    assert clinic.as_("iris").get(f"/workspace/{STUDY}/study/amendments/99").status_code == 404


@pytest.mark.parametrize("page", ["people", "laboratories", "calendar", "reminders", "amendments/1.1"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_opens_for_everybody_now_and_in_the_past(rehearsed: Rehearsed, page: str, language: str) -> None:
    for role in ("administrator", "inspector", "monitor"):
        assert rehearsed.get(role, f"study/{page}", language=language).status_code == 200
    assert rehearsed.get("inspector", f"study/{page}?as_of=2018-06-01").status_code == 200


def test_ranges_and_people_have_a_csv_twin(rehearsed: Rehearsed) -> None:
    ranges = rehearsed.get("inspector", "study/laboratories?format=csv").content.decode()
    assert "JLU1-CENTRAL,HGB,g/L" in ranges
    assert "monitor" in rehearsed.get("inspector", "study/people?format=csv").content.decode().lower()


@override_settings(EMAIL_HOST="mail.invalid", EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend")
def test_a_mail_tells_counts_and_never_a_participant(adam: Client, clinic: Clinic) -> None:
    number = clinic.participant()
    get_user_model().objects.update(email="somebody@hospital.invalid")
    mails = digests([STUDY])
    assert mails
    assert send(mails) == len(mails) == len(mail.outbox)
    for one in mail.outbox:
        assert number not in f"{one.subject} {one.body}"
        assert "/workspace/" in one.body and "工作清单" in one.body
