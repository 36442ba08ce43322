"""The workspace of a study with one arm: nobody is randomised on any page, and nobody needs a key to enrol."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model

from equipoise.facts.randomisation import Randomised
from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import rehearse, staff_of, team
from equipoise.trial.gateway import Gateway
from equipoise.values.text import LANGUAGES, Language
from equipoise.web import moment, trials
from tests.cli.test_single_arm import single_arm_in_its_own_words
from tests.rehearsals import protocols_of
from tests.web.conftest import visitor
from tests.web.rehearsed_trials import MASKED

OF_ARMS = {
    "en": r"[^<>\n]{0,40}(?:[Rr]andomis|[Aa]llocat)[^<>\n]{0,40}",
    "zh": r"[^<>\n]{0,20}(?:随机|分配)[^<>\n]{0,20}",
}
BASE = f"/workspace/{MASKED}"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[MemoryStore, Gateway]:
    store = MemoryStore()
    protocols = protocols_of(single_arm_in_its_own_words(tmp_path_factory.mktemp("single")))
    gateway = Gateway(store, protocols)
    rehearse(gateway, protocols.first, 5, 5)
    return store, gateway


@pytest.fixture
def one_arm(installation: None, played: tuple[MemoryStore, Gateway]) -> Iterator[Gateway]:
    store, gateway = played
    for name, _ in team(trials.study(MASKED).protocols.first):
        get_user_model().objects.get_or_create(username=name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", {MASKED: gateway}.__getitem__)
        patch.setattr(moment, "monotonic", lambda: 0.0)
        patch.setattr(trials, "store", lambda: store)
        moment._past.cache_clear()
        yield gateway
        moment._past.cache_clear()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_a_single_arm_says_that_anybody_was_randomised_or_allocated(
    one_arm: Gateway, language: Language
) -> None:
    number = next(name for name, one in one_arm.trial().participants.items() if one.first(Randomised))
    pages = {
        "statistician": ("worklist", "study", "ledger", "results"),
        "coordinator": (
            "worklist", "screening", "participants", f"participants/{number}", f"participants/{number}/eligibility",
            f"participants/{number}/do/randomise",
        ),
        "investigator": (f"participants/{number}/allocation", "safety", "response"),
        "administrator": (f"participants/{number}/do/mark_randomised_in_error", "study/people"),
        "monitor": ("oversight",),
    }  # fmt: skip
    said = {}
    for role, paths in pages.items():
        person = visitor(staff_of(role), language)
        for path in paths:
            answer = person.get(f"{BASE}/{path}", follow=True)
            assert answer.status_code == 200, (path, answer.status_code)
            words = re.sub(r"<[^>]*>", "\n", answer.content.decode())
            if found := re.findall(OF_ARMS[language], words):
                said[path] = found
    assert not said


def test_an_enrolment_has_a_place_and_no_proof_of_a_draw(one_arm: Gateway) -> None:
    entered = [fact for one in one_arm.trial().participants.values() for fact in one.of(Randomised)]
    assert sorted(fact.body.sequence for fact in entered) == [1, 2, 3, 4, 5]
    assert {fact.body.arm for fact in entered} == {"high"}
    assert not any(fact.body.draw or fact.body.inputs or fact.body.scores for fact in entered)
    page = (
        visitor(staff_of("investigator")).get(f"{BASE}/participants/{entered[0].subject}/allocation").content.decode()
    )
    assert "place 1 on the list" in page
    assert "Proof" not in page
    assert "Key committed" not in visitor(staff_of("coordinator")).get(f"{BASE}/study").content.decode()
