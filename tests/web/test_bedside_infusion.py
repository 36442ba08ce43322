"""An infusion at the bedside: what time, a reaction, a fever or a second click does to it."""

from __future__ import annotations

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from equipoise.facts.product import InfusionStarted, VitalSignsTaken
from equipoise.trial import commands as act
from equipoise.web.templatetags.words import at_time
from tests.web.bedside import begun, key_in, scan, step
from tests.web.conftest import PASSWORD
from tests.web.rehearsed_trials import rehearsed
from tests.web.screened import own_vault
from tests.web.ward import NURSE, SECOND, STUDY, Ward, ward

__all__ = ["own_vault", "rehearsed", "ward"]


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
    assert wild.status_code == 422 and "900" in wild.content.decode()
    assert ward.one().facts.last(VitalSignsTaken) == taken
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


def test_while_an_infusion_runs_the_page_names_the_next_reading_and_shows_those_that_were_taken(ward: Ward) -> None:
    begun(ward)
    typed = {"TEMP_VSORRES": "36.8", "SYSBP_VSORRES": "122", "DIABP_VSORRES": "78", "PULSE_VSORRES": "80"}
    typed |= {"RESP_VSORRES": "16", "OXYSAT_VSORRES": "98"}
    assert step(ward, "take_vital_signs", query="?point=M0", **typed).status_code == 302

    def next_step(language: str = "en") -> str:
        html = ward.as_(NURSE, language).get(ward.to()).content.decode()
        return html.partition('id="next-h"')[2].partition("</section>")[0].partition('<p class="act-line">')[0]

    assert "Next vital signs: 15 minutes" in next_step() and "end_infusion" not in next_step()
    assert "下次生命体征：15 分钟" in next_step("zh")
    page = ward.as_(NURSE, "zh").get(ward.to()).content.decode()
    assert "体温 36.8 °C" in page
    ward.pass_(minutes=60)
    for point in ("P15", "P30", "P60"):
        assert step(ward, "take_vital_signs", query=f"?point={point}", **typed).status_code == 302
    assert "end_infusion" in next_step(), "the planned end has come"


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


SIGNS = {
    "TEMP_VSORRES": "36.8", "SYSBP_VSORRES": "122", "DIABP_VSORRES": "78",
    "PULSE_VSORRES": "80", "RESP_VSORRES": "16", "OXYSAT_VSORRES": "98",
}  # fmt: skip
CONFIRMED = re.compile(r'name="~confirmed" value="([^"]+)"')


def test_an_unlikely_reading_is_asked_about_once_and_kept_with_its_reason(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=15)
    hot = {**SIGNS, "TEMP_VSORRES": "41.2"}
    asked = step(ward, "take_vital_signs", query="?point=P15", **hot)
    html = asked.content.decode()
    assert asked.status_code == 409 and "41.2 °C is unusual (usually 35–40 °C)" in html
    assert 'value="41.2"' in html and ward.one().facts.last(VitalSignsTaken) is None
    mark = CONFIRMED.search(html)
    assert mark is not None
    again = {**hot, "~confirmed": mark[1]}
    unsaid = step(ward, "take_vital_signs", query="?point=P15", **again)
    assert unsaid.status_code == 422 and "Say why it is so." in unsaid.content.decode()
    note = {"~note.TEMP_VSORRES.unlikely": "Measured again in the ear"}
    higher = step(ward, "take_vital_signs", query="?point=P15", **{**again, **note, "TEMP_VSORRES": "42.4"})
    assert higher.status_code == 409 and ward.one().facts.last(VitalSignsTaken) is None
    saved = step(ward, "take_vital_signs", query="?point=P15", **again, **note)
    assert saved.status_code == 302
    taken = ward.one().facts.last(VitalSignsTaken)
    assert taken is not None and taken.reason == "Measured again in the ear"
    assert "Measured again in the ear" in ward.as_(NURSE).get(ward.to()).content.decode()
    record = ward.as_(NURSE).get(ward.to("record"))
    begun_with = {"~act": "do", "VSSERIES.2.TEMP_VSORRES": "41.2", "~key": key_in(record)}
    shown = ward.as_(NURSE).post(ward.to("record"), begun_with).content.decode()
    assert 'name="~note.VSSERIES.2.TEMP_VSORRES.unlikely" value="Measured again in the ear"' in shown


@pytest.mark.parametrize(("language", "says"), [("en", "Identity: Match"), ("zh", "身份核对：相符")])
def test_the_history_of_a_bag_says_what_was_tested_and_with_what_result(ward: Ward, language: str, says: str) -> None:
    assert f"<p>{says}" in ward.as_(NURSE, language).get(ward.to()).content.decode()


def test_full_width_figures_of_an_input_method_are_figures_at_the_bedside_too(ward: Ward) -> None:
    begun(ward)
    ward.pass_(minutes=15)
    saved = step(ward, "take_vital_signs", query="?point=P15", **{**SIGNS, "TEMP_VSORRES": "３６．８"})
    assert saved.status_code == 302, saved.content.decode()
    taken = ward.one().facts.last(VitalSignsTaken)
    assert taken is not None and taken.body.signs["TEMP_VSORRES"] == {"value": "36.8", "unit": "Cel"}


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
