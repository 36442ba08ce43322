"""What a line of words says besides disease, treatment and place, and what of it a record must have."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import built_in
from equipoise.registry.show.needed import in_english, needed
from equipoise.registry.show.said import Said, said

RECRUITING, CHILD = ("OverallStatus", "RECRUITING"), ("StdAge", "CHILD")


def phases(*numbers: str) -> tuple[tuple[str, str], ...]:
    return tuple(("Phase", f"PHASE{number}") for number in numbers)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("lung cancer recruiting", Said("lung cancer", (RECRUITING,))),
        ("currently recruiting asthma trials", Said("asthma trials", (RECRUITING,))),
        ("正在招募的肺癌试验", Said("肺癌试验", (RECRUITING,))),
        ("招募中 哮喘", Said("哮喘", (RECRUITING,))),
        ("asthma not yet recruiting", Said("asthma", (("OverallStatus", "NOT_YET_RECRUITING"),))),
        ("active, not recruiting asthma", Said("asthma", (("OverallStatus", "ACTIVE_NOT_RECRUITING"),))),
        ("completed asthma", Said("completed asthma")),
        ("asthma completed", Said("asthma", (("OverallStatus", "COMPLETED"),))),
        ("completed trials of asthma", Said("trials of asthma", (("OverallStatus", "COMPLETED"),))),
        ("phase 3 asthma", Said("asthma", phases("3"))),
        ("asthma Phase II", Said("asthma", phases("2"))),
        ("asthma phase 1/2", Said("asthma", phases("1", "2"))),
        ("asthma phase IIb", Said("asthma", phases("2"))),
        ("early phase 1 asthma", Said("asthma", (("Phase", "EARLY_PHASE1"),))),
        ("III期临床试验 乳腺癌", Said("乳腺癌", phases("3"))),
        ("乳腺癌 二期临床", Said("乳腺癌", phases("2"))),
        ("asthma children", Said("asthma", (CHILD,))),
        ("paediatric asthma", Said("asthma", (CHILD,))),
        ("RSV newborns", Said("RSV", (CHILD,))),
        ("新生儿乙肝", Said("乙肝", (CHILD,))),
        ("infant formula", Said("infant formula")),
        ("儿童哮喘", Said("哮喘", (CHILD,))),
        ("older adults with asthma", Said("asthma", (("StdAge", "OLDER_ADULT"),))),
        ("asthma 65 and older", Said("asthma", (("StdAge", "OLDER_ADULT"),))),
        ("65 year old woman with breast cancer", Said("breast cancer", age=65, who="FEMALE")),
        ("asthma age 7", Said("asthma", age=7)),
        ("7yo boy peanut allergy", Said("peanut allergy", age=7, who="MALE")),
        ("6岁 哮喘", Said("哮喘", age=6)),
        ("70岁男性 小细胞肺癌 长春", Said("小细胞肺癌 长春", age=70, who="MALE")),
        ("18 month old milk allergy", Said("milk allergy", age=1)),
        ("asthma with results", Said("asthma", (("HasResults", "true"),))),
        ("observational studies of asthma", Said("asthma", (("StudyType", "OBSERVATIONAL"),))),
        ("asthma trials near me", Said("asthma trials", near_me=True)),
        ("我附近的肺癌试验", Said("肺癌试验", near_me=True)),
        ("recruiting", Said("", (RECRUITING,))),
    ],
)  # fmt: skip
def test_words_that_are_choices_are_read_as_choices(line: str, expected: Said) -> None:
    assert said(line, built_in()) == expected


@pytest.mark.parametrize(
    "line",
    ["small cell lung cancer", "asthma not recruiting", "completed chemotherapy", "Child-Pugh B hepatocellular carcinoma", "child abuse",
     "adult stem cells", "age-related macular degeneration", "aged 18-65", "age 300", "65岁以下", "stage III melanoma", "III期乳腺癌",
     "phase", '"phase 3" asthma', "asthma AND recruiting", "AREA[Phase]PHASE3 children", "women",
     "quality of life", "", ",", "NCT03410368"],
)  # fmt: skip
def test_words_that_are_no_choices_stay_words(line: str) -> None:
    assert said(line, built_in()) == Said(line)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("lung cancer clinical trials", "lung cancer"),
        ("is there a trial for my small cell lung cancer", "small cell lung cancer"),
        ("my son has peanut allergy", "peanut allergy"),
        ("new treatment for peanut allergy", "peanut allergy"),
        ("我有小细胞肺癌，有什么试验", "小细胞肺癌"),
        ("肺癌临床试验", "肺癌"),
        ("EGFR突变肺癌", "EGFR突变肺癌"),
        ("FGFR突变 肺癌", "FGFR mutation 肺癌"),
        ("FGFR突变肺癌", "FGFR mutation 肺癌"),
        ("重度哮喘", "severe 哮喘"),
        ("stage 3 melanoma", "stage III melanoma"),
        ("乳腺癌III期", "乳腺癌 stage III"),
        ("三期乳腺癌", "stage III 乳腺癌"),
        ("WHO grade 2 glioma", "WHO grade 2 glioma"),
        ("cancer of the lung", "cancer of the lung"),
        ("type I diabetes", "type I diabetes"),
        ('"quality of life"', '"quality of life"'),
        ("a trial", ""),
    ],
)
def test_a_record_needs_no_words_that_only_ask(words: str, expected: str) -> None:
    assert needed(words, built_in()) == expected


def test_a_name_is_never_cut() -> None:
    assert in_english("慢性阻塞性肺疾病", built_in()) == "慢性阻塞性肺疾病"
    assert needed("cancer of the lung", built_in()) == "cancer of the lung"


@given(st.text(max_size=60))
def test_any_line_is_read(line: str) -> None:
    found = said(line, built_in())
    assert len(found.rest) <= len(line)
    assert said(found.rest, built_in()).rest is not None
    needed(found.rest, built_in())
