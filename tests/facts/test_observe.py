from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from equipoise.facts import Fact, History
from equipoise.facts.body import Body
from equipoise.facts.casebook import FormSaved, ItemsCorrected
from equipoise.facts.form_condition import form_holds
from equipoise.facts.form_look import form_look, items_look, row_look
from equipoise.facts.observe import observations
from equipoise.facts.product import VitalSignsTaken
from equipoise.facts.randomisation import Randomised
from equipoise.protocol.criteria import Range, evaluate, parse
from equipoise.protocol.model import (
    Analyte,
    Bedside,
    Event,
    Form,
    Forms,
    Group,
    Item,
    Laboratory,
    Product,
    ReferenceRange,
    Study,
    Variable,
)
from equipoise.values.dates import PartialDate
from equipoise.values.quantity import Quantity
from equipoise.values.text import Text, same
from equipoise.values.truth import Truth

AT = date(2018, 5, 10)


def item(kind: Any, **more: Any) -> Item:
    return Item(label=same("item"), kind=kind, **more)


FORMS = Forms(
    analytes={"ALT": Analyte(name=same("ALT"), unit="U/L"), "CREA": Analyte(name=same("Cr"), unit="umol/L", factors={"mg/dL": "88.42"})},
    laboratories={
        "CENTRAL": Laboratory(
            name=same("central"),
            ranges=(
                ReferenceRange(analyte="ALT", sex="M", high=Decimal(50), unit="U/L", valid_to="2018-03-31"),
                ReferenceRange(analyte="ALT", sex="M", high=Decimal(45), unit="U/L", valid_from="2018-04-01"),
                ReferenceRange(analyte="ALT", sex="F", age_to=59, high=Decimal(35), unit="U/L"),
                ReferenceRange(analyte="ALT", sex="F", age_from=60, high=Decimal(40), unit="U/L"),
            ),
        )
    },
    forms={
        "DM": Form(name=same("DM"), domain="DM", date="DMDAT", items={
            "DMDAT": item("date"), "SEX": item("code"), "BRTHDAT": item("date")}),
        "LB": Form(name=same("LB"), domain="LB", date="LBDAT", items={
            "LBDAT": item("date"), "LBNAM": item("code"), "ALT": item("quantity", units=("U/L", "ukat/L"), analyte="ALT"),
            "CREA": item("quantity", units=("umol/L", "mg/dL"), analyte="CREA"), "KPS": item("integer", units=("%",))}),
        "CM": Form(name=same("CM"), domain="CM", date="CMDAT", log=True, items={"CMDAT": item("date"), "CMYN": item("yes_no")},
            groups={"DRUG": Group(name=same("drugs"), items={
                "CMTRT": item("text"), "CMCLAS": item("code"), "CMENDAT": item("date")})}),
        "VS": Form(name=same("VS"), domain="VS", items={"VSYN": item("yes_no"), "TEMP": item("decimal"),
            "VSTIM": item("moment")}),
    },
)  # fmt: skip
VARIABLES = {
    "sex": Variable(name=same("sex"), item="DM.SEX"),
    "birth_date": Variable(name=same("birth date"), item="DM.BRTHDAT"),
    "age": Variable(name=same("age"), item="DM.BRTHDAT", kind="age"),
    "age_randomised": Variable(name=same("age"), item="DM.BRTHDAT", kind="age", event="randomisation"),
    "alt": Variable(name=Text("ALT", "谷丙转氨酶"), item="LB.ALT"),
    "creatinine": Variable(name=same("Cr"), item="LB.CREA"),
    "kps": Variable(name=same("KPS"), item="LB.KPS"),
    "kps_worst": Variable(name=same("KPS"), item="LB.KPS", pick="lowest"),
    "alt_worst": Variable(name=same("ALT"), item="LB.ALT", pick="highest"),
    "kps_first": Variable(name=same("KPS"), item="LB.KPS", pick="earliest"),
    "steroid.last": Variable(name=same("steroid"), item="CM.DRUG.CMENDAT", where="CMCLAS = STEROID and CMYN = Y", pick="highest",
        date="CM.DRUG.CMENDAT", absent="CMYN = N"),
}  # fmt: skip
STUDY = Study.model_construct(
    time_zone="Asia/Shanghai",
    forms=FORMS,
    variables=VARIABLES,
    events={
        "randomisation": Event(name=same("randomisation"), fact="randomised"),
        "visit": Event(name=same("laboratory"), form="LB", which="last"),
    },
)


class Diary:
    """Writes facts for a test, numbering them."""

    def __init__(self) -> None:
        self.history = History("P001")

    def add(self, body: Body, happened: str = "2018-05-10T02:00:00Z") -> int:
        seq = len(self.history.facts) + 1
        self.history.add(Fact(seq, "P001", "P001", happened, happened, "", "1", "a person", "coordinator", "", 0, body))
        return seq

    def form(
        self, form: str, instance: str = "1", groups: Any = None, happened: str = "2018-05-10T02:00:00Z", **items: Any
    ) -> int:
        return self.add(FormSaved(form=form, instance=instance, items=items, groups=groups or {}), happened)


@pytest.fixture
def diary() -> Diary:
    return Diary()


def test_the_newest_value_at_or_before_the_day_counts(diary: Diary) -> None:
    diary.form("LB", "a", LBDAT="2018-05-01", KPS=70)
    seq = diary.form("LB", "b", LBDAT="2018-05-08", KPS=90)
    diary.form("LB", "c", LBDAT="2018-05-11", KPS=80)
    found = observations(STUDY, diary.history, AT)("kps")
    assert found is not None
    assert (found.value, found.unit, found.day, found.seq) == (Decimal(90), "%", date(2018, 5, 8), seq)
    assert (found.name, found.source) == (same("KPS"), "LB/b/KPS")


def test_a_variable_may_ask_for_the_worst_or_the_first_value(diary: Diary) -> None:
    diary.form("LB", "a", LBDAT="2018-05-01", KPS=70, ALT={"value": "2", "unit": "ukat/L"})
    diary.form("LB", "b", LBDAT="2018-05-08", KPS=90, ALT={"value": "100", "unit": "U/L"})
    look = observations(STUDY, diary.history, AT)
    assert [getattr(look(name), "value", None) for name in ("kps_worst", "kps_first", "alt_worst")] == [
        Decimal(70), Decimal(70), Decimal(2),
    ]  # fmt: skip


def test_what_was_not_done_is_passed_over_and_a_correction_counts(diary: Diary) -> None:
    diary.form("LB", "a", LBDAT="2018-05-01", KPS=70)
    diary.form("LB", "b", LBDAT="2018-05-08", KPS={"missing": "ND", "reason": "forgotten"})
    seq = diary.add(ItemsCorrected(form="LB", instance="a", old={"KPS": 70}, new={"KPS": 80}))
    found = observations(STUDY, diary.history, AT)("kps")
    assert found is not None
    assert (found.value, found.seq) == (Decimal(80), seq)


def test_nothing_known_is_none(diary: Diary) -> None:
    look = observations(STUDY, diary.history, AT)
    assert [look(name) for name in ("kps", "age", "randomisation", "no such name")] == [None] * 4


@pytest.mark.parametrize(
    ("sex", "born", "day", "high"),
    [
        ("M", "1960-01-01", "2018-03-31", "50"),
        ("M", "1960-01-01", "2018-04-01", "45"),
        ("F", "1960-01-01", "2018-04-01", "35"),
        ("F", "1958-04-01", "2018-04-01", "40"),  # sixty on that day
        ("F", "1958", "2018-04-01", None),  # fifty-nine or sixty
        ("F", "1950", "2018-04-01", "40"),
        (None, "1950-01-01", "2018-04-01", None),
        ("F", None, "2018-04-01", None),
    ],
)
def test_the_range_of_the_laboratory_depends_on_sex_age_and_date(
    diary: Diary, sex: str | None, born: str | None, day: str, high: str | None
) -> None:
    diary.form("DM", DMDAT="2018-01-01", SEX=sex, BRTHDAT=born)
    diary.form("LB", LBDAT=day, LBNAM="CENTRAL", ALT={"value": "30", "unit": "U/L"})
    found = observations(STUDY, diary.history, AT)("alt")
    assert found is not None
    assert found.high == (None if high is None else Quantity(Decimal(high), "U/L"))


def test_the_limits_that_the_report_prints_win(diary: Diary) -> None:
    diary.form("DM", DMDAT="2018-01-01", SEX="M")
    diary.form("LB", LBDAT="2018-05-08", LBNAM="CENTRAL", ALT={"value": "2", "unit": "ukat/L", "high": "0.8"})
    found = observations(STUDY, diary.history, AT)("alt")
    assert found is not None
    assert (found.low, found.high) == (None, Quantity(Decimal("0.8"), "ukat/L"))


def test_a_laboratory_unknown_to_the_study_file_has_no_limits(diary: Diary) -> None:
    diary.form("LB", LBDAT="2018-05-08", LBNAM="ELSEWHERE", ALT={"value": "30", "unit": "U/L"})
    finding = evaluate(parse("alt <= 3 x ULN"), observations(STUDY, diary.history, AT), AT)
    assert [reason.code for reason in finding.reasons] == ["criteria.no_limit"]
    assert finding.reasons[0].says.zh == "谷丙转氨酶 30 U/L（2018年5月8日，2 天前）：所在实验室的正常上限未记录。"


def test_mass_converts_by_the_factor_of_the_study_file(diary: Diary) -> None:
    diary.form("LB", LBDAT="2018-05-08", CREA={"value": "1", "unit": "mg/dl"})
    look = observations(STUDY, diary.history, AT)
    assert evaluate(parse("creatinine <= 88.42 umol/L"), look, AT).truth is Truth.TRUE
    assert evaluate(parse("creatinine < 88.42 umol/L"), look, AT).truth is Truth.FALSE


@pytest.mark.parametrize(
    ("born", "age"),
    [("2000-05-10", Decimal(18)), ("2000-05-11", Decimal(17)), ("2000-02-29", Decimal(18)),
     ("2000", Range(Fraction(17), Fraction(18))), ("1961-01", Decimal(57)), ("never told", None)],
)  # fmt: skip
def test_age_is_counted_in_completed_years(diary: Diary, born: str, age: Decimal | Range | None) -> None:
    diary.form("DM", DMDAT="2018-05-01", BRTHDAT=born)
    found = observations(STUDY, diary.history, AT)("age")
    assert (None if found is None else found.value) == age


def test_age_at_an_event_waits_for_the_event_or_its_supposition(diary: Diary) -> None:
    diary.form("DM", DMDAT="2018-05-01", BRTHDAT="2000-05-10")
    assert observations(STUDY, diary.history, AT)("age_randomised") is None
    supposed = observations(STUDY, diary.history, AT, supposing=["randomisation"])("age_randomised")
    assert supposed is not None
    assert supposed.value == Decimal(18)


def randomised() -> Randomised:
    return Randomised(list="main", sequence=1, arm="A", levels={}, inputs={}, scores={}, draw={}, rests_on=())


def test_an_event_is_the_day_on_which_it_happened_and_is_not_seen_before(diary: Diary) -> None:
    seq = diary.add(randomised(), "2018-05-09T16:30:00Z")  # the tenth in Changchun
    found = observations(STUDY, diary.history, AT, supposing=["randomisation"])("randomisation")
    assert found is not None
    assert (found.value, found.seq) == (PartialDate(2018, 5, 10), seq)
    assert observations(STUDY, diary.history, date(2018, 5, 9))("randomisation") is None


def test_rows_of_a_group_are_kept_by_their_condition(diary: Diary) -> None:
    rows = (
        {"CMTRT": "prednisone", "CMCLAS": "STEROID", "CMENDAT": "2018-05-02"},
        {"CMTRT": "dexamethasone", "CMCLAS": "STEROID", "CMENDAT": "2018-05-04"},
        {"CMTRT": "aspirin", "CMCLAS": "OTHER", "CMENDAT": "2018-05-09"},
        {"CMTRT": "prednisone", "CMCLAS": "STEROID", "CMENDAT": "2018-05-20"},
        {"CMTRT": "aspirin", "CMCLAS": "OTHER"},
    )
    diary.form("CM", groups={"DRUG": rows}, CMDAT="2018-05-09", CMYN="Y")
    found = observations(STUDY, diary.history, AT)("steroid.last")
    assert found is not None
    assert (found.value, found.day) == (PartialDate(2018, 5, 4), date(2018, 5, 4))


def test_a_drug_without_an_end_leaves_the_last_dose_unknown(diary: Diary) -> None:
    rows = ({"CMCLAS": "STEROID", "CMENDAT": "2018-01-02"}, {"CMCLAS": "STEROID"})
    diary.form("CM", groups={"DRUG": rows}, CMDAT="2018-05-09", CMYN="Y")
    assert observations(STUDY, diary.history, AT)("steroid.last") is None


def test_a_form_that_says_there_is_none_is_an_answer(diary: Diary) -> None:
    seq = diary.form("CM", CMDAT="2018-05-09", CMYN="N")
    look = observations(STUDY, diary.history, AT, supposing=["randomisation"])
    found = look("steroid.last")
    assert found is not None
    assert (found.value, found.day, found.seq) == ("none", date(2018, 5, 9), seq)
    assert evaluate(parse("steroid.last before randomisation - 1 week"), look, AT).truth is Truth.TRUE
    assert observations(STUDY, diary.history, date(2018, 5, 8))("steroid.last") is None


def test_a_form_without_its_date_is_dated_by_the_day_it_happened(diary: Diary) -> None:
    diary.form("LB", happened="2018-05-08T20:00:00Z", KPS=90)  # the ninth in Changchun
    found = observations(STUDY, diary.history, AT)("kps")
    assert found is not None
    assert found.day == date(2018, 5, 9)


def test_a_condition_over_a_form_does_not_hold_where_it_is_unknown(diary: Diary) -> None:
    diary.form("VS", VSYN=True, TEMP="38.0")
    form = diary.history.forms("VS")[0]
    assert form_holds(STUDY, form, "VSYN = Y and TEMP >= 38")
    assert not form_holds(STUDY, form, "VSTIM before today")
    assert not form_holds(STUDY, form, "not VSTIM before today")


def test_answers_are_seen_by_the_kind_of_their_item(diary: Diary) -> None:
    diary.form("VS", VSYN="Y", TEMP="<36.5", VSTIM="2018-05-10T01:00:00Z")
    look = form_look(STUDY, diary.history.forms("VS")[0])
    temperature, moment = look("TEMP"), look("VSTIM")
    assert temperature is not None
    assert temperature.value == Range(most=Fraction(73, 2), most_out=True)
    assert moment is not None
    assert str(moment.value) == "2018-05-10 09:00:00+08:00"
    assert look("NOITEM") is None


def test_a_row_sees_its_own_items_and_those_of_its_form(diary: Diary) -> None:
    row = {"CMCLAS": "STEROID"}
    diary.form("CM", groups={"DRUG": (row,)}, CMYN="Y")
    look = row_look(STUDY, diary.history.forms("CM")[0], "DRUG", row)
    assert evaluate(parse("CMCLAS = STEROID and CMYN = Y and CMENDAT is missing"), look, AT).truth is Truth.TRUE


def test_answers_that_are_not_saved_yet_can_be_looked_at() -> None:
    look = items_look(STUDY, "VS", {"TEMP": "36.6"})
    assert evaluate(parse("TEMP <= 42"), look, AT).truth is Truth.TRUE


def test_an_amount_without_its_unit_is_not_guessed(diary: Diary) -> None:
    diary.form("LB", LBDAT="2018-05-08", ALT="30")
    finding = evaluate(parse("alt <= 100 U/L"), observations(STUDY, diary.history, AT), AT)
    assert [reason.code for reason in finding.reasons] == ["criteria.no_unit"]


PRODUCT = Product.model_construct(bedside=Bedside(readings={"temperature": "TEMP"}))
AT_THE_BED = STUDY.model_copy(
    update={
        "product": PRODUCT,
        "variables": {**VARIABLES, "temperature": Variable(name=Text("temperature", "体温"), item="LB.TEMP")},
        "forms": FORMS.model_copy(update={"forms": {**FORMS.forms, "LB": FORMS.forms["LB"].model_copy(
            update={"items": {**FORMS.forms["LB"].items, "LBDAT": item("moment"), "TEMP": item("decimal")}})}}),
    }
)  # fmt: skip


def measured(diary: Diary, temperature: str, happened: str) -> int:
    return diary.add(VitalSignsTaken(bag="B1", point="M15", signs={"TEMP": temperature}), happened)


def test_what_is_measured_at_the_bedside_counts_as_the_newest_value(diary: Diary) -> None:
    diary.form("LB", "a", LBDAT="2018-05-10T00:30:00Z", TEMP="36.8")
    seq = measured(diary, "38.6", "2018-05-10T02:00:00Z")
    found = observations(AT_THE_BED, diary.history, AT)("temperature")
    assert found is not None
    assert (found.value, found.day, found.seq, found.source) == (Decimal("38.6"), AT, seq, "bedside/B1/M15")


def test_a_form_taken_after_the_bedside_reading_counts_even_where_it_was_entered_before(diary: Diary) -> None:
    seq = diary.form("LB", "a", LBDAT="2018-05-10T03:00:00Z", TEMP="36.8")
    measured(diary, "38.6", "2018-05-10T02:00:00Z")
    found = observations(AT_THE_BED, diary.history, AT)("temperature")
    assert found is not None and (found.value, found.seq) == (Decimal("36.8"), seq)


def test_a_later_bedside_reading_is_not_seen_on_an_earlier_day_and_a_further_one_is_seen_at_once(diary: Diary) -> None:
    measured(diary, "38.6", "2018-05-11T02:00:00Z")
    assert observations(AT_THE_BED, diary.history, AT)("temperature") is None
    measured(diary, "37.1", "2018-05-10T02:00:00Z")
    found = observations(AT_THE_BED, diary.history, AT)("temperature")
    assert found is not None and found.value == Decimal("37.1")
