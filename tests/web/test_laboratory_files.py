"""Laboratory files in the browser, as requests: sent, read as a person confirmed, previewed, taken in once and whole."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from equipoise.exchange.laboratory import Taken
from equipoise.exchange.laboratory.commit import Nothing, give
from equipoise.facts.casebook import FormSaved
from equipoise.facts.laboratory import LaboratoryFileImported, LaboratoryMappingSet
from equipoise.trial import commands as act
from equipoise.values.reason import Reason
from equipoise.values.text import Text
from equipoise.web.drafts import uploads
from equipoise.web.drafts.models import Upload
from equipoise.web.workspace.laboratory_files import preview_page
from tests.web.clinic import HIDDEN, STUDY, Clinic, clinic

__all__ = ["clinic"]
FILES = f"/workspace/{STUDY}/laboratory-files"
HEAD = "受试者编号,采样日期,项目,结果,单位,参考区间"
CHOICE = re.compile(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', re.DOTALL)
SELECTED = re.compile(r'<option(?: value="([^"]*)")?[^>]*? selected[^>]*>([^<]*)')
INPUT = re.compile(r'<input[^>]*name="([^"]+)"[^>]*?value="([^"]*)"')


def html(answer: HttpResponse) -> str:
    """The page."""
    words: str = answer.content.decode()
    return words


def day(clinic: Clinic) -> date:
    """A day after the consent on which a sample can have been taken."""
    return clinic.today - timedelta(days=1)


def table(clinic: Clinic, *rows: str) -> bytes:
    """A file as a Chinese laboratory exports it; `{d}` is the day of the sample."""
    return "\n".join((HEAD, *(row.replace("{d}", day(clinic).isoformat()) for row in rows))).encode("gb18030")


def send(visitor: Client, raw: bytes, name: str = "lab.csv") -> HttpResponse:
    """Send a file."""
    return visitor.post(FILES, {"file": SimpleUploadedFile(name, raw)})


def filled(page: HttpResponse) -> dict[str, str]:
    """What the form of the mapping would send as it stands."""
    words = unescape(html(page)).partition('<form method="post">')[2]
    boxes = {name: value for name, value in INPUT.findall(words) if name != "csrfmiddlewaretoken"}
    for name, options in CHOICE.findall(words):
        found = SELECTED.search(options)
        boxes[name] = (found[1] or found[2]) if found else ""
        if found and found[1] == "":
            boxes[name] = ""
    return boxes


def preview(visitor: Client, raw: bytes, file: str = "lab.csv", **more: str) -> str:
    """Send a file and confirm how it is read as proposed; the address of its preview."""
    sent = send(visitor, raw, file)
    assert sent.status_code == 302
    if sent["Location"].endswith("/preview"):
        return str(sent["Location"])
    boxes = {**filled(visitor.get(sent["Location"])), "name": "Central", "default_laboratory": "JLU1-CENTRAL", **more}
    confirmed = visitor.post(sent["Location"], boxes)
    assert confirmed.status_code == 302, html(confirmed)
    return str(confirmed["Location"])


def token_of(address: str) -> str:
    """The token of a waiting file in an address."""
    return address.split("/")[-2]


def take(visitor: Client, address: str, **decided: str) -> HttpResponse:
    """Take a previewed file in."""
    page = visitor.get(address)
    boxes = {name: value for name, value in INPUT.findall(html(page)) if name in ("mark", "digest")}
    return visitor.post(
        address.replace("/preview", "/take-in"), {**dict(HIDDEN.findall(html(page))), **boxes, **decided}
    )


def test_a_file_goes_from_sending_to_facts(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    raw = table(clinic, f"{number},{{d}},血红蛋白,130,g/L,120-160", f"{number},{{d}},谷丙转氨酶,33↑,U/L,9-50")
    address = preview(carl, raw)
    page = html(carl.get(address))
    assert "nothing is taken in yet" in page
    assert "130 g/L" in page
    assert clinic.one(number).facts.forms("LB") == ()
    done = take(carl, address)
    assert done.status_code == 302
    saved = clinic.one(number).facts.form("LB", "ELIG.1")
    assert saved is not None
    assert saved.items["HGB_LBORRES"] == {"value": "130", "unit": "g/L", "low": "120", "high": "160"}
    assert saved.items["ALT_LBORRES"] == {"value": "33", "unit": "U/L", "low": "9", "high": "50"}
    result = html(carl.get(done["Location"]))
    assert "lab.csv" in result
    assert number in result
    assert not Upload.objects.filter(token=token_of(address)).exists()


def test_the_mapping_is_remembered_and_the_next_file_is_previewed_at_once(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    (fact,) = clinic.gateway.trial().study.of(LaboratoryMappingSet)
    assert (fact.actor, fact.body.name, fact.body.mapping.analytes) == (
        "carl",
        "Central",
        {"血红蛋白": "LB.HGB_LBORRES"},
    )
    assert fact.body.mapping.pattern == "YYYY-MM-DD"
    second = send(clinic.as_("celia"), table(clinic, f"{number},{{d}},血红蛋白,131,g/L,"))
    assert second["Location"].endswith("/preview")
    assert len(clinic.gateway.trial().study.of(LaboratoryMappingSet)) == 1


def test_wrong_rows_are_shown_and_left_out_only_by_decision_with_a_reason(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    raw = table(
        clinic,
        f"{number},{{d}},血红蛋白,130,g/L,",
        f"{number},{{d}},血红蛋白2,13,g/L,",
        f"{number},{{d}},谷丙转氨酶,20,mmol/L,",
    )
    address = preview(carl, raw)
    page = html(carl.get(address))
    assert "The mapping does not know “血红蛋白2”." in page
    assert "ALT is not measured in mmol/L: use U/L, µkat/L." in page
    head = clinic.gateway.trial().head
    assert take(carl, address).status_code == 409
    assert take(carl, address, leave_out="yes").status_code == 409
    assert clinic.gateway.trial().head == head
    done = take(carl, address, leave_out="yes", reason="Asked the laboratory")
    assert done.status_code == 302
    (record,) = clinic.gateway.trial().study.of(LaboratoryFileImported)
    assert record.body.left_out == {"3": ("unmapped",), "4": ("wrong_unit",)}
    assert record.reason == "Asked the laboratory"
    assert "unit that the analyte does not have" in html(carl.get(done["Location"]))


def test_the_wrong_rows_come_back_as_a_table_with_their_reasons(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,13.0,g/L,", "=1+1,{d},血红蛋白,130,g/L,"))
    given = carl.get(f"{address}?format=csv")
    lines = given.content.decode("utf-8-sig").splitlines()
    assert given["Content-Type"].startswith("text/csv")
    assert lines[0] == f"row,{HEAD},reason"
    assert lines[1].startswith(f"2,{number},")
    assert "is not possible" in lines[1]
    assert lines[2].startswith("3,'=1+1,")


def test_a_second_click_finds_what_the_first_one_made(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    page = html(carl.get(address))
    boxes = dict(HIDDEN.findall(page)) | {
        name: value for name, value in INPUT.findall(page) if name in ("mark", "digest")
    }
    first = carl.post(address.replace("/preview", "/take-in"), boxes)
    second = carl.post(address.replace("/preview", "/take-in"), boxes)
    assert first["Location"] == second["Location"]
    assert len(clinic.gateway.trial().study.of(LaboratoryFileImported)) == 1
    assert "counts once" in html(carl.get(second["Location"]))


def test_what_changed_since_the_preview_is_shown_before_anything_is_kept(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    page = html(carl.get(address))
    boxes = dict(HIDDEN.findall(page)) | {
        name: value for name, value in INPUT.findall(page) if name in ("mark", "digest")
    }
    items = {"LBDAT": day(clinic).isoformat(), "LBNAM": "JLU1-CENTRAL", "HGB_LBORRES": {"value": "128", "unit": "g/L"}}
    form = act.SaveForm(participant=number, form="LB", instance="ELIG.1", visit="ELIG.1", items=items)
    clinic.do("celia", "coordinator", form)
    answer = carl.post(address.replace("/preview", "/take-in"), boxes)
    assert answer.status_code == 409
    assert "has changed since this preview" in html(answer)
    assert "128 g/L" in html(answer)
    done = take(carl, address, differ="correct", reason="The report says 130")
    assert done.status_code == 302
    saved = clinic.one(number).facts.form("LB", "ELIG.1")
    assert saved is not None
    assert saved.items["HGB_LBORRES"] == {"value": "130", "unit": "g/L"}


def test_only_who_sent_a_file_finds_it_and_only_for_a_day(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    assert clinic.as_("celia").get(address).status_code == 404
    one = Upload.objects.get(token=token_of(address))
    assert number.encode() not in bytes(one.sealed)
    Upload.objects.filter(token=one.token).update(at=timezone.now() - uploads.LIFE - timedelta(minutes=1))
    assert carl.get(address).status_code == 404


def test_a_file_that_is_not_wanted_is_deleted(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    assert carl.post(address.replace("/preview", "/forget")).status_code == 302
    assert not Upload.objects.filter(token=token_of(address)).exists()


@pytest.mark.parametrize(
    ("who", "status"), [("mona", 403), ("stefan", 403), ("inge", 403), ("dora", 302), ("carl", 302), ("iris", 302)]
)
def test_everybody_sees_the_files_and_only_who_enters_data_sends_one(clinic: Clinic, who: str, status: int) -> None:
    assert clinic.as_(who).get(FILES).status_code == 200
    assert send(clinic.as_(who), table(clinic, "x,{d},血红蛋白,130,g/L,")).status_code == status


def test_a_data_manager_confirms_the_reading_and_takes_nothing_in(clinic: Clinic) -> None:
    number, dora = clinic.participant(), clinic.as_("dora")
    address = preview(dora, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    page = html(dora.get(address))
    assert "130 g/L" in page
    assert "You can look at this file, but not take it in." in page
    assert "is entered by: Study coordinator" in page
    head = clinic.gateway.trial().head
    key = {"~key": "k" * 20}
    assert dora.post(address.replace("/preview", "/take-in"), key).status_code == 409
    assert clinic.gateway.trial().head == head


def test_a_mapping_that_cannot_be_is_refused_with_every_reason_and_nothing_typed_is_lost(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    sent = send(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    boxes = {
        **filled(carl.get(sent["Location"])),
        "name": "Mine",
        "pattern": "DAY",
        "analyte~0": "",
        "default_laboratory": "",
    }
    answer = carl.post(sent["Location"], boxes)
    page = html(answer)
    assert "does not say how days are written" in page
    assert "No code of the file has an item of the study yet." in page
    assert 'value="Mine"' in page
    assert not clinic.gateway.trial().study.of(LaboratoryMappingSet)


def test_messages_and_resources_are_recognised_by_what_they_hold(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    stamp = day(clinic).strftime("%Y%m%d0830")
    message = "\r".join((
        "MSH|^~\\&|LIS|JLU1|EDC|S|20260511||ORU^R01|1|P|2.5|||||CHN|GB18030", f"PID|1||{number}^^^STUDY||张^三",
        f"OBR|1||A|CBC|||{stamp}", "OBX|1|NM|718-7^血红蛋白^LN||130|g/L|120-160|N|||F",
    ))  # fmt: skip
    address = preview(carl, message.encode("gb18030"), "anything.txt", name="Messages")
    page = html(carl.get(address))
    assert "HL7 v2 messages" in page
    assert "张" not in page
    assert take(carl, address).status_code == 302
    saved = clinic.one(number).facts.form("LB", "ELIG.1")
    assert saved is not None
    assert saved.items["HGB_LBORRES"]["value"] == "130"


def test_bytes_that_are_nothing_are_told_in_words(clinic: Clinic) -> None:
    carl = clinic.as_("carl")
    sent = send(carl, b"\x00\xff\x80", "x.bin")
    assert "neither UTF-8 nor GB18030" in html(carl.get(sent["Location"]))
    assert send(carl, b"").status_code == 302
    assert "The file is empty." in html(carl.get(FILES))


def test_the_pages_speak_chinese(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl", "zh")
    sent = send(carl, table(clinic, f"{number},{{d}},血红蛋白,13.0,g/L,"))
    assert "确认文件读取方式" in html(carl.get(sent["Location"]))
    boxes = {**filled(carl.get(sent["Location"])), "name": "检验科", "default_laboratory": "JLU1-CENTRAL"}
    address = carl.post(sent["Location"], boxes)["Location"]
    page = html(carl.get(address))
    assert "预览：尚未导入" in page
    assert "不可能" in page


def test_the_facts_of_a_file_say_where_they_come_from(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    raw = table(clinic, f"{number},{{d}},血红蛋白,130,g/L,")
    take(carl, preview(carl, raw, "lab of monday.csv"))
    (fact,) = [one for one in clinic.one(number).facts.of(FormSaved) if one.body.form == "LB"]
    assert "lab of monday.csv" in fact.reason
    (record,) = clinic.gateway.trial().study.of(LaboratoryFileImported)
    assert record.body.forms == (fact.seq,)
    assert record.body.digest[:16] in fact.reason


def test_if_the_trial_refuses_at_the_end_nothing_is_kept_and_the_preview_stands_as_before(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    address = preview(carl, table(clinic, f"{number},{{d}},血红蛋白,130,g/L,"))
    head = clinic.gateway.trial().head

    def refusing(*asked: Any, **more: Any) -> Taken:
        assert give(*asked, **more).accepted
        raise Nothing(Taken((), (Reason("held", Text("The ward is closed.", "病房已关闭。")),)))

    monkeypatch.setattr(preview_page, "give", refusing)
    answer = take(carl, address)
    assert answer.status_code == 409
    assert "Nothing was taken in" in html(answer)
    assert "The ward is closed." in html(answer)
    assert "Take in 1 rows" in html(answer)
    assert clinic.gateway.trial().head == head
    assert clinic.one(number).facts.forms("LB") == ()


def test_the_same_file_sent_again_says_so(clinic: Clinic) -> None:
    number, carl = clinic.participant(), clinic.as_("carl")
    raw = table(clinic, f"{number},{{d}},血红蛋白,130,g/L,")
    take(carl, preview(carl, raw))
    page = html(carl.get(preview(carl, raw)))
    assert "This very file was taken in before" in page
    assert "Everything in the file is entered already, the same." in page
