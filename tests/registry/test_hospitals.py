"""A hospital's Chinese name becomes the English ones under which records have it; what is no hospital becomes none."""

from __future__ import annotations

import pytest

from equipoise.registry.places.hospitals import hospital_in


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("北京协和医院", "Peking Union Medical College Hospital"),
        ("复旦大学附属肿瘤医院", "Fudan University Shanghai Cancer Center"),
        ("吉林省肿瘤医院", "Jilin Provincial Tumor Hospital"),
        ("吉林省肿瘤医院", "Jilin Cancer Hospital"),
        ("长春市中心医院", "Changchun Central Hospital"),
        ("上海市第一人民医院", "Shanghai First People's Hospital"),
        ("吉林大学第一医院", "First Hospital of Jilin University"),
        ("浙江大学医学院附属第一医院", "First Affiliated Hospital of Zhejiang University"),
        ("北京大学第三医院", "Peking University Third Hospital"),
        ("哈尔滨医科大学附属肿瘤医院", "Harbin Medical University Cancer Hospital"),
        ("肿瘤医院", "Cancer Hospital"),
    ],
)
def test_a_hospital_is_called_in_english_as_records_call_it(chinese: str, english: str):
    found = hospital_in(chinese)
    assert found is not None and found.words == chinese and english in found.names


def test_a_hospital_is_told_from_the_words_around_it():
    found = hospital_in("小细胞肺癌吉林省肿瘤医院的试验")
    assert found is not None and (found.words, found.start, found.end) == ("吉林省肿瘤医院", 5, 12)


@pytest.mark.parametrize(
    "words", ["", "医院", "哪家医院", "肺癌医院", "吉林省", "Jilin Cancer Hospital", "第一医院", "火星市肿瘤"]
)
def test_what_names_no_hospital_is_none(words: str):
    assert hospital_in(words) is None


def test_a_count_belongs_to_its_hospital_alone():
    found = hospital_in("吉林大学第二医院")
    assert found is not None and not any("First" in name or "Affiliated" in name for name in found.names)
