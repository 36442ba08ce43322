"""The page on matching: its example reads, and its figures are those of the sample corpus."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from equipoise.protocol.criteria import write
from equipoise.registry.concepts import built_in, learn
from equipoise.registry.match import read_criteria, read_patient
from equipoise.registry.match.patient_json import KEYS
from equipoise.registry.record import Record

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "matching.md").read_text(encoding="utf-8")
LABELS = ROOT / "tests" / "registry" / "match_labels.json"
CORPUS = ROOT / ".." / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"
ROWS = {
    "age": "age",
    "condition": "condition",
    "laboratory and measurement": "laboratory and measurement",
    "pregnancy": "pregnancy and breastfeeding",
    "washout": "washout",
    "disease": "other disease or state",
    "consent": "consent",
    "performance status": "performance status",
    "infection": "infection",
    "life expectancy": "life expectancy",
    "prior therapy": "prior or current therapy",
    "transplant": "transplantation",
}


def test_the_example_of_the_page_is_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert read_patient(example, built_in()).concepts == {"D055752"}


def test_every_key_of_a_person_is_on_the_page() -> None:
    assert [key for key in KEYS if f"`{key}`" not in PAGE] == []


def test_the_sample_that_was_read_by_hand_is_read_so() -> None:
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["labels"]
    assert len(labels) == 100
    for label in labels:
        (found,) = read_criteria(f"{label['side'].title()} Criteria:\n\n* {label['text']}", built_in())
        said = None if found.expression is None else write(found.expression)
        assert (found.read, said) == (label["read"], label["says"]), label["text"]


def test_the_figures_of_the_page_are_those_of_the_corpus() -> None:
    if not CORPUS.is_file():
        pytest.skip("the sample corpus is not beside the project")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        records = [Record(json.loads(line)) for line in lines]
    concepts = built_in().merged(learn(records))
    found = [read_criteria(record.criteria, concepts) for record in records]
    counted = Counter((kind, one.read) for criteria in found for one in criteria for kind in one.kinds)
    for kind, name in ROWS.items():
        assert f"| {name} | {counted[kind, 'whole']} | {counted[kind, 'part']} |" in PAGE, kind
    total = sum(len(criteria) for criteria in found)
    read = sum(one.read != "opaque" for criteria in found for one in criteria)
    some = sum(any(one.read != "opaque" for one in criteria) for criteria in found)
    assert (
        f"{total:,} criteria" in PAGE
        and f"{read:,} criteria ({read * 100 / total:.0f} %)" in PAGE
        and f"{some} records" in PAGE
    )
