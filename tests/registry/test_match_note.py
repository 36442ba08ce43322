"""A doctor's note in words: what surely stands in it counts; the rest is put aside with its reason, and nothing is guessed."""

from __future__ import annotations

from datetime import date

import pytest

from equipoise.registry.concepts import built_in
from equipoise.registry.match import NotAPatient, Patient, patient_from, read_patient, seeking, understood
from equipoise.registry.match.note.dates import dates
from equipoise.values.dates import PartialDate

DAY = date(2026, 11, 23)


def note(words: str) -> Patient:
    return read_patient(words, built_in(), DAY)


def told(words: str) -> dict[str, str]:
    """Each disease of a note by its words, and how it is meant."""
    person = note(f"Person, 50 years. {words}")
    found = {
        one.words: "never" if one.never else "not there" if one.absent else "over" if one.active is False else "there"
        for one in person.conditions
    }
    return found | {line.en.split("”")[0].removeprefix("“"): "aside" for line in person.aside}


def values(words: str) -> list[str]:
    return [f"{one.measure} {one.value} {one.unit}".strip() for one in note(words).measured]


def treatments(words: str) -> list[str]:
    found = []
    for one in note(words).treatments:
        when = "never" if one.never else "now" if one.ongoing else f"{one.start or ''}-{one.end or ''}".strip("-")
        found.append(f"{one.words} {when}".strip())
    return found


def test_a_line_of_a_tumour_board_is_read() -> None:
    found = note(
        "62M, ES-SCLC, ECOG 1, s/p 4x EP + PCI, brain mets treated, ANC 2.1, Hb 98 g/L, Cr 88 umol/L, HIV negative"
    )
    assert (found.sex, found.age) == ("M", 62)
    assert [(one.words, one.active, one.sought) for one in found.conditions if not one.absent] == [
        ("ES-SCLC", None, True),
        ("brain mets", False, False),
    ]
    assert [one.state for one in found.conditions if one.absent] == ["hiv"]
    assert sorted(f"{one.measure} {one.value} {one.unit}".strip() for one in found.measured) == [
        "creatinine 88 umol/L", "ecog 1", "hemoglobin 98 g/L", "neutrophils 2.1 10*9/L",
    ]  # fmt: skip
    assert {one.day for one in found.measured} == {DAY}
    assert [line.en for line in found.assumed] == [
        "“ANC 2.1” in 10⁹/L, for want of a unit",
        "values without a day are of 2026-11-23",
    ]
    assert [sorted(one.kinds) for one in found.treatments] == [
        ["anticancer", "chemotherapy", "platinum"],
        ["anticancer", "radiotherapy"],
    ]


def test_a_chinese_note_is_read() -> None:
    found = note(
        "患者，男，62 岁。2026年4月至2026年8月行EP方案化疗6周期，疗效评价PR。诊断：小细胞肺癌（病理确诊）。\n"
        "高血压病史10年，否认糖尿病、冠心病病史。父亲患肺癌。ECOG评分1分。乙肝表面抗原(-)，丙肝抗体阴性，HIV抗体阴性。\n"
        "血常规(2026-11-18)：白细胞 5.6×10^9/L，血红蛋白 112g/L↓（130-175），肌酐 76μmol/L。考虑肺栓塞待排。"
    )
    assert (found.sex, found.age, found.response) == ("M", 62, "PR")
    assert {one.words for one in found.conditions if one.sought} == {"小细胞肺癌"}
    assert {one.words for one in found.conditions if one.absent} == {"糖尿病", "冠心病", "乙肝表面抗原", "丙肝抗体", "HIV抗体"}  # fmt: skip
    assert {one.words for one in found.conditions if not one.absent and not one.sought} == {"高血压"}
    assert {(str(one.start), str(one.end)) for one in found.treatments} == {("2026-04", "2026-08")}
    hemoglobin = next(one for one in found.measured if one.measure == "hemoglobin")
    assert (str(hemoglobin.low), str(hemoglobin.high), hemoglobin.day) == ("130 g/L", "175 g/L", date(2026, 11, 18))
    assert "“肺癌”: somebody else's (“父亲”)" in [one.en for one in found.aside]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("She has COPD.", {"COPD": "there"}),
        ("No COPD.", {"COPD": "not there"}),
        ("No evidence of brain metastases on MRI.", {"brain metastases": "not there"}),
        ("Denies asthma, hypertension or gout.", {"asthma": "not there", "hypertension": "not there", "gout": "not there"}),
        ("No asthma, hypertension or gout.", {"asthma": "not there", "hypertension": "not there", "gout": "not there"}),
        ("No asthma, hypertension, prior stroke.", {"asthma": "not there", "hypertension": "aside", "stroke": "over"}),
        ("No asthma but has gout.", {"asthma": "not there", "gout": "there"}),
        ("No history of stroke or asthma.", {"stroke": "never", "asthma": "never"}),
        ("Asthma was ruled out.", {"Asthma": "not there"}),
        ("Rule out pneumonia.", {"pneumonia": "aside"}),
        ("Possible asthma.", {"asthma": "aside"}),
        ("Asthma cannot be excluded.", {"Asthma": "aside"}),
        ("Asthma?", {"Asthma": "aside"}),
        ("Mother has asthma and breast cancer.", {"asthma": "aside", "breast cancer": "aside"}),
        ("Family history of melanoma.", {"melanoma": "aside"}),
        ("Sister with lupus; patient has asthma.", {"lupus": "aside", "asthma": "there"}),
        ("History of hypertension.", {"hypertension": "there"}),
        ("History of stroke and asthma.", {"stroke": "over", "asthma": "over"}),
        ("PMH: asthma, DVT 2015", {"asthma": "over", "DVT": "over"}),
        ("Pneumonia, resolved.", {"Pneumonia": "over"}),
        ("HIV, HBsAg and anti-HCV negative.", {"HIV": "not there", "HBsAg": "not there", "anti-HCV": "not there"}),
        ("COPD, HIV negative.", {"COPD": "there", "HIV": "not there"}),
        ("HIV test pending.", {"HIV": "aside"}),
        ("HIV: positive", {"HIV": "there"}),
        ("HBsAb positive, hepatitis B vaccinated.", {}),
        ("Lung cancer screening offered.", {}),
        ("Referred by the Cancer Center.", {}),
        ("Differential: asthma, COPD", {"asthma": "aside", "COPD": "aside"}),
        ("Auto-SCT not done.", {"Auto-SCT": "aside"}),
        ("Non-pregnant woman.", {"pregnant": "not there"}),
        ("No pneumonia now. Pneumonia is visible on CT.", {"pneumonia": "aside", "Pneumonia": "aside"}),
        ("无高血压、糖尿病。", {"高血压": "not there", "糖尿病": "not there"}),
        ("无明显诱因出现哮喘。", {"哮喘": "there"}),
        ("哮喘待排。", {"哮喘": "aside"}),
        ("不除外肺炎。", {"肺炎": "aside"}),
        ("母亲患乳腺癌。", {"乳腺癌": "aside"}),
        ("既往：哮喘、痛风。", {"哮喘": "over", "痛风": "over"}),
    ],
)  # fmt: skip
def test_how_a_disease_is_meant(words: str, meant: dict[str, str]) -> None:
    assert told(words) == meant


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("Hb 98 g/L", ["hemoglobin 98 g/L"]),
        ("Hb 9.8 g/dL", ["hemoglobin 9.8 g/dL"]),
        ("Hb 118", ["hemoglobin 118 g/L"]),
        ("50 y, Hb 9.8", []),
        ("Cr 1.1 mg/dL, Hb 9.8", ["creatinine 1.1 mg/dL", "hemoglobin 9.8 g/dL"]),
        ("ANC 2100", ["neutrophils 2100 /uL"]),
        ("plt 145K", ["platelets 145 10*3/uL"]),
        ("50 y, neutrophils 58 %", []),
        ("ECOG PS 0-1", ["ecog 0–1"]),
        ("KPS 90 %, BP 132/84", ["diastolic 84 mm[Hg]", "kps 90", "systolic 132 mm[Hg]"]),
        ("Cr 130 → 95 umol/L", ["creatinine 95 umol/L"]),
        ("50 y, ALT 1.5x ULN", []),
        ("50 y, HbA1c target <7 %", []),
        ("50 y, EGFR 19 deletion", []),
        ("eGFR 55 mL/min/1.73m2", ["egfr 55 mL/min/{1.73_m2}"]),
        ("50 y, Hb 980 g/L", []),
        ("Hb 98 g/L, Hb 112 g/L, ECOG 1", ["ecog 1"]),
        ("ALT\t45\tH\t0-40\tU/L", ["alt 45 U/L"]),
        ("丙氨酸氨基转移酶 | 45 | ↑ | 9-50 | U/L", ["alt 45 U/L"]),
        ("LVEF >55%", ["lvef >55 %"]),
    ],
)  # fmt: skip
def test_how_a_value_is_read(words: str, read: list[str]) -> None:
    assert sorted(values(words)) == read


def test_limits_and_flags_of_a_table_belong_to_their_row() -> None:
    found = note("Date: 2026-11-18\nHemoglobin\t9.8\tL\t12.0-16.0\tg/dL\nALT\t45\tH\t0-40\tU/L\nLDH 410 U/L (ULN 250)")
    assert [(one.measure, str(one.low), str(one.high), str(one.day)) for one in found.measured] == [
        ("alt", "0 U/L", "40 U/L", "2026-11-18"),
        ("hemoglobin", "12.0 g/dL", "16.0 g/dL", "2026-11-18"),
        ("ldh", "None", "250 U/L", "2026-11-18"),
    ]


def test_a_table_with_days_over_its_columns_keeps_each_value_with_its_day() -> None:
    found = note("Test | 2026-09-01 | 2026-11-10\nHb (g/L) | 85 | 102\nCr (umol/L) | 140 | 88")
    assert [(one.measure, str(one.value), str(one.day)) for one in found.measured] == [
        ("creatinine", "140", "2026-09-01"), ("creatinine", "88", "2026-11-10"),
        ("hemoglobin", "85", "2026-09-01"), ("hemoglobin", "102", "2026-11-10"),
    ]  # fmt: skip


def test_a_day_before_values_is_that_of_all_in_its_line() -> None:
    found = note(
        "女，60岁。2026-11-18 血常规：Hb 102 g/L；肌酐 76 μmol/L。\nALT 35 U/L。2026年3月1日开始化疗；体重 60 kg"
    )
    assert {one.measure: one.day for one in found.measured} == {
        "hemoglobin": date(2026, 11, 18), "creatinine": date(2026, 11, 18), "alt": DAY, "weight": DAY,
    }  # fmt: skip


def test_the_day_of_something_else_is_not_that_of_a_value() -> None:
    (found,) = note("Diagnosed in March 2024 with asthma, started salbutamol, Hb 112 g/L").measured
    assert found.day == DAY


@pytest.mark.parametrize(
    ("words", "had"),
    [
        ("Asthma, on prednisone 5 mg daily", ["prednisone now"]),
        ("SCLC, completed carboplatin 2026-08", ["carboplatin 2026-08"]),
        ("SCLC, carboplatin from 2026-04 to 2026-08", ["carboplatin 2026-04-2026-08"]),
        ("SCLC, carboplatin in 2026-08", ["carboplatin"]),
        ("SCLC, osimertinib since 2025-01", ["osimertinib now"]),
        ("SCLC, never received immunotherapy", ["immunotherapy never"]),
        ("SCLC, chemo-naive", ["chemo never"]),
        ("SCLC, plan: start topotecan", []),
        ("SCLC, declined radiotherapy", []),
        ("SCLC, radiotherapy was declined", []),
        ("SCLC. Allergies: penicillin, cisplatin", []),
        ("小细胞肺癌，末次化疗2026-08-20", ["化疗 2026-08-20"]),
        ("小细胞肺癌，拟行化疗", []),
    ],
)
def test_how_a_treatment_is_meant(words: str, had: list[str]) -> None:
    assert treatments(words) == had


def test_who_is_off_something_does_not_get_it_now_but_had_it() -> None:
    found = note("SCLC, off steroids. Not taking apixaban.")
    assert [(one.name, one.yes) for one in found.answers] == [("now.systemic_steroids", False)]
    assert found.treatments == ()


@pytest.mark.parametrize(
    ("words", "sex", "age"),
    [
        ("62M with gout", "M", 62),
        ("F 71, gout", "F", 71),
        ("A 45-year-old man with gout", "M", 45),
        ("50 yo woman, gout", "F", 50),
        ("女，45岁，痛风", "F", 45),
        ("Her 40-year-old sister has asthma. Patient is a 33-year-old woman with gout.", "F", 33),
        ("Diagnosed at age 40 with gout. Age: 62. Sex: male", "M", 62),
        ("29-year-old G2P1 with gout", "F", 29),
    ],
)
def test_age_and_sex_are_those_of_the_person_now(words: str, sex: str, age: int) -> None:
    assert (note(words).sex, note(words).age) == (sex, age)


def test_an_age_in_months_is_kept_in_months() -> None:
    found = note("8-month-old boy with atopic dermatitis")
    assert found.aged is not None and [float(one) for one in found.aged] == [243.5, 273.9375]
    assert {heading.en: says.en for heading, says in understood(found, built_in())}["Person"] == "male; 8 months"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-11-02", PartialDate(2026, 11, 2)),
        ("2 Nov 2026", PartialDate(2026, 11, 2)),
        ("November 2, 2026", PartialDate(2026, 11, 2)),
        ("2026 年 11 月 2 日", PartialDate(2026, 11, 2)),
        ("25/11/2025", PartialDate(2025, 11, 25)),
        ("3/4/2026", PartialDate(2026)),
        ("03/2026", PartialDate(2026, 3)),
        ("three weeks ago", PartialDate(2026, 11, 2)),
        ("2 months ago", PartialDate(2026, 9)),
        ("3周前", PartialDate(2026, 11, 2)),
        ("yesterday", PartialDate(2026, 11, 22)),
    ],
)
def test_days_are_read_as_people_write_them(words: str, day: PartialDate) -> None:
    (found,) = dates(words, DAY)
    assert found.day == day


def test_studies_are_looked_for_of_the_tumour_or_of_what_is_asked_for() -> None:
    person = note("70 year old man with hypertension, type 2 diabetes and small cell lung cancer. History of gout.")
    assert [one.words for one in person.conditions if one.sought] == ["small cell lung cancer"]
    other = seeking(person, ["gout", "psoriasis"], built_in())
    assert [one.words for one in other.conditions if one.sought] == ["gout", "psoriasis"]


def test_a_note_may_begin_with_a_bracket() -> None:
    assert note("[2026-11-02] 62M with gout").age == 62


def test_what_nothing_was_read_of_is_listed() -> None:
    assert note("62M, gout. Walks with a stick.").ignored == ("Walks with a stick.",)
    assert note("62M, SCLC with PR, liver + bone mets, no LMD").ignored == ("liver + bone mets", "no LMD")
    assert note("患者男，62岁，小细胞肺癌，PCI已完成，从不吸烟。").ignored == ("PCI已完成",)


@pytest.mark.parametrize(
    ("words", "absent"),
    [
        ("颅脑MRI未见明显转移征象", [True]),
        ("MRI brain neg for mets", [True]),
        ("Brain MRI: negative for metastases", [True]),
        ("颅脑MRI示脑转移", [False]),
        ("颅脑MRI无转移", []),
        ("MRI brain done", []),
    ],
)
def test_a_scan_of_the_head_without_metastases_says_so(words: str, absent: list[bool]) -> None:
    found = note(f"62M, SCLC. {words}").conditions
    assert [one.absent for one in found if one.state == "brain_metastases"] == absent


@pytest.mark.parametrize(
    ("words", "disease"),
    [
        ("病理：小细胞肺癌，广泛期", "广泛期小细胞肺癌"),
        ("small cell lung cancer, limited stage", "limited-stage small cell lung cancer"),
        ("SCLC (extensive-stage)", "extensive-stage small cell lung cancer"),
        ("非小细胞肺癌，局限期", "非小细胞肺癌"),
    ],
)
def test_a_stage_behind_small_cell_lung_cancer_is_part_of_it(words: str, disease: str) -> None:
    assert [one.words for one in note(f"62M, {words}").conditions] == [disease]


@pytest.mark.parametrize("words", ["", "   ", "Good morning.", "null", "x" * 300_000, "1" * 50_000, "(" * 20_000])
def test_what_names_nothing_of_a_person_is_refused_in_words(words: str) -> None:
    with pytest.raises(NotAPatient):
        note(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("No severe asthma.", {"asthma": "aside"}),
        ("No eczema herpeticum.", {"eczema": "aside"}),
        ("No active tuberculosis.", {"tuberculosis": "aside"}),
        ("No history of asthma, gout or suicide attempts.", {"asthma": "never", "gout": "never"}),
        ("Hep B: sAg neg, core Ab pos.", {"Hep B": "aside"}),
        ("HCV positive 2015, cured 2018.", {"HCV": "over"}),
        ("Received COVID vaccine.", {"COVID": "aside"}),
        ("2019: pneumonia.", {"pneumonia": "over"}),
        ("2019: hypertension.", {"hypertension": "there"}),
        ("PMH: asthma. We see her today for the first time about gout.", {"asthma": "over", "gout": "there"}),
    ],
)
def test_a_denied_kind_a_test_and_a_time_long_past_are_no_more_than_they_are(words: str, meant: dict[str, str]) -> None:
    assert told(words) == meant


def test_a_positive_test_for_hepatitis_c_tells_antibodies() -> None:
    (found,) = note("50 years old, HCV positive").conditions
    assert found.state == "hcv_antibody"


def test_the_day_of_a_treatment_is_not_that_of_another_one_of_the_list() -> None:
    assert treatments("Prostate cancer, ADT, docetaxel (finished 04/2021)") == ["ADT", "docetaxel 2021-04"]
    assert treatments("SCLC, carboplatin/etoposide (finished 04/2021)") == ["carboplatin 2021-04", "etoposide 2021-04"]
    assert treatments("Asthma, MMR on 2026-10-20") == ["MMR 2026-10-20"]


@pytest.mark.parametrize(
    ("words", "since"),
    [
        ("Asthma diagnosed in 2019", "2019"),
        ("Asthma (dx 2019), gout", "2019"),
        ("Diagnosed 2019 with asthma", "2019"),
        ("Asthma since 2019", "2019"),
        ("Asthma (sober since 2019)", "None"),
        ("SCLC 2019, now asthma", "None"),
    ],
)
def test_the_day_of_a_disease_is_the_one_right_beside_it(words: str, since: str) -> None:
    found = next(one for one in note(words).conditions if one.words.lower() == "asthma")
    assert str(found.onset) == since


def test_a_boy_is_not_as_old_as_his_mother() -> None:
    found = note("The patient is a 6-year-old boy brought by his mother, a 35-year-old with asthma. He has gout.")
    assert (found.sex, found.age) == ("M", 6)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Recently dx'd asthma.", {"asthma": "there"}),
        ("Glaucoma suspect.", {"Glaucoma": "aside"}),
        ("Cataract surgery 2019.", {"Cataract": "over"}),
        ("Asthma without sinusitis, gout.", {"Asthma": "there", "sinusitis": "not there", "gout": "there"}),
        ("No other malignancy.", {"malignancy": "aside"}),
        ("Gout. No other malignancy. SCLC.", {"Gout": "there", "malignancy": "not there", "SCLC": "there"}),
        ("青霉素过敏，陈旧性脑梗死。", {"脑梗死": "over"}),
        ("Allergic to nuts.", {}),
        ("主诉：哮喘。\n既往史：高血压20年；2018年脑梗死。", {"哮喘": "there", "高血压": "there", "脑梗死": "over"}),
    ],
)
def test_what_a_word_more_makes_of_a_disease(words: str, meant: dict[str, str]) -> None:
    assert told(words) == meant


def test_a_number_of_months_is_no_age_of_a_man_and_a_day_of_falling_ill_none_of_the_note() -> None:
    assert (note("Child 4 y 3 m, male, asthma").age, note("Child 4 y 3 m, male, asthma").sex) == (4, "M")
    for words in ("1周前受凉后加重，哮喘。血红蛋白 112 g/L", "哮喘，1周前受凉，无咯血。\n血红蛋白 112 g/L"):
        (found,) = note(words).measured
        assert found.day == DAY
    assert values("FEV1 88% pred, 10yo F") == ["fev1 88 %"] and treatments("10yo F, FEV1 88% pred") == []


def test_one_value_that_only_america_writes_so_tells_how_the_others_are_written() -> None:
    assert sorted(values("50-year-old. Hgb 12.9, Cr 0.9")) == ["creatinine 0.9 mg/dL", "hemoglobin 12.9 g/dL"]


def test_the_other_dates_of_a_note_show_which_number_is_the_month() -> None:
    assert treatments("GBM, surgery 9/14/2026, completed radiotherapy 11/6/2026") == ["radiotherapy 2026-11-06"]
    assert treatments("GBM, surgery 14/9/2026, completed radiotherapy 11/6/2026") == ["radiotherapy 2026-06-11"]
    assert treatments("GBM, completed radiotherapy 11/6/2026") == ["radiotherapy 2026"]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Asthma: no. COPD: yes.", {"Asthma": "not there", "COPD": "there"}),
        ("Ruled out for pulmonary embolism.", {"pulmonary embolism": "not there"}),
        ("Screening colonoscopy for colorectal cancer.", {"colorectal cancer": "aside"}),
        ("Asthma vs COPD.", {"Asthma": "aside", "COPD": "aside"}),
        ("Breast cancer in her mother.", {"Breast cancer": "aside"}),
        ("有高血压家族史。", {"高血压": "aside"}),
        ("10-year history of asthma.", {"asthma": "there"}),
        ("有哮喘史10年。", {"哮喘": "there"}),
        ("Neither asthma nor COPD was found.", {"asthma": "not there", "COPD": "not there"}),
        ("Type 1 diabetes, not type 2 diabetes.", {"Type 1 diabetes": "there", "type 2 diabetes": "not there"}),
        ("Hepatitis B carrier.", {"Hepatitis B": "there"}),
        ("HIV status unknown.", {"HIV": "aside"}),
    ],
)
def test_how_far_a_word_reaches(words: str, meant: dict[str, str]) -> None:
    assert told(words) == meant


def test_of_many_values_the_newest_is_told_and_of_many_diseases_the_first_sixty() -> None:
    found = note("Test | 2026-09-01 | 2026-11-10\nHb (g/L) | 85 | 102")
    assert {heading.en: says.en for heading, says in understood(found, built_in())} == {
        "Values": "hemoglobin 102 g/L (2026-11-10)"
    }
    names = [term.en for concept, term in sorted(built_in().terms.items()) if concept.startswith("D0")][:70]
    person = patient_from({"without": names}, built_in())
    ((_, absent),) = understood(person, built_in())
    assert absent.en.endswith(f"; {len(set(names)) - 60} more")


def test_statements_between_bars_stand_by_themselves_and_a_row_of_a_table_does_not() -> None:
    found = note("54/F | Dx: IDC of the breast | s/p six cycles of THP since May | no brain mets on MRI | PMH: asthma")
    meant = {one.words: (one.absent, one.active) for one in found.conditions}
    assert meant == {"IDC": (False, None), "brain mets": (True, None), "asthma": (False, False)}
    assert values("ALT | 45 | H | 9-50 | U/L") == ["alt 45 U/L"]


def test_values_are_of_the_day_on_which_somebody_was_seen_or_discharged() -> None:
    assert note("女，36岁。入院日期：2026-10-08，出院日期：2026-10-20。\n血红蛋白 88g/L").measured[0].day == date(
        2026, 10, 20
    )
    assert note("36F, asthma, seen on 2026-10-20. Hb 88 g/L").measured[0].day == date(2026, 10, 20)
    assert note("36F, asthma since 2026-10-20. Hb 88 g/L").measured[0].day == DAY
    assert note("36F, asthma, start date: 2024-10-20. Hb 88 g/L").measured[0].day == DAY


def test_a_tumour_of_now_is_looked_for_before_one_that_is_over() -> None:
    found = note("85M with history of lung cancer (lobectomy in 2010). Pathology: urothelial carcinoma.")
    assert [one.words for one in found.conditions if one.sought] == ["urothelial carcinoma"]
