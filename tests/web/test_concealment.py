"""Nothing that a person can read depends on the sealed key: under another key every page is the same to the byte.

Whatever told the next allocation would have to differ between two keys; so the pages of each role are read under two, with the
ledger as it stands, and compared. Besides, the key itself and the sizes of blocks are searched for.
"""

from __future__ import annotations

import base64
import json
import logging
import re
from collections.abc import Callable, Iterator
from itertools import product

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from equipoise.rules.randomisation import OpenList
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial.gateway import Gateway
from equipoise.trial.permissions import ROLES
from equipoise.web import trials
from equipoise.web.home import home
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed

__all__ = ["rehearsed"]

KEY, OTHER = bytes(range(32)), bytes(reversed(range(32)))
FORMS = (KEY.hex(), KEY.hex().upper(), base64.b64encode(KEY).decode(), str(KEY)[2:-1])
"""The key as somebody might have written it."""
_CHANGES = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]*"|data-now="[^"]*"|nonce="[^"]*"|nonce-[^\']*|hx-headers=\'[^\']*\''
)


def pages(rehearsed: Rehearsed, study: str) -> list[str]:
    """Every page of a workspace, with one participant in screening or later, and one allocation."""
    trial = rehearsed.trial(study)
    allocated = trial.allocations[-1]
    unallocated = [number for number in trial.participants if number not in {one.subject for one in trial.allocations}]
    return [
        "worklist?role=all", "worklist?role=all&format=csv", "participants", "participants?format=csv", "study", "results?format=json",
        "ledger?format=json&kind=participant.randomised", "ledger?format=json&kind=randomisation.key_committed",
        f"ledger/{allocated.seq}", f"participants/{allocated.subject}", *(f"participants/{one}" for one in unallocated[:1]),
    ]  # fmt: skip


@pytest.fixture
def under_another_key(rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Gives the server another key for the same ledgers."""

    def exchange() -> None:
        store = trials.store()
        others = {name: Gateway(store, one.trial().protocols, OTHER) for name, one in rehearsed.gateways.items()}
        monkeypatch.setattr(trials, "gateway", others.__getitem__)

    return exchange


def read(rehearsed: Rehearsed, role: str, study: str) -> Iterator[tuple[str, bytes]]:
    """Each page of a role, without what differs between any two requests."""
    for path in pages(rehearsed, study):
        answer = rehearsed.get(role, path, study)
        assert answer.status_code in (200, 403, 404), (role, path)
        yield path, _CHANGES.sub(b"", answer.content)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_a_role_depends_on_the_key(
    rehearsed: Rehearsed, under_another_key: Callable[[], None], role: str
) -> None:
    studies = (MASKED, OPEN) if role in ("coordinator", "statistician", "administrator") else (MASKED,)
    before = [page for study in studies for page in read(rehearsed, role, study)]
    under_another_key()
    after = [page for study in studies for page in read(rehearsed, role, study)]
    assert before == after
    for path, content in before:
        words = content.decode("utf-8", "replace")
        assert not any(form in words for form in FORMS), path
        sizes = trials.study(MASKED).protocols.first.randomisation.blocks
        assert str(list(sizes)) not in words and str(sizes) not in words, path


def test_no_public_page_depends_on_the_key(
    rehearsed: Rehearsed, client: Client, under_another_key: Callable[[], None]
) -> None:
    paths = [f"/studies/{study}{more}" for study in (OPEN, MASKED) for more in ("", "/record.json", "/assumptions")]
    before = [_CHANGES.sub(b"", client.get(path).content) for path in paths]
    under_another_key()
    assert before == [_CHANGES.sub(b"", client.get(path).content) for path in paths]


def test_the_comparison_would_tell(installation: None) -> None:
    """The two keys allocate differently in some stratum: a page that told the next arms would have differed."""
    study = trials.study(MASKED).protocols.first
    factors = study.randomisation.factors
    strata = [dict(zip(factors, one, strict=True)) for one in product(*(factor.levels for factor in factors.values()))]
    told = [[OpenList(study, "main", key, "rehearsal").next(one).arm for one in strata] for key in (KEY, OTHER)]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("person", "command"),
    [
        ("cora", {"command": "randomise", "participant": "NORTH-0001-X"}),
        ("ines", {"command": "randomise", "participant": "NORTH-0001-X"}),
        ("stan", {"command": "reveal_allocation_key"}),
        ("stan", {"command": "randomise", "participant": "NORTH-0001-X"}),
    ],
)
def test_a_refused_attempt_says_and_logs_nothing_of_the_key_nor_of_an_arm(
    signed_in: Callable[[str], Client], caplog: pytest.LogCaptureFixture, person: str, command: dict[str, str]
) -> None:
    kept = home().allocation_key(MASKED, "rehearsal")
    assert kept is not None
    key = kept.hex()
    with caplog.at_level(logging.DEBUG):
        answer = signed_in(person).post(
            f"/api/studies/{MASKED}/commands",
            json.dumps(command),
            "application/json",
            headers={"Idempotency-Key": f"concealed-{person}-{command['command']}"},
        )
        assert answer.status_code >= 400
        words = answer.content.decode() + caplog.text
    assert key not in words
    assert '"draw"' not in words and '"arm"' not in words


def test_an_error_page_shows_no_key(rehearsed: Rehearsed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a fault of the programme with the key in its frames is answered by a plain page."""

    def fails(name: str) -> Gateway:
        key = KEY
        raise RuntimeError(f"{name} {len(key)}")

    monkeypatch.setattr(trials, "gateway", fails)
    visitor = Client(raise_request_exception=False)
    visitor.force_login(get_user_model().objects.get(username=staff_of("coordinator")))
    answer = visitor.get(f"/workspace/{OPEN}/worklist")
    assert answer.status_code == 500
    words = answer.content.decode()
    assert "Traceback" not in words and "RuntimeError" not in words
    assert not any(form in words for form in FORMS)
