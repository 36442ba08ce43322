"""The page on matching: its example reads, and what was read by hand is read so. Its figures: docs/generate/matching.py."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from equipoise.protocol.criteria import write
from equipoise.registry.concepts import built_in
from equipoise.registry.match import read_criteria, read_patient
from equipoise.registry.match.patient_json import KEYS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "reference" / "matching.md").read_text(encoding="utf-8")
LABELS = ROOT / "tests" / "registry" / "match_labels.json"


def test_the_example_of_the_page_is_read() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert read_patient(example, built_in(), date(2026, 11, 23)).concepts == {"D055752"}


def test_every_key_of_a_person_is_on_the_page() -> None:
    assert [key for key in KEYS if f"`{key}`" not in PAGE] == []


def test_the_sample_that_was_read_by_hand_is_read_so() -> None:
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["labels"]
    assert len(labels) == 100
    for label in labels:
        (found,) = read_criteria(f"{label['side'].title()} Criteria:\n\n* {label['text']}", built_in())
        said = None if found.expression is None else write(found.expression)
        assert (found.read, said) == (label["read"], label["says"]), label["text"]
