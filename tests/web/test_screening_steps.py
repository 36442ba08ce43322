"""The rarer acts between screening and the end: what went wrong with an allocation, unblinding, withdrawal, the key of the list."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from equipoise.facts.participant import ConsentWithdrawn
from equipoise.facts.randomisation import (
    AllocationKeyRevealed,
    OtherTreatmentGiven,
    Randomised,
    SamePersonFound,
    Unblinded,
)
from equipoise.ledger.memory import MemoryStore
from equipoise.simulation.rehearsal import rehearse, staff_of
from equipoise.trial import commands as act
from equipoise.trial.decision import By
from equipoise.trial.gateway import Gateway
from equipoise.web import trials
from equipoise.web.moment import now_of
from tests.web.clinic import STUDY, Clinic, accounts, clinic, hidden
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import MASKED
from tests.web.screened import own_vault
from tests.web.test_screening import allocated, at, do, html

__all__ = ["clinic", "own_vault"]
STEPS = {
    "record_same_person": ("iris", "此前已以其他编号随机"),
    "record_other_treatment": ("iris", "接受了其他组的治疗"),
    "unblind": ("iris", "揭盲："),
    "withdraw_consent": ("carl", "撤回同意"),
    "mark_randomised_in_error": ("adam", "误随机"),
    "correct_levels": ("iris", "随机时分层因素有误"),
}
"""Act -> who does it, and words of its Chinese title."""


def test_every_step_opens_in_both_languages_and_only_for_who_may(clinic: Clinic) -> None:
    number = allocated(clinic)
    for name, (who, title) in STEPS.items():
        for language in ("en", "zh"):
            answer = clinic.as_(who, language).get(at(f"participants/{number}/do/{name}"))
            page = html(answer)
            assert answer.status_code == 200, (name, language)
            assert page.count("<h1") == 1 and "{{" not in page and "Text(" not in page, (name, language)
            assert (title in page.partition("<h1")[2].partition("</h1>")[0]) is (language == "zh"), (name, language)
        told = clinic.as_("mona", "zh").get(at(f"participants/{number}/do/{name}"))
        assert told.status_code == 403 and "此操作由以下角色执行" in html(told), name
    for name in ("commit_allocation_key", "reveal_allocation_key"):
        assert clinic.as_("mona").get(at(f"do/{name}")).status_code == 403
        for language in ("en", "zh"):
            page = html(clinic.as_("stefan", language).get(at(f"do/{name}")))
            assert page.count("<h1") == 1 and ("密钥" in page) is (language == "zh"), (name, language)


def refused(visitor: Client, path: str, who: str, says: str, **typed: str) -> None:
    """Not done, with the reason in place and what was typed still there."""
    answer = do(visitor, path, who, **typed)
    page = html(answer)
    assert answer.status_code in (409, 422), page
    assert says in page, page.partition("<main")[2]
    for words in typed.values():
        assert words in page


def test_the_same_person_is_recorded_on_the_later_number(clinic: Clinic) -> None:
    first, second, third = allocated(clinic), allocated(clinic), clinic.participant()
    iris = clinic.as_("iris")
    path, why = f"participants/{second}/do/record_same_person", {"reason": "Same identity card"}
    refused(iris, path, "iris", "own number", other=second, **why)
    refused(iris, path, "iris", "was not randomised", other=third, **why)
    refused(iris, f"participants/{first}/do/record_same_person", "iris", "randomised later", other=second, **why)
    assert do(iris, path, other=first, **why).status_code == 403, "without the password"
    assert clinic.one(second).facts.first(SamePersonFound) is None
    assert do(iris, path, "iris", other=first, **why).status_code == 302
    found = clinic.one(second).facts.first(SamePersonFound)
    assert found is not None
    assert (found.body.other, found.reason, found.actor) == (first, "Same identity card", "iris")
    assert first in html(iris.get(at(f"participants/{second}/allocation")))
    assert clinic.one(second).arm is not None, "both allocations stay"
    refused(iris, path, "iris", "recorded already", other=first, **why)


def test_another_treatment_than_the_allocated_one_is_recorded(clinic: Clinic) -> None:
    number, iris = allocated(clinic), clinic.as_("iris")
    arm = clinic.one(number).arm
    other = next(name for name in clinic.one(number).study.arms if name != arm)
    path = f"participants/{number}/do/record_other_treatment"
    assert arm is not None
    refused(iris, path, "iris", "to which the participant was allocated", received=arm, reason="Wrong list")
    assert do(iris, path, "iris", received=other).status_code in (409, 422), "it needs a reason"
    assert clinic.one(number).facts.first(OtherTreatmentGiven) is None
    assert do(iris, path, "iris", received=other, reason="Wrong list").status_code == 302
    given = clinic.one(number).facts.first(OtherTreatmentGiven)
    assert given is not None and given.body.received == other
    assert clinic.one(number).arm == arm, "analysed as randomised"
    label = clinic.one(number).study.arms[other].label.text.en
    assert label in html(iris.get(at(f"participants/{number}/allocation")))


def test_an_open_study_has_nothing_to_unblind(clinic: Clinic) -> None:
    number, iris = allocated(clinic), clinic.as_("iris")
    path = f"participants/{number}/do/unblind"
    refused(iris, path, "iris", "there is nothing to unblind", occasion="planned", reason="End of treatment")
    assert clinic.one(number).facts.first(Unblinded) is None


@pytest.fixture
def masked(clinic: Clinic) -> Iterator[tuple[Gateway, str]]:
    """A masked trial of its own in the place of the installation's, and a participant allocated in it."""
    accounts()
    protocols, store = trials.study(MASKED).protocols, MemoryStore()
    gateway = Gateway(store, protocols, bytes(range(32)))
    rehearse(gateway, protocols.first, 1, 1)
    trial, administrator = gateway.trial(), By(staff_of("administrator"), "administrator", "")
    for duty in ("investigator", "coordinator"):
        command = act.DelegateDuty(person="iris" if duty == "investigator" else "carl", duty=duty)
        assert gateway.do(command, administrator, now_of(trial), f"delegate-{duty}").accepted
    known: Callable[[str], Gateway] = {MASKED: gateway, STUDY: clinic.gateway}.__getitem__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trials, "gateway", known)
        yield gateway, next(number for number, one in trial.participants.items() if one.first(Randomised))


def test_unblinding_says_its_occasion_and_why_and_is_kept(masked: tuple[Gateway, str], clinic: Clinic) -> None:
    gateway, number = masked
    iris, address = clinic.as_("iris"), f"/workspace/{MASKED}/participants/{number}/do/unblind"

    def send(**typed: str) -> tuple[int, str]:
        page = iris.get(address)
        content = html(page).partition('name="content" value="')[2].partition('"')[0]
        sent = {**hidden(page), "~act": "do", "content": content, "username": "iris", "password": PASSWORD, **typed}
        answer = iris.post(address, sent)
        return answer.status_code, html(answer)

    arms = [arm.label.text.en for arm in gateway.trial().protocols.first.arms.values()]
    assert not any(arm in html(iris.get(address)).partition("<main")[2] for arm in arms), "nothing is told before"
    assert send(occasion="emergency")[0] in (409, 422), "it needs a reason"
    assert send(reason="Anaphylaxis")[0] in (409, 422), "it needs an occasion"
    assert gateway.trial().participants[number].first(Unblinded) is None
    assert send(occasion="emergency", reason="Anaphylaxis")[0] == 302
    fact = gateway.trial().participants[number].first(Unblinded)
    assert fact is not None
    assert (fact.body.occasion, fact.reason, fact.actor) == ("emergency", "Anaphylaxis", "iris")


def test_a_withdrawal_says_from_what_and_stops_that_alone(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    path = f"participants/{number}/do/withdraw_consent"
    assert do(carl, path, "carl", why="Own wish").status_code in (409, 422), "from nothing"
    assert clinic.one(number).facts.first(ConsentWithdrawn) is None
    answer = do(carl, path, "carl", scopes="data", why="Own wish")
    assert answer.status_code == 302
    withdrawn = clinic.one(number).facts.first(ConsentWithdrawn)
    assert withdrawn is not None
    assert (withdrawn.body.scopes, withdrawn.reason) == (("data",), "Own wish")
    assert clinic.one(number).withdrawn == {"data"}
    assert "Further use of data and samples" in html(carl.get(at(path))).partition("Withdrawn before")[2]
    assert do(carl, path, "carl", scopes="procedures").status_code == 302
    assert clinic.one(number).withdrawn == {"data", "procedures"}


def test_the_key_is_revealed_only_when_no_further_allocation_can_be_told_from_it(clinic: Clinic) -> None:
    stefan, path = clinic.as_("stefan"), "do/reveal_allocation_key"
    refused(stefan, path, "stefan", "No key was committed", why="Closed early")
    number = allocated(clinic)
    refused(stefan, path, "stefan", "1 of 120 participants are allocated", why="Closed early")
    clinic.do("iris", "investigator", act.PlaceHold(scope=("accrual",), reason="The sponsor ends the study"))
    assert do(stefan, path, "stefan").status_code == 409, "places are left: it needs a reason"
    assert clinic.gateway.trial().study.first(AllocationKeyRevealed) is None
    assert do(stefan, path, "stefan", why="Closed early").status_code == 302
    revealed = clinic.gateway.trial().study.first(AllocationKeyRevealed)
    assert revealed is not None
    refused(stefan, path, "stefan", "public already", why="Once more")
    randomise = html(clinic.as_("carl").get(at(f"participants/{clinic.participant()}/do/randomise")))
    assert "nobody is allocated by it any more" in randomise
    assert clinic.one(number).arm is not None
