from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from equipoise.report.results_section import breaches, results_section
from equipoise.report.results_section.harms_module import ORGAN_SYSTEMS, organ_system
from tests.rehearsals import SECOND
from tests.report.cut import material

CORPUS = Path(__file__).parents[2].parent / "shared" / "data" / "registry" / "dev_corpus_v2.jsonl.gz"


@lru_cache
def section() -> dict[str, Any]:
    return results_section(material().view().context)


@lru_cache
def real() -> tuple[dict[str, Any], ...]:
    if not CORPUS.is_file():
        pytest.skip("the registry's records lie beside the project")
    with gzip.open(CORPUS, "rt", encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return tuple(one["resultsSection"] for one in found if "resultsSection" in one)


def shape(part: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every path of a record with the kind of value that stands there."""
    if isinstance(part, dict):
        for key, inner in part.items():
            yield from shape(inner, f"{path}.{key}")
    elif isinstance(part, list):
        for inner in part:
            yield from shape(inner, f"{path}[]")
    else:
        yield path, type(part).__name__


def words_at(section: Any, path: str) -> set[str]:
    found = [section]
    for step in path.split("."):
        name = step.removesuffix("[]")
        found = [one[name] for one in found if isinstance(one, dict) and name in one]
        if step.endswith("[]"):
            found = [inner for one in found for inner in one]
    return {str(one) for one in found}


@pytest.mark.parametrize("study", ["NCT03410368", SECOND])
def test_every_field_is_one_that_real_records_have(study: Any) -> None:
    known = {pair for one in real() for pair in shape(one)}
    made = results_section(material(study).view().context)
    assert set(shape(made)) - known == set()


@pytest.mark.parametrize(
    "path",
    [
        "participantFlowModule.periods[].milestones[].type",
        "baselineCharacteristicsModule.measures[].paramType",
        "baselineCharacteristicsModule.measures[].dispersionType",
        "outcomeMeasuresModule.outcomeMeasures[].type",
        "outcomeMeasuresModule.outcomeMeasures[].paramType",
        "outcomeMeasuresModule.outcomeMeasures[].dispersionType",
        "outcomeMeasuresModule.outcomeMeasures[].reportingStatus",
        "outcomeMeasuresModule.outcomeMeasures[].analyses[].statisticalMethod",
        "outcomeMeasuresModule.outcomeMeasures[].analyses[].paramType",
        "outcomeMeasuresModule.outcomeMeasures[].analyses[].nonInferiorityType",
        "adverseEventsModule.otherEvents[].organSystem",
        "adverseEventsModule.otherEvents[].assessmentType",
        "adverseEventsModule.frequencyThreshold",
    ],
)
def test_every_code_is_one_that_real_records_use(path: str) -> None:
    known = {word for one in real() for word in words_at(one, path)}
    assert words_at(section(), path) <= known


def test_the_rules_hold_for_what_is_made_and_for_real_records() -> None:
    assert breaches(section()) == ()
    broken = [breaches(one) for one in real()]
    assert sum(not found for found in broken) > 0.8 * len(broken)


def test_everybody_who_started_completed_or_did_not() -> None:
    flow = section()["participantFlowModule"]
    (period,) = flow["periods"]
    counts = {one["type"]: [int(cell["numSubjects"]) for cell in one["achievements"]] for one in period["milestones"]}
    reasons = [[int(cell["numSubjects"]) for cell in one["reasons"]] for one in period["dropWithdraws"]]
    assert sum(counts["STARTED"]) == 12
    assert [sum(column) for column in zip(*reasons, strict=True)] == counts["NOT COMPLETED"]


def test_numbers_agree_with_the_tables() -> None:
    view = material().view()
    primary = section()["outcomeMeasuresModule"]["outcomeMeasures"][0]
    assert primary["type"] == "PRIMARY"
    cells = primary["classes"][0]["categories"][0]["measurements"]
    row = next(one for one in view.display("endpoint_pfs").rows if one.key == "median")
    assert [cell["value"] for cell in cells] == [number.says.en.split(" ")[0] for number in row.cells]
    (analysis,) = primary["analyses"]
    ratio = next(one for one in view.display("endpoint_pfs").rows if one.key == "hazard_ratio")
    assert ratio.cells[0].says.en.startswith(analysis["paramValue"])


def test_a_broken_rule_is_named() -> None:
    broken = copy.deepcopy(section())
    broken["participantFlowModule"]["periods"][0]["milestones"][0]["achievements"][0]["numSubjects"] = "99"
    broken["outcomeMeasuresModule"]["outcomeMeasures"][0]["title"] = "x" * 300
    broken["adverseEventsModule"]["otherEvents"][0]["organSystem"] = "Nowhere"
    broken["adverseEventsModule"]["otherEvents"][1]["stats"][0]["numAffected"] = 999
    broken["baselineCharacteristicsModule"]["measures"][0]["dispersionType"] = "GUESS"
    said = " ".join(one.says.en for one in breaches(broken))
    for words in ("STARTED", "300 signs", "Nowhere", "add up", "GUESS"):
        assert words in said


def test_an_organ_class_of_the_dictionary_has_its_registry_name() -> None:
    assert organ_system("General disorders and administration site conditions") == "General disorders"
    assert organ_system("Neoplasms benign, malignant and unspecified (incl cysts and polyps)").startswith("Neoplasms")
    assert organ_system("Cardiac disorders") in ORGAN_SYSTEMS
    assert organ_system("something else") == "General disorders"
