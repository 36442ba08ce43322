from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.db import OperationalError
from django.test import Client, RequestFactory

from equipoise.ledger import StoreFault
from equipoise.trial.gateway import Gateway
from equipoise.values.text import same
from equipoise.web import trials
from equipoise.web.refusals import BROKEN, bad_request, render_plain, server_fault
from equipoise.web.vault import VaultFault


@pytest.mark.parametrize(("language", "title"), [("en", "There is no such page"), ("zh", "没有这个页面")])
def test_a_lost_address_hears_what_happened_and_what_to_do(client: Client, language: str, title: str) -> None:
    answer = client.get(f"/studies/NOWHERE?lang={language}")
    html = answer.content.decode()
    assert answer.status_code == 404
    assert f"<h1>{title}</h1>" in html
    assert ("Check the address" if language == "en" else "核对地址") in html


def test_a_form_without_its_mark_is_not_accepted(installation: None) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in?lang=en", {"username": "ines", "password": "x"})
    assert answer.status_code == 403
    assert "The form was not accepted" in answer.content.decode()


def test_a_program_hears_a_refusal_as_json(client: Client) -> None:
    answer = client.get("/api/nowhere")
    assert answer.status_code == 404
    assert set(answer.json()["says"]) == {"en", "zh"}


def test_a_fault_of_ours_speaks_both_languages_and_needs_nothing(
    installation: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[str, ...]:
        raise RuntimeError("planted")

    monkeypatch.setattr(trials, "names", broken)
    answer = Client(raise_request_exception=False).get("/")
    html = answer.content.decode()
    assert answer.status_code == 500
    assert BROKEN.title.en in html and BROKEN.title.zh in html
    assert "planted" not in html
    assert "style=" not in render_plain(BROKEN)


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (OperationalError("database or disk is full"), "The server's disk is full"),
        (OperationalError("could not extend file: No space left on device"), "The server's disk is full"),
        (OSError(28, "No space left on device", "/somewhere/secret"), "The server's disk is full"),
        (StoreFault(same("The disk under /somewhere/secret is full.")), "The server's disk is full"),
        (StoreFault(same("/somewhere/secret is damaged")), "The ledger cannot be read"),
        (VaultFault(same("/somewhere/secret is gone")), "The identity vault does not open"),
    ],
)
def test_a_full_disk_and_a_damaged_ledger_are_told_with_what_to_do_and_name_no_file(
    installation: None, monkeypatch: pytest.MonkeyPatch, fault: Exception, title: str
) -> None:
    def broken() -> tuple[str, ...]:
        raise fault

    monkeypatch.setattr(trials, "names", broken)
    visitor = Client(raise_request_exception=False)
    answer = visitor.get("/studies/NCT03410368")
    html = answer.content.decode()
    assert answer.status_code == 503
    assert f"<h1>{title}</h1>" in html
    assert "请告知管理员" in html
    assert "secret" not in html


def test_whoever_holds_a_role_in_a_ledger_that_cannot_be_read_is_not_told_that_he_has_none(installation: None) -> None:
    def damaged(_: str) -> Gateway:
        raise StoreFault(same("planted"))

    visitor = Client(raise_request_exception=False)
    visitor.force_login(get_user_model().objects.get(username="ines"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", damaged)
        for address in ("/workspace/", "/workspace/ASPIRE-3/worklist"):
            answer = visitor.get(address)
            assert answer.status_code == 503, address
            assert "<h1>The ledger cannot be read</h1>" in answer.content.decode()


def test_a_request_that_is_not_understood_says_that_nothing_was_changed(installation: None) -> None:
    request = RequestFactory().get("/api/anything")
    assert bad_request(request, ValueError()).status_code == 400
    assert server_fault(request).status_code == 500


@pytest.mark.parametrize("address", ["/api/v2/version", "/api/health", "/find?lang=en"])
def test_a_name_that_is_not_the_servers_is_told_from_a_fault_of_the_request(client: Client, address: str) -> None:
    answer = client.get(address, HTTP_HOST="clinicaltrials.gov")
    assert answer.status_code == 400 and "EQUIPOISE_HOSTS" in answer.content.decode()
