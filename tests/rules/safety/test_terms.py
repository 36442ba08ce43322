from __future__ import annotations

import json
from importlib.resources import files

import pytest

from equipoise.rules.safety import GRADES, terms
from equipoise.rules.safety.criteria import row_of


@pytest.mark.parametrize(("dictionary", "count"), [("CTCAE 5.0", 837), ("CTCAE 6.0", 850)])
def test_every_term_of_a_version_is_there_with_its_class_in_both_languages(dictionary: str, count: int):
    found = terms(dictionary)
    assert len(found) == count
    assert len({term.organ_class.en for term in found.values()}) == 26
    assert all(term.organ_class.zh != term.organ_class.en for term in found.values())
    assert all(len(term.grades) == 5 for term in found.values())


def test_a_term_says_its_grades_in_the_words_of_the_source():
    fever = terms("CTCAE 5.0")["Cytokine release syndrome"]
    assert fever.name.zh == "细胞因子释放综合征"
    assert fever.grades[0] == "Fever with or without constitutional symptoms"
    assert fever.grades[4] == "Death"


def test_a_grade_that_a_term_does_not_have_is_none():
    assert terms("CTCAE 5.0")["Chills"].grades[3] is None


@pytest.mark.parametrize("dictionary", ["CTCAE 5.0", "CTCAE 6.0"])
def test_every_laboratory_criterion_belongs_to_a_term_of_its_dictionary(dictionary: str):
    data = json.loads(files("equipoise.rules.safety").joinpath("laboratory_criteria.json").read_text("utf-8"))
    named = {row["term"].partition(" (")[0] for row in data["rows"] if dictionary[6:] in row["versions"]}
    assert named - set(terms(dictionary)) == set()
    assert all(row_of(dictionary, row["term"].upper()) for row in data["rows"] if dictionary[6:] in row["versions"])


def test_a_dictionary_that_is_not_shipped_is_a_programmer_error():
    with pytest.raises(KeyError):
        terms("MedDRA 28.0")


@pytest.mark.parametrize(("dictionary", "count"), [("CTCAE 5.0", 837), ("CTCAE 6.0", 850)])
def test_every_term_has_a_chinese_name_of_its_own(dictionary: str, count: int):
    names = [term.name.zh for term in terms(dictionary).values()]
    assert len(names) == len(set(names)) == count
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in name) for name in names)


def test_a_term_of_both_versions_has_one_name():
    five, six = terms("CTCAE 5.0"), terms("CTCAE 6.0")
    assert {
        name: (five[name].name, six[name].name) for name in five.keys() & six if five[name].name != six[name].name
    } == {}


def test_each_grade_has_its_own_words():
    """CTCAE, general description of severity: from mild to death; 0 is none."""
    assert {number: words.en for number, words in GRADES.items()} == {
        0: "None",
        1: "Grade 1, mild",
        2: "Grade 2, moderate",
        3: "Grade 3, severe",
        4: "Grade 4, life-threatening",
        5: "Grade 5, death",
    }
    assert [words.zh[0] for number, words in GRADES.items() if number] == list("12345")
