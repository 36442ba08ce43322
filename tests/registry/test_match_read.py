"""Criteria text read into the criteria language: what is sure, what is a part, what stays opaque."""

from __future__ import annotations

import json
from importlib.resources import files
from time import process_time

import pytest

from equipoise.protocol.criteria import parse, write
from equipoise.registry.concepts import built_in
from equipoise.registry.match import read_criteria, stated
from equipoise.registry.match.plain import plain
from equipoise.registry.match.read import Criterion


def anchor() -> str:
    raw = json.loads(files("equipoise.studies").joinpath("NCT03410368/record.json").read_text(encoding="utf-8"))
    words: str = raw["protocolSection"]["eligibilityModule"]["eligibilityCriteria"]
    return words


def one(side: str, words: str) -> Criterion:
    (found,) = read_criteria(f"{side.title()} Criteria:\n\n* {words}", built_in())
    return found


def read(side: str, words: str) -> str | None:
    found = one(side, words)
    return None if found.expression is None else write(found.expression)


def test_the_built_in_study_s_record_reads_into_the_statements_of_its_text() -> None:
    found = read_criteria(anchor(), built_in())
    said = [write(one.expression) for one in found if one.expression is not None]
    assert said == [
        "has.D055752.confirmed = Y",
        "has.first_line_completed = Y and response in (CR, PR, SD)",
        "age >= 18 years",
        "kps >= 80",
        (
            "lvef > 50 % and spo2 > 90 % and creatinine <= 2.5 x ULN and ((alt <= 3 x ULN and ast <= 3 x ULN) and "
            "bilirubin <= {2.0 mg/dL | 34.2 umol/L}) and hemoglobin >= 60 g/L"
        ),
        "not has.apheresis_contraindication = Y",
        "has.consent = Y",
        "has.rheumatic.active = Y",
        "has.infection.uncontrolled = Y",
        "has.hiv = Y or has.hbv = Y or has.hcv = Y",
        "has.organ_transplant = Y or has.stem_cell_transplant = Y",
        "has.pregnant = Y or has.breastfeeding = Y",
        "last.immunosuppressants after today - 3 months or last.systemic_steroids after today - 1 week",
        "last.immunotherapy after diagnosis",
    ]
    assert [one.read for one in found] == ["whole"] * 14
    assert [one.stated.side for one in found] == ["inclusion"] * 7 + ["exclusion"] * 7


def test_every_criterion_knows_where_it_stands_in_the_registered_text() -> None:
    text = anchor()
    for found in stated(text):
        assert " ".join(plain(text[found.start : found.end]).text.split()) == found.text


def test_escapes_of_markdown_are_undone_and_places_kept() -> None:
    text = "Inclusion Criteria:\n\n* Age \\>= 18 years\n* KPS \\> 70"
    first, second = stated(text)
    assert first.text == "Age >= 18 years"
    assert text[first.start : first.end] == "Age \\>= 18 years"
    assert text[second.start : second.end] == "KPS \\> 70"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("At least 18 years of age", "age >= 18 years"),
        ("Males and females aged 18 to 75 years", "age >= 18 years and age <= 75 years"),
        ("18 years or older", "age >= 18 years"),
        ("Age 6 - 12 months", "age_months >= 6 months and age_months <= 12 months"),
        ("ECOG performance status of 0 or 1", "ecog <= 1"),
        ("Eastern Cooperative Oncology Group (ECOG) performance status 0-2", "ecog <= 2"),
        ("ECOG PS ≤ 1", "ecog <= 1"),
        ("Karnofsky performance status of at least 70%", "kps >= 70"),
        ("Life expectancy of at least 12 weeks", "life_expectancy >= 12 weeks"),
        ("Absolute neutrophil count (ANC) ≥ 1,500/mm3", "neutrophils >= 1500 /uL"),
        ("Platelets >= 100 x 10^9/L", "platelets >= 100 10*9/L"),
        ("Platelet count ≥ 75,000/µL", "platelets >= 75000 /uL"),
        ("Hemoglobin ≥ 9 g/dL (90 g/L)", "hemoglobin >= {9 g/dL | 90 g/L}"),
        ("Serum creatinine ≤ 1.5 x upper limit of normal (ULN)", "creatinine <= 1.5 x ULN"),
        ("Creatinine clearance ≥ 60 mL/min", "creatinine_clearance >= 60 mL/min"),
        ("AST and ALT ≤ 2.5 x ULN", "ast <= 2.5 x ULN and alt <= 2.5 x ULN"),
        ("AST/ALT ≤ 2.5 × ULN", "ast <= 2.5 x ULN and alt <= 2.5 x ULN"),
        ("INR ≤ 1.5", "inr <= 1.5"),
        ("LVEF ≥ 50% by echocardiography", "lvef >= 50 %"),
        ("Oxygen saturation > 92 % on room air", "spo2 > 92 %"),
        ("Platelets ≥ 100 x 10^9/L within 14 days prior to enrollment", "platelets >= 100 10*9/L within 14 days"),
        ("No prior chemotherapy", "not ever.chemotherapy = Y"),
        ("At least 4 weeks since last chemotherapy", "last.chemotherapy on or before today - 4 weeks"),
        ("Not pregnant or breastfeeding", "not (has.pregnant = Y or has.breastfeeding = Y)"),
        ("Negative serum pregnancy test", "has.pregnant = N"),
        ("Small cell lung cancer", "has.D055752 = Y"),
        ("No history of HIV infection", "not had.hiv = Y"),
        ("Signed written informed consent", "has.consent = Y"),
        ("HIV negative", "has.hiv = N"),
        ("Negative hepatitis B surface antigen (HBsAg) test at screening", "not has.hbv = Y"),
        ("Previously treated with platinum-based chemotherapy", "ever.platinum = Y"),
    ],
)
def test_an_inclusion_criterion_is_read(words: str, said: str) -> None:
    assert read("inclusion", words) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("HIV, hepatitis B or hepatitis C", "has.hiv = Y or has.hbv = Y or has.hcv = Y"),
        ("Pregnant and lactating women", "has.pregnant = Y or has.breastfeeding = Y"),
        ("Active tuberculosis", "has.tuberculosis.active = Y"),
        ("Radiotherapy within 2 weeks before randomization", "last.radiotherapy after today - 2 weeks"),
        ("Chemotherapy or radiotherapy within 4 weeks",
         "last.chemotherapy after today - 4 weeks or last.radiotherapy after today - 4 weeks"),
        ("Myocardial infarction within 6 months prior to study entry", "when.D009203 after today - 6 months"),
        ("Currently receiving immunosuppressive therapy", "now.immunosuppressants = Y"),
        ("Hemoglobin < 9 g/dL", "hemoglobin < 9 g/dL"),
        ("ALT or AST > 3 x ULN", "alt > 3 x ULN or ast > 3 x ULN"),
        ("Women who are pregnant or breastfeeding", "has.pregnant = Y or has.breastfeeding = Y"),
        ("Pregnant or nursing (lactating) women", "has.pregnant = Y or has.breastfeeding = Y"),
        ("Positive test result for human immunodeficiency virus (HIV)", "has.hiv = Y"),
        ("Has an active infection with hepatitis B, hepatitis C, or HIV",
         "has.hbv.active = Y or has.hcv.active = Y or has.hiv.active = Y"),
        ("Pregnant or breastfeeding woman, or planning to become pregnant during the study",
         "has.pregnant = Y or has.breastfeeding = Y or has.planning_pregnancy = Y"),
        ("Active hepatitis B or C", "has.hbv.active = Y or has.hcv.active = Y"),
        ("Other malignancy within 5 years", "when.D009369 after today - 5 years or still.D009369 = Y"),
        ("Prior therapy with an anti-PD-1, anti-PD-L1, or anti-PD-L2 agent",
         "ever.pd1 = Y or ever.pdl1 = Y or ever.pdl2 = Y"),
        ("Prior treatment with CD137 agonists or immune checkpoint blockade therapies, including anti-CTLA-4 antibodies",
         "ever.other_checkpoint = Y or ever.checkpoint_inhibitors = Y or ever.ctla4 = Y"),
    ],
)  # fmt: skip
def test_an_exclusion_criterion_says_what_excludes(words: str, said: str) -> None:
    assert read("exclusion", words) == said


def test_where_and_or_or_leaves_a_doubt_only_agreement_decides() -> None:
    assert read("inclusion", "ALT or AST ≤ 3 x ULN") == (
        "alt <= 3 x ULN and ast <= 3 x ULN or (alt <= 3 x ULN or ast <= 3 x ULN) and unread = Y"
    )
    assert read("exclusion", "ALT and AST > 3 x ULN") == (
        "alt > 3 x ULN and ast > 3 x ULN or (alt > 3 x ULN or ast > 3 x ULN) and unread = Y"
    )


def test_a_looser_limit_under_a_condition_leaves_only_what_lies_between_open() -> None:
    found = one("inclusion", "AST and ALT ≤ 2.5 x ULN (≤ 5 x ULN if liver metastases are present)")
    assert found.read == "part"
    assert found.expression is not None
    assert write(found.expression) == (
        "ast <= 2.5 x ULN and alt <= 2.5 x ULN or (ast <= 5 x ULN and alt <= 5 x ULN) and unread = Y"
    )


def test_words_that_only_ask_for_more_leave_a_necessary_part() -> None:
    found = one("inclusion", "Platelets ≥ 75 x 10^9/L, unsupported by transfusions")
    assert (found.read, found.expression and write(found.expression)) == (
        "part",
        "platelets >= 75 10*9/L and unread = Y",
    )


@pytest.mark.parametrize(
    "words",
    [
        "Hemoglobin ≥ 90 g/dL",
        "Platelets ≥ 100,000",
        "Age ≥ 18 years at diagnosis",
        "Gestational age ≥ 37 weeks",
        "Part 2: ECOG 0 or 1",
        "Hemoglobin ≥ 9 g/dL unless due to marrow involvement",
        "Hemoglobin ≥ 9 g/dL for women, ≥ 10 g/dL for men and no transfusion",
        "Parents aged 18 years or older",
        "Investigator judges the patient to be suitable",
    ],
)
def test_what_is_not_sure_stays_opaque(words: str) -> None:
    assert one("inclusion", words).read == "opaque"


@pytest.mark.parametrize(
    "words",
    [
        "HIV infection, except if controlled",
        "Uncontrolled hypertension despite treatment",
        "Known HIV or any other chronic infection requiring therapy",
        "Planned pregnancy",
        "Allergy to chemotherapy",
        "Immunosuppressants",
        "Family history of asthma",
    ],
)
def test_an_exclusion_with_a_word_that_is_not_read_stays_opaque(words: str) -> None:
    assert one("exclusion", words).read == "opaque"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Has an active infection requiring systemic therapy", "has.infection.active = Y and unread = Y"),
        ("Autoimmune disease that has required systemic treatment", "has.autoimmune = Y and unread = Y"),
        # behind “or” another reason may stand
        ("Active infection requiring antibiotics or hospital care", None),
        ("Active infection requiring antibiotics. Uncontrolled diabetes", None),
        ("Infection of the skin requiring treatment", None),
    ],
)
def test_an_end_that_narrows_an_exclusion_lets_it_be_cleared_and_exclude_nobody(words: str, said: str | None) -> None:
    assert read("exclusion", words) == said


def test_points_under_one_of_the_following_do_not_count_by_themselves() -> None:
    text = "Inclusion Criteria:\n\n* One of the following:\n\n  * Age ≥ 60 years\n  * KPS ≥ 80\n* ECOG 0-1"
    assert [one.read for one in read_criteria(text, built_in())] == ["opaque", "opaque", "opaque", "whole"]


def test_points_that_are_only_introduced_count() -> None:
    text = "Inclusion Criteria:\n\n* Adequate bone marrow function, defined as:\n\n  * Platelets ≥ 100 x 10^9/L\n  * Hemoglobin ≥ 9 g/dL"
    assert [one.read for one in read_criteria(text, built_in())] == ["opaque", "whole", "whole"]


def test_limits_under_a_function_that_must_be_adequate_count() -> None:
    text = (
        "Inclusion Criteria:\n\n* Adequate organ function as defined below\n\n  * Hemoglobin ≥ 9 g/dL\n  * INR ≤ 1.5\n"
        "  * HIV infection\n* Must meet all of the following for study entry:\n\n  * ECOG 0-1\n"
        "* Adequate function of one of these\n\n  * INR ≤ 2"
    )
    found = {one.stated.text: one.read for one in read_criteria(text, built_in())}
    assert found["Hemoglobin ≥ 9 g/dL"] == found["INR ≤ 1.5"] == found["ECOG 0-1"] == "whole"
    assert found["HIV infection"] == found["INR ≤ 2"] == "opaque"


def test_exclusions_that_end_with_or_exclude_each_by_itself() -> None:
    listed = "Exclusion Criteria:\n\n* HIV infection; or\n* Hepatitis B\n* Tuberculosis or\n* Syphilis"
    assert [one.read for one in read_criteria(listed, built_in())] == ["whole", "whole", "opaque", "opaque"]
    wanted = "Inclusion Criteria:\n\n* HIV infection; or\n* Hepatitis B"
    assert [one.read for one in read_criteria(wanted, built_in())] == ["opaque", "opaque"]


def test_an_exception_takes_back_the_point_before_it() -> None:
    text = "Exclusion Criteria:\n\n* HIV infection\n\n  * Exception: undetectable load\n* Pregnancy"
    assert [one.read for one in read_criteria(text, built_in())] == ["opaque", "opaque", "whole"]


@pytest.mark.parametrize(
    ("heading", "side"),
    [
        ("Key Inclusion Criteria:", "inclusion"),
        ("INCLUSION CRITERIA", "inclusion"),
        ("Main Exclusion criteria :", "exclusion"),
        ("Non-Inclusion Criteria:", "exclusion"),
        ("**Exclusion Criteria**", "exclusion"),
        ("Patients who met the below criteria were excluded:", "exclusion"),
        ("Part D Abbreviated Inclusion Criteria", "inclusion"),
        ("Exclusion Criteria Umbrella Phase 1b & 2:", "exclusion"),
        ("Recipient Exclusion Criteria for CAR-TA T cell product infusions:", "exclusion"),
    ],
)
def test_headings_in_their_many_spellings_turn_the_side(heading: str, side: str) -> None:
    (found,) = stated(f"{heading}\n\n* HIV infection")
    assert found.side == side


@pytest.mark.parametrize(
    "words",
    [
        "Not meeting inclusion criteria",
        "Other protocol defined exclusion criteria may apply",
        "Patients must meet all inclusion criteria before enrollment",
        "There are no exclusion criteria for parents",
    ],
)
def test_a_sentence_about_the_criteria_is_no_heading(words: str) -> None:
    first, second = stated(f"Exclusion Criteria:\n\n* {words}\n* Pregnancy")
    assert (first.text, first.side, second.side) == (words, "exclusion", "exclusion")


def test_a_title_behind_exclusions_turns_the_side_for_its_part_of_the_study() -> None:
    text = "Exclusion Criteria:\n\n* Pregnancy\n\nPart D Abbreviated Inclusion Criteria\n\n* Age ≥ 18 years"
    assert [(one.side, one.group) for one in stated(text)] == [
        ("exclusion", ""),
        ("inclusion", "Part D Abbreviated Inclusion Criteria"),
    ]


def test_a_heading_in_the_middle_of_a_line_turns_the_side_too() -> None:
    found = stated("Inclusion Criteria: Age ≥ 18 years. Exclusion Criteria: Pregnancy")
    assert [(one.side, one.text) for one in found] == [("inclusion", "Age ≥ 18 years."), ("exclusion", "Pregnancy")]


def test_without_a_heading_nobody_can_say_which_way_a_point_counts() -> None:
    (found,) = read_criteria("* Age ≥ 18 years", built_in())
    assert (found.stated.side, found.read) == ("unstated", "opaque")


def test_a_heading_for_a_group_marks_its_criteria() -> None:
    found = stated("Inclusion Criteria for control group:\n\n* No asthma\n\nExclusion Criteria:\n\n* Pregnancy")
    assert [one.group != "" for one in found] == [True, False]


@pytest.mark.parametrize(
    "words", ["", "\n\n", "*", "Inclusion Criteria:", "(((", "\\", "≥ ≥ ≥", "x" * 5000, "<script>alert(1)</script>"]
)
def test_any_text_is_taken_apart_without_a_fault(words: str) -> None:
    read_criteria(words, built_in())


def test_of_a_text_without_end_only_so_much_is_read_as_a_registry_lets_in() -> None:
    found = read_criteria("Inclusion Criteria:\n\n" + "* Age ≥ 18 years\n" * 600, built_in())
    assert [one.read for one in found] == ["whole"] * 500 + ["opaque"] * 100


def test_what_is_read_is_the_criteria_language_itself() -> None:
    for found in read_criteria(anchor(), built_in()):
        assert found.expression is not None
        assert parse(write(found.expression)) == found.expression


@pytest.mark.parametrize(
    ("side", "words", "said"),
    [
        ("inclusion", "ECOG performance status of 0-1.", "ecog <= 1"),
        (
            "exclusion",
            "Uncontrolled infections or known HIV infection",
            "has.infection.uncontrolled = Y or has.hiv = Y",
        ),
        ("exclusion", "Uncontrolled severe asthma", "has.D001249.uncontrolled_severe = Y"),
        ("exclusion", "HIV infection that is not well controlled", None),
        ("exclusion", "Patients must not have an uncontrolled infection", None),
        ("exclusion", "Treatment with ACE inhibitors", None),
        ("exclusion", "Treatment with ACE inhibitors within 2 weeks", "last.ace_inhibitors after today - 2 weeks"),
        ("exclusion", "Tuberculosis or pulmonary malignant tumor", None),
        ("inclusion", "Patients with HIV infection must be on effective treatment", None),
        ("inclusion", "Asthma Control Test score of 20", None),
        ("inclusion", "Over 18 years old to under 65 years old, both sexes", None),
        ("exclusion", "Any past or current malignancy", "had.D009369 = Y"),
        ("exclusion", "Not willing to provide written informed consent", "not has.consent = Y"),
        # a limit of age is no stretch of time
        (
            "inclusion",
            "Aged ≥ 18 and ≤ 75 years at the time of screening.",
            "age >= 18 years and age <= 75 years",
        ),
        (
            "inclusion",
            "Subjects ≥18 years of age and ≤ 75 years of age.",
            "age >= 18 years and age <= 75 years",
        ),
        ("exclusion", "Prior chemotherapy ≤ 4 weeks before enrollment", "last.chemotherapy after today - 4 weeks"),
        # a negative test is no pregnancy, whenever it was done
        (
            "inclusion",
            "Women of childbearing potential must have a negative serum pregnancy test within 14 days prior to treatment",
            "has.pregnant = N",
        ),
        ("exclusion", "Women of childbearing potential must have a negative pregnancy test", None),
        ("inclusion", "Pregnant women-", None),
        # days that belong to the treatment alone
        (
            "exclusion",
            "Has a diagnosis of immunodeficiency or is receiving immunosuppressive therapy within 7 days",
            "has.immunodeficiency = Y or last.immunosuppressants after today - 7 days",
        ),
        ("exclusion", "Immunodeficiency or immunosuppressive therapy within 7 days", None),
        # who fell ill long ago may still be ill, unless it was an event
        (
            "exclusion",
            "History of malignancy within 5 years",
            "when.D009369 after today - 5 years or still.D009369 = Y",
        ),
        ("exclusion", "Myocardial infarction within 6 months", "when.D009203 after today - 6 months"),
        # qualifiers before a joint
        ("exclusion", "Acute and chronic urticaria", None),
        ("exclusion", "Active or history of autoimmune disease", "had.autoimmune = Y"),
        # what is no disease, or another one
        ("exclusion", "Patients with hematological tumors", "has.D019337 = Y"),
        ("exclusion", "Thoracic radiation therapy", None),
        ("inclusion", "Brain tumor", "has.D001932 = Y"),
        ("exclusion", "Brain metastases", "has.brain_metastases = Y"),
        ("exclusion", "Current use of omeprazole or rituximab", None),
        ("exclusion", "History of kidney transplantation", "had.D016030 = Y"),
        ("inclusion", "HER2", None),
        # an introduction asks nothing
        ("inclusion", "Positive allergy test determined by:", None),
        # an exception that looks like a second limit
        ("inclusion", "ALP ≤ 3 x ULN. ALP ≤ 5 x ULN with documented bone lesions.", None),
        # a part of what is denied is not what is denied
        ("inclusion", "Not having received immunotherapy with wasp venom", None),
        # who is meant, or what is asked
        ("inclusion", "PTT ≤ 1.25 x ULN (not receiving anticoagulants)", None),
        # days behind what “including” names may be of all of it
        (
            "exclusion",
            "Prior anticancer treatment, including immunotherapy, up to 28 days prior to randomization",
            None,
        ),
        ("inclusion", "No history of diabetes, and able to swallow", "not had.D003920 = Y and unread = Y"),
    ],
)
def test_words_that_were_once_read_wrongly_are_not_read_so_again(side: str, words: str, said: str | None) -> None:
    assert read(side, words) == said


def test_exclusions_that_stray_among_inclusions_are_left_to_a_person() -> None:
    listed = "* Age ≥ 18 years\n* HIV infection\n* Patients who are pregnant or breastfeeding"
    found = read_criteria(f"Inclusion Criteria:\n\n{listed}\n\nExclusion Criteria:\n\n* Asthma", built_in())
    assert [one.read for one in found] == ["whole", "whole", "opaque", "whole"]
    unparted = read_criteria(f"Inclusion Criteria:\n\n{listed}", built_in())
    assert [one.read for one in unparted] == ["opaque"] * 3


@pytest.mark.parametrize(
    ("side", "words"),
    [
        ("inclusion", "No evidence of dyspnea at rest"),
        ("exclusion", "Pregnancy or to be pregnant"),
        ("exclusion", "Pregnant woman or woman of childbearing potential"),
        ("exclusion", "Bronchial asthma treated within 12 months"),
        ("exclusion", "Hepatitis B core antibody positive"),
        ("exclusion", "Current grass pollen immunotherapy"),
    ],
)
def test_a_word_that_narrows_is_never_passed_over(side: str, words: str) -> None:
    assert read(side, words) is None


def test_unstable_is_not_severe_and_symptoms_are_neither() -> None:
    assert read("exclusion", "Unstable eczema") == "has.D004485.uncontrolled = Y"
    assert read("exclusion", "Symptomatic brain metastases") == "has.brain_metastases.symptomatic = Y"


@pytest.mark.parametrize(
    ("heading", "group"),
    [
        ("Common to both groups:", ""),
        ("Individuals must meet all of the following criteria to be eligible for study participation:", ""),
        ("All patients in Cohort A:", "All patients in Cohort A"),
    ],
)
def test_a_line_that_speaks_of_everybody_names_no_group(heading: str, group: str) -> None:
    *_, found = read_criteria(f"Inclusion Criteria:\n\n{heading}\n\n* Age 18 years or older", built_in())
    assert found.stated.group == group


@pytest.mark.parametrize(
    "words",
    [
        "FEV1/FVC ratio ≥ 70%",
        "FEV1 ≥ 80% of predicted, with a FEV1/FVC ratio ≥ 70%",
        "FEV1 ≥ 80% and PEFR ≥ 60%",
        "ALT ≤ 3 x ULN and GGT ≤ 5 x ULN",
    ],
)
def test_a_limit_of_something_else_is_none_of_the_measure_before(words: str) -> None:
    assert read("inclusion", words) is None


def test_a_looser_limit_for_some_stays_one() -> None:
    words = "ALT ≤ 3 x ULN, or for liver metastases ≤ 5 x ULN"
    assert read("inclusion", words) == "alt <= 3 x ULN or alt <= 5 x ULN and unread = Y"


def test_the_days_of_a_diagnosis_are_not_those_of_the_illness() -> None:
    assert read("inclusion", "Diagnosis of asthma within 12 months") is None
    assert read("exclusion", "Syphilis antibody positive") is None


def test_only_tissue_confirms_in_tissue() -> None:
    assert read("inclusion", "Confirmed asthma") == "has.D001249.diagnosed = Y"
    assert read("inclusion", "Histologically confirmed melanoma") == "has.D008545.confirmed = Y"


@pytest.mark.parametrize(
    "heading",
    [
        "To be eligible for this study, patients must meet all of the following criteria:",
        "Subjects who meet each of the following criteria are eligible for inclusion:",
        "Participants must meet all the following criteria to be eligible for randomization into the study:",
    ],
)
def test_what_everybody_must_meet_is_for_no_group(heading: str) -> None:
    *_, everybody = read_criteria(f"Inclusion Criteria:\n\n{heading}\n\n* Age 18 years or older", built_in())
    some = heading.replace("following criteria", "following criteria in Part 2")
    *_, part = read_criteria(f"Inclusion Criteria:\n\n{some}\n\n* Age 18 years or older", built_in())
    assert everybody.stated.group == "" and part.stated.group != ""


def test_what_no_registry_takes_is_one_criterion_that_was_not_read() -> None:
    """Millions of characters in one record keep nobody waiting, and nobody is eligible by the part that was read."""
    begun = "Inclusion Criteria:\n\n* Age 18 years or older\n"
    text = begun + "* Adults with asthma, and so on without an end in sight\n" * 60_000
    start = process_time()
    found = read_criteria(text, built_in())
    assert process_time() - start < 2.0
    assert found[0].read == "whole"
    assert (found[-1].read, found[-1].stated.end) == ("opaque", len(text))
    assert text[found[-1].stated.start :].startswith("* Adults")
    assert found[-1].stated.start == found[-2].stated.end + 1
    assert len(found[-1].stated.text) < 1000
