"""What each row of a file becomes, or every reason why not; and that a plan is exactly what is taken in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from equipoise.exchange.laboratory import Plan, plan, read_file, take_in
from equipoise.exchange.laboratory.commit import File
from equipoise.exchange.laboratory.line import Line
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.laboratory import LaboratoryFileImported, LaboratoryMapping
from equipoise.trial import commands as act
from tests.exchange.test_read_hl7 import HEAD
from tests.exchange.ward import COORDINATOR, INVESTIGATOR, MANAGER, MAPPING, NOW, SAMPLED, Ward, table

DIGEST = "ab" * 32


def planned(ward: Ward, *rows: str, mapping: LaboratoryMapping = MAPPING, by: Any = COORDINATOR) -> Plan:
    """The plan of a table; `{n}` is the first participant's number."""
    raw = table(*(row.replace("{n}", ward.number) for row in rows))
    return plan(ward.gateway.trial(), by, NOW, read_file(raw, mapping), mapping)


def only(made: Plan) -> Line:
    """The one row."""
    (line,) = made.lines
    return line


def codes(line: Line) -> list[str]:
    """The codes of a row's reasons."""
    return [reason.code for reason in line.reasons]


def changed(**more: Any) -> LaboratoryMapping:
    """The mapping with other parts."""
    return msgspec.structs.replace(MAPPING, **more)


def test_rows_of_a_day_become_one_form_at_its_visit() -> None:
    ward = Ward()
    made = planned(ward, "{n},2026-05-11,HGB,13.0,g/dL,12,16", "{n},2026-05-11,WBC,5.20,10^9/L,,")
    assert made.counts["enter"] == 2
    (sheet,) = made.sheets
    assert (sheet.form, sheet.instance, sheet.visit) == ("LB", "ELIG.1", "ELIG.1")
    assert sheet.new == {
        "LBDAT": "2026-05-11",
        "LBNAM": "JLU1-CENTRAL",
        "HGB_LBORRES": {"value": "13.0", "unit": "g/dL", "low": "12", "high": "16"},
        "WBC_LBORRES": {"value": "5.20", "unit": "10*9/L"},
    }
    assert [line.usual for line in made.lines] == ["130 g/L", ""]


def test_forms_of_one_day_are_apart() -> None:
    made = planned(Ward(), "{n},2026-05-05,NSE,12,ng/mL,,", "{n},2026-05-05,HIV,阴性,,,")
    assert {(sheet.form, sheet.instance) for sheet in made.sheets} == {("TM", "SCR.1"), ("SER", "SCR.1")}
    assert [line.answer for line in made.lines] == [{"value": "12", "unit": "ng/mL"}, "NEGATIVE"]


def test_the_grade_and_the_limits_stand_beside_the_value() -> None:
    line = only(planned(Ward(), "{n},2026-05-11,HGB,70,g/L,120,160"))
    assert (line.grade, line.term, line.limits) == (3, "Anemia", "120–160 g/L")


def test_an_unlikely_value_is_remarked_before_it_is_taken_in() -> None:
    line = only(planned(Ward(), "{n},2026-05-11,BILI,1.1,umol/L,,"))
    assert line.state == "enter" and "1.1 µmol/L is unusual (usually 2–100 µmol/L)" in line.remarks[0].en


def test_a_raised_figure_is_not_read_as_a_figure_of_the_number() -> None:
    line = only(planned(Ward(), "{n},2026-05-11,WBC,10²,10^9/L,,"))
    assert [reason.code for reason in line.reasons] == ["not_a_number"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("NOBODY,2026-05-11,HGB,130,g/L,,", "unknown_participant"),
        (",2026-05-11,HGB,130,g/L,,", "no_subject"),
        ("{n},2026-05-41,HGB,130,g/L,,", "not_a_day"),
        ("{n},11/05/2026,HGB,130,g/L,,", "not_a_day"),
        ("{n},,HGB,130,g/L,,", "no_day"),
        ("{n},2026-05-15,HGB,130,g/L,,", "in_the_future"),
        ("{n},2026-05-03,HGB,130,g/L,,", "before_consent"),
        ("{n},2026-05-11,FERRITIN,130,ug/L,,", "unmapped"),
        ("{n},2026-05-11,HGB,,g/L,,", "no_value"),
        ("{n},2026-05-11,HGB,see note,g/L,,", "not_a_number"),
        ('{n},2026-05-11,HGB,"13,0",g/dL,,', "decimal_sign"),
        ("{n},2026-05-11,HGB,130,,,", "no_unit"),
        ("{n},2026-05-11,HGB,130,mg/dL,,", "wrong_unit"),
        ("{n},2026-05-11,BILI,12,mmol/L,,", "wrong_unit"),
        ("{n},2026-05-11,HGB,130,gramme,,", "unknown_unit"),
        ("{n},2026-05-11,HGB,13.0,g/L,,", "impossible"),
        ("{n},2026-05-11,HGB,130,g/L,160,120", "limits"),
        ("{n},2026-05-11,HIV,perhaps,,,", "not_a_code"),
        ("{n},2026-05-04,HGB,130,g/L,,", "outside_visits"),
    ],
)
def test_a_wrong_row_says_why(row: str, code: str) -> None:
    line = only(planned(Ward(), row))
    assert line.state == "wrong"
    assert codes(line) == [code]
    assert all(reason.says.en and reason.says.zh for reason in line.reasons)


def test_a_row_says_everything_that_is_wrong_with_it_at_once() -> None:
    line = only(planned(Ward(), "NOBODY,yesterday,HGB,x,gramme,,"))
    assert codes(line) == ["unknown_participant", "not_a_day", "not_a_number", "unknown_unit"]


def test_the_other_rows_do_not_suffer_from_a_wrong_one() -> None:
    made = planned(Ward(), "{n},2026-05-11,HGB,13.0,g/L,,", "{n},2026-05-11,ALT,20,U/L,,")
    assert [line.state for line in made.lines] == ["wrong", "enter"]
    assert "HGB_LBORRES" not in made.sheets[0].new


@pytest.mark.parametrize(
    ("written", "kept"), [("<0.5", "<0.5"), ("33↑", "33"), ("＜5", "<5"), ("≥100", "≥100"), ("20 ↓", "20")]
)
def test_bounds_are_kept_and_arrows_are_not(written: str, kept: str) -> None:
    line = only(planned(Ward(), f"{{n}},2026-05-11,ALT,{written},U/L,,"))
    assert line.answer == {"value": kept, "unit": "U/L"}


def test_a_decimal_comma_is_read_where_the_mapping_says_so() -> None:
    ward = Ward()
    line = only(planned(ward, '{n},2026-05-11,HGB,"13,5",g/dL,"12,0","16,0"', mapping=changed(decimal=",")))
    assert line.answer == {"value": "13.5", "unit": "g/dL", "low": "12.0", "high": "16.0"}
    assert codes(only(planned(ward, "{n},2026-05-11,HGB,13.5,g/dL,,", mapping=changed(decimal=",")))) == [
        "decimal_sign"
    ]


def test_a_unit_is_what_the_mapping_says() -> None:
    ward = Ward()
    assert only(planned(ward, "{n},2026-05-11,HGB,130,克每升,,", mapping=changed(units={"克每升": "g/L"}))).answer == {
        "value": "130",
        "unit": "g/L",
    }
    assert only(planned(ward, "{n},2026-05-11,HGB,130,,,", mapping=changed(units_of={"HGB": "g/L"}))).state == "enter"


def test_a_ratio_needs_no_unit() -> None:
    assert only(planned(Ward(), "{n},2026-05-11,INR,1.1,,,")).answer == {"value": "1.1", "unit": "{INR}"}


def test_what_the_mapping_leaves_out_is_not_asked_about() -> None:
    assert only(planned(Ward(), "{n},2026-05-11,ESR,9,mm/h,,")).state == "ignored"


def test_the_same_value_twice_counts_once_and_two_values_not_at_all() -> None:
    ward = Ward()
    twice = planned(ward, "{n},2026-05-11,HGB,130,g/L,,", "{n},2026-05-11,HGB,130,g/L,,")
    assert [line.state for line in twice.lines] == ["enter", "replaced"]
    two = planned(ward, "{n},2026-05-11,HGB,130,g/L,,", "{n},2026-05-11,HGB,131,g/L,,")
    assert [codes(line) for line in two.lines] == [["two_values"], ["two_values"]]


def test_what_is_entered_already_is_the_same_even_in_another_unit() -> None:
    ward = Ward()
    ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}, "ALT_LBORRES": {"value": "20", "unit": "U/L"}})
    made = planned(ward, "{n},2026-05-11,HGB,13.00,g/dL,,", "{n},2026-05-11,ALT,20.0,U/L,,")
    assert [line.state for line in made.lines] == ["same", "same"]
    assert not made.sheets


def test_what_differs_is_a_correction_and_what_is_missing_is_added() -> None:
    ward = Ward()
    ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}})
    made = planned(ward, "{n},2026-05-11,HGB,128,g/L,,", "{n},2026-05-11,ALT,20,U/L,,")
    assert [(line.state, line.before) for line in made.lines] == [
        ("correct", {"value": "130", "unit": "g/L"}),
        ("add", None),
    ]
    (sheet,) = made.sheets
    assert isinstance(sheet.command("-"), act.CorrectItems)
    assert (set(sheet.new), set(sheet.corrected)) == ({"ALT_LBORRES"}, {"HGB_LBORRES"})


def test_a_sample_of_a_taken_visit_is_not_put_elsewhere() -> None:
    ward = Ward()
    ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}})
    assert codes(only(planned(ward, "{n},2026-05-12,HGB,128,g/L,,"))) == ["visit_taken"]


def test_outside_visits_a_mapping_may_make_an_unscheduled_contact() -> None:
    mapping = changed(outside="unscheduled")
    ward = Ward()
    made = planned(
        ward,
        "{n},2026-05-11,HGB,130,g/L,,",
        "{n},2026-05-12,HGB,131,g/L,,",
        "{n},2026-05-04,HGB,129,g/L,,",
        mapping=mapping,
    )
    assert [line.instance for line in made.lines] == ["ELIG.1", "UNS.2", "UNS.1"]


def test_of_two_samples_the_one_nearer_to_the_target_takes_the_visit() -> None:
    made = planned(Ward(), "{n},2026-05-06,HGB,130,g/L,,", "{n},2026-05-10,HGB,131,g/L,,")
    assert [(line.state, line.instance) for line in made.lines] == [("wrong", ""), ("enter", "ELIG.1")]
    assert codes(made.lines[0]) == ["outside_visits"]


def test_a_locked_form_refuses_its_rows() -> None:
    ward = Ward()
    ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}})
    ward.must(MANAGER, act.Lock(participant=ward.number, level="form", target="LB/ELIG.1"))
    assert codes(only(planned(ward, "{n},2026-05-11,HGB,128,g/L,,"))) == ["locked-form"]


def test_withdrawn_data_are_not_taken_in() -> None:
    ward = Ward()
    ward.must(COORDINATOR, act.WithdrawConsent(participant=ward.number, scopes=("data",), reason="-"))
    assert "data_withdrawn" in codes(only(planned(ward, "{n},2026-05-11,HGB,128,g/L,,")))


def test_a_role_that_does_not_enter_the_form_sees_the_rows_and_why_it_may_not_take_them_in() -> None:
    made = planned(Ward(), "{n},2026-05-11,HGB,130,g/L,,", "{n},2026-05-11,ALT,20,lb,,", by=MANAGER)
    assert [line.state for line in made.lines] == ["enter", "wrong"]
    assert [reason.code for reason in made.barred] == ["not_your_form"]


def test_two_laboratories_on_one_day_are_told() -> None:
    mapping = changed(unit="unit", laboratory="low", low="", laboratories={"a": "JLU1-CENTRAL", "b": "JLU1-ONCOLOGY"})
    rows = ("{n},2026-05-11,HGB,130,g/L,a,", "{n},2026-05-11,WBC,5,10*9/L,a,", "{n},2026-05-11,ALT,20,U/L,b,")
    assert [line.state for line in planned(Ward(), *rows, mapping=mapping).lines] == ["enter", "enter", "wrong"]


def hl7(number: str, *segments: str) -> bytes:
    """A message about a participant."""
    person = f"PID|1||{number}^^^STUDY"
    return "\r".join(
        (HEAD.format(control="1", charset="UTF-8"), person, "OBR|1||A|CBC|||202605110830", *segments)
    ).encode()


HL7 = LaboratoryMapping(
    kind="hl7",
    subject="PID-3",
    authority="STUDY",
    default_laboratory="JLU1-CENTRAL",
    analytes={"718-7": "LB.HGB_LBORRES"},
)


def test_messages_go_the_same_way_and_a_corrected_result_counts() -> None:
    ward = Ward()
    raw = hl7(ward.number, "OBX|1|NM|718-7^Hb^LN||130|g/L|120-160||||F", "OBX|2|NM|718-7^Hb^LN||128|g/L|120--160||||C",
              "OBX|3|NM|718-7^Hb^LN||999|g/L|||||P")  # fmt: skip
    made = plan(ward.gateway.trial(), COORDINATOR, NOW, read_file(raw, HL7), HL7)
    assert [(line.place, line.state) for line in made.lines] == [
        ("1/OBX-1", "replaced"), ("1/OBX-2", "enter"), ("1/OBX-3", "wrong"),
    ]  # fmt: skip
    assert made.lines[1].answer == {"value": "128", "unit": "g/L", "low": "120", "high": "160"}
    assert codes(made.lines[2])[0] == "not_final"


def test_a_time_of_another_zone_is_the_local_day() -> None:
    ward = Ward()
    raw = hl7(ward.number, "OBX|1|NM|718-7^Hb^LN||130|g/L|||||F").replace(b"202605110830", b"202605102230+0000")
    made = plan(ward.gateway.trial(), COORDINATOR, NOW, read_file(raw, HL7), HL7)
    assert only(made).day == date(2026, 5, 11)


def file(seq: int) -> File:
    """The file as it is recorded."""
    return File("lab.csv", DIGEST, "csv", seq)


def test_a_file_is_taken_in_whole_with_its_record() -> None:
    ward = Ward(3)
    seq = ward.remember()
    rows = [f"{number},2026-05-11,HGB,13{place},g/L,," for place, number in enumerate(ward.numbers)]
    made = planned(ward, *rows, "NOBODY,2026-05-11,HGB,130,g/L,,")
    taken = take_in(
        ward.gateway, made, file(seq), COORDINATOR, NOW, "key-of-the-file", reason="One number is asked about"
    )
    assert taken.accepted
    record = taken.facts[-1]
    assert isinstance(record.body, LaboratoryFileImported)
    assert (record.body.digest, record.body.mapping, record.body.rows, record.body.taken) == (DIGEST, seq, 4, 3)
    assert record.body.left_out == {"5": ("unknown_participant",)}
    assert record.reason == "One number is asked about"
    saved = [fact for fact in taken.facts if isinstance(fact.body, FormSaved)]
    assert record.body.forms == tuple(fact.seq for fact in saved)
    assert all("lab.csv" in fact.reason and DIGEST[:16] in fact.reason for fact in saved)


def test_rows_are_left_out_only_with_a_reason_and_otherwise_nothing_is_kept() -> None:
    ward = Ward()
    seq, head = ward.remember(), ward.gateway.trial().head
    made = planned(ward, "{n},2026-05-11,HGB,130,g/L,,", "NOBODY,2026-05-11,HGB,130,g/L,,")
    taken = take_in(ward.gateway, made, file(seq), COORDINATOR, NOW, "key-of-the-file")
    assert [reason.code for reason in taken.reasons] == ["reason_missing"]
    assert ward.gateway.trial().head == head


def test_if_one_form_is_refused_nothing_of_the_file_is_kept() -> None:
    ward = Ward(3)
    seq = ward.remember()
    made = planned(ward, *(f"{number},2026-05-11,HGB,130,g/L,," for number in ward.numbers))
    ward.must(COORDINATOR, act.WithdrawConsent(participant=ward.numbers[2], scopes=("data",), reason="-"))
    head = ward.gateway.trial().head
    taken = take_in(ward.gateway, made, file(seq), COORDINATOR, NOW, "key-of-the-file")
    assert [reason.code for reason in taken.reasons] == ["data_withdrawn"]
    assert set(taken.refused or ()) == {"4"}
    trial = ward.gateway.trial()
    assert trial.head == head
    assert not any(trial.participants[number].forms("LB") for number in ward.numbers)


def test_corrections_are_made_or_left_as_the_person_decides() -> None:
    for correct, expected in ((True, "128"), (False, "130")):
        ward = Ward()
        seq = ward.remember()
        ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}})
        made = planned(ward, "{n},2026-05-11,HGB,128,g/L,,", "{n},2026-05-11,ALT,20,U/L,,")
        taken = take_in(
            ward.gateway, made, file(seq), COORDINATOR, NOW, "key-of-the-file", correct=correct, reason="New report"
        )
        assert taken.accepted, taken.reasons
        form = ward.gateway.trial().participants[ward.number].form("LB", "ELIG.1")
        assert form is not None
        assert form.items["HGB_LBORRES"]["value"] == expected
        assert form.items["ALT_LBORRES"] == {"value": "20", "unit": "U/L"}
        record = taken.facts[-1].body
        assert isinstance(record, LaboratoryFileImported)
        assert record.left_out == ({} if correct else {"2": ("left_as_entered",)})


def test_a_record_stands_only_with_the_forms_of_the_same_moment() -> None:
    ward = Ward()
    seq = ward.remember()
    ward.enter({"HGB_LBORRES": {"value": "130", "unit": "g/L"}})
    form = ward.gateway.trial().participants[ward.number].form("LB", "ELIG.1")
    assert form is not None
    command = act.RecordLaboratoryFile(
        name="x.csv", digest=DIGEST, kind="csv", mapping=seq, rows=1, taken=1, same=0, forms=(form.seq,)
    )
    later = ward.do(COORDINATOR, command, NOW + timedelta(minutes=5))
    assert [reason.code for reason in later.reasons] == ["not_of_this_file"]
    assert [reason.code for reason in ward.do(INVESTIGATOR, command).reasons] == ["not_of_this_file"]


ANALYTES = st.sampled_from(["HGB", "WBC", "ALT", "BILI", "INR", "ESR", "XX"])
ROWS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            [SAMPLED, SAMPLED + timedelta(days=1), SAMPLED - timedelta(days=8), SAMPLED + timedelta(days=9)]
        ),
        ANALYTES,
        st.sampled_from(["1.0", "5", "130", "<3", "x", "900000", ""]),
        st.sampled_from(["g/L", "g/dL", "U/L", "umol/L", "10^9/L", "", "mg"]),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS)
def test_what_is_taken_in_is_what_the_plan_showed(rows: list[tuple[int, date, str, str, str]]) -> None:
    ward = Ward(3)
    seq = ward.remember()
    people = [*ward.numbers, "NOBODY"]
    raw = [f"{people[who]},{day},{code},{value},{unit},," for who, day, code, value, unit in rows]
    made = planned(ward, *raw)
    assert len(made.lines) == len(rows)
    assert sum(made.counts.values()) == len(rows)
    assert all(line.reasons for line in made.lines if line.state == "wrong")
    if not made.sheets:
        return
    taken = take_in(ward.gateway, made, file(seq), COORDINATOR, NOW, "key-of-the-file", reason="As decided")
    assert taken.accepted, taken.reasons
    for line in made.lines:
        if line.state != "enter":
            continue
        form = ward.gateway.trial().participants[line.participant].form(line.path.partition(".")[0], line.instance)
        assert form is not None
        assert form.items[line.path.partition(".")[2]] == line.answer
    again = planned(ward, *raw)
    assert not again.sheets
    assert not {"enter", "add", "correct"} & {line.state for line in again.lines}
    kinds = (FormSaved, ItemsCorrected)
    assert sum(isinstance(fact.body, kinds) for fact in taken.facts) == len(made.sheets)
