"""From registration to randomisation: who may, what is told, what is never shown, and what stays out of the ledger."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from io import StringIO

import pytest
from django.http import HttpResponse
from django.test import Client

from equipoise.facts.participant import ConsentSigned, ConsentWithdrawn, CriterionJudged, EligibilityConfirmed
from equipoise.facts.randomisation import AllocationKeyCommitted, LevelsCorrected, Randomised, RandomisedInError
from equipoise.rules import eligibility
from equipoise.trial import commands as act
from equipoise.web.identity import identities
from equipoise.web.workspace.screening.consent_text import _parsed
from equipoise.web.workspace.screening.id_number import wrong_number
from tests.web.clinic import STUDY, Clinic, clinic, hidden
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import MASKED, OPEN, Rehearsed, rehearsed
from tests.web.screened import examine, own_vault

__all__ = ["clinic", "own_vault", "rehearsed"]
WHO = {
    "name": "王小明",
    "id_number": "11010519491231002X",
    "birth_date": "1949-12-31",
    "phone": "0431-8878 2222",
    "record_number": "00123456",
}


def at(path: str) -> str:
    return f"/workspace/{STUDY}/{path}"


def html(answer: HttpResponse) -> str:
    return answer.content.decode()


def do(visitor: Client, path: str, who: str = "", **typed: str) -> HttpResponse:
    """Fill in the page of a step and send it."""
    page = visitor.get(at(path))
    assert page.status_code == 200, html(page)
    content = html(page).partition('name="content" value="')[2].partition('"')[0]
    sent = {**hidden(page), "~act": "do", "content": content, **typed}
    if who:
        sent |= {"username": who, "password": PASSWORD}
    answer = visitor.post(at(path), sent)
    assert isinstance(answer, HttpResponse)
    return answer


def register(visitor: Client, **typed: str) -> HttpResponse:
    page = visitor.get(at("screening/register"))
    answer = visitor.post(at("screening/register"), {**hidden(page), **WHO, **typed})
    assert isinstance(answer, HttpResponse)
    return answer


def numbers(clinic: Clinic) -> list[str]:
    return list(clinic.gateway.trial().participants)


def consented(clinic: Clinic, number: str, **typed: str) -> dict[str, str]:
    """Every box of a consent."""
    text = list(clinic.gateway.trial().version_on(clinic.today).consents.values())[-1]
    named = {f"ask.{name}": "Y" for name in text.questions} | {f"tick.{name}": "Y" for name in text.ticks}
    signed = f"{clinic.today.isoformat()}T00:00"
    return {"signed": signed, "signer": "participant", "explained_by": "iris", "family": "Y", **named, **typed}


# --- registration ------------------------------------------------------------------------------------------------------


def test_a_person_gets_a_number_and_the_identity_goes_into_the_vault_alone(clinic: Clinic) -> None:
    answer = register(clinic.as_("carl"))
    (number,) = numbers(clinic)
    assert answer.status_code == 302 and answer["Location"].endswith(f"/participants/{number}/consent")
    facts = str(clinic.gateway.trial().participants[number].facts)
    assert not any(words in facts for words in WHO.values())
    kept = identities(STUDY)
    assert kept.is_kept(number)
    assert [look.act for look in kept.looks(number)][-1] == "put"


def test_a_second_click_registers_nobody_else(clinic: Clinic) -> None:
    carl = clinic.as_("carl")
    page = carl.get(at("screening/register"))
    sent = {**hidden(page), **WHO, "id_number": "E12345678"}
    first, second = carl.post(at("screening/register"), sent), carl.post(at("screening/register"), sent)
    assert first["Location"] == second["Location"]
    assert len(numbers(clinic)) == 1


def test_a_person_who_is_in_screening_gets_no_second_number_and_one_who_failed_only_when_asked_for(
    clinic: Clinic,
) -> None:
    carl, other = clinic.as_("carl"), {"id_number": "G 555-777", "name": "Zhao Wei"}
    register(carl, **other)
    (number,) = numbers(clinic)
    again = register(clinic.as_("celia"), id_number="g555777", name="Other Name")
    assert again.status_code == 409
    assert f"Go on with {number}" in html(again)
    same_name = register(clinic.as_("celia"), id_number="H1", name="zhao wei")
    assert same_name.status_code == 409 and "the same name and day of birth" in html(same_name)
    assert numbers(clinic) == [number]
    clinic.do("iris", "investigator", act.FailScreening(participant=number, cause="declined", reason="No time"))
    assert register(carl, **other).status_code == 409, "told before"
    assert register(carl, another="1", **other).status_code == 302
    assert len(numbers(clinic)) == 2


def test_what_cannot_be_right_is_told_beside_its_box_and_nobody_is_registered(clinic: Clinic) -> None:
    answer = register(clinic.as_("carl"), id_number="110105194912310021", phone="", birth_date="2999-01-01")
    assert answer.status_code == 422
    page = html(answer)
    assert "a digit is wrong" in page and "Not filled in" in page and "still to come" in page
    assert WHO["name"] in page, "what was typed is still there"
    assert numbers(clinic) == []


@pytest.mark.parametrize(
    ("words", "born", "right"),
    [
        ("11010519491231002X", date(1949, 12, 31), True),
        ("11010519491231002x", None, True),
        ("110105194912310021", None, False),
        ("11010519491231002X", date(1949, 12, 30), False),
        ("E12345678", date(1949, 12, 30), True),
        ("11010519491331002X", None, False),
    ],
)
def test_the_number_of_an_identity_card_tells_its_own_slips(words: str, born: date | None, right: bool) -> None:
    assert (wrong_number(words, born) is None) == right


@pytest.mark.parametrize("who", ["mona", "dora", "stefan", "inge"])
def test_who_may_not_register_is_told_who_may(clinic: Clinic, who: str) -> None:
    answer = clinic.as_(who).get(at("screening/register"))
    assert answer.status_code == 403
    assert "Study coordinator" in html(answer)
    assert "screening/register" not in html(clinic.as_(who).get(at("screening")))


# --- identity ----------------------------------------------------------------------------------------------------------


def test_an_identity_is_shown_after_a_click_that_is_noted(clinic: Clinic) -> None:
    register(clinic.as_("carl"), id_number="P7654321", name="Qian Li")
    (number,) = numbers(clinic)
    celia, page = clinic.as_("celia"), at(f"participants/{number}/identity")
    assert "Qian Li" not in html(celia.get(page))
    shown = celia.post(page, {"~act": "show"})
    assert "Qian Li" in html(shown) and "P7654321" in html(shown)
    assert "no-store" in shown["Cache-Control"]
    assert ("get", "celia") in [(look.act, look.actor) for look in identities(STUDY).looks(number)]
    assert clinic.as_("mona").get(page).status_code == 403
    inspector = clinic.as_("inge")
    assert "celia" in html(inspector.get(page)) and "Qian Li" not in html(inspector.get(page))
    assert inspector.post(page, {"~act": "show"}).status_code == 403


def test_a_corrected_identity_is_kept_beside_what_was_kept(clinic: Clinic) -> None:
    register(clinic.as_("carl"), id_number="K1", name="Sun Yi")
    (number,) = numbers(clinic)
    page = at(f"participants/{number}/identity")
    answer = clinic.as_("carl").post(page, {"~act": "keep", **WHO, "id_number": "K2", "name": "Sun Yi"})
    assert answer.status_code == 302
    assert "K2" in html(clinic.as_("carl").post(page, {"~act": "show"}))


# --- consent -----------------------------------------------------------------------------------------------------------


def test_a_consent_is_recorded_with_who_explained_and_every_answer(clinic: Clinic) -> None:
    register(clinic.as_("carl"), id_number="C1", name="C1")
    (number,) = numbers(clinic)
    carl, path = clinic.as_("carl"), f"participants/{number}/do/sign_consent"
    missing = do(carl, path, **{name: words for name, words in consented(clinic, number).items() if name != "family"})
    assert missing.status_code == 422 and "Not filled in" in html(missing)
    refused = do(carl, path, **consented(clinic, number, **{"tick.sensitive_data": "N", "ask.chance": "N"}))
    assert refused.status_code == 409
    assert "did not give the permission" in html(refused) and "Does everybody receive cells?" in html(refused)
    done = do(carl, path, **consented(clinic, number, **{"tick.genetics": "N", "witness": "nurse"}))
    assert done.status_code == 302 and done["Location"].endswith("/eligibility")
    signed = clinic.one(number).facts.first(ConsentSigned)
    assert signed is not None
    assert (signed.body.explained_by, signed.body.witness, signed.body.family) == ("iris", "nurse", True)
    assert signed.body.ticks["genetics"] is False and all(signed.body.understood.values())
    page = html(carl.get(at(f"participants/{number}/consent")))
    assert "Explained by" in page and "does not agree" in page


def test_both_texts_stand_side_by_side_and_the_sheet_carries_version_and_number(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    page = html(iris.get(at("consents/1.0")))
    assert 'lang="zh-Hans"' in page and "为什么做这项研究" in page and "Why this study is done" in page
    sheet = html(iris.get(at(f"consents/1.0/print?participant={number}")))
    assert "知情同意书 1.0 版" in sheet and number in sheet and "受试者签名" in sheet
    assert iris.get(at("consents/9.9")).status_code == 404
    assert iris.get(at("consents/1.1")).status_code == 404, "not approved yet"
    assert iris.get(at("consents/1.0/print?participant=S99-1")).status_code == 404


def test_a_text_is_marked_up_and_never_runs() -> None:
    title, sections = _parsed(
        "# T\n\nA **b** <i>c</i>\n\n## H\n\n- one\n  two\n- three\n\n| a | b |\n|---|---|\n| c | d |\n\n> q\n"
    )
    assert title == "T"
    assert sections[0].body == "<p>A <strong>b</strong> &lt;i&gt;c&lt;/i&gt;</p>"
    points, table, quoted = sections[1].body.splitlines()
    assert points == "<ul><li>one two</li><li>three</li></ul>"
    assert '<th scope="col">a</th><th scope="col">b</th>' in table and '<th scope="row">c</th><td>d</td>' in table
    assert quoted == "<blockquote><p>q</p></blockquote>"


def test_a_withdrawal_needs_no_reason_and_a_password(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    path = f"participants/{number}/do/withdraw_consent"
    assert do(carl, path, scopes="treatment").status_code == 403, "without the password"
    assert do(carl, path, "carl", scopes="treatment").status_code == 302
    withdrawn = clinic.one(number).facts.first(ConsentWithdrawn)
    assert withdrawn is not None and withdrawn.body.scopes == ("treatment",)
    assert "follow-up goes on" in html(carl.get(at(f"participants/{number}/consent")))


def test_after_an_amendment_the_list_says_who_signs_again_and_what_waits(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    clinic.do("iris", "investigator", act.ApproveAmendment(version="1.1", effective=clinic.today.isoformat()))
    page = html(iris.get(at("screening/reconsent")))
    assert number in page and "1 of 1 still to sign" in page and "randomise" in page
    lines = list(csv.DictReader(StringIO(html(iris.get(at("screening/reconsent?format=csv"))).lstrip("\ufeff"))))
    assert [(line["participant"], line["version"], line["signed"]) for line in lines] == [(number, "1.1", "")]
    assert "Version 1.1 must be signed" in html(iris.get(at(f"participants/{number}/consent")))
    done = do(iris, f"participants/{number}/do/sign_consent", **consented(clinic, number))
    assert done.status_code == 302, html(done)
    assert "0 of 1 still to sign" in html(iris.get(at("screening/reconsent")))


# --- eligibility -------------------------------------------------------------------------------------------------------


def test_the_panel_tells_value_limit_source_and_until_when(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    examine(clinic, number, without=("KPS",))
    page = html(iris.get(at(f"participants/{number}/eligibility")))
    row = page.partition('id="c-I5c"')[2].partition("</tbody>")[0]
    assert "creatinine at most 2.5 times the upper limit of normal" in row
    assert "µmol/L" in row and "= " in row and "/forms/LB/ELIG.1#i-CREAT_LBORRES" in row
    until = clinic.today + timedelta(days=7)
    assert f"{until.day} {until:%B %Y}" in row
    missing = page.partition('id="c-I4"')[2].partition("</tbody>")[0]
    assert "not recorded" in missing and "/forms/KPS/ELIG.1" in missing
    lines = list(
        csv.DictReader(StringIO(html(iris.get(at(f"participants/{number}/eligibility?format=csv"))).lstrip("\ufeff")))
    )
    assert {line["verdict"] for line in lines if line["criterion"] == "I4"} == {"unknown"}


def test_the_fragment_is_sent_again_only_when_something_is_new(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    path = at(f"participants/{number}/eligibility?fragment=1")
    first = iris.get(path)
    assert "<html" not in html(first) and "c-I4" in html(first)
    assert iris.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 304
    examine(clinic, number, only=("KPS",))
    assert iris.get(path, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_criterion_is_judged_by_name_and_reason_where_the_protocol_leaves_it(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    path = f"participants/{number}/do/judge_criterion?criterion=E2"
    assert do(iris, path, met="Y").status_code == 422, "without a reason"
    assert do(iris, path, met="Y", why="Afebrile, CRP normal").status_code == 302
    judged = clinic.one(number).facts.last(CriterionJudged)
    assert judged is not None and judged.reason == "Afebrile, CRP normal"
    assert "Afebrile, CRP normal" in html(iris.get(at(f"participants/{number}/eligibility")))
    assert iris.get(at(f"participants/{number}/do/judge_criterion?criterion=I3")).status_code == 404
    assert clinic.as_("carl").get(at(path)).status_code == 403


def test_the_signature_is_bound_to_what_was_shown_and_a_correction_ends_it(clinic: Clinic) -> None:
    number, iris = clinic.participant(), clinic.as_("iris")
    examine(clinic, number)
    path = f"participants/{number}/do/confirm_eligibility"
    page = iris.get(at(path))
    content = html(page).partition('name="content" value="')[2].partition('"')[0]
    correction = {"form": "KPS", "instance": "ELIG.1", "new": {"KPSS0101_RSORRES": 90}, "reason": "Misread"}
    clinic.do("carl", "coordinator", act.CorrectItems(participant=number, **correction))
    meaning = html(page).partition('name="meaning" value="')[2].partition('"')[0]
    stale = {
        **hidden(page),
        "~act": "do",
        "content": content,
        "meaning": meaning,
        "username": "iris",
        "password": PASSWORD,
    }
    answer = iris.post(at(path), stale)
    assert answer.status_code == 409 and "has changed since you opened it" in html(answer)
    assert do(iris, path, "iris", meaning=meaning).status_code == 302
    signed = clinic.one(number).facts.last(EligibilityConfirmed)
    assert signed is not None and signed.body.meaning.startswith("I have checked every criterion")
    assert (
        signed.body.content
        == eligibility.assess(clinic.one(number).study, clinic.one(number).facts, clinic.today).digest
    )
    correction |= {"new": {"KPSS0101_RSORRES": 80}}
    clinic.do("carl", "coordinator", act.CorrectItems(participant=number, **correction))
    assert "ended by a change" in html(iris.get(at(f"participants/{number}/eligibility")))


# --- allocation --------------------------------------------------------------------------------------------------------


def allocated(clinic: Clinic) -> str:
    """A participant who was randomised."""
    if clinic.gateway.trial().study.first(AllocationKeyCommitted) is None:
        clinic.do("stefan", "statistician", act.CommitAllocationKey())
    number = clinic.participant()
    examine(clinic, number)
    clinic.do("iris", "investigator", act.ConfirmEligibility(participant=number))
    clinic.do("carl", "coordinator", act.Randomise(participant=number))
    return number


def test_every_gate_of_an_allocation_is_told_before_and_a_refusal_gives_all_reasons(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    page = html(carl.get(at(f"participants/{number}/do/randomise")))
    assert "This stands against it now" in page and "has not signed the eligibility" in page
    assert "is not committed yet" in page and "0 of 120 allocated" in page
    answer = do(carl, f"participants/{number}/do/randomise", "carl")
    assert answer.status_code == 409 and clinic.one(number).arm is None
    assert carl.get(at(f"participants/{number}/allocation")).status_code == 404


def test_the_sealed_key_at_hand_stands_against_nothing(clinic: Clinic) -> None:
    clinic.do("stefan", "statistician", act.CommitAllocationKey())
    number = clinic.participant()
    examine(clinic, number)
    clinic.do("iris", "investigator", act.ConfirmEligibility(participant=number))
    head = clinic.gateway.trial().head
    assert "stands against" not in html(clinic.as_("carl").get(at(f"participants/{number}/do/randomise")))
    assert clinic.gateway.trial().head == head and clinic.one(number).arm is None, "looking draws nothing"


def test_an_allocation_shows_its_proof_and_what_went_wrong_with_it(clinic: Clinic) -> None:
    number = allocated(clinic)
    iris, adam = clinic.as_("iris"), clinic.as_("adam")
    randomised, committed = (
        clinic.one(number).facts.first(Randomised),
        clinic.gateway.trial().study.first(AllocationKeyCommitted),
    )
    assert randomised is not None and committed is not None
    page = html(iris.get(at(f"participants/{number}/allocation")))
    assert committed.body.commitment in page and "Number drawn" in page and "randomisation verify" in page
    wrong = do(
        adam, f"participants/{number}/do/mark_randomised_in_error", "adam", error="wrong_person", reason="Two files"
    )
    assert wrong.status_code == 302
    assert clinic.one(number).facts.first(RandomisedInError) is not None
    factor = next(iter(randomised.body.levels))
    plan = clinic.one(number).study.randomisation.factors[factor]
    other = next(level for level in plan.levels if level != randomised.body.levels[factor])
    levels = {f"level.{name}": level for name, level in randomised.body.levels.items()} | {f"level.{factor}": other}
    assert (
        do(iris, f"participants/{number}/do/correct_levels", "iris", reason="Old report", **levels).status_code == 302
    )
    corrected = clinic.one(number).facts.first(LevelsCorrected)
    assert corrected is not None and corrected.body.levels[factor] == other
    for path in (f"participants/{number}/allocation", f"participants/{number}"):
        assert "Randomised in error: was not the person meant" in html(iris.get(at(path)))
    assert "randomised in error" in html(iris.get(at("screening")))
    assert clinic.one(number).arm == randomised.body.arm


def test_the_statistician_commits_the_key_once(clinic: Clinic) -> None:
    stefan = clinic.as_("stefan")
    assert do(stefan, "do/commit_allocation_key", "stefan").status_code == 302
    again = do(stefan, "do/commit_allocation_key")
    assert again.status_code == 403
    assert "committed already" in html(stefan.get(at("do/commit_allocation_key")))
    assert "leaves places" not in html(stefan.get(at("do/reveal_allocation_key")))
    assert clinic.as_("iris").get(at("do/commit_allocation_key")).status_code == 403


@pytest.mark.parametrize("role", ["coordinator", "investigator", "statistician"])
def test_a_masked_role_is_told_that_not_what(rehearsed: Rehearsed, role: str) -> None:
    trial = rehearsed.trial(MASKED)
    number, fact = next((number, fact) for number, one in trial.participants.items() for fact in one.of(Randomised))
    labels = [arm.label.text.en for arm in trial.protocols.first.arms.values()]
    for path in (f"participants/{number}/allocation", f"participants/{number}/eligibility", "screening"):
        page = html(rehearsed.get(role, path, MASKED))
        main = page.partition("<main")[2]
        assert not any(label in main for label in labels), path
        assert str(fact.body.draw.get("value")) not in main.partition("Number drawn")[2][:40]
    assert "concealed from your role" in html(rehearsed.get(role, f"participants/{number}/allocation", MASKED))


@pytest.mark.parametrize("study", [OPEN, MASKED])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_of_screening_opens_in_both_languages(rehearsed: Rehearsed, study: str, language: str) -> None:
    trial = rehearsed.trial(study)
    number = next(number for number, one in trial.participants.items() if one.first(Randomised))
    version = next(iter(trial.protocols.first.consents))
    paths = ["screening", "screening/reconsent", f"consents/{version}", f"consents/{version}/print"]
    paths += [f"participants/{number}/{page}" for page in ("consent", "eligibility", "allocation", "identity")]
    for path in paths:
        answer = rehearsed.get("inspector", path, study, language)
        page = html(answer)
        assert answer.status_code == 200, path
        assert page.count("<h1") == 1, path
        assert "{{" not in page and "Text(" not in page and " style=" not in page, path


def test_the_counts_of_the_log_add_up_and_the_past_shows_no_act(rehearsed: Rehearsed) -> None:
    trial = rehearsed.trial()
    page = html(rehearsed.get("investigator", "screening"))
    assert f"{len(trial.participants)} registered" in page and "Register a person" in page
    lines = list(csv.DictReader(StringIO(html(rehearsed.get("investigator", "screening?format=csv")).lstrip("\ufeff"))))
    assert len(lines) == len(trial.participants)
    assert sum(line["outcome"] == "randomised" for line in lines) == len(trial.allocations)
    past = html(rehearsed.get("investigator", f"screening?as_of={trial.recorded[trial.head // 2]}"))
    assert "Register a person" not in past
