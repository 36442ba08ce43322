from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from equipoise.ledger import FORMAT
from equipoise.web import trials
from equipoise.web.api.read_command import read_command

SignIn = Callable[[str], Client]
ADDRESS = "/api/studies/ASPIRE-3/commands"


def send(client: Client, key: str, body: Any, **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return client.post(ADDRESS, data, "application/json", headers={"Idempotency-Key": key, **headers})


def test_health_tells_versions_and_whether_the_stores_answer(client: Client) -> None:
    answer = client.get("/api/health")
    assert answer.status_code == 200
    unseen = {"verified": None, "whole": None, "at_home": None}
    assert answer.json() == {"software": "0.1.0", "ledger_format": FORMAT, "database": True, "ledger": True, **unseen}


def test_a_command_without_sign_in_is_not_looked_at(client: Client) -> None:
    assert send(client, "key-00000001", {"command": "register_participant", "site": "NORTH"}).status_code == 401


def test_a_command_needs_the_mark_of_the_session(signed_in: SignIn) -> None:
    cookies = signed_in("ines").cookies
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = cookies
    answer = send(strict, "key-00000002", {"command": "register_participant", "site": "NORTH"})
    assert answer.status_code == 403
    assert answer.json()["code"] == "form_not_accepted"


def test_a_command_is_kept_once_and_answered_the_same_again(signed_in: SignIn) -> None:
    ines = signed_in("ines")
    body = {"command": "register_participant", "site": "NORTH"}
    first, second = (send(ines, "register-0001", body) for _ in range(2))
    assert first.status_code == second.status_code == 200
    assert [fact["kind"] for fact in first.json()["facts"]] == ["participant.registered"]
    assert (first.json()["again"], second.json()["again"]) == (False, True)
    assert first.json()["facts"] == second.json()["facts"]


def test_a_key_that_comes_again_with_another_command_is_refused(signed_in: SignIn) -> None:
    ines = signed_in("ines")
    send(ines, "register-0002", {"command": "register_participant", "site": "NORTH"})
    answer = send(ines, "register-0002", {"command": "register_participant", "site": "LAKE"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"


def test_a_refusal_carries_all_reasons_in_both_languages(signed_in: SignIn) -> None:
    answer = send(signed_in("ines"), "hold-000001", {"command": "place_hold", "scope": ["nothing"]})
    assert answer.status_code == 409
    reasons = answer.json()["reasons"]
    assert {reason["code"] for reason in reasons} == {"unknown_scope", "reason_missing"}
    assert all(reason["says"]["en"] and reason["says"]["zh"] for reason in reasons)


def test_a_role_that_is_not_held_is_refused_with_403(signed_in: SignIn) -> None:
    body = {"command": "register_participant", "site": "NORTH"}
    taken = send(signed_in("stan"), "register-0003", body, **{"Equipoise-Role": "investigator"})
    assert taken.status_code == 403
    assert "not_delegated" in {reason["code"] for reason in taken.json()["reasons"]}
    assert send(signed_in("stranger"), "register-0004", body).status_code == 403


def test_a_person_with_several_roles_names_one(signed_in: SignIn) -> None:
    cora = signed_in("cora")
    body = {"command": "register_participant", "site": "NORTH"}
    assert send(cora, "register-0005", body).json()["code"] == "no_role"
    assert send(cora, "register-0005", body, **{"Equipoise-Role": "coordinator"}).status_code == 200


def test_a_study_is_not_opened_over_the_network(signed_in: SignIn) -> None:
    answer = signed_in("stranger").post(
        "/api/studies/NCT03410368/commands",
        json.dumps({"command": "open_study", "environment": "real"}),
        "application/json",
        headers={"Idempotency-Key": "open-0000001", "Equipoise-Role": "administrator"},
    )
    assert answer.status_code == 403
    assert trials.store().head("NCT03410368").seq == 0


@pytest.mark.parametrize("key", ["", "short", "with space in it", "钥匙钥匙钥匙钥匙", "x" * 201])
def test_a_command_needs_a_usable_key(signed_in: SignIn, key: str) -> None:
    answer = signed_in("ines").post(
        ADDRESS,
        json.dumps({"command": "register_participant", "site": "NORTH"}),
        "application/json",
        headers={"Idempotency-Key": key},
    )
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["faults"]] == ["Idempotency-Key"]


def test_every_fault_of_a_request_is_told_at_once(signed_in: SignIn) -> None:
    answer = send(signed_in("ines"), "no", {"command": "register_participant", "sit": "NORTH"})
    assert answer.status_code == 422
    assert [fault["where"] for fault in answer.json()["faults"]] == ["Idempotency-Key", "sit", "site"]


def test_an_unknown_study_is_not_found(signed_in: SignIn) -> None:
    assert signed_in("ines").post("/api/studies/NOWHERE/commands", "{}", "application/json").status_code == 404


@pytest.mark.parametrize(
    ("body", "where", "instead"),
    [
        (b"", "", "Send one JSON object"),
        (b"{", "", "Send one JSON object"),
        (b"\xff\xfe", "", "Send one JSON object"),
        (b"[" * 100_000, "", "Send one JSON object"),
        (b"[]", "", '{"command"'),
        (b"{}", "command", "Write one of: open_study"),
        (b'{"command": "randomize"}', "command", "Write `randomise`."),
        (b'{"command": 7}', "command", "Write one of"),
        (b'{"command": "register_participant"}', "site", "Add `site`."),
        (b'{"command": "register_participant", "site": 3}', "site", "Write a `str`, not `int`."),
        (b'{"command": "place_hold", "scope": ["a", 2]}', "scope[1]", "Write a `str`, not `int`."),
        (b'{"command": "randomise", "participants": "1"}', "participants", "Write `participant`."),
    ],
)
def test_what_is_no_command_hears_where_and_what_to_write(body: bytes, where: str, instead: str) -> None:
    faults = read_command(body)
    assert isinstance(faults, tuple)
    assert faults[0].where == where
    assert instead in faults[0].instead.en
    assert faults[0].says.zh and faults[0].instead.zh
