from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from equipoise.web.accounts import lock_out
from equipoise.web.accounts.people import NameTaken, WeakPassword, create_person
from tests.web.conftest import PASSWORD

SignIn = Callable[[str], Client]
AT = datetime(2026, 5, 10, 8, 0, tzinfo=UTC)


def test_a_person_with_one_role_acts_in_it_at_once(signed_in: SignIn) -> None:
    html = signed_in("ines").get("/?lang=en").content.decode()
    assert "Investigator" in html
    assert "<strong>ASPIRE-3</strong>" in html


def test_a_person_with_several_roles_chooses_and_the_choice_stays(signed_in: SignIn) -> None:
    cora = signed_in("cora")
    before = cora.get("/?lang=en").content.decode()
    assert "<strong>ASPIRE-3</strong>" not in before
    answer = cora.post("/role", {"choice": "ASPIRE-3/data_manager", "next": "/studies/ASPIRE-3"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/studies/ASPIRE-3")
    after = cora.get("/?lang=en").content.decode()
    assert '<button class="plain" name="choice" value="ASPIRE-3/data_manager" aria-current="true">' in after


@pytest.mark.parametrize("choice", ["ASPIRE-3/investigator", "NOWHERE/coordinator", "", "ASPIRE-3/nobody"])
def test_a_role_that_the_delegation_log_does_not_give_is_refused(signed_in: SignIn, choice: str) -> None:
    answer = signed_in("cora").post("/role", {"choice": choice})
    assert answer.status_code == 403
    assert "delegation log" in answer.content.decode()


def test_a_role_switch_never_leads_to_another_site(signed_in: SignIn) -> None:
    answer = signed_in("ines").post("/role", {"choice": "ASPIRE-3/investigator", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/workspace/"


def test_a_stranger_holds_no_role(signed_in: SignIn) -> None:
    assert 'action="/role"' not in signed_in("stranger").get("/").content.decode()


@pytest.mark.parametrize("name", ["ines", "nobody-of-that-name"])
def test_a_wrong_password_and_a_wrong_name_hear_the_same_word(client: Client, name: str) -> None:
    lock_out.succeeded(name)
    html = client.post("/sign-in?lang=en", {"username": name, "password": "wrong"}).content.decode()
    assert "Name and password do not belong together." in html
    lock_out.succeeded(name)


def test_a_name_is_closed_after_five_failed_attempts_even_with_the_right_password(client: Client) -> None:
    create_person("locked", PASSWORD, "Locked")
    for _ in range(lock_out.ATTEMPTS):
        client.post("/sign-in", {"username": "locked", "password": "wrong"})
    answer = client.post("/sign-in?lang=en", {"username": "Locked", "password": PASSWORD})
    assert "This name is closed after 5 failed attempts" in answer.content.decode()
    chinese = client.post("/sign-in?lang=zh", {"username": "locked", "password": PASSWORD}).content.decode()
    assert "已暂时锁定" in chinese


def test_a_closed_name_opens_again_fifteen_minutes_after_its_first_counted_failure(installation: None) -> None:
    for minute in range(lock_out.ATTEMPTS):
        assert lock_out.attempt("slow", AT + timedelta(minutes=minute)) is None
    assert lock_out.attempt("slow", AT + timedelta(minutes=10)) == AT + lock_out.CLOSED
    assert lock_out.attempt("slow", AT + lock_out.CLOSED) is None


def test_signing_in_forgets_earlier_failures(client: Client, signed_in: SignIn) -> None:
    for _ in range(lock_out.ATTEMPTS - 1):
        client.post("/sign-in", {"username": "stan", "password": "wrong"})
    signed_in("stan")
    assert lock_out.attempt("stan", datetime.now(UTC)) is None
    lock_out.succeeded("stan")


def test_signing_out_ends_the_session(signed_in: SignIn) -> None:
    ines = signed_in("ines")
    assert ines.post("/sign-out").headers["Location"] == "/"
    assert ines.get("/password").status_code == 302


def test_a_password_changes_and_the_session_stays(client: Client) -> None:
    create_person("changer", PASSWORD, "Changer")
    client.post("/sign-in", {"username": "changer", "password": PASSWORD})
    weak = client.post("/password", {"old_password": PASSWORD, "new_password1": "short", "new_password2": "short"})
    assert "notice refusal" in weak.content.decode()
    new = "another sentence for tests"
    answer = client.post("/password", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert client.get("/password").status_code == 200
    assert get_user_model().objects.get(username="changer").check_password(new)


def test_passwords_are_kept_as_argon2(installation: None) -> None:
    assert get_user_model().objects.get(username="ines").password.startswith("argon2$argon2id$")


def test_a_person_is_made_once_and_then_renewed(installation: None) -> None:
    create_person("twice", PASSWORD, "First")
    create_person("twice", "a second sentence for tests", "Second")
    person = get_user_model().objects.get(username="twice")
    assert person.get_full_name() == "Second"
    assert person.check_password("a second sentence for tests")
    assert not person.is_superuser


def test_a_weak_password_and_the_software_s_own_name_are_refused(installation: None) -> None:
    with pytest.raises(WeakPassword):
        create_person("weak", "short", "Weak")
    with pytest.raises(NameTaken):
        create_person("equipoise", PASSWORD, "Equipoise")
