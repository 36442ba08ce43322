"""The ward's desk: what a wrong scan does, who may do what, what time does to a page, and a sheet of paper that is entered late."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from PIL import Image

from equipoise.facts.product import BagVerified, InfusionStarted, VitalSignsTaken
from equipoise.facts.study import ActRefused
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial import commands as act
from equipoise.web.identity import identities
from equipoise.web.templatetags.words import at_time
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import MASKED, Rehearsed, rehearsed
from tests.web.screened import own_vault
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["own_vault", "rehearsed", "ward"]
KEY = re.compile(r'name="~key" value="([^"]+)"')


def key_in(page: HttpResponse) -> str:
    found = KEY.search(page.content.decode())
    assert found is not None
    return found[1]


def scan(ward: Ward, wristband: str, bag: str, **more: object) -> HttpResponse:
    """Both scanned on a fresh page."""
    nurse = ward.as_(NURSE)
    key = key_in(nurse.get(ward.to("verify")))
    return nurse.post(ward.to("verify"), {"~key": key, "wristband": wristband, "bag": bag, **more})


def confirm(ward: Ward, second: str = SECOND, password: str = PASSWORD, **more: object) -> HttpResponse:
    sent = {"~act": "confirm", "second": second, "second_password": password, **more}
    return scan(ward, ward.number, ward.bag, **sent)


def attempts(ward: Ward) -> list[ActRefused]:
    return [fact.body for fact in ward.one().facts.of(ActRefused) if fact.body.act == "verify_bag"]


def photograph(*codes: str) -> SimpleUploadedFile:
    table = Image.new("L", (1000, 500), 190)
    for place, words in enumerate(codes):
        drawn = zxingcpp.create_barcode(words, zxingcpp.BarcodeFormat.DataMatrix)
        table.paste(Image.fromarray(drawn.to_image(scale=8, add_quiet_zones=True)), (60 + 440 * place, 120))
    taken = BytesIO()
    table.save(taken, "PNG")
    return SimpleUploadedFile("code.png", taken.getvalue(), "image/png")


def step(ward: Ward, name: str, who: str = NURSE, query: str = "", **typed: object) -> HttpResponse:
    """An act of the bag, sent from its page."""
    person = ward.as_(who)
    address = ward.step(name) + query
    key = key_in(person.get(address))
    return person.post(address, {"~key": key, "username": who, "password": PASSWORD, **typed})


# --- the way in ----------------------------------------------------------------------------------------------------------


def test_a_bag_on_its_way_stands_on_the_desk_with_its_one_action(ward: Ward) -> None:
    html = ward.as_(NURSE).get(f"/workspace/{STUDY}/bedside").content.decode()
    assert ward.bag in html and "Take it over" in html and 'data-until="' in html
    card = html[html.index(ward.bag) - 600 :][:1600]
    assert card.count('class="button wide-button"') == 1


@pytest.mark.parametrize("which", ["bag", "number"])
def test_scanning_a_bag_or_a_wristband_opens_the_bag(ward: Ward, which: str) -> None:
    nurse = ward.as_(NURSE)
    answer = nurse.post(f"/workspace/{STUDY}/bedside", {"code": f"]d2{getattr(ward, which).lower()}\r"})
    assert (answer.status_code, answer["Location"]) == (302, ward.to())


def test_a_photograph_opens_the_bag_and_one_without_a_code_says_so(ward: Ward) -> None:
    nurse = ward.as_(NURSE)
    desk = f"/workspace/{STUDY}/bedside"
    assert nurse.post(desk, {"photograph": photograph(ward.bag)})["Location"] == ward.to()
    nothing = nurse.post(desk, {"photograph": photograph()})
    assert nothing.status_code == 422 and "No code is on this photograph" in nothing.content.decode()
    broken = nurse.post(desk, {"photograph": SimpleUploadedFile("x.png", b"nothing")})
    assert "not a photograph" in broken.content.decode()


def test_a_code_that_nobody_knows_opens_nothing(ward: Ward) -> None:
    answer = ward.as_(NURSE).post(f"/workspace/{STUDY}/bedside", {"code": "4006381333931"})
    assert answer.status_code == 422 and "4006381333931" in answer.content.decode()


@pytest.mark.parametrize("page", ["", "verify", "late", "sheet?format=html"])
def test_a_bag_that_does_not_exist_is_not_found(ward: Ward, page: str) -> None:
    assert ward.as_(NURSE).get(f"/workspace/{STUDY}/bedside/X-1/{page}".rstrip("/")).status_code == 404


def test_a_study_without_a_product_has_no_ward(rehearsed: Rehearsed) -> None:
    assert rehearsed.get("investigator", "bedside", MASKED).status_code == 404


def test_only_the_nurse_verifies_and_others_are_told_who_may(ward: Ward) -> None:
    refused = ward.as_(staff_of("coordinator")).get(ward.to("verify"))
    assert refused.status_code == 403 and "Infusion nurse" in refused.content.decode()
    html = ward.as_(staff_of("inspector")).get(ward.to()).content.decode()
    assert "Done by: Infusion nurse" in html and "wide-button" not in html


def test_the_past_shows_no_action_and_takes_none(ward: Ward) -> None:
    before = (ward.now - timedelta(minutes=19)).isoformat().replace("+00:00", "Z")
    nurse = ward.as_(NURSE)
    html = nurse.get(f"{ward.to()}?as_of={before}").content.decode()
    assert 'class="past"' in html and "wide-button" not in html
    assert nurse.post(f"{ward.to('verify')}?as_of={before}", {"wristband": "x"}).status_code == 403


# --- receipt -------------------------------------------------------------------------------------------------------------


def transport(ward: Ward) -> dict[str, str]:
    day = ward.now + timedelta(hours=8)
    today = {"BEDAT~y": f"{day:%Y}", "BEDAT~m": f"{day:%m}", "BEDAT~d": f"{day:%d}"}
    later = {"LOGCALDAT~y": "2099", "LOGCALDAT~m": "1", "LOGCALDAT~d": "1"}
    return {"bag": ward.bag, "BOX": "B-1", "SEALYN": "Y", **today, **later}


def test_the_ward_takes_a_bag_over_with_the_extremes_of_its_logger(ward: Ward) -> None:
    answer = step(ward, "receive_bag", lowest_c="3.0", highest_c="6.5", minutes_outside="0", **transport(ward))
    assert answer.status_code == 302, answer.content.decode()
    received = ward.the_bag.received
    assert received is not None and (received.body.lowest_c, received.body.highest_c) == (
        Decimal("3.0"),
        Decimal("6.5"),
    )
    assert [entry.instance for entry in ward.one().facts.forms("TRN")][-1] == ward.bag


def test_the_series_of_the_logger_says_the_extremes_itself(ward: Ward) -> None:
    series = "\n".join(
        f"{minute}, {degrees}" for minute, degrees in ((0, "4.0"), (5, "4.8"), (10, "5.1"), (15, "4.9"), (20, "4.7"))
    )
    answer = step(ward, "receive_bag", readings=series, **transport(ward))
    assert answer.status_code == 302, answer.content.decode()
    received = ward.the_bag.received
    assert received is not None and received.body.highest_c == Decimal("5.1") and len(received.body.readings) == 5


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"lowest_c": "3"}, "no series of the logger"),
        ({"readings": "five 4.2"}, "Line 1 is no reading"),
        ({"lowest_c": "3", "highest_c": "12", "minutes_outside": "0"}, "contradicts itself"),
    ],
)
def test_a_receipt_that_cannot_be_true_is_told_in_place(ward: Ward, typed: dict[str, str], says: str) -> None:
    answer = step(ward, "receive_bag", **{**transport(ward), **typed})
    assert answer.status_code in (409, 422) and says in answer.content.decode()
    assert ward.the_bag.received is None


def test_another_bag_in_the_hand_is_not_taken_over(ward: Ward) -> None:
    typed = {**transport(ward), "bag": ward.other_bag, "lowest_c": "3", "highest_c": "5"}
    answer = step(ward, "receive_bag", **typed)
    assert answer.status_code == 422 and f"Wanted is {ward.bag}" in answer.content.decode()


def test_an_excursion_waits_for_quality_and_the_bedside_waits_with_it(ward: Ward) -> None:
    ward.receive(highest_c="12.0", minutes_outside=45)
    html = ward.as_(NURSE).get(ward.to()).content.decode()
    assert (
        "Quality decides on the temperature excursion" in html
        and "temperature excursion of this bag is undecided" in html
    )
    stopped = scan(ward, ward.number, ward.bag)
    assert stopped.status_code == 409 and "STOP" in stopped.content.decode()
    decided = step(
        ward, "decide_excursion", staff_of("quality_releaser"), usable="yes", why="Stable for an hour at 15 degrees"
    )
    assert decided.status_code == 302, decided.content.decode()
    assert "They fit" in scan(ward, ward.number, ward.bag).content.decode()


# --- the scan ------------------------------------------------------------------------------------------------------------


def test_what_fits_asks_for_the_second_person_and_is_then_recorded(ward: Ward) -> None:
    ward.receive()
    assert "They fit" in scan(ward, ward.number, ward.bag).content.decode()
    answer = confirm(ward)
    assert answer.status_code == 302, answer.content.decode()
    check = ward.one().facts.last(BagVerified)
    assert check is not None
    assert (check.actor, check.body.second, check.body.ordered) == (NURSE, SECOND, ward.bag)
    assert not attempts(ward)


def test_name_and_day_of_birth_are_shown_after_a_click_that_is_noted(ward: Ward) -> None:
    ward.receive()
    kept = identities(STUDY)
    fits = scan(ward, ward.number, ward.bag).content.decode()
    assert "Show name and date of birth" in fits and "Zhao Lan" not in fits
    assert (
        "No identity of this number is kept"
        in scan(ward, ward.number, ward.bag, **{"~act": "identity"}).content.decode()
    )
    told = {"name": "Zhao Lan", "birth_date": "1951-03-09", "id_number": "P7000001", "phone": "0431-1"}
    kept.keep(ward.number, told, "cora", ward.now)
    looks = len(kept.looks(ward.number))
    scan(ward, ward.number, ward.bag)
    assert len(kept.looks(ward.number)) == looks, "two scans alone open nothing"
    shown = scan(ward, ward.number, ward.bag, **{"~act": "identity"})
    html = shown.content.decode()
    assert shown.status_code == 200 and "They fit" in html and "no-store" in shown["Cache-Control"]
    assert "Zhao Lan" in html and "9 March 1951" in html
    assert "P7000001" not in html and "0431-1" not in html, "what the bedside does not compare stays sealed"
    last = kept.looks(ward.number)[-1]
    assert (last.act, last.actor) == ("get", NURSE)
    assert not attempts(ward) and ward.the_bag.verified is None
    chinese = (
        ward.as_(NURSE, "zh")
        .post(ward.to("verify"), {"~act": "identity", "wristband": ward.number, "bag": ward.bag})
        .content.decode()
    )
    assert "1951年3月9日" in chinese and "本次查看已记录" in chinese


def test_a_wristband_of_another_participant_shows_nobody(ward: Ward) -> None:
    ward.receive()
    kept = identities(STUDY)
    kept.keep(ward.other_number, {"name": "Qin Mei", "birth_date": "1960-01-01"}, "cora", ward.now)
    looks = len(kept.looks(ward.other_number))
    answer = scan(ward, ward.other_number, ward.bag, **{"~act": "identity"})
    assert answer.status_code == 409 and "Qin Mei" not in answer.content.decode()
    assert len(kept.looks(ward.other_number)) == looks


def test_the_two_codes_may_be_scanned_into_each_others_box(ward: Ward) -> None:
    ward.receive()
    assert "They fit" in scan(ward, ward.bag, ward.number).content.decode()


def test_one_photograph_of_both_codes_is_enough(ward: Ward) -> None:
    ward.receive()
    both = scan(ward, "", "", photograph=photograph(ward.number, ward.bag))
    assert "They fit" in both.content.decode()


def test_a_first_photograph_is_kept_while_the_second_is_taken(ward: Ward) -> None:
    ward.receive()
    first = scan(ward, "", "", photograph=photograph(ward.number)).content.decode()
    assert f'name="wristband" value="{ward.number}"' in first and 'name="bag" value=""' in first
    assert "They fit" in scan(ward, ward.number, "", photograph=photograph(ward.bag)).content.decode()


def test_the_code_of_a_sheet_opens_its_entry_and_stands_for_no_bag(ward: Ward) -> None:
    ward.receive()
    opened = ward.as_(NURSE).post(f"/workspace/{STUDY}/bedside", {"code": f"SHEET.{ward.bag}"})
    assert opened["Location"] == ward.to("late")
    assert scan(ward, ward.number, f"SHEET.{ward.bag}").status_code == 409


WRONG: dict[str, tuple[str, str, str]] = {
    "another person's wristband": ("other_number", "bag", "wristband-mismatch"),
    "another person's bag": ("number", "other_bag", "other-bag"),
    "both of another person": ("other_number", "other_bag", "wristband-mismatch"),
    "a wristband of nowhere": ("4006381333931", "bag", "wristband-mismatch"),
    "a code that is no bag": ("number", "4006381333931", "unknown-bag"),
    "an older bag of the same person": ("number", "older", "other-bag"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_scan_stops_everything_and_is_kept(ward: Ward, name: str, language: str) -> None:
    ward.receive()
    wristband, bag, code = WRONG[name]
    older = next((one for one in ward.bags() if one != ward.bag), "X-0-0")
    named = {"older": older}
    scanned = [named.get(one) or getattr(ward, one, one) for one in (wristband, bag)]
    nurse = ward.as_(NURSE, language)
    key = key_in(nurse.get(ward.to("verify")))
    answer = nurse.post(ward.to("verify"), {"~key": key, "wristband": scanned[0], "bag": scanned[1]})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert ("停止，不得输注。" if language == "zh" else "STOP. Give nothing.") in html
    assert scanned[0] in html and scanned[1] in html
    assert 'name="second"' not in html
    kept = attempts(ward)[-1]
    assert (kept.asked["wristband"], kept.asked["bag"], kept.asked["ordered"]) == (*scanned, ward.bag)
    assert code in {reason["code"] for reason in kept.reasons}


STATES: dict[str, str] = {
    "expired": "expired",
    "a hold": "held-infusion",
    "not taken over": "not-received",
    "tomorrow": "not-its-day",
}


@pytest.mark.parametrize("name", STATES)
def test_a_bag_that_may_not_be_given_stops_everything_too(ward: Ward, name: str) -> None:
    if name != "not taken over":
        ward.receive()
    if name == "expired":
        ward.pass_(hours=30)
    if name == "tomorrow":
        ward.pass_(hours=20)
    if name == "a hold":
        ward.do("investigator", act.PlaceHold(scope=("infusion",), reason="Safety"))
    answer = scan(ward, ward.number, ward.bag)
    assert answer.status_code == 409 and "STOP" in answer.content.decode()
    assert STATES[name] in {reason["code"] for reason in attempts(ward)[-1].reasons}


def test_a_bag_that_is_not_released_has_no_order_at_the_bedside(ward: Ward) -> None:
    other = ward.as_(NURSE).get(f"/workspace/{STUDY}/bedside/{ward.other_bag}/verify")
    assert other.status_code == 200  # the page opens, and its scan is refused
    key = key_in(other)
    sent = {"~key": key, "wristband": ward.other_number, "bag": ward.other_bag}
    answer = ward.as_(NURSE).post(f"/workspace/{STUDY}/bedside/{ward.other_bag}/verify", sent)
    assert answer.status_code == 409


def test_after_a_wrong_scan_an_earlier_check_no_longer_holds(ward: Ward) -> None:
    ward.receive()
    assert confirm(ward).status_code == 302
    ward.pass_(minutes=2)
    assert scan(ward, ward.other_number, ward.bag).status_code == 409
    html = ward.as_(NURSE).get(ward.to()).content.decode()
    assert "STOPPED: a wrong scan" in html and "Scan again" in html and "Start the infusion" not in html
    refused = step(ward, "start_infusion", planned_ml="10", planned_minutes="60")
    assert refused.status_code == 409 and "Something else was scanned since" in refused.content.decode()
    ward.pass_(minutes=1)
    assert confirm(ward).status_code == 302
    assert "Start the infusion" in ward.as_(NURSE).get(ward.to()).content.decode()


@pytest.mark.parametrize(
    ("second", "password", "says"),
    [
        (NURSE, PASSWORD, "somebody else"),
        ("", PASSWORD, "Name the second person"),
        (SECOND, "wrong", "do not belong together"),
        ("stranger", PASSWORD, "no duty in this study"),
    ],
)
def test_the_second_person_is_another_and_proves_it(ward: Ward, second: str, password: str, says: str) -> None:
    ward.receive()
    answer = confirm(ward, second, password)
    assert answer.status_code in (403, 409)
    html = answer.content.decode()
    assert "STOP. Give nothing" not in html
    assert says in html or "Name and password" in html or "password" in says
    assert ward.one().facts.last(BagVerified) is None or ward.the_bag.verified is None


def test_a_bag_that_expires_between_the_page_and_the_click_is_stopped(ward: Ward) -> None:
    ward.receive()
    nurse = ward.as_(NURSE)
    key = key_in(nurse.get(ward.to("verify")))
    ward.now = ward.the_bag.expires + timedelta(minutes=1)
    sent = {"~key": key, "wristband": ward.number, "bag": ward.bag, "~act": "confirm", "second": SECOND}
    answer = nurse.post(ward.to("verify"), {**sent, "second_password": PASSWORD})
    assert answer.status_code == 409 and "STOP" in answer.content.decode()
    assert ward.the_bag.verified is None


# --- the infusion --------------------------------------------------------------------------------------------------------


def begun(ward: Ward) -> None:
    ward.receive()
    ward.pass_(minutes=5)
    ward.verify()
    ward.pass_(minutes=2)
    ward.start()


def test_a_double_click_starts_once(ward: Ward) -> None:
    ward.receive()
    ward.verify()
    nurse = ward.as_(NURSE)
    page = nurse.get(ward.step("start_infusion"))
    planned = re.search(r'name="planned_ml" id="b-planned_ml" value="([^"]+)"', page.content.decode())
    assert planned is not None
    sent = {
        "~key": key_in(page),
        "planned_ml": planned[1],
        "planned_minutes": "60",
        "username": NURSE,
        "password": PASSWORD,
    }
    first = nurse.post(ward.step("start_infusion"), sent)
    assert first.status_code == 302, first.content.decode()
    assert nurse.post(ward.step("start_infusion"), sent).status_code == 302
    own = [fact for fact in ward.one().facts.of(InfusionStarted) if fact.body.bag == ward.bag]
    assert len(own) == 1


def test_vital_signs_are_due_one_after_the_other(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=14)
    html = ward.as_(NURSE).get(ward.to()).content.decode()
    assert "Vital signs: 15 minutes" in html
    typed = {"TEMP_VSORRES": "36.8", "SYSBP_VSORRES": "122", "DIABP_VSORRES": "78", "PULSE_VSORRES": "80"}
    typed |= {"RESP_VSORRES": "16", "OXYSAT_VSORRES": "98"}
    saved = step(ward, "take_vital_signs", query="?point=P15", **typed)
    assert saved.status_code == 302, saved.content.decode()
    taken = ward.one().facts.last(VitalSignsTaken)
    assert taken is not None and taken.body.point == "P15"
    assert taken.body.signs["TEMP_VSORRES"] == {"value": "36.8", "unit": "Cel"}
    again = step(ward, "take_vital_signs", query="?point=P15", **typed)
    assert again.status_code == 409 and "are recorded" in again.content.decode()
    wild = step(ward, "take_vital_signs", query="?point=P30", **{**typed, "PULSE_VSORRES": "900"})
    assert wild.status_code == 409 and "900" in wild.content.decode()
    ward.pass_(minutes=30)
    assert "overdue by" in ward.as_(NURSE).get(ward.to()).content.decode()


def test_the_worklist_reminds_of_vital_signs_at_their_moment(ward: Ward) -> None:
    begun(ward)

    def line(page: str = "worklist?role=infusion_nurse", language: str = "en") -> str:
        html = ward.as_(NURSE, language).get(f"/workspace/{STUDY}/{page}").content.decode()
        lines = re.findall(r"<tr data-row>.*?</tr>", html, re.DOTALL) if page.startswith("worklist") else [html]
        return next((one for one in lines if "ital signs: " in one or "生命体征：" in one), "")

    def group() -> str:
        html = ward.as_(NURSE).get(f"/workspace/{STUDY}/worklist?role=infusion_nurse&q=vital").content.decode()
        return html.partition("<tbody")[2].partition("</tr>")[0]

    def moment_of_reading(minutes: int) -> str:
        begin = ward.the_bag.started
        assert begin is not None
        return at_time(begin.moment() + timedelta(minutes=minutes), "Asia/Shanghai")

    ward.pass_(minutes=11)
    assert "Vital signs: 15 minutes" in line() and moment_of_reading(15) in line()
    assert f'href="{ward.step("take_vital_signs")}"' in line()
    assert moment_of_reading(15) in line(f"participants/{ward.number}"), "the casebook too"
    head = ward.gateway.trial().head
    ward.pass_(minutes=15)
    assert "Vital signs: 30 minutes" in line(), "an older one cannot be caught up"
    assert "Today" in group() and "Overdue" not in group()
    ward.pass_(minutes=16)
    assert "Vital signs: 30 minutes" in line() and "Overdue" in group()
    assert ward.gateway.trial().head == head, "no fact arrived and the day is the same: the list turned all the same"
    assert "测量生命体征：" in line(language="zh")
    lines = ward.as_(NURSE).get(f"/workspace/{STUDY}/worklist?role=infusion_nurse&format=csv").content.decode()
    begin = ward.the_bag.started
    assert begin is not None
    due = (begin.moment() + timedelta(minutes=30)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert due.isoformat(timespec="minutes") in lines
    ward.pass_(minutes=60 * 26)
    assert line() == ""


def test_a_reaction_pauses_the_infusion_and_leads_to_its_adverse_event(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=10)
    answer = step(ward, "note_reaction", grade="2", seen="Chills, 38.4", action="pause", treated="Paracetamol 500 mg")
    assert answer.status_code == 302 and "/event/" in answer["Location"]
    event = ward.as_(NURSE).get(answer["Location"]).content.decode()
    assert "Chills, 38.4" in event and "Infusion related reaction" in event
    assert "paused" in ward.as_(NURSE).get(ward.to()).content.decode()
    resumed = step(ward, "note_reaction", grade="0", seen="No chills", action="resume")
    assert resumed.status_code == 302 and resumed["Location"] == ward.to()
    assert not ward.the_bag.is_paused


def test_a_partial_infusion_needs_its_reason_and_what_is_left_a_second_person(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=20)
    bare = step(ward, "end_infusion", volume_ml="10", minutes="20")
    assert bare.status_code == 422 and "Say why not all" in bare.content.decode()
    ended = step(ward, "end_infusion", volume_ml="10", minutes="20", why="Grade 3 reaction")
    assert ended.status_code == 302, ended.content.decode()
    end = ward.the_bag.ended
    assert end is not None and not end.body.completed and end.reason == "Grade 3 reaction"
    left = str(ward.the_bag.left_ml)
    alone = step(ward, "dispose_bag", volume_ml=left, why="Rest", second=NURSE, second_password=PASSWORD)
    assert alone.status_code == 403 and "somebody else" in alone.content.decode()
    gone = step(ward, "dispose_bag", volume_ml=left, why="Rest", second=SECOND, second_password=PASSWORD)
    assert gone.status_code == 302, gone.content.decode()
    assert ward.the_bag.left_ml == 0


def test_the_infusion_record_begins_with_everything_that_was_measured(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=15)
    signs = {"PULSE_VSORRES": {"value": "81", "unit": "/min"}}
    ward.do("infusion_nurse", act.TakeVitalSigns(participant=ward.number, bag=ward.bag, point="P15", signs=signs))
    html = ward.as_(NURSE).get(ward.to("record")).content.decode()
    assert 'name="VSSERIES.2.PULSE_VSORRES" id="i-VSSERIES.2.PULSE_VSORRES" value="81"' in html
    assert ward.as_(NURSE, "zh").get(ward.to("record")).status_code == 200


# --- paper ---------------------------------------------------------------------------------------------------------------


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


def fever(ward: Ward, temperature: str) -> None:
    signs = {"TEMP_VSORRES": {"value": temperature, "unit": "Cel"}}
    ward.do("infusion_nurse", act.TakeVitalSigns(participant=ward.number, bag=ward.bag, point="M15", signs=signs))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_fever_measured_before_the_infusion_is_told_on_every_page_and_stops_it(ward: Ward, language: str) -> None:
    ward.receive()
    nurse = ward.as_(NURSE, language)
    says = {"en": "This bag cannot be given now", "zh": "该制品袋目前不能输注"}[language]
    assert says not in nurse.get(ward.to()).content.decode()
    ward.verify()
    fever(ward, "38.6")
    for page in (ward.to(), ward.to("verify")):
        words = nurse.get(page).content.decode()
        assert says in words and "38.6" in words
    sent = {"planned_ml": "20", "planned_minutes": "60", "username": NURSE, "password": PASSWORD}
    key = key_in(nurse.get(ward.step("start_infusion")))
    answer = nurse.post(ward.step("start_infusion"), {"~key": key, "~act": "do", **sent})
    assert answer.status_code == 409 and "38.6" in answer.content.decode()
    assert ward.the_bag.started is None
    assert {"en": "Again", "zh": "复测"}[language] in nurse.get(ward.to()).content.decode()
    ward.pass_(minutes=10)
    fever(ward, "37.2")
    assert says not in nurse.get(ward.to()).content.decode()
    ward.start()
    assert {"en": "Again", "zh": "复测"}[language] not in nurse.get(ward.to()).content.decode()


def test_a_running_infusion_says_when_it_ends_as_planned(ward: Ward) -> None:
    ward.receive()
    ward.verify()
    ward.start()
    planned = (ward.now + timedelta(minutes=60)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"planned end {planned:%-d %B %Y %H:%M}" in ward.as_(NURSE).get(ward.to()).content.decode()


def test_the_second_person_is_offered_from_the_team_without_the_first(ward: Ward) -> None:
    ward.receive()
    page = scan(ward, ward.number, ward.bag).content.decode()
    assert f'<option value="{SECOND}">' in page and f'<option value="{NURSE}">' not in page


def test_nothing_stands_against_an_act_only_because_no_second_person_is_named_yet(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=30)
    end = {"volume_ml": "20", "minutes": "30", "why": "Chills"}
    assert step(ward, "end_infusion", **end).status_code == 302
    page = ward.as_(NURSE).get(ward.step("dispose_bag")).content.decode()
    assert "This stands against it now" not in page and "has no duty" not in page


def test_a_pace_that_a_reaction_changed_promises_no_end(ward: Ward) -> None:
    begun(ward)
    assert "planned end" in ward.as_(NURSE).get(ward.to()).content.decode()
    ward.do(
        "infusion_nurse", act.NoteReaction(participant=ward.number, bag=ward.bag, grade=1, seen="Chills", action="slow")
    )
    assert "planned end" not in ward.as_(NURSE).get(ward.to()).content.decode()
