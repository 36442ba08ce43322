"""Each limit of RECIST 1.1, sections 3.1 and 4.2, on both sides."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from equipoise.protocol.model import Response
from equipoise.rules.response import Site, against_targets, least_mm, measurability
from tests.rules.example import PLAN

RESPONSE = Response.model_validate(PLAN["response"])


def lesion(mm: str | None, number: str = "T1", **more: Any) -> Site:
    return Site(number, None if mm is None else Decimal(mm), **more)


def standing(mm: str | None, **more: Any) -> str:
    return measurability(lesion(mm, **more)).standing


@pytest.mark.parametrize(
    ("below", "limit", "more"),
    [
        ("9.9", "10", {}),
        ("9.9", "10", {"slice_mm": Decimal(5)}),
        ("11.9", "12", {"slice_mm": Decimal(6)}),
        ("15.9", "16", {"slice_mm": Decimal(8), "method": "mri"}),
        ("9.9", "10", {"method": "mri"}),
        ("9.9", "10", {"method": "caliper"}),
        ("9.9", "10", {"method": "caliper", "slice_mm": Decimal(8)}),  # calipers have no slices
        ("19.9", "20", {"method": "x_ray"}),
        ("14.9", "15", {"node": True}),
        ("19.9", "20", {"node": True, "method": "x_ray"}),
        ("14.9", "15", {"node": True, "slice_mm": Decimal(7)}),
        ("15.9", "16", {"node": True, "slice_mm": Decimal(8)}),
        ("9.9", "10", {"nature": "bone_soft"}),
        ("9.9", "10", {"nature": "cystic"}),
    ],
)
def test_a_lesion_is_measurable_from_its_least_size_on(below: str, limit: str, more: dict[str, Any]):
    assert standing(limit, **more) == "measurable"
    assert standing(below, **more) == "non_target"
    assert least_mm(lesion(limit, **more)) == Decimal(limit)


def test_a_node_is_normal_below_ten_millimetres():
    assert [standing(mm, node=True) for mm in ("9.9", "10", "14.9", "15")] == [
        "normal",
        "non_target",
        "non_target",
        "measurable",
    ]


@pytest.mark.parametrize("nature", ["bone_blastic", "unmeasurable"])
def test_blastic_bone_and_fluid_are_never_measurable(nature: Any):
    assert standing("40", nature=nature) == "non_target"


def test_a_simple_cyst_is_no_disease_and_a_cystic_metastasis_is():
    assert standing("40", nature="simple_cyst") == "normal"
    assert standing("40", nature="cystic") == "measurable"


def test_a_method_that_recist_does_not_measure_by_makes_no_target():
    assert standing("40", method="unfit") == "non_target"


def test_without_a_size_nothing_is_known():
    assert standing(None) == "unknown"


@pytest.mark.parametrize(
    ("rule", "still", "grown"),
    [
        ("after_growth", "non_target", "measurable"),
        ("never", "non_target", "non_target"),
        ("always", "measurable", "measurable"),
    ],
)
def test_an_irradiated_lesion_is_measurable_as_the_protocol_says(rule: Any, still: str, grown: str):
    assert measurability(lesion("20", irradiated=True), rule).standing == still
    assert measurability(lesion("20", irradiated=True, grown_since=True), rule).standing == grown


def test_five_targets_two_an_organ_have_nothing_against_them():
    organs = ("LUNG", "LUNG", "LIVER", "LIVER", "BONE")
    assert against_targets(RESPONSE, [lesion("12", f"T{n}", organ=organ) for n, organ in enumerate(organs)]) == ()


def test_a_sixth_target_is_too_many_and_the_words_say_what_to_do():
    organs = ("LUNG", "LUNG", "LIVER", "LIVER", "BONE", "BRAIN")
    (found,) = against_targets(RESPONSE, [lesion("12", f"T{n}", organ=organ) for n, organ in enumerate(organs)])
    assert (found.code, found.says.en) == ("response.too_many_targets", "6 target lesions; at most 5.")
    assert (found.says.zh, found.protocol) == ("靶病灶 6 个，最多 5 个。", "response.max_targets")
    assert found.remedy is not None and found.remedy.en == "Record the others as non-target lesions."


def test_a_third_target_in_an_organ_is_too_many():
    (found,) = against_targets(RESPONSE, [lesion("12", f"T{n}", organ="LIVER") for n in range(3)])
    assert (found.code, found.says.en) == ("response.too_many_in_organ", "3 target lesions in LIVER; at most 2.")


def test_all_nodes_are_one_organ_wherever_they_lie():
    nodes = [lesion("20", f"T{n}", organ=organ, node=True) for n, organ in enumerate(("NECK", "HILUM", "GROIN"))]
    (found,) = against_targets(RESPONSE, nodes)
    assert found.says.en == "3 target lesions in lymph nodes; at most 2."


def test_everything_against_the_targets_is_told_at_once():
    sites = [lesion("9"), lesion("9"), lesion(None, "T2"), lesion("12", "T3", node=True), lesion("8", "T4", node=True)]
    assert [found.code for found in against_targets(RESPONSE, sites)] == [
        "response.target_twice",
        "response.target_non_target",
        "response.target_unknown",
        "response.target_non_target",
        "response.target_normal",
    ]


def test_another_limit_of_the_study_file_is_obeyed():
    strict = RESPONSE.model_copy(update={"max_targets": 1, "max_per_organ": 1})
    sites = [lesion("12", "T1", organ="LUNG"), lesion("12", "T2", organ="LUNG")]
    assert [found.code for found in against_targets(strict, sites)] == [
        "response.too_many_targets",
        "response.too_many_in_organ",
    ]


def test_the_words_say_which_rule_of_irradiation_keeps_a_lesion_from_being_measurable():
    treated = lesion("20", irradiated=True)
    assert measurability(treated, "never").says.en == "Irradiated before."
    assert measurability(treated, "after_growth").says.en == "Irradiated before, and not grown since."
