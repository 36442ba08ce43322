"""Reference ranges and days off in the pages: looked at before they are set, told with what they change, refused in words."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from equipoise.facts.in_use import standing_days_off, standing_ranges
from equipoise.trial import commands as act
from equipoise.web.workspace.administration.range_table import read_file, read_table
from tests.web.clinic import STUDY, Clinic, clinic, hidden
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import Rehearsed, rehearsed

__all__ = ["clinic", "rehearsed"]
LIST = f"/workspace/{STUDY}/study/laboratories"
NEW = f"{LIST}/new"
CALENDAR = f"/workspace/{STUDY}/study/calendar"
SIGNED = {"username": "dora", "password": PASSWORD}


@pytest.fixture
def dora(clinic: Clinic) -> Client:
    return clinic.as_("dora")


def typed(clinic: Clinic, back: int = 0, **more: str) -> dict[str, str]:
    """The boxes of a range of the first laboratory for ALT."""
    laboratory = next(iter(clinic.gateway.trial().protocols.first.forms.laboratories))
    first = (clinic.today - timedelta(days=back)).isoformat()
    return {
        "laboratory": laboratory,
        "analyte": "ALT",
        "unit": "U/L",
        "high": "33",
        "valid_from": first,
        "source": "LAB-07",
        "reason": "New analyser",
        **more,
    }


def kept(page: str) -> dict[str, str]:
    """What the page of the preview carries: its key, the rows, how many values change."""
    found = hidden_inputs(page)
    return {name: found[name] for name in ("~key", "rows", "changed")}


def hidden_inputs(page: str) -> dict[str, str]:
    return {
        name: html.unescape(value) for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def with_alt(clinic: Clinic, value: str) -> str:
    """A participant whose ALT was measured by the first laboratory, whose report prints no limits."""
    number = clinic.participant()
    study = clinic.one(number).study
    form = next(
        name for name, plan in study.forms.forms.items() if any(item.analyte == "ALT" for item in plan.items.values())
    )
    plan = study.forms.forms[form]
    item = next(name for name, item in plan.items.items() if item.analyte == "ALT")
    laboratory = next(iter(study.forms.laboratories))
    assert plan.date is not None
    items = {plan.date: clinic.today.isoformat(), "LBNAM": laboratory, item: {"value": value, "unit": "U/L"}}
    missing = {
        name: {"missing": "ND", "reason": "-"}
        for name in plan.items
        if name not in items and plan.items[name].derived is None
    }
    command = act.SaveForm(participant=number, form=form, instance="SCR.1", visit="SCR.1", items={**missing, **items})
    clinic.do("carl", "coordinator", command)
    return number


def test_a_range_is_looked_at_first_and_set_with_the_password(dora: Client, clinic: Clinic) -> None:
    assert "Set reference ranges" in dora.get(LIST).content.decode()
    boxes = typed(clinic)
    page = dora.post(NEW, {**boxes, "~act": "look"}).content.decode()
    assert "nothing is set yet" in page and "No recorded value is judged anew" in page
    sent = {**boxes, **kept(page), "~act": "do"}
    assert dora.post(NEW, {**sent, "username": "dora", "password": "wrong"}).status_code == 403
    assert not standing_ranges(clinic.gateway.trial().study)
    told = dora.post(NEW, {**sent, **SIGNED}, follow=True)
    assert "Reference ranges set: 1." in told.content.decode() and "LAB-07" in told.content.decode()
    assert dora.post(NEW, {**sent, **SIGNED}, follow=True).status_code == 200
    assert len(standing_ranges(clinic.gateway.trial().study)) == 1, "a page sent twice sets once"


def test_a_backdated_range_shows_every_value_with_both_limits_and_both_grades(dora: Client, clinic: Clinic) -> None:
    number = with_alt(clinic, "38")
    boxes = typed(clinic, back=5)
    page = dora.post(NEW, {**boxes, "~act": "look"}).content.decode()
    assert number in page and "≤ 33 U/L" in page
    assert "– → <strong>1</strong>" in page, "without sex nobody could tell the limit before"
    assert "an investigator confirms anew" in page
    assert "values judged anew: 1" in page
    sent = {**boxes, **kept(page), "~act": "do", **SIGNED}
    stale = dora.post(NEW, {**sent, "changed": "0"})
    assert stale.status_code == 409 and "other limits: 1, of participants: 1" in stale.content.decode()
    assert dora.post(NEW, sent).status_code == 302
    (fact,) = standing_ranges(clinic.gateway.trial().study)
    assert len(fact.body.touched) == 1


def test_a_range_that_cannot_be_keeps_what_was_typed_and_says_why(dora: Client, clinic: Clinic) -> None:
    told = dora.post(NEW, {**typed(clinic, low="40"), "~act": "look"})
    page = told.content.decode()
    assert told.status_code == 422
    assert "is not below the high one" in page and 'value="LAB-07"' in page and 'name="password"' not in page


def test_a_table_sets_all_rows_or_none_and_names_each_wrong_one(dora: Client, clinic: Clinic) -> None:
    laboratory = typed(clinic)["laboratory"]
    day = (clinic.today + timedelta(days=30)).isoformat()
    head = "laboratory,analyte,unit,low,high,sex,valid_from\n"
    good = f"{laboratory},ALT,U/L,,50,M,{day}\n{laboratory},ALT,U/L,,35,F,{day}\n"
    wrong = dora.post(NEW, {"table": f"{head}{good}{laboratory},gold,U/L,,1,,{day}\n", "~act": "look"})
    assert wrong.status_code == 422 and "no analyte “gold”" in wrong.content.decode()
    file = SimpleUploadedFile("ranges.csv", f"\ufeff{head}{good}".encode())
    page = dora.post(NEW, {"file": file, "source": "LAB-08", "reason": "New method", "~act": "look"}).content.decode()
    assert "Set (2)" in page
    sent = {**kept(page), "source": "LAB-08", "reason": "New method", "~act": "do", **SIGNED}
    assert dora.post(NEW, sent).status_code == 302
    assert {fact.body.sex for fact in standing_ranges(clinic.gateway.trial().study)} == {"M", "F"}


def test_the_twin_can_be_sent_back(dora: Client, clinic: Clinic) -> None:
    told = dora.get(f"{LIST}?format=csv").content
    table = read_file(told)
    assert table.wrong is None and table.rows
    assert all({"laboratory", "analyte", "unit"} <= row.keys() for row in table.rows)
    words = told.decode("utf-8-sig")
    assert "count" in dora.post(NEW, {"table": words, "~act": "look"}).content.decode()
    day = (clinic.today + timedelta(days=30)).isoformat()
    more = words + f"{typed(clinic)['laboratory']},ALT,U/L,,35,,,,{day},,\r\n"
    page = dora.post(NEW, {"table": more, "~act": "look"}).content.decode()
    assert "Set (1)" in page and f"left out: {len(table.rows)}." in page


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("", "names the columns"),
        ("laboratory,analyte\nA,alt", "Missing: unit, valid_from"),
        ("laboratory,analyte,unit,valid_from,colour\nA,ALT,U/L,2026-01-01,red", "Unknown: colour"),
        ("laboratory,analyte,unit,valid_from\n", "no row"),
        ("laboratory;analyte;unit;valid_from\n" + "A;alt;U/L;2026-01-01\n" * 501, "500 ranges at most"),
    ],
)
def test_a_table_that_cannot_be_read_is_told(words: str, says: str) -> None:
    wrong = read_table(words).wrong
    assert wrong is not None and says in wrong.en


def test_a_table_of_a_hospital_is_read_whatever_separates_it() -> None:
    lines = ("laboratory,analyte,unit,valid_from,source", "A,ALT,U/L,2026-01-01,检验科")
    told = {"laboratory": "A", "analyte": "ALT", "unit": "U/L", "valid_from": "2026-01-01"}
    for mark in ",;\t":
        words = "\n".join(lines).replace(",", mark)
        assert read_file(words.encode("gb18030")).rows == (told,)


def test_a_range_set_by_mistake_is_withdrawn_with_a_reason(dora: Client, clinic: Clinic) -> None:
    page = dora.post(NEW, {**typed(clinic), "~act": "look"}).content.decode()
    dora.post(NEW, {**typed(clinic), **kept(page), "~act": "do", **SIGNED})
    (fact,) = standing_ranges(clinic.gateway.trial().study)
    where = f"/workspace/{STUDY}/do/withdraw_reference_range?range={fact.seq}"
    asked = dora.get(where)
    assert "LAB-07" in asked.content.decode()
    content = hidden_inputs(asked.content.decode())["content"]
    sent = {**hidden(asked), "content": content, "~act": "do", "reason": "Wrong analyte", **SIGNED}
    assert dora.post(where, sent).status_code == 302
    words = dora.get(LIST).content.decode()
    assert "Wrong analyte" in words and "withdrawn" in words
    assert dora.get(where).status_code == 404


def test_nobody_else_sets_ranges_and_nobody_in_the_past(clinic: Clinic, rehearsed: Rehearsed) -> None:
    assert "Set reference ranges" not in clinic.as_("carl").get(LIST).content.decode()
    assert clinic.as_("carl").get(NEW).status_code == 403


def test_a_day_off_is_set_shown_and_withdrawn(clinic: Clinic) -> None:
    adam, where = clinic.as_("adam"), f"/workspace/{STUDY}/do/set_day_off"
    first = (clinic.today + timedelta(days=9)).isoformat()
    sent = {**hidden(adam.get(where)), "name": "国庆节", "first": first, "closed": "clinic", "~act": "do"}
    assert adam.post(where, {**sent, "last": clinic.today.isoformat()}).status_code == 422
    assert adam.post(where, sent).status_code == 302
    page = adam.get(CALENDAR).content.decode()
    assert "国庆节" in page and 'title="国庆节 (clinic)"' in page
    assert first in adam.get(f"{CALENDAR}?format=csv").content.decode()
    (fact,) = standing_days_off(clinic.gateway.trial().study)
    back = f"/workspace/{STUDY}/do/withdraw_day_off?day_off={fact.seq}"
    gone = {**hidden(adam.get(back)), "reason": "Worked after all", "~act": "do"}
    assert adam.post(back, gone).status_code == 302
    assert "Worked after all" in adam.get(CALENDAR).content.decode()
    assert clinic.as_("carl").get(CALENDAR).content.decode().count("Set a day off") == 1
    assert "Set a day off" not in clinic.as_("mona").get(CALENDAR).content.decode()
