"""Records are found by what they are about: all names of one disease give the same trials, and a sibling's words give none."""

from __future__ import annotations

import gzip
import io
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from equipoise.registry.concepts import Concepts, Label, built_in, learn, of_record, read_descriptors, tag
from equipoise.registry.concepts.descriptors import DescriptorFault
from equipoise.registry.concepts.tag import Labels, untagged
from equipoise.registry.read import read_records
from equipoise.registry.record import Record
from equipoise.values.text import same

SCLC, NSCLC, LUNG = "D055752", "D002289", "D008175"
CORPUS = Path(__file__).parents[3] / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"


def found(text: str) -> list[str]:
    return [one.concept for one in tag(text, built_in())]


def record(**modules: Any) -> Record:
    return Record({"protocolSection": modules})


def about(*conditions: str, title: str = "") -> Record:
    return record(conditionsModule={"conditions": list(conditions)}, identificationModule={"briefTitle": title})


NAMES = [
    "SCLC",
    "small cell lung cancer",
    "Small-Cell Lung Carcinoma",
    "oat cell carcinoma",
    "小细胞肺癌",
]


@pytest.mark.parametrize("words", NAMES)
def test_every_name_of_a_disease_is_the_same_concept(words: str):
    assert found(words) == [SCLC]


@pytest.mark.parametrize(
    "words",
    [
        "non-small cell lung cancer",
        "Non-Small-Cell Lung Carcinoma",
        "Non -small cell lung cancer",
        "nonsmall cell lung cancer",
        "NSCLC",
        "Carcinoma, Non-Small-Cell Lung",
        "非小细胞肺癌",
        "advanced non small cell carcinoma of the lung",
    ],
)
def test_non_small_cell_is_never_small_cell(words: str):
    assert SCLC not in found(words) and NSCLC in found(words)


def test_a_label_after_non_is_not_read_even_where_no_label_says_so():
    assert found("non small cell lung cancers of the trachea") == [NSCLC]
    assert SCLC not in found("not small cell lung cancer")


def test_a_text_that_names_both_is_tagged_with_both():
    assert found("Small cell lung cancer or NSCLC") == [SCLC, NSCLC]


def test_a_tag_says_where_it_stands_and_which_words_it_read():
    (one,) = tag("Relapsed Small-Cell Lung Cancers, any line", built_in())
    assert (
        one.words == "Small-Cell Lung Cancers" and "Relapsed Small-Cell Lung Cancers"[one.start : one.end] == one.words
    )


def test_british_and_american_spelling_are_one():
    assert (
        found("Oesophageal cancer; acute myeloid leukaemia") == found("Esophageal cancer; acute myeloid leukemia") != []
    )


NAMED = [
    ("D000080223", ["CSU", "chronic spontaneous urticaria", "chronic idiopathic urticaria", "慢性自发性荨麻疹"]),
    ("D057765", ["EoE", "eosinophilic oesophagitis", "嗜酸细胞性食管炎"]),
    ("D009298", ["CRSwNP", "chronic rhinosinusitis with nasal polyps", "nasal polyposis", "鼻息肉"]),
    ("D016269", ["CMPA", "cow’s milk protein allergy", "cow's milk allergy", "牛奶蛋白过敏"]),
    ("D064129", ["mCRPC", "castrate-resistant prostate cancer", "去势抵抗性前列腺癌"]),
    ("D007676", ["ESRD", "end-stage renal disease", "尿毒症"]),
    ("D002295", ["urothelial carcinoma", "transitional cell carcinoma", "尿路上皮癌"]),
    ("D003922", ["T1DM", "type 1 diabetes", "type I diabetes", "Type-1 Diabetes Mellitus", "IDDM", "1型糖尿病"]),
    (
        "D003924",
        ["T2DM", "type II diabetes", "type 2 diabetes mellitus", "non-insulin-dependent diabetes", "2型糖尿病"],
    ),
    (
        "D065626",
        ["NASH", "NAFLD", "MASH", "non-alcoholic steatohepatitis", "nonalcoholic fatty liver", "非酒精性脂肪肝"],
    ),
    ("D003876", ["atopic eczema", "atopic dermatitis", "特应性皮炎"]),
    ("D006255", ["hay fever", "seasonal allergic rhinitis", "花粉症"]),
    ("D005764", ["GERD", "GORD", "gastro-oesophageal reflux disease", "胃食管反流病"]),
    ("D020181", ["OSA", "obstructive sleep apnoea", "阻塞性睡眠呼吸暂停"]),
    ("D001289", ["ADHD", "attention deficit hyperactivity disorder", "多动症"]),
    ("D000072657", ["STEMI", "ST-segment elevation myocardial infarction"]),
    ("D007319", ["insomnia", "失眠"]),
    ("D000069444", ["Xolair", "omalizumab", "rhuMAb-E25", "茁乐"]),
    ("C582435", ["Keytruda", "pembrolizumab", "MK-3475", "可瑞达"]),
    ("D000077594", ["Opdivo®", "nivolumab", "BMS-936558"]),
    ("C582203", ["Dupixent", "dupilumab", "达必妥"]),
    ("D000068878", ["Herceptin", "trastuzumab"]),
    ("D000082", ["paracetamol", "acetaminophen"]),
    ("D007694", ["NK", "NK cells", "natural killer cells", "NK细胞"]),
    ("EQ0030", ["EGFR", "EGFR mutation", "EGFR-mutated", "epidermal growth factor receptor", "EGFR突变"]),
    ("EQ0033", ["KRAS G12C", "KRASG12C", "KRAS p.G12C"]),
    ("EQ0035", ["ALK-positive", "ALK rearrangement", "EML4-ALK", "anaplastic lymphoma kinase", "ALK阳性"]),
    ("EQ0045", ["eGFR", "GFR", "estimated glomerular filtration rate", "肾小球滤过率"]),
    (
        "D006255",
        ["hay fever", "花粉症", "grass pollen-induced rhinoconjunctivitis", "allergic rhinitis due to tree pollen"],
    ),
    ("D015670", ["acupuncture", "electro-acupuncture", "针灸", "电针"]),
    ("EQ0206", ["heart valve replacement", "valve replacement", "换瓣手术"]),
    ("EQ0208", ["TAVI", "TAVR", "transcatheter aortic valve implantation", "经导管主动脉瓣置换术"]),
    ("EQ0102", ["CAR-T", "CAR T cells", "chimeric antigen receptor T-cell therapy", "CART-19", "CAR-T疗法"]),
]


@pytest.mark.parametrize(("concept", "names"), NAMED)
def test_abbreviations_brands_and_chinese_names_are_one_concept(concept: str, names: list[str]):
    assert {name: found(name) for name in names} == {name: [concept] for name in names}


LEAKS = [
    ("D003924", "type 1 diabetes"),
    ("D003922", "type 2 diabetes"),
    ("D003922", "non-insulin-dependent diabetes"),
    ("D003920", "non-diabetic volunteers"),
    ("D005235", "non-alcoholic fatty liver disease"),
    ("D006689", "non-Hodgkin's lymphoma"),
    ("D015658", "A decision aid, a hearing aid and audiovisual aids"),
    ("D006973", "pulmonary hypertension, portal hypertension and ocular hypertension"),
    ("D020521", "heat stroke and stroke volume"),
    ("D010300", "Wolff-Parkinson-White syndrome"),
    ("D007694", "extranodal NK/T-cell lymphoma"),
    ("D007694", "an NK-1 receptor antagonist against vomiting"),
    ("EQ0102", "people with HIV on cART"),
    ("EQ0003", "HER2-negative breast cancer"),
    ("EQ0003", "HER2-low breast cancer"),
    ("EQ0030", "the decline of eGFR in chronic kidney disease"),
    ("EQ0030", "EGFR wild-type lung cancer"),
    ("EQ0030", "NSCLC without EGFR or ALK alterations"),
    ("EQ0030", "excluding patients with a sensitizing EGFR mutation or ALK translocation"),
    ("EQ0030", "with no epidermal growth factor receptor (EGFR) mutation"),
    ("EQ0030", "an anti-human epidermal growth factor receptor 3 antibody"),
    ("EQ0035", "with no EGFR mutation or anaplastic lymphoma kinase (ALK) translocation"),
    ("EQ0035", "ALK-negative anaplastic large cell lymphoma"),
    ("EQ0035", "grass pollen tablets of ALK"),
    ("EQ0032", "KRAS wild-type colorectal cancer"),
]


@pytest.mark.parametrize(("concept", "text"), LEAKS)
def test_a_name_within_another_name_does_not_count(concept: str, text: str):
    assert concept not in found(text)


def test_a_wider_name_holds_the_kinds_that_people_expect_below_it():
    broader = built_in().broader
    assert "D001932" in broader["D005909"]  # a glioblastoma is a brain tumour
    assert {"D000082082", "D007167"} <= broader["C582435"]  # pembrolizumab is immunotherapy
    assert {"D008228", "D008223"} <= broader["D016403"]


@pytest.mark.skipif(not CORPUS.exists(), reason="the sample of real records is not on this machine")
def test_our_ids_mean_what_the_registry_means_by_them():
    with gzip.open(CORPUS) as data:
        records = [one for one in read_records("corpus.jsonl", io.BytesIO(data.read())) if isinstance(one, Record)]
    given = learn(records).terms
    ours = {one: text.en for one, text in built_in().terms.items()}
    assert {one: ours[one] for one in ours.keys() & given.keys()} == {
        one: given[one].en for one in ours.keys() & given.keys()
    }


def test_what_is_no_concept_remains_for_the_words():
    assert untagged("maintenance for SCLC after platinum", built_in()) == "maintenance for after platinum"


def test_a_record_carries_everything_broader():
    tagged = of_record(about("Extensive-stage Small-cell Lung Cancer"), built_in())
    assert {"EQ0001", SCLC, LUNG, "D009369"} <= tagged.conditions
    assert NSCLC not in tagged.conditions
    assert tagged.origins["EQ0001"][0].piece == "Condition"


def test_the_registry_s_own_descriptors_count_and_say_so():
    mesh = {
        "meshes": [{"id": SCLC, "term": "Small Cell Lung Carcinoma"}],
        "ancestors": [{"id": LUNG, "term": "Lung Neoplasms"}],
    }
    tagged = of_record(Record({"derivedSection": {"conditionBrowseModule": mesh}}), built_in())
    assert {SCLC, LUNG} <= tagged.conditions
    assert tagged.origins[SCLC][0].label == "MeSH of the record"


def mesh_record(own: list[str], above: list[str]) -> Record:
    def rows(ids: list[str]) -> list[dict[str, str]]:
        return [{"id": one, "term": f"Term {one}"} for one in ids]

    return Record({"derivedSection": {"conditionBrowseModule": {"meshes": rows(own), "ancestors": rows(above)}}})


def test_what_is_broader_is_learnt_from_a_record_that_carries_a_descriptor_alone():
    learnt = learn([mesh_record(["A", "B"], ["X", "Y"]), mesh_record(["A"], ["X"])])
    assert learnt.broader["A"] == {"X"}


def test_what_stands_beside_a_descriptor_is_not_taken_for_broader():
    learnt = learn([mesh_record(["A", "B"], ["X", "Y"]), mesh_record(["A", "B"], ["X", "Y"])])
    assert learnt.broader == {}


@pytest.mark.skipif(not CORPUS.exists(), reason="the sample of real records is not on this machine")
def test_in_real_records_no_disease_becomes_a_kind_of_one_that_it_is_studied_with():
    with gzip.open(CORPUS) as data:
        records = [one for one in read_records("corpus.jsonl", io.BytesIO(data.read())) if isinstance(one, Record)]
    broader = built_in().merged(learn(records)).broader
    assert "D065631" not in broader.get("D008288", ())  # malaria is no hay fever
    assert "D001249" not in broader["D013964"]  # and a cancer of the thyroid no asthma
    assert LUNG in broader[SCLC]


def test_an_inverted_descriptor_is_known_as_people_write_it():
    raw = {"meshes": [{"id": "D1", "term": "Carcinoma, Basal Cell"}], "ancestors": []}
    learnt = learn([Record({"derivedSection": {"conditionBrowseModule": raw}})])
    assert [one.concept for one in tag("basal cell carcinomas", learnt)] == ["D1"]


DESCRIPTORS = b"""<?xml version="1.0"?>
<!DOCTYPE DescriptorRecordSet SYSTEM "https://www.nlm.nih.gov/databases/dtd/nlmdescriptorrecordset_20260101.dtd">
<DescriptorRecordSet LanguageCode="eng">
 <DescriptorRecord><DescriptorUI>D1</DescriptorUI><DescriptorName><String>Neoplasms</String></DescriptorName>
  <TreeNumberList><TreeNumber>C04</TreeNumber></TreeNumberList>
  <ConceptList><Concept><TermList><Term><String>Neoplasia</String></Term></TermList></Concept></ConceptList></DescriptorRecord>
 <DescriptorRecord><DescriptorUI>D2</DescriptorUI><DescriptorName><String>Sarcoma</String></DescriptorName>
  <TreeNumberList><TreeNumber>C04.557.450</TreeNumber></TreeNumberList>
  <ConceptList><Concept><TermList><Term><String>Sarcoma, Soft Tissue</String></Term></TermList></Concept></ConceptList></DescriptorRecord>
</DescriptorRecordSet>"""


def test_nlm_s_descriptor_file_brings_entry_terms_and_the_tree():
    concepts = read_descriptors(io.BytesIO(DESCRIPTORS), "2026")
    assert concepts.broader == {"D2": {"D1"}}
    (one,) = tag("soft tissue sarcomas", concepts)
    assert (one.concept, one.origin) == ("D2", "MeSH 2026")


@pytest.mark.parametrize("data", [b"", b"<html/>", b"no xml", b"<a>"])
def test_another_file_is_no_descriptor_file(data: bytes):
    with pytest.raises(DescriptorFault) as fault:
        read_descriptors(io.BytesIO(data), "2026")
    assert fault.value.says.zh


def test_an_entity_bomb_is_not_unpacked():
    bomb = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    with pytest.raises(DescriptorFault):
        read_descriptors(io.BytesIO(bomb), "2026")


def test_our_labels_are_unambiguous_and_lead_to_known_concepts():
    concepts = built_in()
    assert all(label.concept in concepts.terms for label in concepts.labels.values())
    assert all(above <= concepts.terms.keys() for above in concepts.broader.values())


words = st.lists(
    st.sampled_from(
        ["small", "cell", "lung", "cancer", "non", "asthma", "SCLC", "of", "小细胞肺癌", "tumours", "NK", "cells"]
    ),
    max_size=12,
).map(" ".join)


@given(words)
def test_tags_never_overlap_and_stand_in_order(text: str):
    tags = tag(text, built_in())
    assert all(one.end <= other.start for one, other in pairwise(tags))
    assert all(text[one.start : one.end] == one.words for one in tags)


def test_of_two_labels_that_read_alike_the_first_stays():
    concepts = Concepts.of(
        {"A": same("a"), "B": same("b")}, {}, [Label("Lung cancers", "A", "x"), Label("lung cancer", "B", "y")]
    )
    assert [one.concept for one in tag("lung cancer", concepts)] == ["A"]


@pytest.mark.skipif(not CORPUS.exists(), reason="the sample of real records is not on this machine")
def test_in_real_records_all_names_find_the_same_trials_and_no_sibling():
    with gzip.open(CORPUS) as data:
        records = [one for one in read_records("corpus.jsonl", io.BytesIO(data.read())) if isinstance(one, Record)]
    concepts = built_in().merged(learn(records))
    about_sclc = {one.nct_id for one in records if SCLC in of_record(one, concepts).conditions}
    assert len(about_sclc) >= 19 and "NCT03410368" in about_sclc
    spoken = {one.nct_id: " ".join((*one.conditions, *one.keywords, one.title, one.official_title)) for one in records}
    small = re.compile(r"(?<!non)(?<!non[ -])small[- ]?cell|(?<!N)SCLC", re.IGNORECASE)
    given = {one.nct_id for one in records if SCLC in {concept.id for concept in one.condition_concepts}}
    assert all(one in given or small.search(spoken[one]) for one in about_sclc)


@given(
    st.lists(
        st.sampled_from(
            [
                "small",
                "cell",
                "lung",
                "cancer",
                "non",
                "not",
                "asthma",
                "SCLC",
                "the",
                "of",
                "小细胞肺癌",
                "tumours",
                "NK",
                "cells",
                "EGFR",
                "eGFR",
                "or",
                "ALK",
                "fusion",
            ]
        ),
        max_size=12,
    )
)
def test_the_quick_way_names_the_same_concepts(words: list[str]):
    text = " ".join(words)
    assert Labels(built_in()).named(text) == tuple(dict.fromkeys(one.concept for one in tag(text, built_in())))
