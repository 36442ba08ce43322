"""The ward's desk: the way to a bag, its receipt, and what a wrong scan does."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from equipoise.facts.product import BagVerified
from equipoise.simulation.rehearsal import staff_of
from equipoise.trial import commands as act
from equipoise.web.identity import identities
from tests.web.bedside import attempts, confirm, key_in, photograph, scan, step
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import MASKED, Rehearsed, rehearsed
from tests.web.screened import own_vault
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["own_vault", "rehearsed", "ward"]


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
    assert says in html
    assert ward.the_bag.verified is None


def test_a_bag_that_expires_between_the_page_and_the_click_is_stopped(ward: Ward) -> None:
    ward.receive()
    nurse = ward.as_(NURSE)
    key = key_in(nurse.get(ward.to("verify")))
    ward.now = ward.the_bag.expires + timedelta(minutes=1)
    sent = {"~key": key, "wristband": ward.number, "bag": ward.bag, "~act": "confirm", "second": SECOND}
    answer = nurse.post(ward.to("verify"), {**sent, "second_password": PASSWORD})
    assert answer.status_code == 409 and "STOP" in answer.content.decode()
    assert ward.the_bag.verified is None
