"""Matching, the questions before contact, and contact itself: nothing is kept but what somebody agreed to, and that is sealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from html import unescape
from subprocess import run

import pytest
from django.test import Client

from equipoise.web.contacts import contacts
from equipoise.web.contacts import store as store_module
from equipoise.web.home import home
from equipoise.web.registry import Registry
from tests.web.conftest import SECOND_STUDY
from tests.web.finder_records import record

STUDY = SECOND_STUDY.name


def words(answer: object) -> str:
    return unescape(answer.content.decode())  # type: ignore[attr-defined]  # of a test answer


@pytest.mark.usefixtures("finder")
def test_a_filled_in_form_gives_ranked_trials_with_their_criteria(client: Client) -> None:
    answer = client.post("/match", {"conditions": "SCLC", "age": "63", "sex": "male", "confirmed": "on"})
    assert answer.status_code == 200
    assert "NCT90000001" in words(answer)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize(("place", "found"), [("吉林省", True), ("China", True), ("Bavaria", False), ("Japan", False)])
def test_a_province_or_country_narrows_the_trials_too(client: Client, place: str, found: bool) -> None:
    answer = client.post("/match", {"conditions": "SCLC", "age": "63", "place": place})
    assert ("NCT90000001" in words(answer)) is found


@pytest.mark.usefixtures("finder")
def test_pasted_json_and_fhir_are_read(client: Client) -> None:
    own = json.dumps({"conditions": ["small cell lung cancer"], "age": 63})
    assert "NCT90000001" in words(client.post("/match", {"pasted": own}))
    bundle = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Patient", "gender": "male", "birthDate": "1960"}},
            {"resource": {"resourceType": "Condition", "code": {"text": "SCLC"}}},
        ],
    }
    assert "NCT90000001" in words(client.post("/match", {"pasted": json.dumps(bundle)}))


@pytest.mark.usefixtures("finder")
def test_a_person_s_data_pasted_into_the_box_of_diseases_are_read_as_data(client: Client) -> None:
    own = json.dumps({"conditions": ["asthma"], "without": ["small cell lung cancer"], "age": 63})
    assert "NCT90000001" not in words(client.post("/match", {"conditions": own}))
    assert client.post("/match", {"conditions": "{ small cell"}).status_code == 422


NOTE = "63M, ES-SCLC (biopsy-proven), ECOG 1. PMH: asthma. Father: melanoma. Possible pneumonia. Hb 98 g/L."


@pytest.mark.usefixtures("finder")
def test_the_first_of_many_trials_are_shown_and_all_on_request(client: Client) -> None:
    first = words(client.post("/match?lang=en", {"conditions": "Eczema"}))
    assert first.count('<li class="hit">') == 20
    assert 'form="person" name="all" value="possible">Show all 45</button>' in first and 'id="person"' in first
    whole = words(client.post("/match?lang=en", {"conditions": "Eczema", "all": "possible"}))
    assert whole.count('<li class="hit">') == 45 and "Show all" not in whole


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize(("language", "says"), [("en", "does not apply"), ("zh", "无此情况")])
def test_an_exclusion_that_is_not_there_does_not_read_as_a_failure(
    client: Client, finder: Registry, language: str, says: str
) -> None:
    excludes = {"eligibilityCriteria": "Exclusion Criteria:\n\n* Hemoglobin < 9 g/dL"}
    scurvy = record(8, "Vitamins in scurvy", ["Scurvy"], eligibilityModule=excludes)
    finder.take_over([scurvy], finder.records.changed_at(), "more", accept=True)  # type: ignore[arg-type]  # records were taken over
    typed = {"conditions": "Scurvy", "lab-hemoglobin": "12", "unit-hemoglobin": "g/dL"}
    assert f'<span class="state passes">{says}</span>' in words(client.post(f"/match?lang={language}", typed))


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize("box", ["pasted", "conditions"])
def test_a_note_is_read_in_either_box_and_the_page_says_what_was_understood(client: Client, box: str) -> None:
    answer = words(client.post("/match", {box: NOTE}))
    assert "NCT90000001" in answer
    for said in (
        "male; 63 years",
        "ES-SCLC",
        "hemoglobin 98 g/L",
        "“melanoma”: somebody else's (“father”)",
        "“pneumonia”: not certain",
    ):
        assert said in answer
    assert "NCT90000001" not in words(client.post("/match", {"pasted": "63M with gout. Father: SCLC."}))


@pytest.mark.usefixtures("finder")
def test_the_diseases_beside_a_note_say_of_which_studies_are_looked_for(client: Client) -> None:
    assert "NCT90000001" not in words(client.post("/match", {"pasted": NOTE, "conditions": "gout"}))
    assert "NCT90000001" in words(client.post("/match", {"pasted": "63M with gout. SCLC.", "conditions": "SCLC"}))


@pytest.mark.usefixtures("finder")
def test_a_laboratory_table_takes_its_disease_from_the_box_beside_it(client: Client) -> None:
    table = "Sex: M  Age: 63\nHemoglobin\t9.8\tL\t13.0-17.0\tg/dL\nALT\t45\tH\t0-40\tU/L"
    alone = client.post("/match", {"pasted": table})
    assert alone.status_code == 422 and "No disease was read in what was pasted" in words(alone)
    both = words(client.post("/match", {"pasted": table, "conditions": "SCLC"}))
    assert "NCT90000001" in both and "hemoglobin 9.8 g/dL (normal 13.0–17.0" in both


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize(
    "typed",
    [{}, {"pasted": "{"}, {"pasted": "Good morning."}, {"pasted": "[1]"}, {"conditions": "SCLC", "age": "-3"},
     {"conditions": "SCLC", "lab-alt": "x"}, {"conditions": "SCLC", "km": "-5"},
     {"conditions": "SCLC", "measured": "yesterday", "lab-alt": "3"}],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_input_is_told_in_words_and_finds_nothing(client: Client, typed: dict[str, str], language: str) -> None:
    answer = client.post(f"/match?lang={language}", typed)
    assert answer.status_code == 422
    assert 'id="faults"' in words(answer)


@pytest.mark.usefixtures("finder")
def test_a_slip_in_the_form_is_told_by_the_name_of_its_box_and_leads_there(client: Client) -> None:
    answer = words(client.post("/match?lang=zh", {"conditions": "SCLC", "age": "abc", "lab-alt": "x"}))
    assert '<a href="#age">年龄</a>：请填写 0 至 130 的整数（岁），或如“8 个月”。' in answer
    assert 'id="age" name="age" aria-invalid="true"' in answer and 'value="abc"' in answer
    assert '<a href="#lab-alt">' in answer and 'id="lab-alt"' in answer
    assert '<details class="more" open><summary>检验值、治疗史、是非问题' in answer, (
        "what was typed there is not folded away"
    )


@pytest.mark.usefixtures("finder")
def test_the_place_of_a_slip_in_pasted_data_is_told(client: Client) -> None:
    answer = words(client.post("/match?lang=en", {"pasted": '{"conditions": ["SCLC"], "age": 400}'}))
    assert '<span class="mono">age</span>: Write a whole number from 0 to 130.' in answer
    assert 'id="pasted" name="pasted" aria-invalid="true"' in answer


@pytest.mark.usefixtures("finder")
@pytest.mark.parametrize("value", ["1,400", "95,000", "1,234,567"])
def test_a_comma_that_may_part_thousands_is_asked_about(client: Client, value: str) -> None:
    typed = {"conditions": "SCLC", "lab-neutrophils": value, "unit-neutrophils": "/uL"}
    answer = client.post("/match?lang=en", typed)
    assert answer.status_code == 422
    assert '<a href="#lab-neutrophils">neutrophils</a>: Write a number without commas' in words(answer)
    typed = {"conditions": "SCLC", "lab-bilirubin": "1,4", "unit-bilirubin": "mg/dL", "high-bilirubin": "1,2"}
    assert client.post("/match", typed).status_code == 200


@pytest.mark.usefixtures("finder")
def test_a_disease_of_unknown_name_is_told_with_what_is_like_it(client: Client) -> None:
    html = words(client.post("/match?lang=en", {"conditions": "smal cell lung cancr\nxyzzy"}))
    assert "“smal cell lung cancr” is not known here as a disease" in html
    assert "<strong>small cell lung cancer</strong>" in html
    assert "“xyzzy” is not known here" in html
    part = words(client.post("/match?lang=zh", {"conditions": "小细包肺癌\n哮喘"}))
    assert "“小细包肺癌”按“肺肿瘤”处理。" in part and "<strong>小细胞肺癌</strong>" in part
    assert "“哮喘”按" not in part


@pytest.mark.usefixtures("finder")
def test_what_is_typed_comes_back_escaped(client: Client) -> None:
    answer = client.post("/match", {"conditions": "<script>alert(1)</script> SCLC", "age": "x"})
    assert b"<script>alert(1)" not in answer.content


def test_the_questions_come_one_by_one_and_can_be_taken_back(client: Client) -> None:
    address = f"/studies/{STUDY}/for-me?lang=en"
    assert "How old are you?" in words(client.get(address))
    asked = client.post(address, {"step": "age", "answer": "40"})
    assert "What is your sex?" in words(asked)
    back = client.post(address, {"a-age": "40", "back": "1"})
    assert "How old are you?" in words(back)
    assert client.post(address, {"step": "age", "answer": "old"}).status_code == 422


def test_the_answers_come_to_a_word_and_nothing_is_stored(client: Client) -> None:
    address = f"/studies/{STUDY}/for-me?lang=en"
    before = sorted((path.name, path.stat().st_size) for path in home().folder.rglob("*.sqlite3"))
    assert "unlikely" in words(client.post(address, {"step": "age", "answer": "12"}))
    assert sorted((path.name, path.stat().st_size) for path in home().folder.rglob("*.sqlite3")) == before
    assert client.get("/studies/NOTHERE/for-me").status_code == 404


@pytest.fixture
def no_requests() -> None:
    (home().folder / "identity" / "contacts.sqlite3").unlink(missing_ok=True)


ASKED = {"name": "Wang Fang", "reach": "0431 0000000", "message": "May I come?", "consent": "on", "send": "1"}


@pytest.mark.usefixtures("no_requests")
def test_a_request_is_sealed_read_by_the_team_and_erased_with_the_answer(
    client: Client, signed_in: Callable[[str], Client]
) -> None:
    sent = client.post(f"/studies/{STUDY}/contact?lang=en", {**ASKED, "outcome": "possible"})
    assert "Your request is with the study team" in words(sent)
    assert "Wang" not in words(sent)
    # Asked of another process: whoever closes a database file by itself takes the locks of its own process away with it.
    found = run(
        ["grep", "--recursive", "--files-with-matches", "Wang Fang", home().folder],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (found.returncode, found.stdout) == (1, "")
    cora = signed_in("cora")
    cora.post("/role", {"choice": f"{STUDY}/coordinator", "next": "/"})
    page = words(cora.get(f"/workspace/{STUDY}/contacts?lang=en"))
    assert "Wang Fang" in page and "May I come?" in page and "0431 0000000" in page
    (kept,) = contacts().of_study(STUDY)
    assert cora.post(f"/workspace/{STUDY}/contacts", {"number": kept.id}).status_code == 302
    (kept,) = contacts().of_study(STUDY)
    assert (kept.answered_by, kept.answered_at is None) == ("cora", False)
    assert "Wang Fang" not in words(cora.get(f"/workspace/{STUDY}/contacts"))
    assert cora.post(f"/workspace/{STUDY}/contacts", {"number": kept.id}).status_code == 404


def test_only_investigators_and_coordinators_see_requests(signed_in: Callable[[str], Client]) -> None:
    assert signed_in("ines").get(f"/workspace/{STUDY}/contacts").status_code == 200
    assert signed_in("stan").get(f"/workspace/{STUDY}/contacts").status_code == 403


@pytest.mark.usefixtures("no_requests")
@pytest.mark.parametrize("missing", ["name", "reach", "consent"])
def test_without_name_reach_or_agreement_nothing_is_sent(client: Client, missing: str) -> None:
    typed = {field: value for field, value in ASKED.items() if field != missing}
    assert client.post(f"/studies/{STUDY}/contact", typed).status_code == 422
    assert contacts().of_study(STUDY) == []


@pytest.mark.usefixtures("no_requests")
@pytest.mark.parametrize("reach", ["yes please", "ann@hospital", "12", "@", "电话"])
def test_by_what_nobody_can_be_answered_is_asked_for_again(client: Client, reach: str) -> None:
    answer = client.post(f"/studies/{STUDY}/contact?lang=en", {**ASKED, "reach": reach})
    assert answer.status_code == 422 and "Write a telephone number or an e-mail address." in words(answer)
    assert 'value="Wang Fang"' in words(answer), "what was typed is still there"
    assert contacts().of_study(STUDY) == []


@pytest.mark.usefixtures("no_requests")
@pytest.mark.parametrize("reach", ["ann@example.org", "+86 (431) 555-0", "微信 13800000000"])
def test_any_way_by_which_somebody_can_be_answered_will_do(client: Client, reach: str) -> None:
    assert client.post(f"/studies/{STUDY}/contact", {**ASKED, "reach": reach}).status_code == 200


@pytest.mark.usefixtures("no_requests")
def test_people_behind_one_proxy_have_a_share_each(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EQUIPOISE_PROXIES", "1")
    for number in range(store_module.OF_ONE_SENDER + 1):
        answer = client.post(f"/studies/{STUDY}/contact", ASKED, headers={"X-Forwarded-For": f"203.0.113.{number}"})
        assert answer.status_code == 200


@pytest.mark.usefixtures("no_requests")
def test_what_a_machine_fills_in_is_thrown_away(client: Client) -> None:
    answer = client.post(f"/studies/{STUDY}/contact", {**ASKED, "website": "http://spam"})
    assert answer.status_code == 200
    assert contacts().of_study(STUDY) == []


@pytest.mark.usefixtures("no_requests")
def test_too_many_requests_of_an_hour_are_refused(client: Client) -> None:
    for _ in range(store_module.OF_ONE_SENDER):
        assert client.post(f"/studies/{STUDY}/contact", ASKED).status_code == 200
    assert client.post(f"/studies/{STUDY}/contact", ASKED).status_code == 429
