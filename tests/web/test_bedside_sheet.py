"""A sheet of paper that is entered late, and pictures of codes that the page reads."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from equipoise.trial import commands as act
from tests.web.bedside import attempts, key_in, photograph
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import MASKED, Rehearsed, rehearsed
from tests.web.screened import own_vault
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["own_vault", "rehearsed", "ward"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_sheet_is_a_pdf_and_a_file_in_both_languages(ward: Ward, language: str) -> None:
    nurse = ward.as_(NURSE, language)
    pdf = nurse.get(f"/workspace/{STUDY}/bedside/sheet/{ward.bag}")
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    html = nurse.get(ward.to("sheet") + "?format=html").content.decode()
    assert ward.bag in html and ward.number in html and "svg" in html


def sheet(ward: Ward, **more: str) -> dict[str, str]:
    """What two nurses wrote on paper: taken over, compared, begun, ended an hour later."""
    from_ = ward.now + timedelta(hours=8)

    def at(minutes: int) -> str:
        return (from_ + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")

    bag = ward.the_bag.formulated.body
    written = {
        "first": NURSE, "other": SECOND, "because": "Network down", "username": NURSE, "password": PASSWORD,
        "receipt_at": at(5), "lowest_c": "3", "highest_c": "6", "outside": "0",
        "check_at": at(10), "wristband": ward.number, "bag": ward.bag,
        "start_at": at(12), "planned_ml": "20", "planned_minutes": "60",
        "P15_at": at(28), "P15_PULSE_VSORRES": "82",
        "end_at": at(72), "given_ml": "20", "minutes": "60",
        "rest_at": at(80), "left_ml": str(bag.volume_ml - 20),
    }  # fmt: skip
    return {**written, **more}


def enter_sheet(ward: Ward, written: dict[str, str]) -> HttpResponse:
    nurse = ward.as_(NURSE)
    return nurse.post(ward.to("late"), {**written, "~key": key_in(nurse.get(ward.to("late")))})


def test_a_sheet_is_entered_with_its_own_times_and_marked_as_late(ward: Ward) -> None:
    written = sheet(ward)
    ward.pass_(hours=3)
    answer = enter_sheet(ward, written)
    assert answer.status_code == 302, answer.content.decode()
    bag = ward.the_bag
    assert bag.started is not None and bag.ended is not None and bag.disposed is not None
    assert bag.ended.moment() - bag.started.moment() == timedelta(minutes=60)
    assert (
        bag.started.reason.startswith("Network down")
        and bag.verified is not None
        and bag.verified.body.second == SECOND
    )
    unit = ward.as_(NURSE).get(f"/workspace/{STUDY}/units/{ward.bag}").content.decode()
    assert unit.count("recorded 2 h") >= 3
    assert "recorded" in ward.as_(NURSE).get(ward.to()).content.decode()


def test_a_sheet_that_contradicts_what_happened_meanwhile_says_what_and_keeps_the_attempt(ward: Ward) -> None:
    written = sheet(ward)
    ward.pass_(hours=1)
    ward.do("investigator", act.PlaceHold(scope=("infusion",), reason="A death elsewhere"))
    ward.pass_(hours=1)
    answer = enter_sheet(ward, written)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The sheet contradicts what is on record" in html and "Hold" in html
    assert "Entered so far: Taken over" in html.replace("\n", " ")
    assert "held-infusion" in {reason["code"] for reason in attempts(ward)[-1].reasons}
    assert 'name="start_at" id="b-start_at" value="20' in html  # what was typed is still there


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"other": NURSE}, "two people of the sheet are one"),
        ({"start_at": ""}, "the rest of this part is"),
        ({"given_ml": "12", "left_ml": ""}, "Say why not all of it"),
        ({"password": "wrong"}, "Not done"),
        ({"because": ""}, "Not filled in"),
    ],
)
def test_a_sheet_with_a_gap_enters_nothing(ward: Ward, more: dict[str, str], says: str) -> None:
    written = sheet(ward, **more)
    ward.pass_(hours=3)
    answer = enter_sheet(ward, written)
    assert answer.status_code in (403, 422) and says in answer.content.decode()
    assert ward.the_bag.received is None


def test_an_unlikely_reading_of_a_sheet_is_asked_about_before_any_of_it_is_entered(ward: Ward) -> None:
    written = sheet(ward, P15_TEMP_VSORRES="41.2")
    ward.pass_(hours=3)
    asked = enter_sheet(ward, written)
    html = asked.content.decode()
    assert asked.status_code == 409 and "41.2 °C is unusual" in html and ward.the_bag.received is None
    mark = re.search(r'name="~confirmed" value="([^"]+)"', html)
    assert mark is not None
    written |= {"~confirmed": mark[1], "~note.P15_TEMP_VSORRES.unlikely": "Measured twice"}
    assert enter_sheet(ward, written).status_code == 302
    (taken,) = ward.the_bag.signs
    assert taken.reason.startswith("Network down; Measured twice")


def test_the_other_of_the_two_may_enter_the_sheet(ward: Ward) -> None:
    written = sheet(ward, first=SECOND, other=NURSE)
    ward.pass_(hours=3)
    assert enter_sheet(ward, written).status_code == 302
    check = ward.the_bag.verified
    assert check is not None and (check.actor, check.body.second) == (NURSE, SECOND)


def test_the_camera_is_allowed_on_the_pages_that_scan_and_nowhere_else(ward: Ward) -> None:
    nurse = ward.as_(NURSE)
    ward.receive()
    for path, allowed in ((f"/workspace/{STUDY}/bedside", True), (ward.to("verify"), True), (ward.to(), False)):
        policy = nurse.get(path).headers["Permissions-Policy"]
        assert ("camera=(self)" in policy) is allowed, path


def read(ward: Ward, taken: object) -> dict[str, object]:
    answer = ward.as_(NURSE).post(f"/workspace/{STUDY}/bedside/codes", {"photograph": taken} if taken else {})
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    found: dict[str, object] = answer.json()
    return found


def test_a_page_is_told_what_is_on_a_picture_and_in_which_box_it_belongs(ward: Ward) -> None:
    found = read(ward, photograph(ward.bag, ward.number))
    assert sorted(found["codes"], key=str) == sorted(  # type: ignore[call-overload]
        [{"words": ward.number, "is": "wristband"}, {"words": ward.bag, "is": "unit"}], key=str
    )
    assert not attempts(ward)


def test_a_picture_without_a_code_is_answered_in_words(ward: Ward) -> None:
    assert "No code is on this photograph" in str(read(ward, photograph())["says"])
    dark = BytesIO()
    Image.new("L", (400, 300), 6).save(dark, "PNG")
    assert "too dark" in str(read(ward, SimpleUploadedFile("x.png", dark.getvalue(), "image/png"))["says"])
    for taken in (SimpleUploadedFile("x.png", b"nothing"), None):
        assert "not a photograph" in str(read(ward, taken)["says"])


def test_pictures_are_read_for_whoever_may_see_the_product_and_its_address_shows_the_desk(
    ward: Ward, rehearsed: Rehearsed
) -> None:
    assert ward.as_(NURSE).get(f"/workspace/{STUDY}/bedside/codes")["Location"] == f"/workspace/{STUDY}/bedside"
    assert rehearsed.get("investigator", "bedside/codes", MASKED).status_code == 404
