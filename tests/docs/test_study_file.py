"""The reference of the study file names every part of the model, its examples load, and the schemas accept what is sound."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from equipoise.protocol import model
from equipoise.protocol.builtin import folder, studies
from equipoise.protocol.schema import forms_schema, study_schema
from equipoise.protocol.source import parse_yaml, read_yaml

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "study_file.md"
ASPIRE = ROOT / "tests" / "studies" / "ASPIRE-3"


def test_every_part_of_the_model_has_its_table():
    headings = set(re.findall(r"^### (\w+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert set(model.__all__) - {"Part"} == headings


def test_every_link_leads_to_a_heading():
    text = PAGE.read_text(encoding="utf-8")
    headings = [heading.lower() for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]
    assert len(headings) == len(set(headings))
    assert set(re.findall(r"\(#(\w+)\)", text)) <= set(headings)


def test_every_example_of_the_page_is_a_study_file_in_yaml():
    examples = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 6
    assert [fault for text in examples for fault in parse_yaml(text, "page").faults] == []


def sources() -> list[tuple[str, Any]]:
    return [("ASPIRE-3", ASPIRE), *((name, folder(name)) for name in studies())]


@pytest.mark.parametrize(("name", "home"), sources())
def test_a_sound_study_fits_the_schemas(name: str, home: Any):
    jsonschema.Draft202012Validator(study_schema()).validate(read_yaml(home, "protocol.yaml").data)
    jsonschema.Draft202012Validator(forms_schema()).validate(read_yaml(home, "forms.yaml").data)


def test_the_schemas_refuse_an_unknown_key():
    data = read_yaml(ASPIRE, "protocol.yaml").data
    assert data is not None
    data["design"]["enrollment"] = 1
    with pytest.raises(jsonschema.ValidationError, match="enrollment"):
        jsonschema.Draft202012Validator(study_schema()).validate(data)
