"""How a laboratory's files are read is confirmed by a person, and every reason against a mapping is told at once."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from equipoise.facts.laboratory import LaboratoryMapping
from equipoise.trial import commands as act
from equipoise.trial.acts.laboratory import laboratory_items, mappings
from tests.trial.stage import Stage, small_study

GOOD = LaboratoryMapping(
    kind="csv",
    subject="id",
    sampled="day",
    pattern="YYYY-MM-DD",
    code="code",
    value="value",
    analytes={"GPT": "LB.ALT"},
)


def remember(name: str = "North", **more: Any) -> act.SetLaboratoryMapping:
    """The command with other parts."""
    return act.SetLaboratoryMapping(name=name, mapping=msgspec.to_builtins(msgspec.structs.replace(GOOD, **more)))


def test_items_of_the_laboratory_are_results_on_dated_forms() -> None:
    assert {"LB.ALT", "LB.HGB", "LB.K"} <= set(laboratory_items(small_study()))
    assert not any(path.startswith(("HX.", "AE.")) for path in laboratory_items(small_study()))
    assert "LB.LBDTC" not in laboratory_items(small_study())


def test_a_mapping_is_a_fact_and_the_newest_of_a_name_counts() -> None:
    stage = Stage.opened()
    stage.must("data_manager", remember())
    second = stage.must("coordinator", remember(decimal=",")).facts[0]
    assert second.actor == "coordinator"
    known = mappings(stage.gateway.trial())
    assert list(known) == ["North"]
    assert known["North"][0] == second.seq
    assert known["North"][1].decimal == ","


def test_the_same_mapping_again_is_nothing_new() -> None:
    stage = Stage.opened()
    stage.must("data_manager", remember())
    assert stage.refused("data_manager", remember()) == ["nothing_new"]


def test_a_name_is_retired_by_a_mapping_of_no_kind() -> None:
    stage = Stage.opened()
    assert stage.refused("data_manager", remember(kind="")) == ["unknown_mapping"]
    stage.must("data_manager", remember())
    stage.must("data_manager", remember(kind=""))
    assert not mappings(stage.gateway.trial())


@pytest.mark.parametrize(
    ("part", "code"),
    [({"kind": "xls"}, "unknown_kind"), ({"subject": ""}, "subject_missing"), ({"sampled": ""}, "sampled_missing"),
     ({"value": ""}, "value_missing"), ({"pattern": "DAY"}, "pattern"), ({"decimal": "·"}, "decimal"), ({"delimiter": "|"}, "delimiter"),
     ({"outside": "guess"}, "outside"), ({"zone": "Moon/Base"}, "zone"), ({"zone": "../../etc"}, "zone"),
     ({"analytes": {}}, "nothing_mapped"),
     ({"analytes": {"GPT": "LB.NOTHING"}}, "unknown_item"), ({"units": {"U": "gallon"}}, "unknown_unit"),
     ({"units_of": {"GPT": "gallon"}}, "unknown_unit")],
)  # fmt: skip
def test_a_mapping_that_cannot_be_used_is_refused(part: dict[str, Any], code: str) -> None:
    assert stage_refuses(remember(**part)) == [code]


def stage_refuses(command: act.SetLaboratoryMapping) -> list[str]:
    """The reasons of a fresh trial."""
    return Stage.opened().refused("data_manager", command)


def test_every_reason_is_told_at_once() -> None:
    assert stage_refuses(remember("", pattern="", decimal="x", analytes={})) == [
        "pattern",
        "decimal",
        "nothing_mapped",
        "name_missing",
    ]


def test_what_is_no_mapping_is_told() -> None:
    assert stage_refuses(act.SetLaboratoryMapping(name="x", mapping={"kind": 7})) == ["malformed_mapping"]
    extra = {**msgspec.to_builtins(GOOD), "colour": "red"}
    assert stage_refuses(act.SetLaboratoryMapping(name="x", mapping=extra)) == ["unknown_field"]


def test_a_record_of_a_file_tells_everything_against_it() -> None:
    command = act.RecordLaboratoryFile(
        name=" ", digest="x", kind="csv", mapping=1, rows=3, taken=1, same=0, forms=(), left_out={"2": ("no_value",)}
    )
    expected = ["file_unnamed", "unknown_mapping", "miscounted", "reason_missing", "nothing_taken"]
    assert Stage.opened().refused("coordinator", command) == expected
