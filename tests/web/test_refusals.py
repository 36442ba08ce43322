from __future__ import annotations

import pytest
from django.test import Client, RequestFactory

from equipoise.web import trials
from equipoise.web.refusals import BROKEN, bad_request, render_plain, server_fault


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


def test_a_request_that_is_not_understood_says_that_nothing_was_changed(installation: None) -> None:
    request = RequestFactory().get("/api/anything")
    assert bad_request(request, ValueError()).status_code == 400
    assert server_fault(request).status_code == 500
